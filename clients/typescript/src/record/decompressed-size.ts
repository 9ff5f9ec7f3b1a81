/**
 * How large compressed bytes may become, read from their framing without decompressing anything:
 * the packages have no limit of their own. `Infinity` where the framing does not make sense.
 */

/** Snappy says its size first, as a little-endian base-128 number: exact. */
export function snappyBytes(bytes: Uint8Array): number {
  let size = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[index];
    if (byte === undefined) return Infinity;
    size += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return size;
  }
  return Infinity;
}

const LZ4_MAGIC = 0x184d_2204;
const LZ4_BLOCK_BYTES = [0, 0, 0, 0, 1 << 16, 1 << 18, 1 << 20, 1 << 22] as const;
/** No LZ4 token makes more than 255 bytes of one. */
const LZ4_RATIO_MAX = 255;

/**
 * LZ4 frame (lz4_Frame_format.md): magic, FLG, BD, optional content size and dictionary id, header
 * checksum, then blocks of a 32-bit size each until one of size 0. At most a block's full size each.
 */
export function lz4Bytes(bytes: Buffer): number {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== LZ4_MAGIC) return Infinity;
  const flags = bytes[4]!;
  const blockBytes = LZ4_BLOCK_BYTES[(bytes[5]! >> 4) & 7]!;
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0;
  let position = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  let total = 0;
  while (position + 4 <= bytes.length) {
    const header = bytes.readUInt32LE(position);
    if (header === 0) {
      const end = position + 4 + ((flags & 0x04) !== 0 ? 4 : 0);
      return end >= bytes.length ? total : Infinity;
    }
    const size = header & 0x7fff_ffff;
    const raw = header >>> 31 === 1;
    total += raw ? size : Math.min(blockBytes, size * LZ4_RATIO_MAX);
    position += 4 + size + blockChecksum;
  }
  return total;
}

const ZSTD_MAGIC = 0xfd2f_b528;
const ZSTD_BLOCK_BYTES_MAX = 1 << 17;
const FRAME_CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/**
 * Zstandard (RFC 8878, section 3.1.1): frames of a header and blocks; a block's 3-byte header has
 * its type and size. A raw or repeated block says its size, a compressed one makes 128 KiB at most.
 */
export function zstdBytes(bytes: Buffer): number {
  let position = 0;
  let total = 0;
  while (position < bytes.length) {
    if (position + 6 > bytes.length || bytes.readUInt32LE(position) !== ZSTD_MAGIC) return Infinity;
    const descriptor = bytes[position + 4]!;
    const singleSegment = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    position += 5 + (singleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]!;
    position += sizeFlag === 0 && singleSegment ? 1 : FRAME_CONTENT_SIZE_BYTES[sizeFlag]!;
    for (let last = false; !last; ) {
      if (position + 3 > bytes.length) return Infinity;
      const header = bytes.readUIntLE(position, 3);
      last = (header & 1) === 1;
      const type = (header >> 1) & 3;
      const size = header >> 3;
      if (type === 3) return Infinity;
      total += type === 2 ? ZSTD_BLOCK_BYTES_MAX : size;
      position += 3 + (type === 1 ? 1 : size);
    }
    if ((descriptor & 0x04) !== 0) position += 4;
  }
  return total;
}
