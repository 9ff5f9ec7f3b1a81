/**
 * Writes a closed segment anew with what a cleaner keeps of it: same offsets, fewer bytes. The old
 * file is never touched; the new one counts only once it has taken its name (`replace-segment.ts`).
 */
import { assert } from "../lib/assert.ts";
import { LOG_SCAN_BYTES, GROUP_COMMIT_CHUNKS_MAX } from "../model/limits.ts";
import { writeFully } from "../platform/atomic-file.ts";
import type { Clock } from "../platform/clock.ts";
import type { Disk, DiskFile } from "../platform/disk.ts";
import { endMark, type Retained } from "../record/retain.ts";
import { batchSizeAt, BatchView, nextOffsetAt } from "../record/view.ts";
import { BatchOrder } from "./batch-order.ts";
import { damaged } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { LogResources } from "./log-resources.ts";
import { type Cleaned, Segment } from "./segment.ts";
import { walkBatches } from "./walk.ts";

/** How long one turn of the event loop may clean. */
const SLICE_MS = 1;

export interface RewriteJob {
  /** What stays of each batch. Only ever less than was there. */
  readonly retain: (view: BatchView) => Retained;
  readonly cleaned: Cleaned;
  readonly compactedMs: number;
  /** Waits until so many more bytes may be read and written. */
  readonly pace: (bytes: number) => Promise<void>;
  /** The log is being closed, or nobody wants the result any more. */
  readonly stopped: () => boolean;
}

export interface RewriteParts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly resources: LogResources;
  readonly epochs: EpochIndex;
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
    const whole = await copyRetained(parts, old, job, output);
    if (whole) {
      if (output.segment.endOffset < old.endOffset) {
        const epoch = parts.epochs.epochAt(old.endOffset - 1);
        assert(epoch !== undefined, `no leader epoch is known at ${old.endOffset - 1}`);
        output.take(endMark(old.endOffset, epoch));
      }
      await output.flush();
      await file.sync();
      output.segment.cleaned = job.cleaned;
      output.segment.compactedMs = job.compactedMs;
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

/** False where it was stopped. */
async function copyRetained(
  parts: RewriteParts,
  old: Segment,
  job: RewriteJob,
  output: Output,
): Promise<boolean> {
  const { clock, resources, epochs } = parts;
  const order = new BatchOrder(old.baseOffset, old.endOffset, epochs);
  let sliceEndsMs = clock.monotonicMs() + SLICE_MS;
  let stopped = false;
  const endSlice = async (): Promise<boolean> => {
    if (output.isFull) await output.flush();
    await clock.nextTurn();
    sliceEndsMs = clock.monotonicMs() + SLICE_MS;
    stopped = job.stopped();
    return stopped;
  };
  const bad = await resources.handles.use(old.path, "read", (file) =>
    walkBatches({
      file,
      from: 0,
      until: old.sizeBytes,
      pause: async () => {
        await output.flush();
        await job.pace(LOG_SCAN_BYTES);
        await endSlice();
      },
      visit: (buffer, position, filePosition) => {
        if (stopped) return true;
        const wrong = order.follow(buffer, position);
        if (wrong !== undefined) damaged(`${old.path}:${filePosition}`, wrong);
        const retained = job.retain(new BatchView(buffer, position));
        if (retained === "all") {
          output.take(buffer.subarray(position, position + batchSizeAt(buffer, position)));
        } else if (retained !== "none") output.take(retained);
        return clock.monotonicMs() >= sliceEndsMs || output.isFull ? endSlice() : false;
      },
    }),
  );
  if (stopped) return false;
  const wrong = bad?.reason ?? order.end();
  if (wrong !== undefined) damaged(`${old.path}:${bad?.position ?? old.sizeBytes}`, wrong);
  return true;
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

  get isFull(): boolean {
    return this.#bytes >= LOG_SCAN_BYTES || this.#chunks.length >= GROUP_COMMIT_CHUNKS_MAX;
  }

  take(batch: Buffer): void {
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
