/**
 * Pages and footers of sorted runs of pairs. A pair is (due time, offset) or (hash of an id, offset),
 * safe integers kept as doubles so that a page is read where it lies. Pairs ascend, first by key,
 * then by offset.
 *
 * | byte   | size | page (count = pairs n)  |
 * |-------:|-----:|-------------------------|
 * |      8 |   8n | keys                    |
 * | 8 + 8n |   8n | offsets                 |
 *
 * | byte    | size | footer (count = pages m)                           |
 * |--------:|-----:|----------------------------------------------------|
 * |       8 |    4 | pairs in the segment                               |
 * |      12 |    4 | words of the filter, 0 for runs of due times       |
 * |      16 |    8 | last key                                           |
 * |      24 |    8 | last offset                                        |
 * |      32 |   8m | first key of each page                             |
 * | 32 + 8m |   8m | first offset of each page                          |
 * | 32 +16m |      | filter, see id-filter.ts                           |
 */
import type { RunKind } from "./index-keys.ts";
import { checkSize, countOf, newValue, SEAL_BYTES, seal, unseal } from "./sealed-value.ts";

/** With LMDB's own header a full page is one overflow page of 4 KiB. */
export const PAGE_PAIRS = 254;
/** About 65,000 pairs: bounds a footer with its filter to 110 KB. */
export const SEGMENT_PAGES = 256;
const FENCES_AT = 32;

export interface Page {
  readonly keys: Float64Array;
  readonly offsets: Float64Array;
}

export interface Footer {
  readonly pairs: number;
  readonly lastKey: number;
  readonly lastOffset: number;
  readonly fenceKeys: Float64Array;
  readonly fenceOffsets: Float64Array;
  /** Empty for runs of due times. */
  readonly filter: Uint32Array;
}

export function encodePage(
  kind: RunKind,
  key: Uint8Array,
  keys: Float64Array,
  offsets: Float64Array,
  count: number,
): Buffer {
  const value = newValue(kind, count, SEAL_BYTES + 16 * count);
  const body = new Float64Array(value.buffer, value.byteOffset + SEAL_BYTES, 2 * count);
  body.set(keys.subarray(0, count));
  body.set(offsets.subarray(0, count), count);
  return seal(key, value);
}

export function decodePage(kind: RunKind, key: Uint8Array, bytes: Uint8Array): Page {
  const value = unseal(kind, key, bytes);
  const count = countOf(value);
  checkSize(value, SEAL_BYTES + 16 * count, key);
  const at = value.byteOffset + SEAL_BYTES;
  return {
    keys: new Float64Array(value.buffer, at, count),
    offsets: new Float64Array(value.buffer, at + 8 * count, count),
  };
}

export function encodeFooter(kind: RunKind, key: Uint8Array, footer: Footer): Buffer {
  const pages = footer.fenceKeys.length;
  const filterAt = FENCES_AT + 16 * pages;
  const value = newValue(kind, pages, filterAt + 4 * footer.filter.length);
  value.writeUInt32LE(footer.pairs, 8);
  value.writeUInt32LE(footer.filter.length, 12);
  value.writeDoubleLE(footer.lastKey, 16);
  value.writeDoubleLE(footer.lastOffset, 24);
  const fences = new Float64Array(value.buffer, value.byteOffset + FENCES_AT, 2 * pages);
  fences.set(footer.fenceKeys);
  fences.set(footer.fenceOffsets, pages);
  new Uint32Array(value.buffer, value.byteOffset + filterAt, footer.filter.length).set(
    footer.filter,
  );
  return seal(key, value);
}

export function decodeFooter(kind: RunKind, key: Uint8Array, bytes: Uint8Array): Footer {
  const value = unseal(kind, key, bytes);
  const pages = countOf(value);
  checkSize(value, FENCES_AT + 16 * pages, key);
  const words = value.readUInt32LE(12);
  checkSize(value, FENCES_AT + 16 * pages + 4 * words, key);
  const at = value.byteOffset + FENCES_AT;
  return {
    pairs: value.readUInt32LE(8),
    lastKey: value.readDoubleLE(16),
    lastOffset: value.readDoubleLE(24),
    fenceKeys: new Float64Array(value.buffer, at, pages),
    fenceOffsets: new Float64Array(value.buffer, at + 8 * pages, pages),
    filter: new Uint32Array(value.buffer, at + 16 * pages, words),
  };
}

/** Order of pairs. */
export function pairBefore(
  key: number,
  offset: number,
  otherKey: number,
  otherOffset: number,
): boolean {
  return key < otherKey || (key === otherKey && offset < otherOffset);
}
