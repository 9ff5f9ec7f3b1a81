/**
 * Pages and footers of sorted runs of pairs. A pair is (due time, offset) or (hash of an id, offset),
 * safe integers kept as doubles so that a page is read where it lies. Pairs ascend, first by key,
 * then by offset. In a wide run each pair also has a check: more bits of the same hash.
 *
 * | byte    | size | page (count = pairs n)       |
 * |--------:|-----:|------------------------------|
 * |       8 |   8n | keys                         |
 * | 8 +  8n |   8n | offsets                      |
 * | 8 + 16n |   8n | checks, of wide runs alone   |
 *
 * | byte    | size | footer (count = pages m)                           |
 * |--------:|-----:|----------------------------------------------------|
 * |       8 |    4 | pairs in the segment                               |
 * |      12 |    4 | words of the filter, 0 where there is none         |
 * |      16 |    8 | last key                                           |
 * |      24 |    8 | last offset                                        |
 * |      32 |   8m | first key of each page                             |
 * | 32 + 8m |   8m | first offset of each page                          |
 * | 32 +16m |      | filter, see hash-filter.ts                         |
 */
import { checkSize, countOf, newValue, SEAL_BYTES, seal, unseal } from "./sealed-value.ts";

/** What a kind of run looks like in the store. */
export interface RunForm {
  /** In the keys and values of its pages. */
  readonly kind: number;
  /** Of each key in its segments' filters, which want hashes for keys; 0: there are no filters. */
  readonly filterBits: number;
  /** Its pairs carry checks. */
  readonly wide: boolean;
}

/** With LMDB's own header a full page is one overflow page of 4 KiB. */
export const PAGE_PAIRS = 254;
export const WIDE_PAGE_PAIRS = 169;
/** About 65,000 pairs (wide: 43,000): bounds a footer with its filter to 110 KB. */
export const SEGMENT_PAGES = 256;
const FENCES_AT = 32;

export interface Page {
  readonly keys: Float64Array;
  readonly offsets: Float64Array;
  /** Empty unless the run is wide. */
  readonly checks: Float64Array;
}

export interface Footer {
  readonly pairs: number;
  readonly lastKey: number;
  readonly lastOffset: number;
  readonly fenceKeys: Float64Array;
  readonly fenceOffsets: Float64Array;
  /** Empty where the run is not filtered. */
  readonly filter: Uint32Array;
}

/** The first `count` pairs of `page`. */
export function encodePage(form: RunForm, key: Uint8Array, page: Page, count: number): Buffer {
  const columns = form.wide ? 3 : 2;
  const value = newValue(form.kind, count, SEAL_BYTES + 8 * columns * count);
  const body = new Float64Array(value.buffer, value.byteOffset + SEAL_BYTES, columns * count);
  body.set(page.keys.subarray(0, count));
  body.set(page.offsets.subarray(0, count), count);
  if (form.wide) body.set(page.checks.subarray(0, count), 2 * count);
  return seal(key, value);
}

export function decodePage(form: RunForm, key: Uint8Array, bytes: Uint8Array): Page {
  const value = unseal(form.kind, key, bytes);
  const count = countOf(value);
  checkSize(value, SEAL_BYTES + 8 * (form.wide ? 3 : 2) * count, key);
  const at = value.byteOffset + SEAL_BYTES;
  return {
    keys: new Float64Array(value.buffer, at, count),
    offsets: new Float64Array(value.buffer, at + 8 * count, count),
    checks: form.wide ? new Float64Array(value.buffer, at + 16 * count, count) : NO_CHECKS,
  };
}

const NO_CHECKS = new Float64Array(0);

export function encodeFooter({ kind }: RunForm, key: Uint8Array, footer: Footer): Buffer {
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

export function decodeFooter({ kind }: RunForm, key: Uint8Array, bytes: Uint8Array): Footer {
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
