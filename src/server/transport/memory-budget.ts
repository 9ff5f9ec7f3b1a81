/**
 * Bytes that requests hold over the whole process (guard G5); must never go below zero. Bodies are
 * reserved piece by piece and refused where there is no room. What stream buffers hold for peers
 * that stopped is only counted, since it has already come: those who hold it are ended instead.
 */
import { assert } from "../../lib/assert.ts";

export class MemoryBudget {
  readonly #maxBytes: number;
  #reservedBytes = 0;
  /** Held in stream buffers, as last counted. */
  #bufferedBytes = 0;
  #refusedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#reservedBytes + this.#bufferedBytes;
  }

  /** False: there is no room; nothing was reserved. */
  reserve(bytes: number): boolean {
    if (this.#reservedBytes + bytes > this.#maxBytes) {
      this.#refusedBytes += bytes;
      return false;
    }
    this.#reservedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#reservedBytes -= bytes;
    assert(this.#reservedBytes >= 0, `memory released twice: ${this.#reservedBytes}`);
  }

  /** What has to go so that those who are waiting find room. Starts a new count of refusals. */
  takeShortage(): number {
    const excess = Math.max(0, this.usedBytes - this.#maxBytes);
    const shortage = excess + this.#refusedBytes;
    this.#refusedBytes = 0;
    return Math.min(shortage, this.#maxBytes);
  }

  noteBuffered(bytes: number): void {
    this.#bufferedBytes = bytes;
  }
}
