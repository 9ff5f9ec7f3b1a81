/**
 * gzip (RFC 1952) by node:zlib. Bounded by `maxOutputLength`: the output grows chunk by chunk, and
 * the first chunk beyond the limit ends it.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../model/limits.ts";
import { malformed, reasonOf, tooLarge } from "./bound.ts";

export function compressGzip(bytes: Buffer): Buffer {
  return gzipSync(bytes);
}

export function decompressGzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: BATCH_DECOMPRESSED_BYTES_MAX });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") tooLarge("gzip");
    return malformed("gzip", reasonOf(error));
  }
}
