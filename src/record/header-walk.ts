/**
 * Finds one header on each record of a batch without an object a record: for what is asked of every
 * record that comes or goes. Believes nothing, like `forEachRecord`: throws CORRUPT_BATCH.
 */
import { VarintReader } from "../lib/varint.ts";
import { corrupt } from "./corrupt.ts";
import { decompressedView } from "./decompress.ts";
import { HEADER_BYTES, TIMESTAMP_LOG_APPEND } from "./layout.ts";
import type { BatchView } from "./view.ts";

/** The value's bytes run from `start` to `end` in `buffer`; `start` −1: the record has no such header. */
export type VisitHeader = (
  index: number,
  timestamp: number,
  buffer: Buffer,
  start: number,
  end: number,
) => void;

const reader = new VarintReader(Buffer.alloc(0), 0, 0, corrupt);

/**
 * Calls `visit` for each record in offset order with the last header of that name; `index` is the
 * offset delta. `visit` must not walk another batch.
 */
export function forEachHeader(view: BatchView, name: Buffer, visit: VisitHeader): void {
  const plain = decompressedView(view);
  const { buffer, recordCount, baseTimestamp, maxTimestamp, lastOffsetDelta } = plain;
  const end = plain.position + plain.sizeBytes;
  if (end > buffer.length) corrupt(`it ends at byte ${end} of ${buffer.length}`);
  const stamped = (plain.attributes & TIMESTAMP_LOG_APPEND) !== 0;
  let position = plain.position + HEADER_BYTES;
  let previous = -1;
  for (let count = 0; count < recordCount; count++) {
    reader.reset(buffer, position, end);
    const length = reader.varint();
    const recordEnd = reader.position + length;
    if (length < 1 || recordEnd > end) corrupt(`its length is ${length}`, count);
    reader.end = recordEnd;
    reader.position++;
    const delta = reader.varlong();
    const index = reader.varint();
    if (index <= previous || index > lastOffsetDelta) {
      corrupt(`its offset delta ${index} is not between ${previous} and ${lastOffsetDelta}`, count);
    }
    previous = index;
    skip(recordEnd, count);
    skip(recordEnd, count);
    findHeader(buffer, name, recordEnd, count);
    visit(index, stamped ? maxTimestamp : baseTimestamp + delta, buffer, foundAt, foundEnd);
    position = recordEnd;
  }
  if (position !== end)
    corrupt(`${end - position} bytes follow the last of ${recordCount} records`);
}

/** Of the header that `findHeader` met. */
let foundAt = -1;
let foundEnd = -1;

function findHeader(buffer: Buffer, name: Buffer, recordEnd: number, count: number): void {
  foundAt = -1;
  foundEnd = -1;
  const headers = reader.varint();
  for (let header = 0; header < headers; header++) {
    const nameLength = reader.varint();
    const nameAt = reader.position;
    if (nameLength < 0 || nameAt + nameLength > recordEnd) corrupt("a header name is cut", count);
    reader.position = nameAt + nameLength;
    const valueAt = skip(recordEnd, count);
    if (nameLength === name.length && isName(buffer, nameAt, name)) {
      foundAt = valueAt;
      foundEnd = reader.position;
    }
  }
  if (reader.position !== recordEnd) corrupt("its fields do not end where it does", count);
}

/** Past a length and as many bytes; returns where these begin. */
function skip(recordEnd: number, count: number): number {
  const length = reader.varint();
  const at = reader.position;
  if (length < -1 || at + length > recordEnd) corrupt(`a part of it has ${length} bytes`, count);
  if (length > 0) reader.position = at + length;
  return at;
}

/** From the end: names that differ mostly begin alike. */
function isName(buffer: Buffer, at: number, name: Buffer): boolean {
  for (let index = name.length - 1; index >= 0; index--) {
    if (buffer[at + index] !== name[index]) return false;
  }
  return true;
}
