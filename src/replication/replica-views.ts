/**
 * What one replica folds from its log: the pending index, the remembered message ids and the states of
 * idempotent producers. Leader, follower and replay fold by the same rules, so that all replicas come to
 * the same. Never reads or writes the log.
 */
import type { BatchIds } from "../dedup/batch-ids.ts";
import type { MessageIds } from "../dedup/message-ids.ts";
import type { BatchPlace } from "../log/partition-log.ts";
import { SCHEDULE_TAIL_MAX } from "../model/limits.ts";
import type { ProducerBatch, ProducerStates } from "../partition/producer-states.ts";
import type { BatchView } from "../record/view.ts";
import type { ScheduleEvent } from "../schedule/entry.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import type { ProducerSnapshot } from "./producer-snapshot.ts";

/** What the leader found out about a batch before it appended it. */
export interface Admission {
  /** Records of it were left out. */
  readonly partial: boolean;
  /** Looked up and claimed. */
  readonly ids: BatchIds | undefined;
}

const NO_EVENTS: readonly ScheduleEvent[] = [];

export class ReplicaViews {
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
  readonly #snapshot: ProducerSnapshot;
  /** What lies below was folded before this object was there. */
  readonly #scheduleFrom: number;
  readonly #producersFrom: number;

  constructor(schedule: PartitionSchedule, ids: MessageIds, producers: ProducerSnapshot) {
    this.schedule = schedule;
    this.ids = ids;
    this.#snapshot = producers;
    this.#scheduleFrom = schedule.appliedOffset;
    this.#producersFrom = producers.savedAt;
  }

  get producers(): ProducerStates {
    return this.#snapshot.producers;
  }

  /** From where the log has to be folded: where the one begins that lags most. */
  get appliedOffset(): number {
    return Math.min(this.schedule.appliedOffset, this.ids.appliedOffset, this.#snapshot.savedAt);
  }

  /** Everything below was committed once: no view stores anything else. */
  get committedOffset(): number {
    return Math.max(this.schedule.appliedOffset, this.ids.appliedOffset, this.#snapshot.savedAt);
  }

  /** One of them lags behind the log: who schedules more, or sends ids, should wait (P5, P6). */
  get congested(): boolean {
    return this.schedule.overlayCount > SCHEDULE_TAIL_MAX || this.ids.congested;
  }

  /** A batch that this replica admitted as leader, stamped, at its `place` in the log. */
  foldAdmitted(
    view: BatchView,
    place: BatchPlace,
    { partial, ids }: Admission,
    highWatermark: number,
    nowMs: number,
  ): void {
    if (view.producerId >= 0) this.#recordProducer(view, highWatermark, partial, nowMs);
    this.ids.stage(view.nextOffset, ids, nowMs);
    this.#foldSchedule(view, place);
  }

  /**
   * A batch that was found in the log or came from the leader. `appendedMs`: when the leader may have
   * appended it; what is remembered for a time is remembered from then on. Throws PARTITION_DAMAGED
   * where it says what this version does not know.
   */
  fold(
    view: BatchView,
    place: BatchPlace,
    appendedMs: number,
    highWatermark: number,
    nowMs: number,
  ): void {
    if (view.producerId >= 0 && view.baseOffset >= this.#producersFrom) {
      // What the cleaner left out had been in the log.
      const partial = !view.isCleaned && view.recordCount <= view.lastOffsetDelta;
      this.#recordProducer(view, highWatermark, partial, Math.min(appendedMs, nowMs));
    }
    this.ids.restage(view, appendedMs, nowMs);
    if (view.nextOffset > this.#scheduleFrom) this.#foldSchedule(view, place);
  }

  /** The log ends there, with nothing to fold before it that was not folded. */
  reachEnd(endOffset: number, lastEpoch: number): void {
    this.schedule.stage(NO_EVENTS, endOffset, lastEpoch);
    this.ids.stage(endOffset, undefined, 0);
  }

  /** Everything below is committed. */
  commit(highWatermark: number): void {
    this.schedule.commit(highWatermark);
    this.ids.commit(highWatermark);
  }

  /** The log was cut: nothing at or above `toOffset` ever happened. */
  truncate(toOffset: number): void {
    // What the snapshot says was committed, also where a copy has not come so far yet.
    this.producers.truncate(Math.max(toOffset, this.#producersFrom));
    this.schedule.truncate(toOffset);
    this.ids.truncate(toOffset);
  }

  /** Asks that what is committed be stored soon; to be called about once a second. */
  checkpoint(nowMs: number): void {
    this.schedule.checkpoint();
    this.ids.checkpoint(nowMs);
  }

  /** So many came since the producers were saved that a start after a crash would read for long. */
  saveProducersIfDue(highWatermark: number, nowMs: number): void {
    if (this.#snapshot.isDue(highWatermark)) void this.#snapshot.save(highWatermark, nowMs);
  }

  /**
   * Stores what is committed. Resolves with how far all of them are stored: a table of ids that holds some
   * which are not committed cannot go there yet, and nobody may wait for that.
   */
  async store(highWatermark: number, nowMs: number): Promise<number> {
    await Promise.allSettled([
      this.schedule.flush(),
      Promise.race([this.ids.flush(), this.ids.settled()]),
      this.#snapshot.save(highWatermark, nowMs),
    ]);
    return Math.min(this.appliedOffset, highWatermark);
  }

  /** What the producers' batches below `offset` come to, for a replica whose log will lack some of them. */
  producersBelow(offset: number): Buffer {
    return this.#snapshot.below(offset);
  }

  /** Stops at once; resolves when nothing is under way in the store or beside the log. */
  async close(): Promise<void> {
    await Promise.all([this.schedule.close(), this.ids.close(), this.#snapshot.close()]);
  }

  #recordProducer(view: BatchView, highWatermark: number, partial: boolean, usedMs: number): void {
    const { baseOffset, lastOffset } = view;
    this.producers.record(producerOf(view), baseOffset, lastOffset, highWatermark, partial, usedMs);
  }

  #foldSchedule(view: BatchView, place: BatchPlace): void {
    const { nextOffset, leaderEpoch } = view;
    if (concernsSchedule(view)) this.schedule.stageBatch(view, place);
    else this.schedule.stage(NO_EVENTS, nextOffset, leaderEpoch);
  }
}

/** Whether it may change what waits. */
export const concernsSchedule = (view: BatchView): boolean =>
  view.isScheduled || view.isReleased || view.isControl;

export function producerOf(view: BatchView): ProducerBatch {
  return {
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    sequenceCount: view.lastOffsetDelta + 1,
  };
}
