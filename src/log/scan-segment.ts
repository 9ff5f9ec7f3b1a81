/** Takes up a whole segment from its file: end, indexes, checksum, epochs. Changes no file. */
import type { DiskFile } from "../platform/disk.ts";
import { baseOffsetAt, batchSizeAt, nextOffsetAt } from "../record/view.ts";
import { leaderEpochAt } from "./batch-fields.ts";
import { BatchOrder } from "./batch-order.ts";
import { damaged } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { Segment } from "./segment.ts";
import type { SegmentDigest } from "./segment-digest.ts";
import { type BadPlace, walkBatches } from "./walk.ts";

const RELATIVE_OFFSET_MAX = 2 ** 31 - 1;

export interface SegmentScan {
  readonly file: DiskFile;
  /** Empty; its end is moved to that of the last whole batch. */
  readonly segment: Segment;
  readonly sizeBytes: number;
  /** What the file began with at the last clean stop. */
  readonly digest: SegmentDigest | undefined;
  /** Of the segments before this one; goes on with this one's. */
  readonly epochs: EpochIndex;
  readonly pause: () => Promise<void>;
  /** Stops before the first batch that ends above it. */
  readonly untilOffset?: number;
}

/** Returns the first place that does not hold a whole batch in its right place. */
export async function scanSegment(scan: SegmentScan): Promise<BadPlace | undefined> {
  const { segment, digest, epochs } = scan;
  const untilOffset = scan.untilOffset ?? Infinity;
  const order = new BatchOrder(segment.baseOffset);
  let misplaced: BadPlace | undefined;
  const bad = await walkBatches({
    file: scan.file,
    from: 0,
    until: scan.sizeBytes,
    pause: scan.pause,
    visit: (buffer, position, filePosition) => {
      if (nextOffsetAt(buffer, position) > untilOffset) return true;
      const epoch = leaderEpochAt(buffer, position);
      const before = epochs.lastEpoch;
      const reason =
        epoch < before ? `leader epoch ${epoch} follows ${before}` : order.follow(buffer, position);
      const relativeOffset = order.nextOffset - 1 - segment.baseOffset;
      if (reason !== undefined || relativeOffset > RELATIVE_OFFSET_MAX) {
        const tooFar = `offset ${order.nextOffset - 1} is too far above the segment's own`;
        misplaced = { position: filePosition, reason: reason ?? tooFar };
        return true;
      }
      epochs.observe(epoch, baseOffsetAt(buffer, position));
      segment.observe(buffer, position, filePosition);
      segment.sizeBytes = filePosition + batchSizeAt(buffer, position);
      segment.endOffset = order.nextOffset;
      checkAgainstDigest(segment, digest);
      return false;
    },
  });
  return misplaced ?? bad;
}

/** Where the last clean stop ended, the same bytes must still lie before. */
function checkAgainstDigest(segment: Segment, digest: SegmentDigest | undefined): void {
  if (digest === undefined || segment.sizeBytes < digest.sizeBytes) return;
  const same = segment.crc === digest.crc && segment.endOffset === digest.endOffset;
  if (segment.sizeBytes === digest.sizeBytes && !same) {
    damaged(segment.path, `its first ${digest.sizeBytes} bytes are not what was closed`);
  }
}
