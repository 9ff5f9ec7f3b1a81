/**
 * Says in one memory access that a hash is certainly not in a segment of ids: split block Bloom
 * filter (as in Apache Parquet), 12 bits a hash, wrong about once in 200 for what is not there.
 */
const BLOCK_WORDS = 8;
const BITS_PER_HASH = 12;
const SALTS = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);

export function filterWords(hashes: number): number {
  return BLOCK_WORDS * Math.ceil(Math.max(hashes, 1) * (BITS_PER_HASH / 256));
}

export function addToFilter(words: Uint32Array, hash: number): void {
  const low = hash | 0;
  const block = blockOf(words, hash);
  for (let word = 0; word < BLOCK_WORDS; word++) {
    words[block + word]! |= 1 << (Math.imul(low, SALTS[word]!) >>> 27);
  }
}

export function filterMayHave(words: Uint32Array, hash: number): boolean {
  const low = hash | 0;
  const block = blockOf(words, hash);
  for (let word = 0; word < BLOCK_WORDS; word++) {
    if ((words[block + word]! & (1 << (Math.imul(low, SALTS[word]!) >>> 27))) === 0) return false;
  }
  return true;
}

/** A segment holds neighbouring hashes: the bits in which they differ are spread before they choose. */
function blockOf(words: Uint32Array, hash: number): number {
  const high = Math.floor(hash / 2 ** 32);
  let mixed = Math.imul((hash | 0) ^ Math.imul(high + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = (mixed ^ (mixed >>> 16)) >>> 0;
  return Math.floor((mixed / 2 ** 32) * (words.length / BLOCK_WORDS)) * BLOCK_WORDS;
}
