/**
 * The sparse time index of one segment, as in Kafka's `.timeindex` file:
 *
 *   at  bytes  field
 *    0    8    the greatest record time in the segment so far, epoch milliseconds
 *    8    4    offset of the last record of the batch that brought it, relative to the base offset
 *
 * Big-endian, times strictly increasing. Bounded as the offset index is.
 */
import { readInt32, readInt64, writeInt32, writeInt64 } from "../lib/bytes.ts";
import { INDEX_ENTRIES_MAX } from "../model/limits.ts";

const ENTRY_BYTES = 12;
const CAPACITY_MIN = 32;

export class TimeIndex {
  #times = new Float64Array(CAPACITY_MIN);
  #relativeOffsets = new Int32Array(CAPACITY_MIN);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get memoryBytes(): number {
    return this.#times.byteLength + this.#relativeOffsets.byteLength;
  }

  /** Ignored unless later than every entry so far. */
  append(timeMs: number, relativeOffset: number): void {
    if (this.#count > 0 && timeMs <= this.#times[this.#count - 1]!) return;
    if (this.#count === this.#times.length) this.#resize(this.#count * 2);
    this.#times[this.#count] = timeMs;
    this.#relativeOffsets[this.#count] = relativeOffset;
    this.#count++;
    if (this.#count === INDEX_ENTRIES_MAX) this.#thin();
  }

  /** No batch before the one that holds this relative offset has a record at or after `timeMs`. */
  relativeOffsetFor(timeMs: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#relativeOffsets[low - 1]!;
  }

  encode(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#count * ENTRY_BYTES);
    for (let at = 0; at < this.#count; at++) {
      writeInt64(bytes, at * ENTRY_BYTES, this.#times[at]!);
      writeInt32(bytes, at * ENTRY_BYTES + 8, this.#relativeOffsets[at]!);
    }
    return bytes;
  }

  /** Undefined where the bytes cannot be a time index. */
  static decode(bytes: Uint8Array): TimeIndex | undefined {
    const count = bytes.byteLength / ENTRY_BYTES;
    if (!Number.isInteger(count) || count > INDEX_ENTRIES_MAX) return undefined;
    const index = new TimeIndex();
    index.#resize(Math.max(count, CAPACITY_MIN));
    let lastTimeMs = -Infinity;
    for (let at = 0; at < count; at++) {
      const timeMs = readInt64(bytes, at * ENTRY_BYTES);
      const relativeOffset = readInt32(bytes, at * ENTRY_BYTES + 8);
      if (timeMs <= lastTimeMs || relativeOffset < 0) return undefined;
      index.#times[at] = lastTimeMs = timeMs;
      index.#relativeOffsets[at] = relativeOffset;
      index.#count++;
    }
    return index;
  }

  #resize(capacity: number): void {
    const times = new Float64Array(capacity);
    const relativeOffsets = new Int32Array(capacity);
    times.set(this.#times.subarray(0, this.#count));
    relativeOffsets.set(this.#relativeOffsets.subarray(0, this.#count));
    this.#times = times;
    this.#relativeOffsets = relativeOffsets;
  }

  #thin(): void {
    const kept = this.#count >> 1;
    for (let at = 0; at < kept; at++) {
      this.#times[at] = this.#times[2 * at + 1]!;
      this.#relativeOffsets[at] = this.#relativeOffsets[2 * at + 1]!;
    }
    this.#count = kept;
  }
}
