/**
 * The refusals that all codecs share. What a stream would grow to is always known before it does.
 */
import { TidemarkError } from "../../model/errors.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../model/limits.ts";
import { corrupt } from "../corrupt.ts";

/** `size`: what the stream is known or bound to grow to. */
export function checkBound(codec: string, size: number): void {
  if (size > BATCH_DECOMPRESSED_BYTES_MAX) tooLarge(codec);
}

export function tooLarge(codec: string): never {
  throw new TidemarkError(
    "RECORD_TOO_LARGE",
    `Batch refused: its ${codec} stream decompresses to more than ` +
      `${BATCH_DECOMPRESSED_BYTES_MAX} bytes; send less in one batch.`,
  );
}

export function malformed(codec: string, why: string): never {
  return corrupt(`its ${codec} stream does not decompress: ${why}`);
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
