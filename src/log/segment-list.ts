/** The segments of one log in offset order; the last one is the active one. Never empty. */
import { assert } from "../lib/assert.ts";
import type { Segment } from "./segment.ts";

export class SegmentList {
  // Invariant: base offsets strictly increase; each segment but the last ends where the next begins.
  readonly #segments: Segment[];

  constructor(segments: readonly Segment[]) {
    assert(segments.length > 0, "a log has at least one segment");
    this.#segments = [...segments];
  }

  get all(): readonly Segment[] {
    return this.#segments;
  }

  get first(): Segment {
    return this.#segments[0]!;
  }

  get active(): Segment {
    return this.#segments.at(-1)!;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  /** The segment in which `offset` is or would be; the first one for what is older. */
  holding(offset: number): Segment {
    return this.#segments[Math.max(0, this.#indexAt(offset))]!;
  }

  /** The segment of exactly this base offset. */
  at(baseOffset: number): Segment | undefined {
    const segment = this.#segments[this.#indexAt(baseOffset)];
    return segment?.baseOffset === baseOffset ? segment : undefined;
  }

  after(segment: Segment): Segment | undefined {
    return this.#segments[this.#indexAt(segment.baseOffset) + 1];
  }

  push(segment: Segment): void {
    assert(
      segment.baseOffset === this.active.endOffset && segment.baseOffset > this.active.baseOffset,
      `segment ${segment.baseOffset} after one that ends at ${this.active.endOffset}`,
    );
    this.#segments.push(segment);
  }

  /** The same segment, cut. */
  replaceActive(segment: Segment): void {
    assert(segment.baseOffset === this.active.baseOffset, "another segment");
    this.#segments[this.#segments.length - 1] = segment;
  }

  /** A closed segment by what the cleaner made of it: the same offsets in fewer bytes. */
  replace(segment: Segment, by: Segment): void {
    const index = this.#indexAt(segment.baseOffset);
    assert(this.#segments[index] === segment && segment !== this.active, "replaced while closed");
    assert(
      by.baseOffset === segment.baseOffset && by.endOffset === segment.endOffset,
      `offsets ${by.baseOffset} to ${by.endOffset} for ${segment.baseOffset} to ${segment.endOffset}`,
    );
    this.#segments[index] = by;
  }

  removeFirst(): Segment {
    assert(this.#segments.length > 1, "the active segment stays");
    return this.#segments.shift()!;
  }

  removeLast(): Segment {
    assert(this.#segments.length > 1, "the first segment stays");
    return this.#segments.pop()!;
  }

  /** Of the last segment that begins at or before `offset`; −1 where all begin later. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#segments[middle]!.baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
