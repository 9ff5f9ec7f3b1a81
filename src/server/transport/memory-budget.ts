/** Bytes that requests hold over the whole process (guard G5); must never go below zero. */
import { assert } from "../../lib/assert.ts";

export class MemoryBudget {
  readonly #maxBytes: number;
  #reservedBytes = 0;
  /** Held in stream buffers, as last counted; not reserved piece by piece. */
  #bufferedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#reservedBytes + this.#bufferedBytes;
  }

  /** How far the use is above the budget. */
  get excessBytes(): number {
    return Math.max(0, this.usedBytes - this.#maxBytes);
  }

  /** False: there is no room; nothing was reserved. */
  reserve(bytes: number): boolean {
    if (this.usedBytes + bytes > this.#maxBytes) return false;
    this.#reservedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#reservedBytes -= bytes;
    assert(this.#reservedBytes >= 0, `memory released twice: ${this.#reservedBytes}`);
  }

  noteBuffered(bytes: number): void {
    this.#bufferedBytes = bytes;
  }
}
