/**
 * Reads one log from its files: few system calls, contiguous slices, no copies, and never a byte
 * whose checksum and place were not verified (P2). It reads nothing above the flushed offset.
 */
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { DiskFile } from "../platform/disk.ts";
import { baseOffsetAt, BatchView, nextOffsetAt } from "../record/view.ts";
import { recordTimeAt } from "./batch-fields.ts";
import { BatchOrder } from "./batch-order.ts";
import { damaged, fromDisk } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { LogResources } from "./log-resources.ts";
import type { BatchPlace } from "./log-writer.ts";
import { readBatches, type Wanted } from "./read-batches.ts";
import { firstOffsetAt } from "./record-time.ts";
import type { Segment } from "./segment.ts";
import type { SegmentIndex } from "./segment-index.ts";
import type { SegmentList } from "./segment-list.ts";
import { readAt, walkBatches } from "./walk.ts";

export interface ReaderParts {
  readonly segments: SegmentList;
  readonly epochs: EpochIndex;
  readonly resources: LogResources;
  readonly clock: Clock;
  /** Where readers begin and what they may see, now. */
  readonly bounds: () => { readonly logStartOffset: number; readonly flushedOffset: number };
}

export type ScanVisitor = (view: BatchView, place: BatchPlace) => void | Promise<void>;

type PlaceVisitor = (
  buffer: Buffer,
  position: number,
  place: BatchPlace,
) => boolean | Promise<boolean>;

/** One walk over several segments. */
interface OngoingWalk {
  readonly visit: PlaceVisitor;
  /** Where the log ended when the walk began: it does not chase a growing log. */
  readonly untilOffset: number;
  nextOffset: number;
  stopped: boolean;
  /** What the visitor threw: never to be taken for a failure of the disk's. */
  failure: { readonly error: unknown } | undefined;
}

function showBatch(
  walk: OngoingWalk,
  buffer: Buffer,
  position: number,
  place: BatchPlace,
): boolean | Promise<boolean> {
  const settle = (stopped: boolean): boolean => {
    walk.nextOffset = nextOffsetAt(buffer, position);
    walk.stopped = stopped || walk.nextOffset >= walk.untilOffset;
    return walk.stopped;
  };
  const fail = (error: unknown): never => {
    walk.failure = { error };
    throw error;
  };
  try {
    const stopped = walk.visit(buffer, position, place);
    return stopped instanceof Promise ? stopped.then(settle, fail) : settle(stopped);
  } catch (error) {
    return fail(error);
  }
}

export class LogReader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  async read(fromOffset: number, untilOffset: number, maxBytes: number): Promise<Buffer[]> {
    const limit = Math.min(untilOffset, this.#parts.bounds().flushedOffset);
    const wanted = { fromOffset, untilOffset: limit, maxBytes };
    let segment: Segment | undefined = this.#parts.segments.holding(fromOffset);
    while (segment !== undefined && segment.baseOffset < limit) {
      const found = await this.#readSegment(segment, wanted);
      if (found === "gone") segment = this.#parts.segments.holding(fromOffset);
      else if (found !== undefined) return [found];
      else segment = this.#parts.segments.after(segment);
    }
    return [];
  }

  async readRange(segmentBaseOffset: number, position: number, length: number): Promise<Buffer> {
    const segment = this.#parts.segments.at(segmentBaseOffset);
    if (segment !== undefined && position >= 0 && position + length <= segment.sizeBytes) {
      const bytes = await this.#using(segment, (file) => readAt(file, position, length));
      if (bytes !== "gone") {
        if (bytes.length === length) return bytes;
        damaged(segment.path, `it ends before byte ${position + length}`);
      }
    }
    const { logStartOffset, flushedOffset } = this.#parts.bounds();
    throw new TidemarkError(
      "OFFSET_OUT_OF_RANGE",
      `Bytes ${position} to ${position + length} of segment ${segmentBaseOffset} are not in the ` +
        `log any more or not yet; it holds offsets ${logStartOffset} to ${flushedOffset}.`,
      { logStartOffset, highWatermark: flushedOffset },
    );
  }

