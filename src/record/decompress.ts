/** Gives the uncompressed form of a batch; never more bytes than a batch may decompress to. */
import { gunzipSync } from "node:zlib";
import { writeInt16, writeInt32 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { TidemarkError } from "../model/errors.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../model/limits.ts";
import { corrupt } from "./corrupt.ts";
import * as at from "./layout.ts";
import { BatchView } from "./view.ts";

/**
 * The same view where the batch is not compressed; else a whole, valid batch of its own with the
 * same offsets, times and producer.
 */
export function decompressedView(view: BatchView): BatchView {
  const { compression } = view;
  if (compression === at.Compression.none) return view;
  const end = view.position + view.sizeBytes;
  const start = view.position + at.HEADER_BYTES;
  if (end > view.buffer.length || end < start) corrupt(`it ends at byte ${end}`);
  const records = decompress(compression, view.buffer.subarray(start, end));
  const batch = Buffer.allocUnsafe(at.HEADER_BYTES + records.length);
  view.buffer.copy(batch, 0, view.position, start);
  batch.set(records, at.HEADER_BYTES);
  writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
  writeInt16(batch, at.ATTRIBUTES_AT, view.attributes & ~at.COMPRESSION_MASK);
  writeInt32(batch, at.CRC_AT, crc32c(batch.subarray(at.ATTRIBUTES_AT)));
  return new BatchView(batch);
}

function decompress(codec: number, bytes: Buffer): Buffer {
  if (codec === at.Compression.gzip) {
    try {
      return gunzipSync(bytes, { maxOutputLength: BATCH_DECOMPRESSED_BYTES_MAX });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
        throw new TidemarkError(
          "RECORD_TOO_LARGE",
          `Batch refused: it decompresses to more than ${BATCH_DECOMPRESSED_BYTES_MAX} bytes.`,
        );
      }
      return corrupt(`its gzip stream does not decompress: ${(error as Error).message}`);
    }
  }
  throw new TidemarkError(
    "UNSUPPORTED_COMPRESSION",
    `Batch refused: compression ${at.COMPRESSION_NAMES[codec] ?? codec} is unknown.`,
  );
}
