/**
 * A Delivery on its way out, with the batches as they lie in memory: only the bytes around them are
 * made. Layout of the message inside its prefix (field numbers of FetchResponse and
 * SubscribeResponse differ, the rest is the same):
 *
 *     tag, length                            the delivery, in its response
 *     0a topic   10 partition   28 next_offset   30 high_watermark   38 log_start_offset
 *     40 record_count
 *     1a length bytes …                      each element of `batches`
 *     22 length bytes …                      each decoded record
 */
import { JOINED_WRITE_BYTES_MAX } from "../../model/limits.ts";
import type { Delivery } from "../../model/records.ts";
import { tidemark } from "../generated/tidemark.js";
import { PREFIX_BYTES, writePrefix } from "./framing.ts";
import { VARINT_BYTES_MAX, varintLength, writeVarint } from "./varint.ts";

/** Field number of `delivery` in the response. */
export const FETCH_DELIVERY_FIELD = 1;
export const SUBSCRIBE_DELIVERY_FIELD = 4;

const SCALARS_BYTES_MAX = 6 + 5 * VARINT_BYTES_MAX;
const BATCH_TAG = 0x1a;
const RECORD_TAG = 0x22;

function writeScalars(target: Buffer, start: number, topic: Buffer, delivery: Delivery): number {
  let at = start;
  target[at++] = 0x0a;
  at = writeVarint(target, at, topic.length);
  at += topic.copy(target, at);
  target[at++] = 0x10;
  at = writeVarint(target, at, delivery.partition);
  target[at++] = 0x28;
  at = writeVarint(target, at, delivery.nextOffset);
  target[at++] = 0x30;
  at = writeVarint(target, at, delivery.highWatermark);
  target[at++] = 0x38;
  at = writeVarint(target, at, delivery.logStartOffset);
  target[at++] = 0x40;
  return writeVarint(target, at, delivery.recordCount);
}

const elementLength = (bytes: Uint8Array): number => 1 + varintLength(bytes.length) + bytes.length;

/**
 * The framed message as the pieces to write, in order; small ones are one piece. `topic` is the
 * topic's name in UTF-8, which the caller keeps.
 */
export function deliveryFrames(field: number, topic: Buffer, delivery: Delivery): Uint8Array[] {
  const records = delivery.records.map((record) =>
    tidemark.v1.ConsumedRecord.encode(record).finish(),
  );
  const scalars = Buffer.allocUnsafe(SCALARS_BYTES_MAX + topic.length + VARINT_BYTES_MAX);
  const scalarsLength = writeScalars(scalars, 0, topic, delivery);
  let length = scalarsLength;
  for (const batch of delivery.batches) length += elementLength(batch);
  for (const record of records) length += elementLength(record);
  const messageLength = 1 + varintLength(length) + length;
  const pieces = new Pieces(PREFIX_BYTES + messageLength);
  const head = Buffer.allocUnsafe(PREFIX_BYTES + 1 + VARINT_BYTES_MAX + scalarsLength);
  let at = writePrefix(head, 0, messageLength);
  head[at++] = (field << 3) | 2;
  at = writeVarint(head, at, length);
  at += scalars.copy(head, at, 0, scalarsLength);
  pieces.small(head.subarray(0, at));
  for (const batch of delivery.batches) pieces.element(BATCH_TAG, batch);
  for (const record of records) pieces.element(RECORD_TAG, record);
  return pieces.take();
}

/** Joins what is small, passes on what is large. */
class Pieces {
  readonly #done: Uint8Array[] = [];
  /** Bytes of the message that are not yet in a piece: no buffer needs to be larger. */
  #remaining: number;
  #joined: Buffer;
  #filled = 0;

  constructor(totalBytes: number) {
    this.#remaining = totalBytes;
    this.#joined = Buffer.allocUnsafe(
      Math.min(totalBytes + VARINT_BYTES_MAX, JOINED_WRITE_BYTES_MAX),
    );
  }

  element(tag: number, bytes: Uint8Array): void {
    if (this.#filled + 1 + VARINT_BYTES_MAX > this.#joined.length) this.#cut();
    this.#joined[this.#filled++] = tag;
    this.#filled = writeVarint(this.#joined, this.#filled, bytes.length);
    if (bytes.length <= JOINED_WRITE_BYTES_MAX / 2) this.small(bytes);
    else {
      this.#cut();
      this.#done.push(bytes);
      this.#remaining -= bytes.length;
    }
  }

  small(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#joined.length) this.#cut();
    this.#joined.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  take(): Uint8Array[] {
    if (this.#filled > 0) this.#done.push(this.#joined.subarray(0, this.#filled));
    return this.#done;
  }

  #cut(): void {
    if (this.#filled > 0) this.#done.push(this.#joined.subarray(0, this.#filled));
    this.#remaining -= this.#filled;
    this.#filled = 0;
    this.#joined = Buffer.allocUnsafe(
      Math.min(this.#remaining + VARINT_BYTES_MAX, JOINED_WRITE_BYTES_MAX),
    );
  }
}