  /** The place of the batch that holds `offset`; undefined in a hole and outside the log. */
  async positionOf(offset: number): Promise<BatchPlace | undefined> {
    let place: BatchPlace | undefined;
    await this.#walkFrom(offset, (buffer, position, found) => {
      if (baseOffsetAt(buffer, position) <= offset) place = found;
      return true;
    });
    return place;
  }

  /** In order, from the batch that holds or follows `fromOffset` up to the flushed offset. */
  async scan(fromOffset: number, visit: ScanVisitor): Promise<void> {
    await this.#walkFrom(fromOffset, (buffer, position, place) => {
      const work = visit(new BatchView(buffer, position), place);
      return work instanceof Promise ? work.then(() => false) : false;
    });
  }

  /** The first offset whose record time is at or after `timeMs`; due times do not count. */
  async offsetForTimestamp(timeMs: number): Promise<number | undefined> {
    const { logStartOffset } = this.#parts.bounds();
    const { segments } = this.#parts;
    let segment: Segment | undefined = segments.first;
    for (; segment !== undefined; segment = segments.after(segment)) {
      if (segment.maxTimeMs < timeMs || segment.endOffset <= logStartOffset) continue;
      const index = await this.#indexOf(segment);
      if (index === "gone") continue;
      const indexed = segment.baseOffset + index.times.relativeOffsetFor(timeMs);
      let found: number | undefined;
      await this.#walkFrom(Math.max(indexed, logStartOffset), (buffer, position) => {
        if (recordTimeAt(buffer, position) < timeMs) return false;
        found = firstOffsetAt(new BatchView(buffer, position), timeMs, logStartOffset);
        return found !== undefined;
      });
      return found;
    }
    return undefined;
  }

  /** Undefined where the segment holds nothing that is wanted; "gone" where it was deleted. */
  async #readSegment(segment: Segment, wanted: Wanted): Promise<Buffer | "gone" | undefined> {
    const { epochs } = this.#parts;
    const loaded = this.#indexOf(segment);
    const index = loaded instanceof Promise ? await loaded : loaded;
    if (index === "gone") return index;
    const start = index.offsets.positionFor(wanted.fromOffset - segment.baseOffset);
    if (start >= segment.sizeBytes) return undefined;
    return await this.#using(segment, (file) => readBatches(file, segment, start, wanted, epochs));
  }

  /** Shows whole batches across segments until `visit` returns true or the end is reached. */
  async #walkFrom(fromOffset: number, visit: PlaceVisitor): Promise<void> {
    const walk: OngoingWalk = {
      visit,
      untilOffset: this.#parts.bounds().flushedOffset,
      nextOffset: fromOffset,
      stopped: false,
      failure: undefined,
    };
    while (!walk.stopped && walk.nextOffset < walk.untilOffset) {
      const segment = this.#parts.segments.holding(walk.nextOffset);
      const walked = await this.#walkSegment(segment, walk);
      if (walk.failure !== undefined) throw walk.failure.error;
      if (walked === "gone") continue;
      const following = this.#parts.segments.after(segment);
      if (following === undefined) return;
      walk.nextOffset = Math.max(walk.nextOffset, following.baseOffset);
    }
  }

  async #walkSegment(segment: Segment, walk: OngoingWalk): Promise<"gone" | undefined> {
    const { epochs, clock } = this.#parts;
    const index = await this.#indexOf(segment);
    if (index === "gone") return index;
    const { path, sizeBytes, baseOffset } = segment;
    const order = new BatchOrder(baseOffset, segment.endOffset, epochs);
    // A batch is shown when the one after it was looked at.
    let held: (() => boolean | Promise<boolean>) | undefined;
    const bad = await this.#using(segment, (file) =>
      walkBatches({
        file,
        from: index.offsets.positionFor(walk.nextOffset - baseOffset),
        until: sizeBytes,
        pause: () => clock.nextTurn(),
        visit: (buffer, position, filePosition) => {
          const wrong = order.follow(buffer, position);
          if (wrong !== undefined) damaged(`${path}:${filePosition}`, wrong);
          const show = held;
          const place = { segmentBaseOffset: baseOffset, position: filePosition };
          held =
            order.nextOffset > walk.nextOffset
              ? () => showBatch(walk, buffer, position, place)
              : undefined;
          return show?.() ?? false;
        },
      }),
    );
    if (bad === "gone") return bad;
    if (bad !== undefined) damaged(`${path}:${bad.position}`, bad.reason);
    if (walk.stopped) return undefined;
    const wrong = order.end();
    if (wrong !== undefined) damaged(path, wrong);
    await held?.();
    return undefined;
  }

  #indexOf(segment: Segment): SegmentIndex | Promise<SegmentIndex | "gone"> {
    const index = this.#parts.resources.indexes.of(segment);
    return index instanceof Promise ? this.#unlessGone(segment, () => index) : index;
  }

  #using<T>(segment: Segment, work: (file: DiskFile) => Promise<T>): Promise<T | "gone"> {
    // What a name stands for may have changed before the file was open: its positions would be of
    // another one. What is open stays what it is.
    return this.#unlessGone(segment, () =>
      this.#parts.resources.handles.use<T | "gone">(segment.path, "read", (file) =>
        this.#isCurrent(segment) ? work(file) : Promise.resolve("gone"),
      ),
    );
  }

  #isCurrent(segment: Segment): boolean {
    return this.#parts.segments.at(segment.baseOffset) === segment;
  }

  /** Whatever fails in a segment that was removed, cut or cleaned meanwhile is no failure of the disk's. */
  async #unlessGone<T>(segment: Segment, work: () => Promise<T>): Promise<T | "gone"> {
    try {
      return await work();
    } catch (error) {
      if (!this.#isCurrent(segment)) return "gone";
      throw fromDisk(error, "read");
    }
  }
}
