/**
 * Leaves records out of a stored batch, as the cleaner does. What stays keeps its bytes, offsets,
 * times and sequences, so that whoever knows a record by offset and checksum finds it unchanged.
 */
import { writeInt16, writeInt32, writeInt64 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { compress } from "./compression/codecs.ts";
import * as at from "./layout.ts";
import { RecordCursor, type RecordView } from "./records.ts";
import type { BatchView } from "./view.ts";

/** What of a batch stays: all of it, nothing, or the records of another, smaller one. */
export type Retained = "all" | "none" | Buffer;

/** Work that may pause after each step, and what comes of it in the end. */
export type Steps<T> = Generator<void, T>;

/** Records looked at in one step: a fraction of a millisecond. */
const STEP_RECORDS = 256;

/**
 * `keep` is asked about each record in order. A compressed batch is compressed again by the same
 * codec, in one step. Throws as `forEachRecord` does.
 */
export function* retainRecords(
  view: BatchView,
  keep: (record: RecordView) => boolean,
): Steps<Retained> {
  const kept: Buffer[] = [];
  let maxTimestamp = Number.MIN_SAFE_INTEGER;
  yield* visitRecords(view, (record) => {
    if (!keep(record)) return;
    kept.push(record.bytes);
    maxTimestamp = Math.max(maxTimestamp, record.timestamp);
  });
  if (kept.length === view.recordCount) return "all";
  if (kept.length === 0) return "none";
  yield;
  return withRecords(view, kept, maxTimestamp);
}

/** `forEachRecord` in steps. */
export function* visitRecords(view: BatchView, visit: (record: RecordView) => void): Steps<void> {
  const cursor = new RecordCursor(view);
  while (cursor.next(STEP_RECORDS, visit)) yield;
}

/** The batch without its records: its offsets, its producer and its sequences are still known. */
export function emptied(view: BatchView): Buffer {
  return withRecords(view, [], view.maxTimestamp);
}

function withRecords(view: BatchView, kept: readonly Buffer[], maxTimestamp: number): Buffer {
  const joined = Buffer.concat(kept);
  const codec = kept.length === 0 ? "none" : at.COMPRESSION_NAMES[view.compression]!;
  const records = compress(codec, joined);
  const batch = Buffer.allocUnsafe(at.HEADER_BYTES + records.length);
  view.buffer.copy(batch, 0, view.position, view.position + at.HEADER_BYTES);
  batch.set(records, at.HEADER_BYTES);
  writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
  const attributes = (view.attributes & ~at.COMPRESSION_MASK) | at.Compression[codec] | at.CLEANED;
  writeInt16(batch, at.ATTRIBUTES_AT, attributes);
  writeInt64(batch, at.MAX_TIMESTAMP_AT, maxTimestamp);
  writeInt32(batch, at.RECORD_COUNT_AT, kept.length);
  writeInt32(batch, at.CRC_AT, crc32c(batch.subarray(at.ATTRIBUTES_AT)));
  return batch;
}

/**
 * A batch of no records that ends where `nextOffset` begins: it says how far a segment reaches whose
 * last records are gone. A control batch, so that no reader and no index of times sees it.
 */
export function endMark(nextOffset: number, leaderEpoch: number): Buffer {
  const batch = Buffer.alloc(at.HEADER_BYTES);
  writeInt64(batch, at.BASE_OFFSET_AT, nextOffset - 1);
  writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
  writeInt32(batch, at.LEADER_EPOCH_AT, leaderEpoch);
  batch[at.MAGIC_AT] = at.MAGIC;
  writeInt16(batch, at.ATTRIBUTES_AT, at.CONTROL);
  writeInt64(batch, at.PRODUCER_ID_AT, -1);
  writeInt16(batch, at.PRODUCER_EPOCH_AT, -1);
  writeInt32(batch, at.BASE_SEQUENCE_AT, -1);
  writeInt32(batch, at.CRC_AT, crc32c(batch.subarray(at.ATTRIBUTES_AT)));
  return batch;
}
