/** CRC-32C (Castagnoli, RFC 3720 B.4): the checksum of batches, index values and checkpoints. */
import { crc32c as native } from "@node-rs/crc32";

/** Below it the call into native code costs more than the sum. */
const NATIVE_BYTES_MIN = 256;

/**
 * Of `bytes`, going on from the checksum of what came before them. An unsigned 32-bit number. The
 * checksum of nothing is 0: a format that could be all zeros needs another mark of being there.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  return bytes.length < NATIVE_BYTES_MIN
    ? summed(bytes, 0, bytes.length, previous)
    : native(bytes, previous);
}

/** Of a part of `bytes`, without a view of it. */
export function crc32cOf(bytes: Uint8Array, from: number, until: number): number {
  return until - from < NATIVE_BYTES_MIN
    ? summed(bytes, from, until, 0)
    : native(bytes.subarray(from, until), 0);
}

/**
 * Slicing by eight (Kounavis, Berry 2005): table k says what a byte does to the sum when k more bytes
 * follow it.
 */
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
    tables[byte] = sum;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]!;
    tables[at] = (before >>> 8) ^ tables[before & 0xff]!;
  }
  return tables;
}

function summed(bytes: Uint8Array, from: number, until: number, previous: number): number {
  let sum = ~previous;
  let at = from;
  for (; at + 8 <= until; at += 8) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    sum =
      TABLES[1792 + (sum & 0xff)]! ^
      TABLES[1536 + ((sum >>> 8) & 0xff)]! ^
      TABLES[1280 + ((sum >>> 16) & 0xff)]! ^
      TABLES[1024 + (sum >>> 24)]! ^
      TABLES[768 + bytes[at + 4]!]! ^
      TABLES[512 + bytes[at + 5]!]! ^
      TABLES[256 + bytes[at + 6]!]! ^
      TABLES[bytes[at + 7]!]!;
  }
  for (; at < until; at++) sum = TABLES[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}
