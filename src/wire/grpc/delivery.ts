/**
 * A Delivery on its way out, with the batches as they lie in memory: only the bytes around them are
 * made. Layout of the message inside its prefix (field numbers of FetchResponse and
 * SubscribeResponse differ, the rest is the same):
 *
 *     tag, length                            the delivery, in its response
 *     0a topic   10 partition   28 next_offset   30 high_watermark   38 log_start_offset
 *     40 record_count   48 size_bytes
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

/** Prefix, tag and length of the delivery, its scalar fields; the topic's bytes come on top. */
const HEAD_BYTES_MAX = PREFIX_BYTES + 1 + 7 + 8 * VARINT_BYTES_MAX;
const BATCH_TAG = 0x1a;
const RECORD_TAG = 0x22;
/** An element up to this long is copied between its neighbours, a longer one is a piece of its own. */
const COPIED_BYTES_MAX = JOINED_WRITE_BYTES_MAX / 2;

interface Element {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

function elementsOf(delivery: Delivery): Element[] {
  const elements = delivery.batches.map((bytes): Element => ({ tag: BATCH_TAG, bytes }));
  for (const record of delivery.records) {
    const bytes = tidemark.v1.ConsumedRecord.encode(record).finish();
    elements.push({ tag: RECORD_TAG, bytes });
  }
  return elements;
}

const isCopied = ({ bytes }: Element): boolean => bytes.length <= COPIED_BYTES_MAX;
const frontLength = ({ bytes }: Element): number => 1 + varintLength(bytes.length);

function scalarsLength(topic: Buffer, delivery: Delivery): number {
  return (
    7 +
    varintLength(topic.length) +
    topic.length +
    varintLength(delivery.partition) +
    varintLength(delivery.nextOffset) +
    varintLength(delivery.highWatermark) +
    varintLength(delivery.logStartOffset) +
    varintLength(delivery.recordCount) +
    varintLength(delivery.sizeBytes)
  );
}

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
  at = writeVarint(target, at, delivery.recordCount);
  target[at++] = 0x48;
  return writeVarint(target, at, delivery.sizeBytes);
}

/**
 * The framed message as the pieces to write, in order; small ones are one piece. `topic` is the
 * topic's name in UTF-8, which the caller keeps.
 */
export function deliveryFrames(field: number, topic: Buffer, delivery: Delivery): Uint8Array[] {
  const elements = elementsOf(delivery);
  let length = scalarsLength(topic, delivery);
  for (const element of elements) length += frontLength(element) + element.bytes.length;
  const pieces: Uint8Array[] = [];
  let [next, runBytes] = runFrom(elements, 0);
  let joined = Buffer.allocUnsafe(HEAD_BYTES_MAX + topic.length + runBytes);
  let at = writePrefix(joined, 0, 1 + varintLength(length) + length);
  joined[at++] = (field << 3) | 2;
  at = writeVarint(joined, at, length);
  at = writeScalars(joined, at, topic, delivery);
  for (let index = 0; index < elements.length; index++) {
    if (index === next) {
      pieces.push(joined.subarray(0, at));
      [next, runBytes] = runFrom(elements, index);
      joined = Buffer.allocUnsafe(runBytes);
      at = 0;
    }
    const element = elements[index] as Element;
    joined[at++] = element.tag;
    at = writeVarint(joined, at, element.bytes.length);
    if (isCopied(element)) {
      joined.set(element.bytes, at);
      at += element.bytes.length;
    } else {
      pieces.push(joined.subarray(0, at), element.bytes);
      [next, runBytes] = runFrom(elements, index + 1);
      joined = Buffer.allocUnsafe(runBytes);
      at = 0;
    }
  }
  if (at > 0) pieces.push(joined.subarray(0, at));
  return pieces;
}

/**
 * The elements from `start` that share a buffer: up to and including the front of the first that is
 * not copied, and no more than one write should copy. Returns where the next run begins, and bytes.
 */
function runFrom(elements: readonly Element[], start: number): [next: number, bytes: number] {
  let bytes = 0;
  for (let index = start; index < elements.length; index++) {
    const element = elements[index] as Element;
    if (!isCopied(element)) return [index + 1, bytes + frontLength(element)];
    const more = frontLength(element) + element.bytes.length;
    if (bytes > 0 && bytes + more > JOINED_WRITE_BYTES_MAX) return [index, bytes];
    bytes += more;
  }
  return [elements.length, bytes];
}
