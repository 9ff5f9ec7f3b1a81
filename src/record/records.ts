/**
 * Decodes the records of a batch, compressed or not. Believes nothing: a compressed batch was never
 * walked before, so what does not fit its lengths throws CORRUPT_BATCH, never reads beyond them.
 */
import { VarintReader } from "../lib/varint.ts";
import { corrupt } from "./corrupt.ts";
import { decompressedView } from "./decompress.ts";
import { HEADER_BYTES, TIMESTAMP_LOG_APPEND } from "./layout.ts";
import { type RecordParts, RecordView } from "./record-view.ts";
import type { BatchView } from "./view.ts";

export { decompressedView } from "./decompress.ts";
export { type RecordHeader, RecordView } from "./record-view.ts";

/**
 * Calls `visit` with each record in offset order. Also throws RECORD_TOO_LARGE where decompression
 * would pass its bound. A record that does not decode throws after those before it were visited.
 */
export function forEachRecord(view: BatchView, visit: (record: RecordView) => void): void {
  new RecordCursor(view).next(Number.POSITIVE_INFINITY, visit);
}

/** The same some records at a time, for who must not take long. */
export class RecordCursor {
  readonly #plain: BatchView;
  readonly #end: number;
  readonly #reader: VarintReader;
  #shown = 0;
  #previous = -1;

  /** Decompresses all of it, where there is something to decompress. */
  constructor(view: BatchView) {
    const plain = decompressedView(view);
    const end = plain.position + plain.sizeBytes;
    if (end > plain.buffer.length) corrupt(`it ends at byte ${end} of ${plain.buffer.length}`);
    this.#plain = plain;
    this.#end = end;
    this.#reader = new VarintReader(plain.buffer, plain.position + HEADER_BYTES, end, corrupt);
  }

