/**
 * Walks the batches of a stretch of one segment file, each checked whole before it is shown, a
 * megabyte or so at a time. It judges bytes, not order: what order means is the caller's.
 */
import { BATCH_BYTES_MAX, LOG_SCAN_BYTES } from "../model/limits.ts";
import type { DiskFile } from "../platform/disk.ts";
import { LEADING_BYTES } from "../record/layout.ts";
import { checkStoredBatch } from "../record/validate.ts";
import { batchSizeAt } from "../record/view.ts";

/** The first place that does not hold a whole, undamaged batch. */
export interface BadPlace {
  readonly position: number;
  readonly reason: string;
}

/** `buffer` is the visitor's to keep. Returns true to end the walk. */
export type BatchVisitor = (
  buffer: Buffer,
  position: number,
  filePosition: number,
) => boolean | void | Promise<boolean | void>;

export interface Walk {
  readonly file: DiskFile;
  readonly from: number;
  readonly until: number;
  readonly visit: BatchVisitor;
  /** Between two chunks: the event loop is somebody else's too. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Fewer than `length` bytes only where the file is shorter than it should be. */
export async function readAt(file: DiskFile, position: number, length: number): Promise<Buffer> {
  const target = Buffer.allocUnsafe(length);
  const count = await file.read(target, position);
  return count === length ? target : target.subarray(0, count);
}

export async function walkBatches(walk: Walk): Promise<BadPlace | undefined> {
  let position = walk.from;
  let wanted = LOG_SCAN_BYTES;
  while (position < walk.until) {
    const buffer = await readAt(walk.file, position, Math.min(wanted, walk.until - position));
    const chunk = await walkChunk(walk, buffer, position);
    if (chunk.stopped) return undefined;
    if (chunk.bad !== undefined) return chunk.bad;
    const { walked } = chunk;
    if (walked === 0) {
      // Not one whole batch: the file ends here, or the batch is larger than the chunk.
      const size = buffer.length < LEADING_BYTES ? 0 : batchSizeAt(buffer, 0);
      if (position + buffer.length >= walk.until || size <= buffer.length) {
        return { position, reason: `${buffer.length} bytes are not a whole batch` };
      }
      wanted = Math.min(size, BATCH_BYTES_MAX);
      continue;
    }
    wanted = LOG_SCAN_BYTES;
    position += walked;
    await walk.pause?.();
  }
  return undefined;
}

interface WalkedChunk {
  readonly walked: number;
  readonly stopped?: boolean;
  readonly bad?: BadPlace;
}

async function walkChunk(walk: Walk, buffer: Buffer, filePosition: number): Promise<WalkedChunk> {
  let at = 0;
  while (at < buffer.length) {
    const check = checkStoredBatch(buffer, at, buffer.length - at);
    if (check.kind === "truncated") break;
    if (check.kind === "corrupt") {
      return { walked: at, bad: { position: filePosition + at, reason: check.reason } };
    }
    const going = walk.visit(buffer, at, filePosition + at);
    if ((going instanceof Promise ? await going : going) === true) {
      return { walked: at, stopped: true };
    }
    at += check.sizeBytes;
  }
  return { walked: at };
}
