/**
 * How a leader appends: judges a batch against committed + tail, stamps it, gives it to the log and
 * folds it, all in one turn. Must never be called where the replica does not lead.
 */
import type { BatchIds } from "../dedup/batch-ids.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Acks } from "../model/records.ts";
import { admit, type Admitted, type Exclusion } from "../partition/admission.ts";
import type { ProducerBatch } from "../partition/producer-states.ts";
import { AwaitedProducers } from "../partition/awaited-producers.ts";
import { keepRecords } from "../record/drop.ts";
import { HEADER_BYTES } from "../record/layout.ts";
import { stampBatch } from "../record/stamp.ts";
import { validateProducedBatch } from "../record/validate.ts";
import { BatchView } from "../record/view.ts";
import { ViewDamaged } from "../runs/view-damaged.ts";
import { checkRecordSizes } from "./record-sizes.ts";
import type { ReplicaCore } from "./replica-core.ts";
import { notEnoughReplicas } from "./replica-role.ts";
import { concernsSchedule, producerOf } from "./replica-views.ts";

export interface ReplicaSettings {
  readonly maxRecordBytes: number;
  readonly scheduleDelayMaxMs: number;
  /** 0: message ids mean nothing. */
  readonly dedupWindowMs: number;
  /** Producer ids from here on were never handed out, as far as is known here. */
  readonly producerIdEnd: number;
  /** What a batch of such a producer is refused with; absent: UNKNOWN_PRODUCER. */
  readonly unknownProducer?: (producerId: number) => TidemarkError;
  /** Below it nothing is committed. */
  readonly minInsyncReplicas: number;
  /** A follower that was not caught up for so long leaves the in-sync set. */
  readonly replicaLagMaxMs: number;
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

const UNDONE: readonly Exclusion[] = [];
const ADMITTED_WHOLE: Admitted = { exclusions: UNDONE, ids: undefined };

export class Appends {
  readonly #core: ReplicaCore;
  readonly #settings: () => ReplicaSettings;
  readonly #idsDamaged: (error: ViewDamaged) => void;
  readonly #awaited = new AwaitedProducers();

  constructor(
    core: ReplicaCore,
    settings: () => ReplicaSettings,
    idsDamaged: (error: ViewDamaged) => void,
  ) {
    this.#core = core;
    this.#settings = settings;
    this.#idsDamaged = idsDamaged;
  }

  /**
   * Appends a batch as a client sent it. Throws a TidemarkError where the whole batch is refused.
   * Durable when `whenCommitted(answerAfter)` says so.
   */
  produce(bytes: Buffer, acks: Acks, inSync: readonly number[]): AppendOutcome {
    const { log, views } = this.#core.storage;
    const view = validateProducedBatch(bytes);
    const settings = this.#settings();
    // What nobody but this disk would have can wait for long, and be lost: said before, not after.
    if (acks === "all" && inSync.length < settings.minInsyncReplicas) {
      this.refused(bytes);
      throw notEnoughReplicas(this.#core.id, inSync, settings.minInsyncReplicas);
    }
    if (view.sizeBytes > settings.maxRecordBytes) checkRecordSizes(view, settings.maxRecordBytes);
    const producer = view.producerId < 0 ? undefined : producerOf(view);
    if (producer !== undefined) {
      this.#checkKnownProducer(producer, settings);
      const verdict = views.producers.check(producer);
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
      this.#checkAwaited(producer);
    }
    const nowMs = this.#core.clock.wallMs();
    const admitted = admit(view, {
      nowMs,
      scheduleDelayMaxMs: settings.scheduleDelayMaxMs,
      maxRecordBytes: settings.maxRecordBytes,
      partition: this.#core.id.partition,
      baseOffset: log.endOffset,
      pendingById: (id) => views.schedule.pendingById(id),
      pendingAt: (offset) => views.schedule.pendingAt(offset),
      lookUpIds: (batch, bad) => this.#lookUpIds(batch, nowMs, bad),
    });
    return this.#appendAdmitted(view, producer, admitted, nowMs);
  }

  /** Appends a batch that the broker itself built: a release, a control batch, an internal record. */
  append(bytes: Buffer): AppendOutcome {
    return this.#append(new BatchView(bytes), ADMITTED_WHOLE, 0);
  }

  /** A leader that cannot take it now refuses it before it is judged, and expects it again. */
  refused(bytes: Buffer): void {
    if (bytes.length < HEADER_BYTES) return;
    const view = new BatchView(bytes);
    if (view.producerId < 0) return;
    const producer = producerOf(view);
    const { producers } = this.#core.storage.views;
    if (producers.knows(producer.producerId, producer.producerEpoch)) return;
    this.#awaited.refused(producer);
  }

  /** It leads no more. */
  stopped(): void {
    this.#awaited.clear();
  }

  #checkAwaited(producer: ProducerBatch): void {
    const expected = this.#awaited.expects(producer);
    const { producers } = this.#core.storage.views;
    const { producerId, producerEpoch, baseSequence } = producer;
    if (expected === undefined || producers.knows(producerId, producerEpoch)) return;
    throw new TidemarkError(
      "OUT_OF_ORDER_SEQUENCE",
      `sequence ${baseSequence} came where ${expected} was expected, which was refused before`,
    );
  }

  #checkKnownProducer(producer: ProducerBatch, settings: ReplicaSettings): void {
    const { producerId } = producer;
    if (producerId < settings.producerIdEnd) return;
    const message = `producer id ${producerId} was never handed out; call InitProducer for one`;
    const unknown = new TidemarkError("UNKNOWN_PRODUCER", message);
    const refusal = settings.unknownProducer?.(producerId) ?? unknown;
    if (refusal.retriable) this.#awaited.refused(producer);
    throw refusal;
  }

  #lookUpIds(
    view: BatchView,
    nowMs: number,
    bad: (index: number, bytes: number) => void,
  ): BatchIds | undefined {
    try {
      return this.#core.storage.views.ids.lookUp(view, nowMs, bad);
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
    if (exclusions.length === 0) return this.#append(view, admitted, nowMs);
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
    return this.#append(new BatchView(kept), admitted, nowMs);
  }

  #append(view: BatchView, { exclusions, ids }: Admitted, nowMs: number): AppendOutcome {
    const { storage, leaderEpoch, highWatermark } = this.#core;
    const { log, views } = storage;
    const baseOffset = log.endOffset;
    stampBatch(view.buffer, view.position, baseOffset, leaderEpoch);
    const { lastOffset } = view;
    const place = log.append(view.bytes);
    const partial = exclusions.length > 0;
    if (view.producerId >= 0) this.#awaited.appended(view.producerId);
    views.foldAdmitted(view, place, { partial, ids }, highWatermark, nowMs);
    if (concernsSchedule(view)) this.#core.scheduleListener();
    const answerAfter = lastOffset;
    return { baseOffset, lastOffset, duplicate: false, exclusions, partial: false, answerAfter };
  }
}
