/**
 * Snappy, raw or in the framing of the Java library (xerial), which Kafka's clients write. Bounded
 * by the length at the head of each raw block: the decoder allocates just that, so it is added up
 * and checked first, and must be one that so few bytes can make.
 *
 * | byte | size | xerial field                                           |
 * |-----:|-----:|--------------------------------------------------------|
 * |    0 |    8 | 82 "SNAPPY" 00                                         |
 * |    8 |    4 | version, 1                                             |
 * |   12 |    4 | least compatible version, 1                            |
 * |   16 |      | blocks: 4 bytes of size, then that much of raw Snappy  |
 *
 * Written is xerial: the reference client writes it, so every client reads it.
 */
import { compressSync, uncompressSync } from "snappy";
import { readInt32, writeInt32 } from "../../lib/bytes.ts";
import { checkBound, malformed, reasonOf } from "./bound.ts";

const MAGIC = Buffer.from("\x82SNAPPY\0", "latin1");
const FRAME_BYTES = 16;
/** As the Java library cuts it. */
const BLOCK_BYTES = 32 * 1024;
/** The densest element copies 64 bytes in 3. */
const RATIO_MAX = 22;

export function compressSnappy(bytes: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_BYTES);
  MAGIC.copy(head);
  writeInt32(head, 8, 1);
  writeInt32(head, 12, 1);
  const chunks: Buffer[] = [head];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const block = compressSync(bytes.subarray(start, start + BLOCK_BYTES));
    const size = Buffer.allocUnsafe(4);
    writeInt32(size, 0, block.length);
    chunks.push(size, block);
  }
  return Buffer.concat(chunks);
}

export function decompressSnappy(bytes: Buffer): Buffer {
  const framed = bytes.length >= FRAME_BYTES && MAGIC.compare(bytes, 0, MAGIC.length) === 0;
  const blocks = framed ? xerialBlocks(bytes) : [bytes];
  let total = 0;
  for (const block of blocks) total += rawLength(block);
  checkBound("snappy", total);
  try {
    return Buffer.concat(blocks.map((block) => uncompressSync(block) as Buffer));
  } catch (error) {
    return malformed("snappy", reasonOf(error));
  }
}

function xerialBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  let position = FRAME_BYTES;
  while (position < bytes.length) {
    const size = position + 4 <= bytes.length ? readInt32(bytes, position) : -1;
    const end = position + 4 + size;
    if (size < 1 || end > bytes.length) malformed("snappy", `no block fits at byte ${position}`);
    blocks.push(bytes.subarray(position + 4, end));
    position = end;
  }
  return blocks;
}

/** The length at the head of a raw block: 7 bits a byte, least first. */
function rawLength(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < 5 && index < block.length; index++) {
    const byte = block[index]!;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    checkBound("snappy", length);
    if (length > block.length * RATIO_MAX) {
      malformed("snappy", `${block.length} bytes cannot hold ${length}`);
    }
    return length;
  }
  return malformed("snappy", "a block has no length");
}
