/**
 * Finds the run of batches that a reader wants in one segment: usually one system call, and the
 * answer is a slice of what it read. Every batch passed on, or passed over, was verified.
 */
import type { DiskFile } from "../platform/disk.ts";
import { LEADING_BYTES } from "../record/layout.ts";
import { checkStoredBatch } from "../record/validate.ts";
import { baseOffsetAt, batchSizeAt, nextOffsetAt } from "../record/view.ts";
import { BatchOrder } from "./batch-order.ts";
import { damaged } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { Segment } from "./segment.ts";
import { readAt } from "./walk.ts";

/** Read beyond what was asked for: the batches before the first wanted one, up to an interval. */
const SLACK_BYTES = 8 * 1024;
const OFFSET_BYTES = 8;

export interface Wanted {
  readonly fromOffset: number;
  /** Exclusive; at most the flushed offset. */
  readonly untilOffset: number;
  readonly maxBytes: number;
}

interface Window {
  readonly buffer: Buffer;
  readonly filePosition: number;
}

interface Run {
  /** Where the first wanted batch is in the window; −1: none yet. */
  readonly from: number;
  /** Where verified batches end in the window. */
  readonly end: number;
  /** All that was wanted is in, or nothing wanted can follow. */
  readonly complete: boolean;
  /** The batch after the last one was looked at: that one's own offset is right. */
  readonly followed: boolean;
}

/** Undefined where the segment holds nothing that is wanted from `start` on. */
export async function readBatches(
  file: DiskFile,
  segment: Segment,
  start: number,
  wanted: Wanted,
  epochs: EpochIndex,
): Promise<Buffer | undefined> {
  const { sizeBytes, path } = segment;
  const order = new BatchOrder(segment.baseOffset, segment.endOffset, epochs);
  let filePosition = start;
  let length = wanted.maxBytes + SLACK_BYTES;
  while (filePosition < sizeBytes) {
    const asked = Math.min(length, sizeBytes - filePosition);
    const buffer = await readAt(file, filePosition, asked);
    if (buffer.length < asked) damaged(path, `it ends before byte ${filePosition + asked}`);
    const run = findRun({ buffer, filePosition }, wanted, order, path);
    const stopped = filePosition + run.end;
    const last = filePosition + asked === sizeBytes;
    if (last && !run.complete && stopped < sizeBytes) {
      damaged(`${path}:${stopped}`, "it ends inside a batch");
    }
    if (!run.followed && (last || run.complete || run.from >= 0)) {
      const wrong =
        stopped === sizeBytes
          ? order.end()
          : order.comesNext(await nextBaseOffset(file, buffer, filePosition, run.end));
      if (wrong !== undefined) damaged(`${path}:${stopped}`, wrong);
    }
    if (run.from >= 0) return buffer.subarray(run.from, run.end);
    if (run.complete) return undefined;
    // Everything so far was passed over, or the first batch is larger than the window.
    const rest = asked - run.end;
    const size = rest >= LEADING_BYTES ? batchSizeAt(buffer, run.end) : 0;
    length = Math.max(length, size + OFFSET_BYTES);
    filePosition = stopped;
  }
  return undefined;
}

function findRun(window: Window, wanted: Wanted, order: BatchOrder, path: string): Run {
  const { buffer, filePosition } = window;
  let from = -1;
  let at = 0;
  while (at < buffer.length) {
    const check = checkStoredBatch(buffer, at, buffer.length - at);
    if (check.kind === "truncated") break;
    if (check.kind === "corrupt") damaged(`${path}:${filePosition + at}`, check.reason);
    const wrong = order.follow(buffer, at);
    if (wrong !== undefined) damaged(`${path}:${filePosition + at}`, wrong);
    const end = at + check.sizeBytes;
    const beyond = baseOffsetAt(buffer, at) >= wanted.untilOffset;
    if (from >= 0 && (beyond || end - from > wanted.maxBytes)) {
      return { from, end: at, complete: true, followed: true };
    }
    // A hole where something was wanted, unless this batch lies about its offset.
    if (beyond) return { from, end, complete: true, followed: false };
    if (from < 0 && nextOffsetAt(buffer, at) > wanted.fromOffset) from = at;
    at = end;
  }
  return { from, end: at, complete: false, followed: false };
}

/** Of the batch after the last one of a run: it shows whether that one's own offset is right. */
async function nextBaseOffset(
  file: DiskFile,
  buffer: Buffer,
  filePosition: number,
  end: number,
): Promise<number> {
  if (buffer.length - end >= OFFSET_BYTES) return baseOffsetAt(buffer, end);
  return baseOffsetAt(await readAt(file, filePosition + end, OFFSET_BYTES), 0);
}
