/** What the log itself reads of a batch: where it is in order and in time. Never its records. */
import { readInt16, readInt32, readInt64 } from "../lib/bytes.ts";
import {
  ATTRIBUTES_AT,
  BASE_TIMESTAMP_AT,
  CONTROL,
  LEADER_EPOCH_AT,
  MAX_TIMESTAMP_AT,
  SCHEDULED,
} from "../record/layout.ts";

/** The time of a batch that has none: older than every time. */
export const NO_TIME = -1;

/**
 * The greatest record time of a batch, for the time index and the age of segments. Due times do not
 * count: a SCHEDULED batch is as old as its base timestamp says; control batches have no time.
 */
export function recordTimeAt(buffer: Uint8Array, position: number): number {
  const attributes = readInt16(buffer, position + ATTRIBUTES_AT);
  if ((attributes & CONTROL) !== 0) return NO_TIME;
  const at = (attributes & SCHEDULED) === 0 ? MAX_TIMESTAMP_AT : BASE_TIMESTAMP_AT;
  return readInt64(buffer, position + at);
}

export function leaderEpochAt(buffer: Uint8Array, position: number): number {
  return readInt32(buffer, position + LEADER_EPOCH_AT);
}
