/** Compresses the records of a batch as one stream, in the form that Kafka's clients read. */
import { gzipSync } from "node:zlib";
import { TidemarkError } from "../model/errors.ts";
import type { CompressionName } from "./layout.ts";

export function compress(codec: CompressionName, records: Buffer): Buffer {
  if (codec === "gzip") return gzipSync(records);
  throw new TidemarkError("UNSUPPORTED_COMPRESSION", `Compression ${codec} is not available.`);
}
