/**
 * What is known of one segment file: its place in the log and what of it may be read. It does no
 * I/O; the writer moves its end only after the bytes are as durable as the log promises.
 */
import { crc32c } from "../lib/crc32c.ts";
import { SCHEDULED } from "../record/layout.ts";
import { attributesAt, batchSizeAt, nextOffsetAt, recordCountAt } from "../record/view.ts";
import { NO_TIME, recordTimeAt } from "./batch-fields.ts";
import { type SegmentFileKind, segmentFile } from "./segment-files.ts";
import type { SegmentDigest } from "./segment-digest.ts";
import { SegmentIndex } from "./segment-index.ts";

/** What a cleaner made of a segment. */
export interface CleanState {
  /** `pinned`: only what pins it is left. `compacted`: no record that a later one up to its end shadows. */
  readonly kind: "whole" | "compacted" | "pinned";
  /** Wall time at which a compaction first covered all of it; 0: none did. */
  readonly compactedMs: number;
  /** Records without value that a compaction left. */
  readonly tombstones: number;
}

export const WHOLE: CleanState = { kind: "whole", compactedMs: 0, tombstones: 0 };

export class Segment {
  readonly directory: string;
  readonly baseOffset: number;
  readonly indexIntervalBytes: number;
  /** One past the last offset that may be read. */
  endOffset: number;
  /** Bytes that may be read. What the file holds beyond them counts for nothing. */
  sizeBytes = 0;
  /** Of all bytes up to what was observed last. */
  crc = 0;
  /** Record time of the first batch that has one: from it the segment's age is counted. */
  firstTimeMs: number = NO_TIME;
  maxTimeMs: number = NO_TIME;
  maxTimeOffset: number;
  /** SCHEDULED records in the file, whatever became of them. */
  scheduledCount = 0;
  cleaning: CleanState = WHOLE;
  /** Present while the segment is the active one; a closed one's is loaded when it is needed. */
  index: SegmentIndex | undefined;
  /** Present where the sidecar is known to match. */
  digest: SegmentDigest | undefined;

  /** An empty one, ready to become the active segment. */
  constructor(directory: string, baseOffset: number, indexIntervalBytes: number) {
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.indexIntervalBytes = indexIntervalBytes;
    this.endOffset = baseOffset;
    this.maxTimeOffset = baseOffset;
    this.index = new SegmentIndex(indexIntervalBytes);
  }

  file(kind: SegmentFileKind): string {
    return segmentFile(this.directory, this.baseOffset, kind);
  }

  get path(): string {
    return this.file("log");
  }

  /** Takes up a batch that lies at `filePosition` of the file: indexes and checksum, not the end. */
  observe(buffer: Uint8Array, position: number, filePosition: number): void {
    const sizeBytes = batchSizeAt(buffer, position);
    const lastOffset = nextOffsetAt(buffer, position) - 1;
    const timeMs = recordTimeAt(buffer, position);
    const whole = sizeBytes === buffer.length;
    const bytes = whole ? buffer : buffer.subarray(position, position + sizeBytes);
    this.crc = crc32c(bytes, this.crc);
    if (this.firstTimeMs === NO_TIME) this.firstTimeMs = timeMs;
    if ((attributesAt(buffer, position) & SCHEDULED) !== 0) {
      this.scheduledCount += recordCountAt(buffer, position);
    }
    if (timeMs > this.maxTimeMs) {
      this.maxTimeMs = timeMs;
      this.maxTimeOffset = lastOffset;
    }
    this.index?.observe({
      relativeLastOffset: lastOffset - this.baseOffset,
      position: filePosition,
      sizeBytes,
      timeMs,
    });
  }

  /** A closed segment, as its digest tells. */
  static fromDigest(directory: string, digest: SegmentDigest, indexIntervalBytes: number): Segment {
    const segment = new Segment(directory, digest.baseOffset, indexIntervalBytes);
    segment.index = undefined;
    segment.endOffset = digest.endOffset;
    segment.sizeBytes = digest.sizeBytes;
    segment.crc = digest.crc;
    segment.firstTimeMs = digest.firstTimeMs;
    segment.maxTimeMs = digest.maxTimeMs;
    segment.maxTimeOffset = digest.maxTimeOffset;
    segment.scheduledCount = digest.scheduledCount;
    segment.cleaning = digest.cleaning;
    segment.digest = digest;
    return segment;
  }
}
