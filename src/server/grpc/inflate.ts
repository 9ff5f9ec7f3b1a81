/** Inflating and deflating messages: short ones at once, long ones on another thread. */
import { gunzip, gunzipSync, gzip, gzipSync } from "node:zlib";
import type { TidemarkError } from "../../model/errors.ts";
import { COMPRESSED_MESSAGE_BYTES_MIN, INLINE_COMPRESSION_BYTES_MAX } from "../../model/limits.ts";
import { DEFLATE_OPTIONS, INFLATE_OPTIONS, inflateError } from "../../wire/grpc/compression.ts";
import { frame } from "../../wire/grpc/framing.ts";

/** Calls `done` before it returns where the message is short. */
export function inflate(message: Buffer, done: (result: Buffer | TidemarkError) => void): void {
  if (message.length > INLINE_COMPRESSION_BYTES_MAX) {
    gunzip(message, INFLATE_OPTIONS, (error, result) =>
      done(error === null ? result : inflateError(error)),
    );
    return;
  }
  let result: Buffer | TidemarkError;
  try {
    result = gunzipSync(message, INFLATE_OPTIONS);
  } catch (error) {
    result = inflateError(error);
  }
  done(result);
}

/** The message in its frame, compressed where that is worth it. */
export function deflatedFrame(message: Uint8Array, done: (framed: Buffer) => void): void {
  if (message.length < COMPRESSED_MESSAGE_BYTES_MIN) done(frame(message));
  else if (message.length <= INLINE_COMPRESSION_BYTES_MAX)
    done(frame(gzipSync(message, DEFLATE_OPTIONS), true));
  else
    gzip(message, DEFLATE_OPTIONS, (error, result) =>
      done(error === null ? frame(result, true) : frame(message)),
    );
}
