/** What came of one partition in one delivery; decoded as it is walked. */
import { BatchReader } from "../record/batch-reader.ts";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import type { PartitionPosition } from "./partition-position.ts";
import type { Prefetch } from "./prefetch.ts";
import type { WireDelivery } from "./types.ts";

/** Says that a record and all after it are beyond what was asked for. */
export type EndTest = (record: ConsumerRecord) => boolean;

/**
 * Records of one partition, in order.
 *
 * @example
 * for await (const batch of consumer.batches()) {
 *   for (const record of batch) total += record.value?.length ?? 0;
 * }
 */
export class RecordBatch implements Iterable<ConsumerRecord> {
  readonly topic: string;
  readonly partition: number;
  /** One past everything in it: the position once it is done. */
  readonly nextOffset: number;
  /** One past the last record that could be read when it was sent. */
  readonly highWatermark: number;
  /** Records in it at most; a few at its beginning may have been handed over before. */
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** @internal */
  readonly position: PartitionPosition;
  readonly #prefetch: Prefetch;
  readonly #restarts: number;
  readonly #delivery: WireDelivery;
  readonly #isEnd: EndTest | undefined;
  #skipBelow = 0;

  /** @internal */
  constructor(
    delivery: WireDelivery,
    position: PartitionPosition,
    prefetch: Prefetch,
    isEnd: EndTest | undefined,
  ) {
    this.#prefetch = prefetch;
    this.#restarts = prefetch.restarts;
    this.topic = delivery.topic;
    this.partition = delivery.partition;
    this.nextOffset = delivery.nextOffset;
    this.highWatermark = delivery.highWatermark;
    this.recordCount = delivery.recordCount;
    this.sizeBytes = delivery.sizeBytes;
    this.position = position;
    this.#delivery = delivery;
    this.#isEnd = isEnd;
  }

  /** @internal Its turn has come: what the application had before is left out from here on. */
  begin(): void {
    this.#skipBelow = this.position.next;
  }

  /** @internal It is taken: its stream may bring more, unless that is gone with all its credits. */
  giveCredit(): void {
    if (this.#prefetch.restarts !== this.#restarts) return;
    this.#prefetch.taken(this.recordCount, this.sizeBytes);
  }

  /** @internal */
  cursor(): BatchCursor {
    return new BatchCursor(this.#delivery, this.#skipBelow, this.#isEnd);
  }

  /** @internal A record in it is beyond the end of a bounded reading. */
  get reachesEnd(): boolean {
    if (this.#isEnd === undefined) return false;
    const cursor = this.cursor();
    while (cursor.next() !== undefined);
    return cursor.sawEnd;
  }

  *[Symbol.iterator](): Generator<ConsumerRecord, void, undefined> {
    const cursor = this.cursor();
    for (let record = cursor.next(); record !== undefined; record = cursor.next()) yield record;
  }
}

/** @internal Walks the batches of a delivery. */
export class BatchCursor {
  /** It stopped at a record beyond the end. */
  sawEnd = false;
  readonly #delivery: WireDelivery;
  readonly #skipBelow: number;
  readonly #isEnd: EndTest | undefined;
  #element = 0;
  #at = 0;
  #reader: BatchReader | undefined;

  constructor(delivery: WireDelivery, skipBelow: number, isEnd: EndTest | undefined) {
    this.#delivery = delivery;
    this.#skipBelow = skipBelow;
    this.#isEnd = isEnd;
  }

  next(): ConsumerRecord | undefined {
    while (!this.sawEnd) {
      const record = this.#reader?.next();
      if (record === undefined) {
        if (!this.#nextReader()) return undefined;
      } else if (record.offset >= this.#skipBelow) {
        if (this.#isEnd === undefined || !this.#isEnd(record)) return record;
        this.sawEnd = true;
      }
    }
    return undefined;
  }

  #nextReader(): boolean {
    const { batches, topic, partition } = this.#delivery;
    while (this.#element < batches.length) {
      const buffer = batches[this.#element] as Buffer;
      if (this.#at < buffer.length) {
        this.#reader = new BatchReader(topic, partition, buffer, this.#at);
        this.#at += this.#reader.sizeBytes;
        return true;
      }
      this.#element++;
      this.#at = 0;
    }
    return false;
  }
}
