/**
 * Snappy as Java clients of Kafka write it (xerial's SnappyOutputStream): magic `82 53 4e 41 50 50
 * 59 00`, two 32-bit versions, then blocks of a 32-bit big-endian length and that many bytes.
 */

const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const HEADER_BYTES = 16;

/** The blocks; `undefined` where the bytes are a bare Snappy block. */
export function unframeSnappy(bytes: Buffer): Buffer[] | undefined {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return undefined;
  }
  const blocks: Buffer[] = [];
  let position = HEADER_BYTES;
  while (position < bytes.length) {
    const length = position + 4 <= bytes.length ? bytes.readInt32BE(position) : -1;
    const end = position + 4 + length;
    if (length < 0 || end > bytes.length) throw new RangeError("a Snappy block ends beyond it");
    blocks.push(bytes.subarray(position + 4, end));
    position = end;
  }
  return blocks;
}
