/** Walks several runs at once, in the order of their pairs: a heap of one cursor a run. */
import { pairBefore } from "./pair-page.ts";
import { type Run, RunCursor, type RunSource } from "./run.ts";

export class MergedCursor {
  readonly #heap: RunCursor[] = [];

  /** Stands on the first pair of all runs that is not before (key, offset), or is done. */
  constructor(source: RunSource, runs: readonly Run[], key: number, offset: number) {
    for (const run of runs) {
      const cursor = new RunCursor(source, run, key, offset);
      if (!cursor.done) this.#heap.push(cursor);
    }
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  get done(): boolean {
    return this.#heap.length === 0;
  }
  get key(): number {
    return this.#heap[0]!.key;
  }
  get offset(): number {
    return this.#heap[0]!.offset;
  }
  get check(): number {
    return this.#heap[0]!.check;
  }

  /** To the next pair; one that is in several runs comes as often. */
  next(): void {
    const heap = this.#heap;
    if (!heap[0]!.next()) {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    if (heap.length > 1) this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const cursor = heap[from]!;
    const { key, offset } = cursor;
    let at = from;
    for (;;) {
      let childAt = at * 2 + 1;
      if (childAt >= heap.length) break;
      let child = heap[childAt]!;
      const other = heap[childAt + 1];
      if (other !== undefined && pairBefore(other.key, other.offset, child.key, child.offset)) {
        child = other;
        childAt++;
      }
      if (!pairBefore(child.key, child.offset, key, offset)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = cursor;
  }
}
