/**
 * Writes a closed segment anew with what a cleaner keeps of it: same offsets, fewer bytes. The old
 * file is never touched; the new one counts only once it has taken its name (`replace-segment.ts`).
 */
import { assert } from "../lib/assert.ts";
import { LOG_SCAN_BYTES, GROUP_COMMIT_CHUNKS_MAX } from "../model/limits.ts";
import { writeFully } from "../platform/atomic-file.ts";
import type { Disk, DiskFile } from "../platform/disk.ts";
import { endMark, type Retained, type Steps } from "../record/retain.ts";
import { type BatchView, nextOffsetAt } from "../record/view.ts";
import { type CleanState, Segment } from "./segment.ts";
import { type SegmentWalk, type WalkParts, walkSegment } from "./walk-segment.ts";

export interface RewriteJob extends Pick<SegmentWalk, "pace" | "stopped"> {
  /** What stays of each batch. Only ever less than was there. */
  readonly retain: (view: BatchView) => Steps<Retained>;
  /** Of the new segment; asked once it is whole. */
  readonly state: () => CleanState;
}

export interface RewriteParts extends WalkParts {
  readonly disk: Disk;
}

/** A segment that is whole and synced under a name of its own. */
export interface Rewritten {
  readonly segment: Segment;
  readonly file: DiskFile;
  readonly temporaryPath: string;
}

/** Undefined where it was stopped. Rejects where the old segment is damaged, or the disk fails. */
export async function rewriteSegment(
  parts: RewriteParts,
  old: Segment,
  job: RewriteJob,
): Promise<Rewritten | undefined> {
  const temporaryPath = `${old.path}.tmp`;
  await parts.disk.remove(temporaryPath);
  const file = await parts.disk.open(temporaryPath, "create");
  try {
    const output = new Output(file, old);
    const whole = await walkSegment(parts, old, {
      *visit(view) {
        return output.take(view, yield* job.retain(view));
      },
      between: () => output.flush(),
      pace: job.pace,
      stopped: job.stopped,
    });
    if (whole) {
      if (output.segment.endOffset < old.endOffset) {
        const epoch = parts.epochs.epochAt(old.endOffset - 1);
        assert(epoch !== undefined, `no leader epoch is known at ${old.endOffset - 1}`);
        output.append(endMark(old.endOffset, epoch));
      }
      await output.flush();
      await file.sync();
      output.segment.cleaning = job.state();
      return { segment: output.segment, file, temporaryPath };
    }
  } catch (error) {
    await discard(parts.disk, file, temporaryPath).catch(() => undefined);
    throw error;
  }
  await discard(parts.disk, file, temporaryPath);
  return undefined;
}

export async function discard(disk: Disk, file: DiskFile, path: string): Promise<void> {
  await file.close();
  await disk.remove(path);
}

/** Gathers batches to write them some at a time, and learns what a segment knows of itself. */
class Output {
  readonly segment: Segment;
  readonly #file: DiskFile;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(file: DiskFile, old: Segment) {
    this.#file = file;
    this.segment = new Segment(old.directory, old.baseOffset, old.indexIntervalBytes);
  }

  /** True where it wants to be flushed before more comes. */
  take(view: BatchView, retained: Retained): boolean {
    if (retained !== "none") this.append(retained === "all" ? view.bytes : retained);
    // One place is left for the mark of the end.
    return this.#bytes >= LOG_SCAN_BYTES || this.#chunks.length >= GROUP_COMMIT_CHUNKS_MAX - 1;
  }

  append(batch: Buffer): void {
    const { segment } = this;
    segment.observe(batch, 0, segment.sizeBytes + this.#bytes);
    segment.endOffset = nextOffsetAt(batch, 0);
    this.#chunks.push(batch);
    this.#bytes += batch.length;
  }

  async flush(): Promise<void> {
    if (this.#chunks.length === 0) return;
    await writeFully(this.#file, this.#chunks, this.segment.sizeBytes);
    this.segment.sizeBytes += this.#bytes;
    this.#chunks = [];
    this.#bytes = 0;
  }
}
