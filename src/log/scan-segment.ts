/** Takes up a whole segment from its file: end, indexes, checksum, epochs. Changes no file. */
import type { DiskFile } from "../platform/disk.ts";
import { baseOffsetAt, batchSizeAt, nextOffsetAt } from "../record/view.ts";
import { leaderEpochAt } from "./batch-fields.ts";
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
  /** Everything below was durable, and it lies in no hole: in, or at an end of, some batch. */
  readonly durableMark: number;
  readonly pause: () => Promise<void>;
  /** Stops before the first batch that ends above it. */
  readonly untilOffset?: number;
}

/**
 * Returns the first place that may be where a crash tore the file. What no crash can do (a whole
 * batch whose offset or epoch is too great, or does not agree with the mark) throws at once.
 */
export async function scanSegment(scan: SegmentScan): Promise<BadPlace | undefined> {
  const { segment, epochs } = scan;
  const untilOffset = scan.untilOffset ?? Infinity;
  let misplaced: BadPlace | undefined;
  let holeBefore = 0;
  const bad = await walkBatches({
    file: scan.file,
    from: 0,
    until: scan.sizeBytes,
    pause: scan.pause,
    visit: (buffer, position, filePosition) => {
      const baseOffset = baseOffsetAt(buffer, position);
      const nextOffset = nextOffsetAt(buffer, position);
      if (nextOffset > untilOffset) return true;
      const impossible = whyImpossible(scan, buffer, position, holeBefore);
      if (impossible !== undefined) damaged(`${segment.path}:${filePosition}`, impossible);
      if (baseOffset < segment.endOffset) {
        const reason = `offset ${baseOffset} comes after offset ${segment.endOffset - 1}`;
        misplaced = { position: filePosition, reason };
        return true;
      }
      holeBefore = baseOffset - segment.endOffset;
      epochs.observe(leaderEpochAt(buffer, position), baseOffset);
      segment.observe(buffer, position, filePosition);
      segment.sizeBytes = filePosition + batchSizeAt(buffer, position);
      segment.endOffset = nextOffset;
      checkAgainstDigest(segment, scan.digest);
      return false;
    },
  });
  return misplaced ?? bad;
}

/**
 * A torn write may zero the first bytes of a base offset and leave the rest of a batch whole: the
 * offset gets smaller, which alone is no damage. All else that is wrong beside a good CRC is.
 */
function whyImpossible(
  scan: SegmentScan,
  buffer: Buffer,
  position: number,
  holeBefore: number,
): string | undefined {
  const { segment, epochs, durableMark } = scan;
  const { endOffset } = segment;
  const baseOffset = baseOffsetAt(buffer, position);
  const lastOffset = nextOffsetAt(buffer, position) - 1;
  const epoch = leaderEpochAt(buffer, position);
  if (epoch < epochs.lastEpoch) return `leader epoch ${epoch} follows ${epochs.lastEpoch}`;
  if (lastOffset - segment.baseOffset > RELATIVE_OFFSET_MAX) {
    return `offset ${lastOffset} is too far above the segment's own`;
  }
  if (endOffset < durableMark && durableMark < baseOffset) {
    return `offset ${baseOffset} follows ${endOffset - 1}, and ${durableMark - 1} had been durable`;
  }
  if (baseOffset < endOffset && holeBefore > 0 && baseOffset >= endOffset - holeBefore) {
    return `offset ${baseOffset} follows a batch that ends at ${endOffset - 1}, after a hole`;
  }
  return undefined;
}

/** Where the last clean stop ended, the same bytes must still lie before. */
function checkAgainstDigest(segment: Segment, digest: SegmentDigest | undefined): void {
  if (digest === undefined || segment.sizeBytes < digest.sizeBytes) return;
  const same = segment.crc === digest.crc && segment.endOffset === digest.endOffset;
  if (segment.sizeBytes === digest.sizeBytes && !same) {
    damaged(segment.path, `its first ${digest.sizeBytes} bytes are not what was closed`);
  }
}
