/**
 * Walks the records of a client's batch without decoding a payload or allocating: every length,
 * count, offset delta and timestamp, and nothing else. The broker's hottest loop.
 *
 * Header names and lengths are walked on every batch, IDS or not: a record without headers pays
 * nothing for it, and a header count that lies would break every reader later. Names are compared
 * only with the broker's own, and only where their length and first byte match. A compressed batch
 * is not walked, so one of them may hide there: they are believed on RELEASED and RECURRING batches
 * alone, which no client can write.
 */
import { VarintReader } from "../lib/varint.ts";
import { TidemarkError } from "../model/errors.ts";
import { BROKER_HEADERS } from "../model/headers.ts";
import * as limits from "../model/limits.ts";
import { corrupt } from "./corrupt.ts";

/** What the walk learnt. One object for all walks, overwritten by the next: read it at once. */
export interface WalkResult {
  minTimestampDelta: number;
  maxTimestampDelta: number;
}
const result: WalkResult = { minTimestampDelta: 0, maxTimestampDelta: 0 };

/** By length; all of them begin with the same letter. */
const BROKER_HEADERS_OF_LENGTH: readonly (readonly Buffer[] | undefined)[] = byLength();
const BROKER_HEADERS_BEGIN = "t".charCodeAt(0);

function byLength(): Buffer[][] {
  const names: Buffer[][] = [];
  for (const name of BROKER_HEADERS) (names[name.length] ??= []).push(Buffer.from(name));
  return names;
}

// One byte holds nearly every varint: the walk reads it in line. The rest goes through one shared
// reader, whose `position` tells where it stopped.
const long = new VarintReader(Buffer.alloc(0), 0, 0, corrupt);

/** Two bytes or more. */
function longVarint(bytes: Buffer, position: number, end: number): number {
  const first = bytes[position]!;
  const second = bytes[position + 1]!;
  if (position + 1 < end && second < 0x80) {
    long.position = position + 2;
    const zigzag = (first & 0x7f) | (second << 7);
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }
  long.reset(bytes, position, end);
  return long.varint();
}

function longVarlong(bytes: Buffer, position: number, end: number): number {
  long.reset(bytes, position, end);
  return long.varlong();
}

/**
 * Throws CORRUPT_BATCH, RECORD_TOO_LARGE or INVALID_RECORD with the record's index. `count` records
 * must fill `start` to `end` exactly, with offset deltas 0, 1, 2 …
 *
 * One long function on purpose: the one-byte case of each varint stands in line, so that a record
 * costs neither a call nor an object.
 */
export function walkRecords(buffer: Buffer, start: number, end: number, count: number): WalkResult {
  let position = start;
  let minDelta = Number.MAX_SAFE_INTEGER;
  let maxDelta = Number.MIN_SAFE_INTEGER;
  for (let index = 0; index < count; index++) {
    // A read past `end` gives a stray byte or undefined; the checks below refuse it either way.
    let byte = buffer[position]!;
    let length: number;
    if (byte < 0x80) {
      length = (byte >>> 1) ^ -(byte & 1);
      position++;
    } else {
      if (position >= end) tooFew(index, count);
      length = longVarint(buffer, position, end);
      position = long.position;
    }
    const recordEnd = position + length;
    if (length < 6 || recordEnd > end) badLength(index, length, end - position);
    if (length > limits.RECORD_BYTES_MAX)
      tooLarge(index, "record", length, limits.RECORD_BYTES_MAX);
    if (buffer[position] !== 0) badAttributes(index, buffer[position]!);
    position++;

    let delta: number;
    byte = buffer[position]!;
    if (byte < 0x80) {
      delta = (byte >>> 1) ^ -(byte & 1);
      position++;
    } else {
      delta = longVarlong(buffer, position, recordEnd);
      position = long.position;
    }
    if (delta < minDelta) minDelta = delta;
    if (delta > maxDelta) maxDelta = delta;

    byte = buffer[position]!;
    if (byte < 0x80) {
      delta = (byte >>> 1) ^ -(byte & 1);
      position++;
    } else {
      delta = longVarint(buffer, position, recordEnd);
      position = long.position;
    }
    if (delta !== index) badOffset(index, delta);

    byte = buffer[position]!;
    if (byte < 0x80) {
      length = (byte >>> 1) ^ -(byte & 1);
      position++;
    } else {
      length = longVarint(buffer, position, recordEnd);
      position = long.position;
    }
    if (length > 0) {
      if (length > limits.RECORD_KEY_BYTES_MAX) {
        tooLarge(index, "key", length, limits.RECORD_KEY_BYTES_MAX);
      }
      position += length;
    } else if (length < -1) badField(index, "key length", length);

    byte = buffer[position]!;
    if (byte < 0x80) {
      length = (byte >>> 1) ^ -(byte & 1);
      position++;
    } else {
      length = longVarint(buffer, position, recordEnd);
      position = long.position;
    }
    if (length > 0) position += length;
    else if (length < -1) badField(index, "value length", length);

    if (buffer[position] === 0) position++;
    else position = walkHeaders(buffer, position, recordEnd, index);
    if (position !== recordEnd) badEnd(index, position - recordEnd);
  }
  if (position !== end) corrupt(`${end - position} bytes follow the last of ${count} records`);
  result.minTimestampDelta = minDelta;
  result.maxTimestampDelta = maxDelta;
  return result;
}

