/** What of a replica's log may go when its start moves, and what stays below it. */
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Replica } from "./replica.ts";

/**
 * Makes what lies below `before` unreadable and frees whole segments that hold nothing pending.
 * Returns the new log start offset. Throws where the replica does not serve, or OFFSET_OUT_OF_RANGE.
 */
export async function deleteRecords(replica: Replica, before: number): Promise<number> {
  refuse(replica);
  const { highWatermark, log } = replica;
  const { logStartOffset } = log;
  if (!Number.isSafeInteger(before) || before < logStartOffset || before > highWatermark) {
    throw new TidemarkError(
      "OFFSET_OUT_OF_RANGE",
      `cannot delete before ${before}: the partition holds ${logStartOffset} to ${highWatermark}`,
      { logStartOffset, highWatermark },
    );
  }
  // What the cleaner frees at its leisure; here only a prefix in which nothing waits: what settles a
  // record lies behind it, so a deleted settlement never leaves its record behind. And only what the
  // store has folded: after a crash the views go on from there.
  const folded = await replica.storeViews();
  refuse(replica);
  await log.deleteBefore(before, Math.min(replica.scheduleStartOffset, folded));
  return log.logStartOffset;
}

function refuse({ refusal }: Replica): void {
  if (refusal !== undefined) throw refusal;
}

/** Bytes below the log start that stay on disk, since something in them waits or is not cleaned yet. */
export function pinnedBytes({ logStartOffset, segments }: PartitionLog): number {
  let bytes = 0;
  for (const { endOffset, sizeBytes } of segments) {
    if (endOffset > logStartOffset) break;
    bytes += sizeBytes;
  }
  return bytes;
}
