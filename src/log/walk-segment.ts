/**
 * Walks all batches of a closed segment in slices of the event loop, no faster than it is let. It
 * checks bytes and order as a reader does, and damage ends it before anything is decided by it.
 */
import { LOG_SCAN_BYTES } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Steps } from "../record/retain.ts";
import { BatchView } from "../record/view.ts";
import { BatchOrder } from "./batch-order.ts";
import { damaged } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { LogResources } from "./log-resources.ts";
import type { Segment } from "./segment.ts";
import { walkBatches } from "./walk.ts";

/** How long one turn of the event loop may be spent on it, and the step that is under way then. */
const SLICE_MS = 1;

export interface WalkParts {
  readonly clock: Clock;
  readonly resources: LogResources;
  readonly epochs: EpochIndex;
}

export interface SegmentWalk {
  /**
   * The slice may end after each step; it does after the last one where that returns true. The view
   * is the visitor's to keep.
   */
  readonly visit: (view: BatchView) => Steps<boolean>;
  /** Between two slices. */
  readonly between?: () => Promise<void>;
  /** Waits until so many more bytes may be read. */
  readonly pace: (bytes: number) => Promise<void>;
  /** Looked at between two slices: nobody wants the rest. */
  readonly stopped: () => boolean;
}

/** False where it was stopped. Rejects with PARTITION_DAMAGED. */
export async function walkSegment(
  parts: WalkParts,
  segment: Segment,
  walk: SegmentWalk,
): Promise<boolean> {
  const { clock, resources, epochs } = parts;
  const { path } = segment;
  const order = new BatchOrder(segment.baseOffset, segment.endOffset, epochs);
  let sliceEndsMs = clock.monotonicMs() + SLICE_MS;
  let stopped = walk.stopped();
  const endSlice = async (): Promise<boolean> => {
    await walk.between?.();
    await clock.nextTurn();
    sliceEndsMs = clock.monotonicMs() + SLICE_MS;
    stopped = walk.stopped();
    return stopped;
  };
  /** At once, unless the slice ends before: then in the turns that follow. True: the walk is over. */
  const finish = (steps: Steps<boolean>): boolean | Promise<boolean> => {
    for (;;) {
      const { done, value } = steps.next();
      const late = clock.monotonicMs() >= sliceEndsMs;
      if (done === true) return value || late ? endSlice() : false;
      if (late) return endSlice().then((over) => over || finish(steps));
    }
  };
  const bad = await resources.handles.use(path, "read", (file) =>
    walkBatches({
      file,
      from: 0,
      until: segment.sizeBytes,
      pause: async () => {
        await walk.pace(Math.min(LOG_SCAN_BYTES, segment.sizeBytes));
        await endSlice();
      },
      visit: (buffer, position, filePosition) => {
        if (stopped) return true;
        const wrong = order.follow(buffer, position);
        if (wrong !== undefined) damaged(`${path}:${filePosition}`, wrong);
        return finish(walk.visit(new BatchView(buffer, position)));
      },
    }),
  );
  if (stopped) return false;
  const wrong = bad?.reason ?? order.end();
  if (wrong !== undefined) damaged(`${path}:${bad?.position ?? segment.sizeBytes}`, wrong);
  return true;
}
