/** One row a codec: how the records of a batch become a stream, and back within a bound. */
import { TidemarkError } from "../../model/errors.ts";
import { COMPRESSION_NAMES, type CompressionName } from "../layout.ts";
import { compressGzip, decompressGzip } from "./gzip.ts";
import { compressLz4, decompressLz4 } from "./lz4.ts";
import { compressSnappy, decompressSnappy } from "./snappy.ts";
import { compressZstd, decompressZstd } from "./zstd.ts";

interface Codec {
  readonly compress: (bytes: Buffer) => Buffer;
  /**
   * Throws RECORD_TOO_LARGE before it has allocated more than BATCH_DECOMPRESSED_BYTES_MAX, and
   * CORRUPT_BATCH where the stream is malformed.
   */
  readonly decompress: (bytes: Buffer) => Buffer;
}

const CODECS: Readonly<Record<CompressionName, Codec>> = {
  none: { compress: (bytes) => bytes, decompress: (bytes) => bytes },
  gzip: { compress: compressGzip, decompress: decompressGzip },
  snappy: { compress: compressSnappy, decompress: decompressSnappy },
  lz4: { compress: compressLz4, decompress: decompressLz4 },
  zstd: { compress: compressZstd, decompress: decompressZstd },
};

export function compress(codec: CompressionName, records: Buffer): Buffer {
  return CODECS[codec].compress(records);
}

/** `code`: the compression bits of a batch. Throws UNSUPPORTED_COMPRESSION for 5 to 7 too. */
export function decompress(code: number, stream: Buffer): Buffer {
  return CODECS[codecName(code)].decompress(stream);
}

export function codecName(code: number): CompressionName {
  const name = COMPRESSION_NAMES[code];
  if (name !== undefined) return name;
  throw new TidemarkError(
    "UNSUPPORTED_COMPRESSION",
    `Batch refused: compression ${code} is unknown; use ${COMPRESSION_NAMES.join(", ")}.`,
  );
}
