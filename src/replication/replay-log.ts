/** Brings what a partition folds from its log to the log's end, in turns that leave room for others. */
import type { PartitionLog } from "../log/partition-log.ts";
import { SCHEDULE_SLICE_APPLIED, SCHEDULE_TAIL_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { ReplicaViews } from "./replica-views.ts";

/** How many offsets are folded. What it throws ends the replay. */
export type Folded = (doneOffsets: number) => void;

/** Where the view begins that lags most. */
export const replayFrom = (log: PartitionLog, views: ReplicaViews): number =>
  Math.max(views.appliedOffset, log.firstOffset);

/** `highWatermark`: what is committed; beyond it the log may yet be cut, and no view stores it. */
export async function replayLog(
  log: PartitionLog,
  views: ReplicaViews,
  highWatermark: number,
  clock: Clock,
  folded: Folded,
): Promise<void> {
  const { schedule, ids } = views;
  const from = replayFrom(log, views);
  let inTurn = 0;
  await log.scan(from, async (view, place) => {
    // When it was appended nobody knows: of a scheduled batch, when it was built says more.
    const guessMs = view.isScheduled ? view.baseTimestamp : view.maxTimestamp;
    const committed = Math.min(view.nextOffset, highWatermark);
    views.fold(view, place, guessMs, committed, clock.wallMs());
    views.commit(committed);
    if (view.nextOffset <= highWatermark) {
      // Let the store take it, and wait where it lags behind (P5).
      if (ids.congested) await ids.flush();
      if (schedule.overlayCount > SCHEDULE_TAIL_MAX) await schedule.flush();
    }
    inTurn += view.recordCount;
    if (inTurn < SCHEDULE_SLICE_APPLIED) return;
    inTurn = 0;
    folded(view.nextOffset - from);
    await clock.nextTurn();
  });
  // Where all before the log's end was cleaned away no batch has said where that is.
  views.reachEnd(log.flushedOffset, log.lastEpoch);
  views.commit(highWatermark);
}
