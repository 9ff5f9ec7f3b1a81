/**
 * One replica of one partition on this node: it owns the log, the pending index and the producer
 * states, and keeps them in step. The only place that appends to the partition's log.
 *
 * Order of an append, all in one turn: decide against committed + tail, stamp, `log.append`,
 * fold (producers, schedule). The flush comes later; a cut (`onAppendFailed`) undoes the folds.
 */
import { assert } from "../lib/assert.ts";
import type { BatchIds } from "../dedup/batch-ids.ts";
import type { MessageIds } from "../dedup/message-ids.ts";
import type { BatchPlace, PartitionLog } from "../log/partition-log.ts";
import { TidemarkError, toTidemarkError } from "../model/errors.ts";
import type { PartitionId } from "../model/ids.ts";
import { SCHEDULE_TAIL_MAX } from "../model/limits.ts";
import { admit, type Admitted, type Exclusion } from "../partition/admission.ts";
import type { InSyncSet } from "../partition/in-sync-set.ts";
import type { ProducerBatch, ProducerStates } from "../partition/producer-states.ts";
import { Waiters } from "../partition/waiters.ts";
import type { Clock } from "../platform/clock.ts";
import { keepRecords } from "../record/drop.ts";
import { stampBatch } from "../record/stamp.ts";
import { validateProducedBatch } from "../record/validate.ts";
import { BatchView } from "../record/view.ts";
import type { ScheduleEvent } from "../schedule/entry.ts";
import type { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { ViewDamaged } from "../runs/view-damaged.ts";
import type { LateRecords } from "./late-records.ts";
import { leftOut } from "./left-out.ts";
import type { ProducerSnapshot } from "./producer-snapshot.ts";
import { checkRecordSizes } from "./record-sizes.ts";

export interface ReplicaSettings {
  readonly maxRecordBytes: number;
  readonly scheduleDelayMaxMs: number;
  /** 0: message ids mean nothing. */
  readonly dedupWindowMs: number;
  /** Producer ids from here on were never handed out. */
  readonly producerIdEnd: number;
}

export interface AppendOutcome {
  /** −1 where nothing was appended. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly duplicate: boolean;
  readonly exclusions: readonly Exclusion[];
  /** A duplicate whose first copy lost records: `leftOut` knows which, once it is committed. */
  readonly partial: boolean;
  /** What the answer speaks of is committed when this offset is; −1: it speaks of no record. */
  readonly answerAfter: number;
}

export interface ReplicaParts {
  readonly id: PartitionId;
  readonly brokerId: number;
  readonly leaderEpoch: number;
  readonly clock: Clock;
  readonly log: PartitionLog;
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
  readonly producers: ProducerSnapshot;
  readonly inSync: InSyncSet;
  /** Read at each use: it changes with the topic. */
  readonly settings: () => ReplicaSettings;
  /** The pending index was found damaged: it has to be built anew. */
  readonly indexDamaged: (error: ScheduleIndexDamaged) => void;
  /** The same of the message ids. */
  readonly idsDamaged: (error: ViewDamaged) => void;
}

const UNDONE: readonly Exclusion[] = [];
const ADMITTED_WHOLE: Admitted = { exclusions: UNDONE, ids: undefined };
const NO_EVENTS: readonly ScheduleEvent[] = [];

export class Replica {
  readonly id: PartitionId;
  readonly leaderEpoch: number;
  readonly log: PartitionLog;
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
  readonly indexDamaged: (error: ScheduleIndexDamaged) => void;
  /** Where records that were overdue when it opened are not to be released. */
  late: LateRecords | undefined;
  readonly #idsDamaged: (error: ViewDamaged) => void;
  readonly #brokerId: number;
  readonly #clock: Clock;
  readonly #producers: ProducerSnapshot;
  readonly #inSync: InSyncSet;
  readonly #settings: () => ReplicaSettings;
  readonly #waiters = new Waiters();
  readonly #advanceListeners = new Set<() => void>();
  #scheduleListener: () => void = () => {};
  #closed: TidemarkError | undefined;

  constructor(parts: ReplicaParts) {
    this.id = parts.id;
    this.leaderEpoch = parts.leaderEpoch;
    this.log = parts.log;
    this.schedule = parts.schedule;
    this.ids = parts.ids;
    this.#brokerId = parts.brokerId;
    this.#clock = parts.clock;
    this.#producers = parts.producers;
    this.#inSync = parts.inSync;
    this.#settings = parts.settings;
    this.indexDamaged = parts.indexDamaged;
    this.#idsDamaged = parts.idsDamaged;
    this.log.onFlushed = (flushed) => this.#flushed(flushed);
    this.log.onAppendFailed = (error, truncatedTo) => this.#cut(error, truncatedTo);
  }

  /** Exclusive end of what readers may see (P3). */
  get highWatermark(): number {
    return this.#inSync.highWatermark;
  }

  get inSyncReplicas(): readonly number[] {
    return this.#inSync.members;
  }

  /** May this leader release? Not while too few replicas are in sync. */
  get mayRelease(): boolean {
    return this.#closed === undefined && this.#inSync.enough;
  }

  get maxRecordBytes(): number {
    return this.#settings().maxRecordBytes;
  }

  /** A view lags behind the log: who schedules more, or sends ids, should wait (P5, P6). */
  get congested(): boolean {
    return this.schedule.overlayCount > SCHEDULE_TAIL_MAX || this.ids.congested;
  }

  get producers(): ProducerStates {
    return this.#producers.producers;
  }

  /**
   * Appends a batch as a client sent it. Throws a TidemarkError where the whole batch is refused.
   * Durable when `whenCommitted(answerAfter)` says so.
   */
  produce(bytes: Buffer): AppendOutcome {
    this.#assertOpen();
    const view = validateProducedBatch(bytes);
    const settings = this.#settings();
    if (view.sizeBytes > settings.maxRecordBytes) checkRecordSizes(view, settings.maxRecordBytes);
    const producer = producerOf(view);
    if (producer !== undefined) {
      checkKnownProducer(producer, settings.producerIdEnd);
      const verdict = this.producers.check(producer);
      if (verdict.kind === "refused") throw new TidemarkError(verdict.code, verdict.message);
      if (verdict.kind === "duplicate") {
        const { baseOffset, lastOffset, partial } = verdict.batch;
        const answerAfter = lastOffset;
        return {
          baseOffset,
          lastOffset,
          duplicate: true,
          exclusions: UNDONE,
          partial,
          answerAfter,
        };
      }
    }
    const nowMs = this.#clock.wallMs();
    const admitted = admit(view, {
      nowMs,
      scheduleDelayMaxMs: settings.scheduleDelayMaxMs,
      maxRecordBytes: settings.maxRecordBytes,
      partition: this.id.partition,
      baseOffset: this.log.endOffset,
      pendingById: (id) => this.schedule.pendingById(id),
      pendingAt: (offset) => this.schedule.pendingAt(offset),
      lookUpIds: (batch, bad) => this.#lookUpIds(batch, nowMs, bad),
    });
    return this.#appendAdmitted(view, producer, admitted, nowMs);
  }

  /** Appends a batch that the broker itself built: a release, a control batch, an internal record. */
  append(bytes: Buffer): AppendOutcome {
    this.#assertOpen();
    return this.#append(new BatchView(bytes), undefined, ADMITTED_WHOLE, 0);
  }

  #lookUpIds(
    view: BatchView,
    nowMs: number,
    bad: (index: number, bytes: number) => void,
  ): BatchIds | undefined {
    try {
      return this.ids.lookUp(view, nowMs, bad);
    } catch (error) {
      if (!(error instanceof ViewDamaged)) throw error;
      this.#idsDamaged(error);
      throw new TidemarkError("PARTITION_DAMAGED", error.message);
    }
  }

  #appendAdmitted(
    view: BatchView,
    producer: ProducerBatch | undefined,
    admitted: Admitted,
    nowMs: number,
  ): AppendOutcome {
    const { exclusions } = admitted;
    if (exclusions.length === 0) return this.#append(view, producer, admitted, nowMs);
    const all = exclusions.length === view.recordCount;
    // An idempotent producer's sequences are used up even where no record of the batch stays.
    if (all && producer === undefined) {
      const answerAfter = exclusions.reduce(
        (most, { keptOffset = -1 }) => Math.max(most, keptOffset),
        -1,
      );
      const nowhere = { baseOffset: -1, lastOffset: -1, duplicate: false, partial: false };
      return { ...nowhere, exclusions, answerAfter };
    }
    const excluded = new Set(exclusions.map(({ index }) => index));
    const kept = keepRecords(view, (record) => !excluded.has(record.index));
    return this.#append(new BatchView(kept), producer, admitted, nowMs);
  }

  #append(
    view: BatchView,
    producer: ProducerBatch | undefined,
    { exclusions, ids }: Admitted,
    nowMs: number,
  ): AppendOutcome {
    const baseOffset = this.log.endOffset;
    stampBatch(view.buffer, view.position, baseOffset, this.leaderEpoch);
    const { lastOffset, nextOffset } = view;
    const place = this.log.append(view.bytes);
    if (producer !== undefined) {
      const partial = exclusions.length > 0;
      this.producers.record(producer, baseOffset, lastOffset, this.highWatermark, partial, nowMs);
    }
    this.ids.stage(nextOffset, ids, nowMs);
    this.#fold(view, place, nextOffset);
    const answerAfter = lastOffset;
    return { baseOffset, lastOffset, duplicate: false, exclusions, partial: false, answerAfter };
  }

  #fold(view: BatchView, place: BatchPlace, nextOffset: number): void {
    const concerns = view.isScheduled || view.isReleased || view.isControl;
    if (!concerns) {
      this.schedule.stage(NO_EVENTS, nextOffset, this.leaderEpoch);
      return;
    }
    this.schedule.stageBatch(view, place);
    this.#scheduleListener();
  }

  /**
   * Calls `done` once everything up to and including `lastOffset` is committed, or with the error
   * that says it never will be.
   */
  whenCommitted(lastOffset: number, done: (error: TidemarkError | undefined) => void): void {
    if (lastOffset < this.highWatermark) return done(undefined);
    if (this.#closed !== undefined) return done(this.#closed);
    this.#waiters.add({
      until: lastOffset + 1,
      done: (error) =>
        done(error === undefined ? undefined : toTidemarkError(error, error.message)),
    });
  }

  /** Which records of a committed batch were left out when it first came, from the retry's bytes. */
  leftOut(retry: Buffer, first: AppendOutcome): Promise<readonly Exclusion[]> {
    return leftOut(this, new BatchView(retry), first, this.#clock.wallMs());
  }

  /** The promise form of `whenCommitted`. */
  committed(lastOffset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.whenCommitted(lastOffset, (error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  /**
   * Makes what lies below `before` unreadable and frees whole segments that hold nothing pending.
   * Returns the new log start offset.
   */
  async deleteRecords(before: number): Promise<number> {
    this.#assertOpen();
    const { highWatermark } = this;
    const { logStartOffset } = this.log;
    if (!Number.isSafeInteger(before) || before < logStartOffset || before > highWatermark) {
      throw new TidemarkError(
        "OFFSET_OUT_OF_RANGE",
        `cannot delete before ${before}: the partition holds ${logStartOffset} to ${highWatermark}`,
        { logStartOffset, highWatermark },
      );
    }
    // What the cleaner frees at its leisure; here only a prefix in which nothing waits: what settles a
    // record lies behind it, so a deleted settlement never leaves its record behind. And only what the
    // store has folded: after a crash the views go on from there.
    const folded = await this.storeViews();
    this.#assertOpen();
    await this.log.deleteBefore(before, Math.min(this.scheduleStartOffset, folded));
    return this.log.logStartOffset;
  }

  /** Bounds what a start after a crash must read again; to be called about once a second. */
  checkpoint(): void {
    this.schedule.checkpoint();
    this.ids.checkpoint(this.#clock.wallMs());
  }

  /** The oldest record that waits; nothing below it has to stay in the log. */
  get scheduleStartOffset(): number {
    return this.schedule.firstPendingOffset ?? this.highWatermark;
  }

  /** Bytes below the log start that stay on disk, since something in them waits or is not cleaned yet. */
  get pinnedBytes(): number {
    const { logStartOffset, segments } = this.log;
    let bytes = 0;
    for (const { endOffset, sizeBytes } of segments) {
      if (endOffset > logStartOffset) break;
      bytes += sizeBytes;
    }
    return bytes;
  }

  /**
   * Stores the views of the log as far as it is committed. Below the answer the log may lose what it
   * needs no more: after a crash they go on from there. What the store refuses makes it less.
   */
  async storeViews(): Promise<number> {
    await Promise.allSettled([this.schedule.flush(), this.ids.flush(), this.#saveProducers()]);
    const stored = Math.min(this.schedule.appliedOffset, this.ids.appliedOffset);
    return Math.min(stored, this.#producers.savedAt, this.highWatermark);
  }

  /** Called whenever the high watermark moves, and once when the replica closes. */
  onAdvance(listener: () => void): () => void {
    this.#advanceListeners.add(listener);
    return () => this.#advanceListeners.delete(listener);
  }

  /** The one who releases: called whenever the schedule may have changed. */
  onScheduleChange(listener: () => void): void {
    this.#scheduleListener = listener;
  }

  /** Why readers must turn elsewhere, or come again. */
  get unreadable(): TidemarkError | undefined {
    return this.#closed;
  }

  get closed(): TidemarkError | undefined {
    return this.#closed;
  }

  /** Flushes and closes; everyone who still waits is told `reason`. */
  async close(reason: TidemarkError): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    await this.log.flush().catch(() => undefined);
    this.#waiters.fail(-1, reason);
    for (const listener of this.#advanceListeners) listener();
    await this.#saveProducers();
    // A view: what the store does not take is folded again at the next start.
    await Promise.allSettled([this.schedule.flush(), this.ids.flush()]);
    await Promise.all([this.schedule.close(), this.ids.close()]);
    await this.log.close();
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }

  #flushed(flushedOffset: number): void {
    if (!this.#inSync.flushed(this.#brokerId, flushedOffset)) return;
    const { highWatermark } = this;
    this.schedule.commit(highWatermark);
    this.ids.commit(highWatermark);
    this.#waiters.reached(highWatermark);
    for (const listener of this.#advanceListeners) listener();
    this.#scheduleListener();
    if (this.#producers.isDue(highWatermark)) void this.#saveProducers();
  }

  #saveProducers(): Promise<void> {
    return this.#producers.save(this.highWatermark, this.#clock.wallMs());
  }

  /** The log dropped what it could not write: nothing at or above `truncatedTo` ever happened. */
  #cut(error: TidemarkError, truncatedTo: number): void {
    assert(truncatedTo >= this.highWatermark, `cut to ${truncatedTo} below the high watermark`);
    this.producers.truncate(truncatedTo);
    this.schedule.truncate(truncatedTo);
    this.ids.truncate(truncatedTo);
    this.#waiters.fail(truncatedTo, error);
    this.#scheduleListener();
  }
}

function producerOf(view: BatchView): ProducerBatch | undefined {
  if (view.producerId < 0) return undefined;
  return {
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    sequenceCount: view.lastOffsetDelta + 1,
  };
}

function checkKnownProducer(producer: ProducerBatch, producerIdEnd: number): void {
  if (producer.producerId < producerIdEnd) return;
  throw new TidemarkError(
    "UNKNOWN_PRODUCER",
    `producer id ${producer.producerId} was never handed out; call InitProducer for one`,
  );
}
