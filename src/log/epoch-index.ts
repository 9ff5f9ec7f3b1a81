/**
 * Where each leader epoch begins in one log: how replicas find the offset at which they part. Both
 * columns only grow; it is kept on disk in the digests of the segments.
 */
import { assert } from "../lib/assert.ts";

export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

export class EpochIndex {
  // Invariant: epochs and start offsets are strictly increasing.
  readonly #entries: EpochStart[] = [];

  /** −1 where nothing was appended yet. */
  get lastEpoch(): number {
    return this.#entries.at(-1)?.epoch ?? -1;
  }

  get entries(): readonly EpochStart[] {
    return this.#entries;
  }

  /** A batch of `epoch` begins at `offset`. Batches come in log order. */
  observe(epoch: number, offset: number): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.epoch === epoch) return;
    assert(
      last === undefined || (epoch > last.epoch && offset > last.startOffset),
      `epoch ${epoch} at offset ${offset} after epoch ${last?.epoch} at ${last?.startOffset}`,
    );
    this.#entries.push({ epoch, startOffset: offset });
  }

  /** The epoch of the batch that holds `offset`; undefined below the first known one. */
  epochAt(offset: number): number | undefined {
    return this.#entries[this.#indexAt(offset)]?.epoch;
  }

  /**
   * The largest known epoch not above `epoch`, and where it ends: the start of the one after it, or
   * `logEndOffset`. Undefined where all known epochs are above (KIP-101).
   */
  endOf(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } | undefined {
    let index = this.#entries.length - 1;
    while (index >= 0 && this.#entries[index]!.epoch > epoch) index--;
    const entry = this.#entries[index];
    if (entry === undefined) return undefined;
    return {
      epoch: entry.epoch,
      endOffset: this.#entries[index + 1]?.startOffset ?? logEndOffset,
    };
  }

  /** Epochs of the batches in [from, until), each with where it begins there. */
  within(from: number, until: number): EpochStart[] {
    if (from >= until) return [];
    const first = Math.max(0, this.#indexAt(from));
    const found: EpochStart[] = [];
    for (let index = first; index < this.#entries.length; index++) {
      const entry = this.#entries[index]!;
      if (entry.startOffset >= until) break;
      found.push({ epoch: entry.epoch, startOffset: Math.max(from, entry.startOffset) });
    }
    return found;
  }

  /** The log now ends at `endOffset`. */
  truncate(endOffset: number): void {
    while (this.#entries.length > 0 && this.#entries.at(-1)!.startOffset >= endOffset) {
      this.#entries.pop();
    }
  }

  /** The log now begins at `startOffset`: epochs that ended before it are forgotten. */
  dropBefore(startOffset: number): void {
    const first = this.#indexAt(startOffset);
    if (first > 0) this.#entries.splice(0, first);
  }

  /** Index of the last entry that starts at or before `offset`; −1 where there is none. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]!.startOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
