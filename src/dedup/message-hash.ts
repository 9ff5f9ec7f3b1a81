/**
 * Keyed hash of message ids: HalfSipHash-2-4 (Aumasson, Bernstein 2012) over the id's bytes, with a
 * key of 128 bits, finalized four times for 26 bits each. Nobody compares ids behind it: 104 bits are
 * what keeps a new id from being taken for a remembered one (docs/dedup.md has the numbers).
 */

/** Four 32-bit words. */
export type MessageHashKey = readonly [number, number, number, number];

/** Halves of a hash are below it: both are exact as doubles, the first is a run's key. */
export const HASH_HALF_LIMIT: number = 2 ** 52;

const HALF_WORD = 2 ** 26;
const MASK = HALF_WORD - 1;

/** First and second half of the latest hash. Shared by all calls, and overwritten by each. */
export const messageHash = { first: 0, second: 0 };

let v0 = 0;
let v1 = 0;
let v2 = 0;
let v3 = 0;

/** Puts the hash of `bytes` from `start` to `end` into `messageHash`. */
export function hashMessageId(
  key: MessageHashKey,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  v0 = key[0];
  v1 = key[1];
  v2 = 0x6c796765 ^ key[2];
  v3 = 0x74656462 ^ key[3];
  let at = start;
  for (; at + 4 <= end; at += 4) {
    absorb(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
  }
  let last = ((end - start) & 0xff) << 24;
  if (at < end) last |= bytes[at]!;
  if (at + 1 < end) last |= bytes[at + 1]! << 8;
  if (at + 2 < end) last |= bytes[at + 2]! << 16;
  absorb(last);
  v2 ^= 0xff;
  rounds(4);
  const word0 = (v1 ^ v3) & MASK;
  v1 ^= 0xdd;
  rounds(4);
  const word1 = (v1 ^ v3) & MASK;
  v1 ^= 0xcc;
  rounds(4);
  const word2 = (v1 ^ v3) & MASK;
  v1 ^= 0xbb;
  rounds(4);
  messageHash.first = word0 * HALF_WORD + word1;
  messageHash.second = word2 * HALF_WORD + ((v1 ^ v3) & MASK);
}

function absorb(word: number): void {
  v3 ^= word;
  rounds(2);
  v0 ^= word;
}

function rounds(count: number): void {
  let a = v0;
  let b = v1;
  let c = v2;
  let d = v3;
  for (let round = 0; round < count; round++) {
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
  }
  v0 = a;
  v1 = b;
  v2 = c;
  v3 = d;
}
