/**
 * Builds the batch that makes due records visible: their bytes as they were scheduled, with their
 * final due time and a header that names the offset they waited at. What it settles is in it, so the
 * append of this batch is the release, and there is nothing else to keep in step.
 */
import { assert } from "../lib/assert.ts";
import { crc32c } from "../lib/crc32c.ts";
import { varintBytes, varlongBytes, writeVarint, writeVarlong } from "../lib/varint.ts";
import { HEADER_MESSAGE_ID, HEADER_SCHEDULED_OFFSET, HEADER_TTL_MS } from "../model/headers.ts";
import { finishBatch } from "../record/build.ts";
import { HEADER_BYTES, IDS, RELEASED, TTL } from "../record/layout.ts";
import { planRecord, readRecord } from "../record/records.ts";
import type { PendingEntry } from "./entry.ts";

/** Whether these are the bytes that were scheduled. The place of an entry is only a hint. */
export function isRecordOf(entry: PendingEntry, bytes: Uint8Array): boolean {
  return bytes.length === entry.length && crc32c(bytes) === entry.crc;
}

/** The header up to the length of its value: what is the same in every released record. */
const HEADER = Buffer.concat([
  Buffer.of(2 * HEADER_SCHEDULED_OFFSET.length),
  Buffer.from(HEADER_SCHEDULED_OFFSET),
]);
/** Where a loop is as fast as the call of a copy. */
const LOOP_BYTES_MAX = 96;

/** Sizes of the records of one batch, of one call at a time. */
let bodySizes = new Int32Array(1_024);

interface Releasable {
  readonly entry: PendingEntry;
  readonly bytes: Buffer;
}

/**
 * `bytes`: the record where it was scheduled, with its length; has passed `isRecordOf`. In the order
 * given, which takeDue's is. Not stamped; without a producer.
 */
export function buildReleasedBatch(due: readonly Releasable[]): Buffer {
  const baseTimestamp = due[0]!.entry.dueMs;
  if (bodySizes.length < due.length) bodySizes = new Int32Array(2 * due.length);
  let maxTimestamp = baseTimestamp;
  let attributes = RELEASED;
  let sizeBytes = HEADER_BYTES;
  for (let index = 0; index < due.length; index++) {
    const { entry, bytes } = due[index]!;
    const { payloadAt, headerCountAt, headerCount, headersAt } = planRecord(bytes);
    const digits = digitsOf(entry.offset);
    const body =
      1 +
      varlongBytes(entry.dueMs - baseTimestamp) +
      varintBytes(index) +
      (headerCountAt - payloadAt) +
      varintBytes(headerCount + 1) +
      (bytes.length - headersAt) +
      HEADER.length +
      1 +
      digits;
    bodySizes[index] = body;
    sizeBytes += varintBytes(body) + body;
    if (entry.dueMs > maxTimestamp) maxTimestamp = entry.dueMs;
    if (entry.id !== undefined) attributes |= IDS;
    if (headerCount > 0) attributes |= attributesOf(bytes);
  }
  const batch = Buffer.allocUnsafe(sizeBytes);
  let position = HEADER_BYTES;
  for (let index = 0; index < due.length; index++) {
    position = writeReleased(batch, position, due[index]!, index, baseTimestamp);
  }
  assert(position === sizeBytes, `a batch of ${sizeBytes} bytes was filled up to ${position}`);
  return finishBatch(batch, {
    attributes,
    lastOffsetDelta: due.length - 1,
    baseTimestamp,
    maxTimestamp,
    recordCount: due.length,
  });
}

function writeReleased(
  batch: Buffer,
  start: number,
  { entry, bytes }: Releasable,
  index: number,
  baseTimestamp: number,
): number {
  const { payloadAt, headerCountAt, headerCount, headersAt } = planRecord(bytes);
  let position = writeVarint(batch, start, bodySizes[index]!);
  batch[position++] = 0;
  position = writeVarlong(batch, position, entry.dueMs - baseTimestamp);
  position = writeVarint(batch, position, index);
  position = copy(bytes, payloadAt, headerCountAt, batch, position);
  position = writeVarint(batch, position, headerCount + 1);
  position = copy(bytes, headersAt, bytes.length, batch, position);
  position = copy(HEADER, 0, HEADER.length, batch, position);
  const digits = digitsOf(entry.offset);
  batch[position++] = 2 * digits;
  let left = entry.offset;
  for (let at = position + digits - 1; at >= position; at--) {
    const rest = Math.floor(left / 10);
    batch[at] = 0x30 + (left - 10 * rest);
    left = rest;
  }
  return position + digits;
}

function copy(from: Buffer, start: number, end: number, to: Buffer, position: number): number {
  if (end - start > LOOP_BYTES_MAX) from.copy(to, position, start, end);
  else for (let at = start; at < end; at++) to[position + at - start] = from[at]!;
  return position + end - start;
}

/** Of an offset in decimal: 1 to 16. */
function digitsOf(offset: number): number {
  let digits = 1;
  for (let power = 10; offset >= power; power *= 10) digits++;
  return digits;
}

/** What the batch must say so that somebody looks for a record's headers. */
function attributesOf(bytes: Buffer): number {
  const record = readRecord(bytes);
  const ids = record.header(HEADER_MESSAGE_ID) === undefined ? 0 : IDS;
  return record.header(HEADER_TTL_MS) === undefined ? ids : ids | TTL;
}