function anyVarint(bytes: Buffer, position: number, end: number): number {
  const first = bytes[position]!;
  if (first >= 0x80 || position >= end) return longVarint(bytes, position, end);
  long.position = position + 1;
  return (first >>> 1) ^ -(first & 1);
}

function walkHeaders(buffer: Buffer, start: number, end: number, index: number): number {
  const count = anyVarint(buffer, start, end);
  let position = long.position;
  if (count < 0) badField(index, "header count", count);
  if (count > limits.RECORD_HEADERS_MAX) {
    invalid(index, `${count} headers, at most ${limits.RECORD_HEADERS_MAX} are allowed`);
  }
  for (let header = 0; header < count; header++) {
    const nameLength = anyVarint(buffer, position, end);
    position = long.position;
    if (nameLength < 0) badField(index, "header name length", nameLength);
    if (nameLength > limits.RECORD_HEADER_NAME_BYTES_MAX) {
      const max = limits.RECORD_HEADER_NAME_BYTES_MAX;
      invalid(index, `a header name of ${nameLength} bytes, at most ${max} are allowed`);
    }
    if (buffer[position] === BROKER_HEADERS_BEGIN) {
      refuseBrokerHeader(buffer, position, nameLength, index);
    }
    position += nameLength;
    const valueLength = anyVarint(buffer, position, end);
    position = long.position;
    if (valueLength > limits.RECORD_HEADER_VALUE_BYTES_MAX) {
      tooLarge(index, "header value", valueLength, limits.RECORD_HEADER_VALUE_BYTES_MAX);
    }
    if (valueLength > 0) position += valueLength;
    else if (valueLength < -1) badField(index, "header value length", valueLength);
  }
  return position;
}

function refuseBrokerHeader(buffer: Buffer, position: number, length: number, index: number): void {
  const names = BROKER_HEADERS_OF_LENGTH[length];
  const end = position + length;
  if (names === undefined || end > buffer.length) return;
  for (const name of names) {
    if (name.compare(buffer, position, end) !== 0) continue;
    invalid(index, `header ${name.toString()} is set by the broker alone; remove it`);
  }
}

function tooFew(index: number, count: number): never {
  return corrupt(`its header says ${count} records, its bytes end after ${index}`);
}
function badLength(index: number, length: number, left: number): never {
  return corrupt(`its length is ${length}, and ${left} bytes are left`, index);
}
function badAttributes(index: number, attributes: number): never {
  return invalid(index, `attributes are ${attributes}; they are reserved and must be 0`);
}
function badOffset(index: number, delta: number): never {
  return corrupt(`its offset delta is ${delta}, not ${index}`, index);
}
function badField(index: number, field: string, value: number): never {
  return corrupt(`its ${field} is ${value}`, index);
}
function badEnd(index: number, excess: number): never {
  return corrupt(`its fields end ${excess} bytes after the length it says`, index);
}
function tooLarge(index: number, what: string, size: number, max: number): never {
  throw new TidemarkError(
    "RECORD_TOO_LARGE",
    `Record ${index} of the batch: the ${what} has ${size} bytes, at most ${max} are allowed.`,
    { index },
  );
}
function invalid(index: number, message: string): never {
  throw new TidemarkError("INVALID_RECORD", `Record ${index} of the batch: ${message}.`, { index });
}
