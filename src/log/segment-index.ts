/** Both sparse indexes of one segment, fed batch by batch in log order. */
import { OffsetIndex } from "./offset-index.ts";
import { TimeIndex } from "./time-index.ts";

/** What one batch adds to the indexes. */
export interface IndexedBatch {
  readonly relativeLastOffset: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly timeMs: number;
}

export class SegmentIndex {
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  #intervalBytes: number;
  #bytesSinceEntry = 0;
  #maxTimeMs = -1;
  #maxTimeRelativeOffset = 0;

  constructor(intervalBytes: number, offsets = new OffsetIndex(), times = new TimeIndex()) {
    this.#intervalBytes = intervalBytes;
    this.offsets = offsets;
    this.times = times;
  }

  get memoryBytes(): number {
    return this.offsets.memoryBytes + this.times.memoryBytes;
  }

  /**
   * As in Kafka an entry is made by the first batch after each interval, so that the first batch of
   * a segment, which needs none, has none.
   */
  observe(batch: IndexedBatch): void {
    if (batch.timeMs > this.#maxTimeMs) {
      this.#maxTimeMs = batch.timeMs;
      this.#maxTimeRelativeOffset = batch.relativeLastOffset;
    }
    if (this.#bytesSinceEntry >= this.#intervalBytes) {
      const thinned = this.offsets.append(batch.relativeLastOffset, batch.position);
      // The distance that the entries left have: batches may be larger than the interval was.
      if (thinned) this.#intervalBytes = Math.ceil(batch.position / this.offsets.count);
      if (this.#maxTimeMs >= 0) this.times.append(this.#maxTimeMs, this.#maxTimeRelativeOffset);
      this.#bytesSinceEntry = 0;
    }
    this.#bytesSinceEntry += batch.sizeBytes;
  }

  /** Goes on from indexes that were loaded: the next batch is at the end of a known segment. */
  resume(sizeBytes: number, maxTimeMs: number, maxTimeRelativeOffset: number): void {
    this.#bytesSinceEntry = sizeBytes - this.offsets.lastPosition;
    this.#maxTimeMs = maxTimeMs;
    this.#maxTimeRelativeOffset = maxTimeRelativeOffset;
  }
}
