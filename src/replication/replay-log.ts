/** Brings what a partition folds from its log to the log's end, in turns that leave room for others. */
import type { MessageIds } from "../dedup/message-ids.ts";
import type { PartitionLog } from "../log/partition-log.ts";
import { SCHEDULE_SLICE_APPLIED, SCHEDULE_TAIL_MAX } from "../model/limits.ts";
import type { ProducerStates } from "../partition/producer-states.ts";
import type { Clock } from "../platform/clock.ts";
import type { BatchView } from "../record/view.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";

export interface Folds {
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
  readonly producers: ProducerStates;
  /** From where the producers must follow. */
  readonly producersFrom: number;
}

/** How many offsets are folded. What it throws ends the replay. */
export type Folded = (doneOffsets: number) => void;

/** Where the one begins that lags most. */
export function replayFrom(log: PartitionLog, folds: Omit<Folds, "producers">): number {
  const { schedule, ids, producersFrom } = folds;
  const least = Math.min(schedule.appliedOffset, ids.appliedOffset, producersFrom);
  return Math.max(least, log.firstOffset);
}

export async function replayLog(
  log: PartitionLog,
  folds: Folds,
  clock: Clock,
  folded: Folded,
): Promise<void> {
  const { schedule, ids, producers, producersFrom } = folds;
  const scheduleFrom = schedule.appliedOffset;
  const from = replayFrom(log, folds);
  let inTurn = 0;
  await log.scan(from, async (view, place) => {
    // When it was appended nobody knows: of a scheduled batch, when it was built says more.
    const guessMs = view.isScheduled ? view.baseTimestamp : view.maxTimestamp;
    if (view.producerId >= 0 && view.baseOffset >= producersFrom) {
      recordProducer(view, producers, Math.min(guessMs, clock.wallMs()));
    }
    ids.restage(view, guessMs, clock.wallMs());
    ids.commit(view.nextOffset);
    if (ids.congested) await ids.flush();
    if (view.nextOffset > scheduleFrom) {
      // What is on disk is committed: let the index take it, and wait where it lags behind (P5).
      schedule.stageBatch(view, place);
      schedule.commit(view.nextOffset);
      if (schedule.overlayCount > SCHEDULE_TAIL_MAX) await schedule.flush();
    }
    inTurn += view.recordCount;
    if (inTurn < SCHEDULE_SLICE_APPLIED) return;
    inTurn = 0;
    folded(view.nextOffset - from);
    await clock.nextTurn();
  });
  // Where all before the log's end was cleaned away no batch has said where that is.
  schedule.stage([], log.flushedOffset, log.lastEpoch);
  ids.stage(log.flushedOffset, undefined, 0);
}

function recordProducer(view: BatchView, producers: ProducerStates, usedMs: number): void {
  const batch = {
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    sequenceCount: view.lastOffsetDelta + 1,
  };
  // What the cleaner left out had been in the log.
  const partial = !view.isCleaned && view.recordCount <= view.lastOffsetDelta;
  producers.record(batch, view.baseOffset, view.lastOffset, view.nextOffset, partial, usedMs);
}
