/** Writes the two fields that are the leader's into a producer's batch; the CRC covers neither. */
import { writeInt32, writeInt64 } from "../lib/bytes.ts";
import { BASE_OFFSET_AT, LEADER_EPOCH_AT } from "./layout.ts";

export function stampBatch(
  buffer: Uint8Array,
  position: number,
  baseOffset: number,
  leaderEpoch: number,
): void {
  writeInt64(buffer, position + BASE_OFFSET_AT, baseOffset);
  writeInt32(buffer, position + LEADER_EPOCH_AT, leaderEpoch);
}
