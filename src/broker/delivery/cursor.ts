/** One partition that a reader follows: where it is, where it ends, and what tells it of more. */
import type { ReadablePartition } from "../routing/readable-partition.ts";

export interface CursorBounds {
  readonly from: number;
  /** Exclusive end; undefined: none. */
  readonly until: number | undefined;
  /** Instead of `until`, where no record is that young yet. */
  readonly untilTimeMs?: number | undefined;
}

export class Cursor {
  readonly topic: string;
  readonly partition: number;
  readonly readable: ReadablePartition;
  readonly until: number | undefined;
  readonly untilTimeMs: number | undefined;
  /** The record that ends it was met. */
  ended = false;
  nextOffset: number;
  /** What the reader was last told as its `nextOffset`. */
  reportedOffset: number;
  /** Set: its next record was looked at and is of this time, epoch milliseconds. For a paced reader. */
  headTimeMs: number | undefined;
  readonly #stopListening: () => void;

  constructor(
    topic: string,
    partition: number,
    readable: ReadablePartition,
    bounds: CursorBounds,
    onAdvance: () => void,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.readable = readable;
    this.nextOffset = bounds.from;
    this.reportedOffset = bounds.from;
    this.until = bounds.until;
    this.untilTimeMs = bounds.untilTimeMs;
    this.#stopListening = readable.onAdvance(onAdvance);
  }

  /** Exclusive end of what may be read now. */
  get readableUntil(): number {
    const { highWatermark } = this.readable;
    return this.until === undefined ? highWatermark : Math.min(this.until, highWatermark);
  }

  get hasMore(): boolean {
    return !this.ended && this.nextOffset < this.readableUntil;
  }

  /** Everything up to its own end was delivered. */
  get finished(): boolean {
    return this.ended || (this.until !== undefined && this.nextOffset >= this.until);
  }

  close(): void {
    this.#stopListening();
  }
}
