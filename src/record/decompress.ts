/** Gives the uncompressed form of a batch; never more bytes than a batch may decompress to. */
import { writeInt16, writeInt32 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { decompress } from "./compression/codecs.ts";
import { corrupt } from "./corrupt.ts";
import * as at from "./layout.ts";
import { BatchView } from "./view.ts";

/**
 * The same view where the batch is not compressed; else a whole, valid batch of its own with the
 * same offsets, times and producer. Throws as `decompress` does.
 */
export function decompressedView(view: BatchView): BatchView {
  const { compression } = view;
  if (compression === at.Compression.none) return view;
  // No validator lets one in; believing it would make due times depend on a codec.
  if (view.isScheduled) corrupt("it is SCHEDULED and compressed, which excludes each other");
  const start = view.position + at.HEADER_BYTES;
  const end = view.position + view.sizeBytes;
  if (end < start || end > view.buffer.length) {
    corrupt(`it ends at byte ${end} of ${view.buffer.length}`);
  }
  const records = decompress(compression, view.buffer.subarray(start, end));
  const batch = Buffer.allocUnsafe(at.HEADER_BYTES + records.length);
  view.buffer.copy(batch, 0, view.position, start);
  batch.set(records, at.HEADER_BYTES);
  writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
  writeInt16(batch, at.ATTRIBUTES_AT, view.attributes & ~at.COMPRESSION_MASK);
  writeInt32(batch, at.CRC_AT, crc32c(batch.subarray(at.ATTRIBUTES_AT)));
  return new BatchView(batch);
}
