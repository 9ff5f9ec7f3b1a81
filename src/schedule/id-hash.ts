/**
 * Keyed hash of schedule ids: HalfSipHash-1-3 (Aumasson, Bernstein 2012) over UTF-16 code units, cut
 * to 40 bits. Keyed, so that nobody can choose ids that collide; the id itself is compared where the
 * record is found, so a collision costs a look and nothing else.
 */

/** Two 32-bit halves. */
export type IdHashKey = readonly [number, number];

/** Hashes are below it: with the index of a slice's record they still fit a double's 53 bits. */
export const ID_HASH_LIMIT: number = 2 ** 40;

/** v0 to v3. Shared by all calls, and overwritten by each. */
const state: [number, number, number, number] = [0, 0, 0, 0];

export function hashId(key: IdHashKey, id: string): number {
  state[0] = key[0];
  state[1] = key[1] ^ 0xee;
  state[2] = 0x6c796765 ^ key[0];
  state[3] = 0x74656462 ^ key[1];
  const { length } = id;
  for (let at = 0; at + 1 < length; at += 2) {
    const word = id.charCodeAt(at) | (id.charCodeAt(at + 1) << 16);
    state[3] ^= word;
    rounds(1);
    state[0] ^= word;
  }
  const last = ((length & 0xff) << 24) | ((length & 1) === 1 ? id.charCodeAt(length - 1) : 0);
  state[3] ^= last;
  rounds(1);
  state[0] ^= last;
  state[2] ^= 0xee;
  rounds(3);
  const high = (state[1] ^ state[3]) >>> 0;
  state[1] ^= 0xdd;
  rounds(3);
  return high * 256 + ((state[1] ^ state[3]) & 0xff);
}

function rounds(count: number): void {
  let v0 = state[0];
  let v1 = state[1];
  let v2 = state[2];
  let v3 = state[3];
  for (let round = 0; round < count; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
}
