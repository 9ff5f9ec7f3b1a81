/**
 * What a partition remembers of its idempotent producers: the last batches of each, so that a retry
 * meets its first copy and a gap is refused (Kafka KIP-98, KIP-360). A fold of the partition's log;
 * it never reads a clock. One that is unused for PRODUCER_IDLE_MS is forgotten, and where there are too
 * many the longest unused: what it sends next is taken for that of a new one, so a retry of a batch from
 * before could be appended twice.
 *
 * States of one producer id: unknown → known(epoch, last sequence). A batch of a higher epoch starts
 * anew at sequence 0; one of a lower epoch is fenced. Batches above the high watermark may yet be cut
 * (`truncate`), so beside the window of the last five everything uncommitted is remembered too; and
 * where a cut took all, the sequence to go on with is: the batches that a producer sent behind a cut
 * one, before it heard of it, must not get in ahead of its retry.
 */
import { assert } from "../lib/assert.ts";
import type { ErrorCode } from "../model/errors.ts";
import {
  PRODUCER_BATCHES_REMEMBERED,
  PRODUCER_IDLE_MS,
  PRODUCERS_PER_PARTITION_MAX,
} from "../model/limits.ts";

/** Sequences run from 0 to 2^31 − 1 and wrap. */
const SEQUENCE_MODULUS = 2 ** 31;

export interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Some of its records were left out of the log: a retry must be told which. */
  readonly partial: boolean;
}

export interface ProducerBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** Sequences it takes: last offset delta + 1. */
  readonly sequenceCount: number;
}

export type SequenceVerdict =
  | { readonly kind: "append" }
  | { readonly kind: "duplicate"; readonly batch: RememberedBatch }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string };

/** For a snapshot. */
export interface ProducerEntry {
  readonly id: number;
  readonly epoch: number;
  /** Epoch milliseconds. */
  readonly lastUsedMs: number;
  readonly batches: readonly RememberedBatch[];
}

interface Producer {
  epoch: number;
  lastUsedMs: number;
  /** Oldest first; empty where all that was known of the epoch has been cut from the log. */
  batches: RememberedBatch[];
  /** The next sequence of the log. What follows a cut batch must not take its place. */
  next: number;
}

export const sequenceAfter = (sequence: number, count: number): number =>
  (sequence + count) % SEQUENCE_MODULUS;

const APPEND: SequenceVerdict = { kind: "append" };

export class ProducerStates {
  /** In order of last use: the first is forgotten when there are too many (P5). */
  readonly #producers = new Map<number, Producer>();

  get size(): number {
    return this.#producers.size;
  }

  /** What to do with a batch that a client sent. */
  check(batch: ProducerBatch): SequenceVerdict {
    const producer = this.#producers.get(batch.producerId);
    // Unknown here: a new producer, or one that was forgotten; either may go on (KIP-360).
    if (producer === undefined) return APPEND;
    if (batch.producerEpoch < producer.epoch) {
      return refused(
        "PRODUCER_FENCED",
        `producer ${batch.producerId} is at epoch ${producer.epoch}; this batch is of epoch ` +
          `${batch.producerEpoch}: a newer instance has taken over`,
      );
    }
    if (batch.producerEpoch > producer.epoch) {
      if (batch.baseSequence === 0) return APPEND;
      return refused(
        "OUT_OF_ORDER_SEQUENCE",
        `the first batch of epoch ${batch.producerEpoch} must begin at sequence 0, ` +
          `not ${batch.baseSequence}`,
      );
    }
    return checkSequence(producer, batch);
  }

