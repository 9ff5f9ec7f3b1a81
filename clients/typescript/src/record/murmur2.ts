/** MurmurHash2 with the seed by which Kafka's clients give a key its partition. */

const SEED = 0x9747_b28c;
const M = 0x5bd1_e995;

/** A signed 32-bit number, as Java's `Utils.murmur2` has it. Of the first `length` bytes. */
export function murmur2(bytes: Uint8Array, length = bytes.length): number {
  let hash = SEED ^ length;
  let position = 0;
  for (; position + 4 <= length; position += 4) {
    let word =
      bytes[position]! |
      (bytes[position + 1]! << 8) |
      (bytes[position + 2]! << 16) |
      (bytes[position + 3]! << 24);
    word = Math.imul(word, M);
    word ^= word >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  const rest = length - position;
  if (rest > 0) {
    if (rest === 3) hash ^= bytes[position + 2]! << 16;
    if (rest >= 2) hash ^= bytes[position + 1]! << 8;
    hash = Math.imul(hash ^ bytes[position]!, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/** Kafka's default: the hash without its sign, modulo the partition count. */
export function partitionOfKey(key: Uint8Array, partitionCount: number, length?: number): number {
  return (murmur2(key, length) & 0x7fff_ffff) % partitionCount;
}
