/**
 * The LZ4 frame (lz4_Frame_format.md 1.6): one frame, blocks independent when written, as Kafka's
 * Java client demands. Bounded exactly: the size of a block is the sum of its literal and match
 * lengths, which are added up without copying before the decoder is called.
 *
 * | byte | size  | field                                                            |
 * |-----:|------:|------------------------------------------------------------------|
 * |    0 |     4 | magic, 04 22 4d 18                                               |
 * |    4 |     1 | flags: version 01, independent, block sum, size, sum, 0, dict id |
 * |    5 |     1 | greatest block size                                              |
 * |    6 | 0 / 8 | content size                                                     |
 * |      | 0 / 4 | dictionary id: refused                                           |
 * |      |     1 | header checksum                                                  |
 * |      |       | blocks: 4 bytes of size, top bit = stored; data; 0 / 4 checksum  |
 * |      |     4 | size 0: the end                                                  |
 * |      | 0 / 4 | content checksum                                                 |
 */
import { compressFrameSync, decompressFrameSync } from "lz4-napi";
import { checkBound, malformed, reasonOf } from "./bound.ts";

const MAGIC = 0x184d_2204;
const MATCH_MIN = 4;

export function compressLz4(bytes: Buffer): Buffer {
  return compressFrameSync(bytes);
}

export function decompressLz4(bytes: Buffer): Buffer {
  checkBound("lz4", lz4Bytes(bytes));
  try {
    return decompressFrameSync(bytes);
  } catch (error) {
    return malformed("lz4", reasonOf(error));
  }
}

/** What the frame decompresses to. Throws where it is not one whole frame. */
export function lz4Bytes(bytes: Buffer): number {
  if (bytes.length < 11 || bytes.readUInt32LE(0) !== MAGIC) malformed("lz4", "no frame begins it");
  const flags = bytes[4]!;
  if (flags >> 6 !== 1) malformed("lz4", `its version is ${flags >> 6}`);
  if ((flags & 0x01) !== 0) malformed("lz4", "it needs a dictionary");
  const blockSum = (flags & 0x10) !== 0 ? 4 : 0;
  const contentSum = (flags & 0x04) !== 0 ? 4 : 0;
  let position = (flags & 0x08) !== 0 ? 15 : 7;
  let total = 0;
  for (;;) {
    if (position + 4 > bytes.length) malformed("lz4", "it is cut off");
    const word = bytes.readUInt32LE(position);
    position += 4;
    if (word === 0) break;
    const size = word & 0x7fff_ffff;
    const end = position + size;
    if (end > bytes.length) malformed("lz4", "a block is cut off");
    total += word >= 0x8000_0000 ? size : blockBytes(bytes, position, end);
    checkBound("lz4", total);
    position = end + blockSum;
  }
  if (position + contentSum !== bytes.length) malformed("lz4", "bytes are left after its end");
  return total;
}

/**
 * A block is a row of sequences: a token (literal length, match length − 4; four bits each, 15 =
 * more bytes follow, up to one below 255), the literals, two bytes of match offset. The last
 * sequence ends with its literals.
 */
function blockBytes(bytes: Buffer, start: number, end: number): number {
  let position = start;
  let total = 0;
  while (position < end) {
    const token = bytes[position++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && position < end) literals += more = bytes[position++]!;
    }
    total += literals;
    position += literals;
    if (position === end) return total;
    let match = token & 0x0f;
    position += 2;
    if (match === 15) {
      let more = 255;
      while (more === 255 && position < end) match += more = bytes[position++]!;
    }
    total += match + MATCH_MIN;
  }
  return malformed("lz4", "a block does not end with literals");
}
