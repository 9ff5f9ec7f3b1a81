/**
 * Judges what a leader sent before a follower writes it: whole batches, each with its own CRC, that go
 * on where the log ends. Holes are accepted: the leader's cleaner leaves some.
 */
import { TidemarkError } from "../model/errors.ts";
import { checkStoredBatch } from "../record/check-stored-batch.ts";
import { BatchView } from "../record/view.ts";

/** Throws CORRUPT_BATCH. `lastEpoch`: of the log so far; `leaderEpoch`: of who sent it. */
export function fetchedBatches(
  bytes: Buffer,
  endOffset: number,
  lastEpoch: number,
  leaderEpoch: number,
): BatchView[] {
  const views: BatchView[] = [];
  let [end, epoch] = [endOffset, lastEpoch];
  for (let position = 0; position < bytes.length; ) {
    const check = checkStoredBatch(bytes, position, bytes.length - position);
    if (check.kind === "truncated") throw wrong(end, "it ends in the middle of a batch");
    if (check.kind === "corrupt") throw wrong(end, check.reason);
    const view = new BatchView(bytes, position);
    if (view.baseOffset < end) throw wrong(end, `a batch begins at ${view.baseOffset}`);
    if (view.leaderEpoch < epoch || view.leaderEpoch > leaderEpoch) {
      throw wrong(end, `a batch has epoch ${view.leaderEpoch}, not ${epoch} to ${leaderEpoch}`);
    }
    views.push(view);
    [end, epoch] = [view.nextOffset, view.leaderEpoch];
    position += check.sizeBytes;
  }
  return views;
}

function wrong(endOffset: number, what: string): TidemarkError {
  return new TidemarkError(
    "CORRUPT_BATCH",
    `what the leader sent to follow offset ${endOffset} is not what it must be: ${what}`,
  );
}
