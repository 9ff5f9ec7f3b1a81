/**
 * What a leader may send of its log: what it has written, synced or not, as a batch that is written is never
 * taken back while the process lives. So both disks sync at the same time. What is only appended is never
 * sent: the disk may refuse it yet.
 */
import { assert } from "../lib/assert.ts";
import type { PartitionLog } from "../log/partition-log.ts";

/** Whole batches from the one on that holds or follows `from`; from memory where they are there. */
export function readForFollower(
  log: PartitionLog,
  from: number,
  maxBytes: number,
): Buffer[] | Promise<Buffer[]> {
  const { writtenOffset, flushedOffset } = log;
  assert(
    from <= writtenOffset,
    () => `${from} was sent of a log that is written to ${writtenOffset}`,
  );
  if (from === writtenOffset) return [];
  const written = log.readWritten(from, maxBytes);
  if (written !== undefined) return written;
  // The disk answers for what is flushed only; the rest follows once it is.
  return from < flushedOffset ? log.read(from, flushedOffset, maxBytes) : [];
}
