/**
 * The sparse offset index of one segment, as in Kafka's `.index` file:
 *
 *   at  bytes  field
 *    0    4    offset of the last record of a batch, relative to the segment's base offset
 *    4    4    position of that batch in the `.log` file
 *
 * Big-endian, both strictly increasing. It never holds more than INDEX_ENTRIES_MAX entries: when it
 * is full every other entry goes, and from then on entries come at the distance of those left.
 */
import { readInt32, writeInt32 } from "../lib/bytes.ts";
import { INDEX_ENTRIES_MAX } from "../model/limits.ts";

const ENTRY_BYTES = 8;
const CAPACITY_MIN = 32;

export class OffsetIndex {
  /** Pairs: relative offset, position. */
  #pairs = new Int32Array(2 * CAPACITY_MIN);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get memoryBytes(): number {
    return this.#pairs.byteLength;
  }

  /** Position of the last entry; 0 where there is none. */
  get lastPosition(): number {
    return this.#count === 0 ? 0 : this.#pairs[2 * this.#count - 1]!;
  }

  /** Relative offset of the last entry; −1 where there is none. */
  get lastRelativeOffset(): number {
    return this.#count === 0 ? -1 : this.#pairs[2 * this.#count - 2]!;
  }

  /** True where the entry filled the index and every other one was dropped. */
  append(relativeOffset: number, position: number): boolean {
    if (2 * this.#count === this.#pairs.length) {
      const grown = new Int32Array(this.#pairs.length * 2);
      grown.set(this.#pairs);
      this.#pairs = grown;
    }
    this.#pairs[2 * this.#count] = relativeOffset;
    this.#pairs[2 * this.#count + 1] = position;
    this.#count++;
    if (this.#count < INDEX_ENTRIES_MAX) return false;
    this.#thin();
    return true;
  }

  /** Where to begin looking for `relativeOffset`: no batch before that position holds it. */
  positionFor(relativeOffset: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#pairs[2 * middle]! <= relativeOffset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#pairs[2 * low - 1]!;
  }

  encode(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#count * ENTRY_BYTES);
    for (let index = 0; index < 2 * this.#count; index++) {
      writeInt32(bytes, index * 4, this.#pairs[index]!);
    }
    return bytes;
  }

  /** Undefined where the bytes cannot be the index of a segment of `sizeBytes`. */
  static decode(bytes: Uint8Array, sizeBytes: number): OffsetIndex | undefined {
    const count = bytes.byteLength / ENTRY_BYTES;
    if (!Number.isInteger(count) || count > INDEX_ENTRIES_MAX) return undefined;
    const index = new OffsetIndex();
    index.#pairs = new Int32Array(2 * Math.max(count, CAPACITY_MIN));
    for (let at = 0; at < count; at++) {
      const relativeOffset = readInt32(bytes, at * ENTRY_BYTES);
      const position = readInt32(bytes, at * ENTRY_BYTES + 4);
      const grows = relativeOffset > index.lastRelativeOffset;
      if (!grows || position < 0 || position >= sizeBytes) return undefined;
      if (at > 0 && position <= index.lastPosition) return undefined;
      index.#pairs[2 * at] = relativeOffset;
      index.#pairs[2 * at + 1] = position;
      index.#count++;
    }
    return index;
  }

  #thin(): void {
    const kept = this.#count >> 1;
    for (let at = 0; at < kept; at++) {
      this.#pairs[2 * at] = this.#pairs[4 * at + 2]!;
      this.#pairs[2 * at + 1] = this.#pairs[4 * at + 3]!;
    }
    this.#count = kept;
  }
}