  /** A batch was appended (or is found in the log at recovery). */
  record(
    batch: ProducerBatch,
    baseOffset: number,
    lastOffset: number,
    highWatermark: number,
    partial: boolean = false,
    usedMs: number = 0,
  ): void {
    let producer = this.#producers.get(batch.producerId);
    if (producer === undefined || producer.epoch !== batch.producerEpoch) {
      // What is uncommitted of an older epoch is forgotten with it: a cut does not bring it back.
      producer = { epoch: batch.producerEpoch, lastUsedMs: 0, batches: [], next: 0 };
    }
    producer.lastUsedMs = Math.max(producer.lastUsedMs, usedMs);
    producer.next = sequenceAfter(batch.baseSequence, batch.sequenceCount);
    producer.batches.push({
      firstSequence: batch.baseSequence,
      lastSequence: sequenceAfter(batch.baseSequence, batch.sequenceCount - 1),
      baseOffset,
      lastOffset,
      partial,
    });
    forgetOld(producer, highWatermark);
    this.#producers.delete(batch.producerId);
    this.#producers.set(batch.producerId, producer);
    if (this.#producers.size > PRODUCERS_PER_PARTITION_MAX) this.#forgetOldest();
  }

  /** Everything at or above `offset` was cut from the log. */
  truncate(offset: number): void {
    for (const producer of this.#producers.values()) {
      const first = producer.batches.findIndex((batch) => batch.lastOffset >= offset);
      if (first < 0) continue;
      producer.next = producer.batches[first]!.firstSequence;
      producer.batches.length = first;
    }
  }

  /** Whether a retry of the batch that begins at `baseOffset` would be known for one. */
  remembers(producerId: number, producerEpoch: number, baseOffset: number): boolean {
    const producer = this.#producers.get(producerId);
    if (producer?.epoch !== producerEpoch) return false;
    return producer.batches.some((batch) => batch.baseOffset === baseOffset);
  }

  /** Whether it knows what comes next of that epoch, or that it is over. */
  knows(producerId: number, producerEpoch: number): boolean {
    const producer = this.#producers.get(producerId);
    return producer !== undefined && producer.epoch >= producerEpoch;
  }

  /** For a snapshot: in order of last use. */
  *entries(): Iterable<ProducerEntry> {
    for (const [id, { epoch, lastUsedMs, batches }] of this.#producers) {
      yield { id, epoch, lastUsedMs, batches };
    }
  }

  /** From a snapshot, in its order, into an empty state. */
  restore({ id, epoch, lastUsedMs, batches }: ProducerEntry): void {
    assert(batches.length > 0, `snapshot of producer ${id} has no batches`);
    const next = sequenceAfter(batches.at(-1)!.lastSequence, 1);
    this.#producers.set(id, { epoch, lastUsedMs, batches: [...batches], next });
  }

  /** Forgets who sent nothing for so long that no retry can be under way. */
  forgetIdle(nowMs: number): void {
    for (const [id, { lastUsedMs }] of this.#producers) {
      if (lastUsedMs > nowMs - PRODUCER_IDLE_MS) return;
      this.#producers.delete(id);
    }
  }

  #forgetOldest(): void {
    const oldest = this.#producers.keys().next();
    if (oldest.done !== true) this.#producers.delete(oldest.value);
  }
}

function checkSequence(producer: Producer, batch: ProducerBatch): SequenceVerdict {
  const expected = producer.next;
  if (batch.baseSequence === expected) return APPEND;
  const lastSequence = sequenceAfter(batch.baseSequence, batch.sequenceCount - 1);
  for (const remembered of producer.batches) {
    const same = remembered.firstSequence === batch.baseSequence;
    if (same && remembered.lastSequence === lastSequence) {
      return { kind: "duplicate", batch: remembered };
    }
  }
  // Behind the window, by less than half of the sequence space: appended long ago.
  const behind = (expected - batch.baseSequence + SEQUENCE_MODULUS) % SEQUENCE_MODULUS;
  if (behind < SEQUENCE_MODULUS / 2) {
    return refused(
      "DUPLICATE_SEQUENCE",
      `sequence ${batch.baseSequence} was appended before; the next one is ${expected}`,
    );
  }
  return refused(
    "OUT_OF_ORDER_SEQUENCE",
    `sequence ${batch.baseSequence} came where ${expected} was expected: a batch is missing`,
  );
}

/** Keeps five committed batches and everything above them. */
function forgetOld(producer: Producer, highWatermark: number): void {
  const { batches } = producer;
  for (;;) {
    const newer = batches[PRODUCER_BATCHES_REMEMBERED];
    if (newer === undefined || newer.lastOffset >= highWatermark) return;
    batches.shift();
  }
}

function refused(code: ErrorCode, message: string): SequenceVerdict {
  return { kind: "refused", code, message };
}