  /** Shows at most `most` more; true where there are others. */
  next(most: number, visit: (record: RecordView) => void): boolean {
    const { buffer, recordCount, lastOffsetDelta, baseTimestamp, maxTimestamp } = this.#plain;
    const stamped = (this.#plain.attributes & TIMESTAMP_LOG_APPEND) !== 0;
    const reader = this.#reader;
    const end = this.#end;
    const until = Math.min(recordCount, this.#shown + most);
    for (let count = this.#shown; count < until; count++) {
      const position = reader.position;
      const bodyEnd = beginRecord(reader, count, end);
      const timestampDelta = reader.varlong();
      const index = reader.varint();
      if (index <= this.#previous || index > lastOffsetDelta)
        badIndex(index, this.#previous, lastOffsetDelta, count);
      this.#previous = index;
      const timestamp = stamped ? maxTimestamp : baseTimestamp + timestampDelta;
      const parts = readParts(reader, position, bodyEnd, count);
      visit(new RecordView(buffer, index, timestamp, parts));
      reader.reset(buffer, bodyEnd, end);
    }
    this.#shown = Math.max(until, this.#shown);
    if (this.#shown < recordCount) return true;
    if (reader.position !== end) {
      corrupt(`${end - reader.position} bytes follow the last of ${recordCount} records`);
    }
    return false;
  }
}

/**
 * Walks an uncompressed batch for who wants to know no more than where each record lies: no object is
 * made and no number boxed for it, and what follows the offset delta is not looked at.
 */
export class RecordPlaces {
  /** Offset delta. */
  index = -1;
  timestamp = 0;
  /** In the batch's buffer. */
  position = 0;
  sizeBytes = 0;
  readonly #reader: VarintReader;
  readonly #recordCount: number;
  readonly #lastOffsetDelta: number;
  readonly #baseTimestamp: number;
  readonly #end: number;
  #count = 0;

  constructor(view: BatchView) {
    const { buffer, position } = view;
    this.#recordCount = view.recordCount;
    this.#lastOffsetDelta = view.lastOffsetDelta;
    this.#baseTimestamp = view.baseTimestamp;
    this.#end = position + view.sizeBytes;
    if (this.#end > buffer.length) corrupt(`it ends at byte ${this.#end} of ${buffer.length}`);
    this.#reader = new VarintReader(buffer, position + HEADER_BYTES, this.#end, corrupt);
  }

  /** To the next record; false at the end. */
  next(): boolean {
    const reader = this.#reader;
    const count = this.#count;
    if (count === this.#recordCount) {
      const left = this.#end - reader.position;
      if (left !== 0) corrupt(`${left} bytes follow the last of ${count} records`);
      return false;
    }
    this.position = reader.position;
    const bodyEnd = beginRecord(reader, count, this.#end);
    this.timestamp = this.#baseTimestamp + reader.varlong();
    const index = reader.varint();
    if (index <= this.index || index > this.#lastOffsetDelta) {
      badIndex(index, this.index, this.#lastOffsetDelta, count);
    }
    this.index = index;
    this.sizeBytes = bodyEnd - this.position;
    reader.position = bodyEnd;
    reader.end = this.#end;
    this.#count++;
    return true;
  }
}

function badIndex(index: number, previous: number, last: number, count: number): never {
  return corrupt(`its offset delta ${index} is not between ${previous} and ${last}`, count);
}

/**
 * One record as it is stored, length varint included, without its batch. Its `timestamp` is the
 * bare delta, since the base is the batch's.
 */
export function readRecord(bytes: Buffer): RecordView {
  const reader = new VarintReader(bytes, 0, bytes.length, corrupt);
  const bodyEnd = beginRecord(reader, 0, bytes.length);
  if (bodyEnd !== bytes.length) corrupt(`${bytes.length - bodyEnd} bytes follow it`, 0);
  const timestampDelta = reader.varlong();
  const index = reader.varint();
  return new RecordView(bytes, index, timestampDelta, readParts(reader, 0, bodyEnd, 0));
}

/** Where the parts of a record that stays as it is are, in its own bytes. */
export interface RecordPlan {
  /** Of the key length: from here to the header count nothing depends on the batch. */
  payloadAt: number;
  headerCountAt: number;
  headerCount: number;
  /** Of the first header's name length. */
  headersAt: number;
}

const plan: RecordPlan = { payloadAt: 0, headerCountAt: 0, headerCount: 0, headersAt: 0 };
const planReader = new VarintReader(Buffer.alloc(0), 0, 0, corrupt);

/**
 * Of one record as it is stored, length varint included. One object for all calls, overwritten by
 * the next: read it at once.
 */
export function planRecord(bytes: Buffer): Readonly<RecordPlan> {
  const reader = planReader;
  reader.reset(bytes, 0, bytes.length);
  const bodyEnd = beginRecord(reader, 0, bytes.length);
  if (bodyEnd !== bytes.length) corrupt(`${bytes.length - bodyEnd} bytes follow it`, 0);
  reader.varlong();
  reader.varint();
  plan.payloadAt = reader.position;
  const keyLength = readLength(reader, "key", 0);
  reader.position += Math.max(keyLength, 0);
  const valueLength = readLength(reader, "value", 0);
  reader.position += Math.max(valueLength, 0);
  plan.headerCountAt = reader.position;
  plan.headerCount = reader.varint();
  plan.headersAt = reader.position;
  return plan;
}

/** All records of a batch, for callers that keep them. */
export function readRecords(view: BatchView): RecordView[] {
  const records: RecordView[] = [];
  forEachRecord(view, (record) => records.push(record));
  return records;
}

/** Reads length and attributes; narrows the reader to the record. Returns where the record ends. */
function beginRecord(reader: VarintReader, count: number, end: number): number {
  const length = reader.varint();
  const bodyEnd = reader.position + length;
  if (length < 1 || bodyEnd > end) {
    corrupt(`its length is ${length}, and ${end - reader.position} bytes are left`, count);
  }
  reader.end = bodyEnd;
  reader.position++; // attributes: reserved, no meaning yet
  return bodyEnd;
}

function readParts(
  reader: VarintReader,
  position: number,
  bodyEnd: number,
  count: number,
): RecordParts {
  const payloadAt = reader.position;
  const keyLength = readLength(reader, "key", count);
  const keyAt = reader.position;
  reader.position += Math.max(keyLength, 0);
  const valueLength = readLength(reader, "value", count);
  const valueAt = reader.position;
  reader.position += Math.max(valueLength, 0);
  const headerCountAt = reader.position;
  const headerCount = reader.varint();
  const headersAt = reader.position;
  // A header takes two bytes at least, so a count that passes is in proportion to the record.
  if (headerCount < 0 || headerCount * 2 > bodyEnd - headersAt) {
    corrupt(`${headerCount} headers in ${bodyEnd - headersAt} bytes`, count);
  }
  if (headerCount === 0 && headersAt !== bodyEnd) {
    corrupt(`${bodyEnd - headersAt} bytes follow its fields`, count);
  }
  const sizeBytes = bodyEnd - position;
  return {
    position,
    sizeBytes,
    payloadAt,
    keyAt,
    keyLength,
    valueAt,
    valueLength,
    headerCount,
    headerCountAt,
    headersAt,
  };
}

function readLength(reader: VarintReader, what: string, count: number): number {
  const length = reader.varint();
  const left = reader.end - reader.position;
  if (length < -1 || length > left) {
    corrupt(`its ${what} has ${length} bytes, and ${left} are left`, count);
  }
  return length;
}
