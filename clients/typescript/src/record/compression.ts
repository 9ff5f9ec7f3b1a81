/**
 * Compression of record batches. Gzip is Node's own; the others are optional packages, loaded when
 * first needed. What comes out is bounded: a bomb is `RECORD_TOO_LARGE` before it costs memory.
 */
import { createRequire } from "node:module";
import * as zlib from "node:zlib";
import { TidemarkError } from "../errors.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../limits.ts";
import { lz4Bytes, snappyBytes, zstdBytes } from "./decompressed-size.ts";
import { unframeSnappy } from "./snappy-framing.ts";

/** Codes as in the batch's attributes. */
export const COMPRESSION_CODES = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type Compression = keyof typeof COMPRESSION_CODES;

interface Codec {
  compress(bytes: Buffer): Buffer;
  decompress(bytes: Buffer): Buffer;
}

interface ZstdPackage {
  readonly Encoder: new (level: number) => { encodeSync(data: Buffer): Buffer };
  readonly Decoder: new () => { decodeSync(data: Buffer): Buffer };
}
interface Lz4Package {
  readonly compressFrameSync: (data: Buffer) => Buffer;
  readonly decompressFrameSync: (data: Buffer) => Buffer;
}
interface SnappyPackage {
  readonly compressSync: (data: Buffer) => Buffer;
  readonly uncompressSync: (data: Buffer) => Buffer;
}
/** Node 22.15 and later. */
interface ZlibWithZstd {
  readonly zstdCompressSync?: (data: Buffer) => Buffer;
  readonly zstdDecompressSync?: (data: Buffer, options: { maxOutputLength: number }) => Buffer;
}

const ZSTD_LEVEL = 3;
/** An estimate may exceed the limit by this before anything is decompressed. */
const ESTIMATE_SLACK = 4;
const require = createRequire(import.meta.url);

function load(codec: Compression, name: string): unknown {
  try {
    return require(name);
  } catch (cause) {
    throw new TidemarkError(
      "UNSUPPORTED_COMPRESSION",
      `Compression ${codec} needs an optional package: npm install ${name}`,
      {},
      { cause },
    );
  }
}

const limit = { maxOutputLength: BATCH_DECOMPRESSED_BYTES_MAX };

const gzip = (): Codec => ({
  compress: (bytes) => zlib.gzipSync(bytes),
  decompress: (bytes) => zlib.gunzipSync(bytes, limit),
});

function zstd(): Codec {
  const { zstdCompressSync, zstdDecompressSync } = zlib as ZlibWithZstd;
  if (zstdCompressSync !== undefined && zstdDecompressSync !== undefined) {
    return {
      compress: (bytes) => zstdCompressSync(bytes),
      decompress: (bytes) => zstdDecompressSync(bytes, limit),
    };
  }
  const { Encoder, Decoder } = load("zstd", "@toondepauw/node-zstd") as ZstdPackage;
  const encoder = new Encoder(ZSTD_LEVEL);
  const decoder = new Decoder();
  return {
    compress: (bytes) => encoder.encodeSync(bytes),
    decompress: (bytes) => {
      boundEstimate(zstdBytes(bytes));
      return bounded(decoder.decodeSync(bytes));
    },
  };
}

function lz4(): Codec {
  const { compressFrameSync, decompressFrameSync } = load("lz4", "lz4-napi") as Lz4Package;
  return {
    compress: (bytes) => compressFrameSync(bytes),
    decompress: (bytes) => {
      boundEstimate(lz4Bytes(bytes));
      return bounded(decompressFrameSync(bytes));
    },
  };
}

function snappy(): Codec {
  const { compressSync, uncompressSync } = load("snappy", "snappy") as SnappyPackage;
  const block = (bytes: Buffer): Buffer => {
    bound(snappyBytes(bytes));
    return uncompressSync(bytes);
  };
  return {
    compress: (bytes) => compressSync(bytes),
    decompress: (bytes) => {
      const blocks = unframeSnappy(bytes);
      if (blocks === undefined) return block(bytes);
      bound(blocks.reduce((sum, each) => sum + snappyBytes(each), 0));
      return Buffer.concat(blocks.map(block));
    },
  };
}

function bound(sizeBytes: number): void {
  if (sizeBytes <= BATCH_DECOMPRESSED_BYTES_MAX) return;
  throw new TidemarkError(
    "RECORD_TOO_LARGE",
    `A batch decompresses to more than ${BATCH_DECOMPRESSED_BYTES_MAX} bytes.`,
  );
}

/** Framing gives an upper bound only: the last block of each stream is seldom full. */
function boundEstimate(sizeBytes: number): void {
  bound(sizeBytes / ESTIMATE_SLACK);
}

function bounded(bytes: Buffer): Buffer {
  bound(bytes.length);
  return bytes;
}

const makers = [undefined, gzip, snappy, lz4, zstd] as const;
const codecs: (Codec | undefined)[] = [];

function codecOf(code: number): Codec {
  const known = codecs[code];
  if (known !== undefined) return known;
  const make = makers[code];
  if (make === undefined) {
    throw new TidemarkError("UNSUPPORTED_COMPRESSION", `Compression code ${code} is not known.`);
  }
  return (codecs[code] = make());
}

/** Loads what the codec needs; throws `UNSUPPORTED_COMPRESSION` that names the missing package. */
export function ensureCodec(compression: Compression): void {
  if (compression !== "none") codecOf(COMPRESSION_CODES[compression]);
}

export const compress = (code: number, bytes: Buffer): Buffer => codecOf(code).compress(bytes);

export function decompress(code: number, bytes: Buffer): Buffer {
  const codec = codecOf(code);
  try {
    return codec.decompress(bytes);
  } catch (cause) {
    if (cause instanceof TidemarkError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") bound(Infinity);
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TidemarkError(
      "CORRUPT_BATCH",
      `The records do not decompress: ${message}`,
      {},
      { cause },
    );
  }
}
