/**
 * Rows of the tail that are applied, not stored, and due at or beyond the near horizon's boundary: the
 * far index does not hold them yet, and the wheel need not. Keeps the least due time of each block of
 * rows, so that whoever raises the boundary looks only at blocks that hold something before it.
 *
 * Invariant: of each such row, the least due time of its block is not later than its own.
 */
export class WaitingRows {
  readonly #blockRows: number;
  /** By number of the block. It may be earlier than any row that still waits: that costs a look. */
  readonly #leastMs = new Map<number, number>();

  /** The block noted last, and what is kept of it. */
  #lastBlock = -1;
  #lastLeastMs = 0;

  constructor(blockRows: number) {
    this.#blockRows = blockRows;
  }

  note(row: number, dueMs: number): void {
    const block = Math.floor(row / this.#blockRows);
    // Rows come one after the other: nearly always the block is the last one, and has an earlier row.
    if (block === this.#lastBlock && dueMs >= this.#lastLeastMs) return;
    const least = this.#leastMs.get(block);
    if (least === undefined || dueMs < least) this.#leastMs.set(block, dueMs);
    this.#lastBlock = block;
    this.#lastLeastMs = Math.min(least ?? dueMs, dueMs);
  }

  /** Rows below are no longer in the tail. */
  dropFirst(row: number): void {
    const { size } = this.#leastMs;
    if (size === 0) return;
    this.#lastBlock = -1;
    const firstKept = Math.floor(row / this.#blockRows);
    // Blocks were noted about in order; none of those left is before the first kept.
    for (const block of this.#leastMs.keys()) {
      if (block < firstKept) this.#leastMs.delete(block);
    }
  }

  /**
   * Looks at up to `blocksMax` blocks that hold something due at or before `untilMs`. `look` does what
   * there is to do with the rows from `from` to below `until` and returns the least due time of those
   * that go on waiting, infinite where none does. Returns the least due time up to which it did not
   * look at all there is: infinite where it did.
   */
  bring(untilMs: number, blocksMax: number, look: (from: number, until: number) => number): number {
    this.#lastBlock = -1;
    let looked = 0;
    let unseenMs = Number.POSITIVE_INFINITY;
    for (const [block, leastMs] of this.#leastMs) {
      if (leastMs > untilMs) continue;
      if (looked++ >= blocksMax) {
        unseenMs = Math.min(unseenMs, leastMs);
        continue;
      }
      const from = block * this.#blockRows;
      const left = look(from, from + this.#blockRows);
      if (left === Number.POSITIVE_INFINITY) this.#leastMs.delete(block);
      else this.#leastMs.set(block, left);
    }
    return unseenMs;
  }
}
