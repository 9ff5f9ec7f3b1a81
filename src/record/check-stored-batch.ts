/** Judges bytes from disk or from a replica before anything in them is believed. */
import { readInt32, readInt64, readUint32 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { BATCH_BYTES_MAX } from "../model/limits.ts";
import * as at from "./layout.ts";

export type StoredBatchCheck =
  | { readonly kind: "ok"; readonly sizeBytes: number }
  /** A prefix of a batch: whole as far as it goes, or too short to tell. */
  | { readonly kind: "truncated" }
  | { readonly kind: "corrupt"; readonly reason: string };

const TRUNCATED: StoredBatchCheck = { kind: "truncated" };

const damaged = (reason: string): StoredBatchCheck => ({ kind: "corrupt", reason });

/**
 * `available` counts the bytes that may be read from `position` on. Length and magic are judged
 * before the rest is there, so that zeros (a lost block after a crash, preallocated space) and
 * garbage are "corrupt" at once and only a real beginning of a batch is "truncated". The CRC of
 * nothing is 0, which is why a length below the header never gets as far as the CRC.
 */
export function checkStoredBatch(
  buffer: Buffer,
  position: number,
  available: number,
): StoredBatchCheck {
  if (available < at.LEADING_BYTES) return TRUNCATED;
  const length = readInt32(buffer, position + at.LENGTH_AT);
  const sizeBytes = length + at.LEADING_BYTES;
  if (sizeBytes < at.HEADER_BYTES) return damaged(`length ${length} is below a batch header`);
  if (sizeBytes > BATCH_BYTES_MAX) return damaged(`length ${length} is above ${BATCH_BYTES_MAX}`);
  if (available > at.MAGIC_AT && buffer[position + at.MAGIC_AT] !== at.MAGIC) {
    return damaged(`magic ${buffer[position + at.MAGIC_AT]} is not ${at.MAGIC}`);
  }
  if (sizeBytes > available) return TRUNCATED;
  const expected = readUint32(buffer, position + at.CRC_AT);
  const actual = crc32c(buffer.subarray(position + at.ATTRIBUTES_AT, position + sizeBytes));
  if (actual !== expected) return damaged(`CRC ${hex(actual)} is not the ${hex(expected)} it says`);
  return checkPlaces(buffer, position) ?? { kind: "ok", sizeBytes };
}

/** What the CRC does not cover, and what arithmetic on offsets relies on. */
function checkPlaces(buffer: Buffer, position: number): StoredBatchCheck | undefined {
  const baseOffset = readInt64(buffer, position + at.BASE_OFFSET_AT);
  const lastDelta = readInt32(buffer, position + at.LAST_OFFSET_DELTA_AT);
  const count = readInt32(buffer, position + at.RECORD_COUNT_AT);
  const lastOffset = baseOffset + lastDelta;
  if (baseOffset < 0 || lastDelta < 0 || lastOffset >= Number.MAX_SAFE_INTEGER) {
    return damaged(`offsets ${baseOffset} + ${lastDelta} are out of range`);
  }
  if (count < 0 || count > lastDelta + 1) {
    return damaged(`${count} records cannot have offset deltas up to ${lastDelta}`);
  }
  return undefined;
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");
