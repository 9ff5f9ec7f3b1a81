/** A record of a queue group in the hands of one consumer, until it says what became of it. */
import { varintBytes, writeVarint } from "../bytes/varint.ts";
import { headersOf } from "../consumer/wire.ts";
import type { tidemark } from "../generated/tidemark.js";
import { ConsumerRecord } from "../record/consumer-record.ts";
import type { NackOptions } from "./types.ts";

/** @internal Whom a message tells. */
export interface Settler {
  settle(message: QueueMessage, verb: "ack" | "nack", options?: NackOptions): Promise<void>;
  extend(message: QueueMessage): Promise<void>;
}

/**
 * A record, and what to do with it. Until it is settled nobody else gets it, as long as its lease
 * lasts; afterwards it is another's.
 *
 * @example
 * for await (const message of consumer) {
 *   if (await charge(message.json())) await message.ack();
 *   else await message.nack({ delayMs: 5_000, reason: "card refused" });
 * }
 */
export class QueueMessage extends ConsumerRecord {
  /** When it was delivered first, to anybody: epoch milliseconds. */
  readonly firstDeliveredAt: number;
  /** @internal What it spent of the credit of bytes. */
  readonly sizeBytes: number;
  /** @internal When it came, by this process's clock. */
  readonly receivedMs: number;
  readonly #settler: Settler;
  #settlement: Promise<void> | undefined;

  /** @internal Made by the client alone. */
  constructor(
    settler: Settler,
    topic: string,
    partition: number,
    record: tidemark.v1.ConsumedRecord,
    came: { readonly receivedMs: number; readonly sizeBytes: number },
  ) {
    const { buffer, keyBytes, valueBytes } = layOut(record);
    const source = { topic, partition, buffer, released: record.scheduled != null };
    const { offset, timestamp, deliveries } = record;
    const valueAt = Math.max(keyBytes, 0);
    super(source, offset, timestamp, 0, keyBytes, valueAt, valueBytes, deliveries);
    this.firstDeliveredAt = record.firstDeliveredAt ?? 0;
    this.sizeBytes = came.sizeBytes;
    this.receivedMs = came.receivedMs;
    this.#settler = settler;
  }

  /** What became of it was said. */
  get isSettled(): boolean {
    return this.#settlement !== undefined;
  }

  /**
   * Done: it is never delivered again. Resolves once that is durable; rejects with `LEASE_LOST` where
   * the lease ran out before (it comes again), `CONNECTION_LOST` where it is not known.
   */
  ack(): Promise<void> {
    return (this.#settlement ??= this.#settler.settle(this, "ack"));
  }

  /** Not done: it comes again after a while, or is dead-lettered. Fails as `ack` does. */
  nack(options: NackOptions = {}): Promise<void> {
    return (this.#settlement ??= this.#settler.settle(this, "nack", options));
  }

  /** Still being worked on: the lease begins anew. Fails as `ack` does. */
  extend(): Promise<void> {
    return this.#settler.extend(this);
  }

  override toJSON(): Record<string, unknown> {
    const { deliveries, firstDeliveredAt } = this;
    return { ...super.toJSON(), deliveries, firstDeliveredAt };
  }
}

/** Key, value and headers one after another, as in a batch: what `ConsumerRecord` reads. */
function layOut(record: tidemark.v1.ConsumedRecord) {
  const key = record.key == null ? undefined : Buffer.from(record.key);
  const value = record.value == null ? undefined : Buffer.from(record.value);
  const headers = headersOf(record).map((part) => Buffer.from(part as string));
  let size = (key?.length ?? 0) + (value?.length ?? 0) + varintBytes(headers.length / 2);
  for (const { length } of headers) size += varintBytes(length) + length;
  const buffer = Buffer.allocUnsafe(size);
  let at = key?.copy(buffer, 0) ?? 0;
  at += value?.copy(buffer, at) ?? 0;
  at = writeVarint(buffer, at, headers.length / 2);
  for (const part of headers) {
    at = writeVarint(buffer, at, part.length);
    at += part.copy(buffer, at);
  }
  return { buffer, keyBytes: key?.length ?? -1, valueBytes: value?.length ?? -1 };
}
