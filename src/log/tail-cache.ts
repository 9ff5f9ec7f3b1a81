/**
 * The newest batches of one log, as they were appended: what caught-up readers are served from
 * without touching the disk. Bounded; the oldest go first.
 */
import { Deque } from "../lib/deque.ts";

/** What one entry costs beyond its bytes: the entry, its slot and the Buffer object. */
const ENTRY_OVERHEAD_BYTES = 200;

interface CachedBatch {
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly segmentBaseOffset: number;
  readonly position: number;
}

export class TailCache {
  readonly #batches = new Deque<CachedBatch>();
  #bytesMax: number;
  #sizeBytes = 0;
  /** The cache holds every batch from this offset to the log's end. */
  #fromOffset: number;

  constructor(bytesMax: number, endOffset: number) {
    this.#bytesMax = bytesMax;
    this.#fromOffset = endOffset;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get fromOffset(): number {
    return this.#fromOffset;
  }

  push(batch: CachedBatch): void {
    this.#batches.pushBack(batch);
    this.#sizeBytes += batch.bytes.length + ENTRY_OVERHEAD_BYTES;
    this.#trim();
  }

  /** Less memory from now on, or more. */
  resize(bytesMax: number): void {
    this.#bytesMax = bytesMax;
    this.#trim();
  }

  /** The log now ends at `endOffset`. */
  truncate(endOffset: number): void {
    while ((this.#batches.back()?.nextOffset ?? 0) > endOffset) {
      this.#sizeBytes -= this.#batches.popBack()!.bytes.length + ENTRY_OVERHEAD_BYTES;
    }
    this.#fromOffset = Math.min(this.#fromOffset, endOffset);
  }

  /**
   * Batches that hold or follow `fromOffset`, in order, none at or above `untilOffset`, at least
   * one if there is any; undefined where the disk has to be asked.
   */
  read(fromOffset: number, untilOffset: number, maxBytes: number): Buffer[] | undefined {
    if (fromOffset < this.#fromOffset) return undefined;
    const found: Buffer[] = [];
    let bytes = 0;
    for (let index = this.#firstEndingAfter(fromOffset); ; index++) {
      const batch = this.#batches.at(index);
      if (batch === undefined || batch.baseOffset >= untilOffset) return found;
      bytes += batch.bytes.length;
      if (found.length > 0 && bytes > maxBytes) return found;
      found.push(batch.bytes);
    }
  }

  /** Raw bytes, where one cached batch holds them all. */
  readRange(segmentBaseOffset: number, position: number, length: number): Buffer | undefined {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const batch = this.#batches.at(middle)!;
      const before =
        batch.segmentBaseOffset < segmentBaseOffset ||
        (batch.segmentBaseOffset === segmentBaseOffset &&
          batch.position + batch.bytes.length <= position);
      if (before) low = middle + 1;
      else high = middle;
    }
    const batch = this.#batches.at(low);
    if (batch === undefined || batch.segmentBaseOffset !== segmentBaseOffset) return undefined;
    const from = position - batch.position;
    if (from < 0 || from + length > batch.bytes.length) return undefined;
    return batch.bytes.subarray(from, from + length);
  }

  #trim(): void {
    while (this.#sizeBytes > this.#bytesMax) {
      const oldest = this.#batches.popFront()!;
      this.#sizeBytes -= oldest.bytes.length + ENTRY_OVERHEAD_BYTES;
      this.#fromOffset = oldest.nextOffset;
    }
  }

  #firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#batches.at(middle)!.nextOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
