/**
 * How many logs of a node may write and sync at the same time. A log that waits for its turn goes
 * on gathering, so that many busy partitions make fewer and larger commits instead of a queue of
 * small ones. Turns are given in the order asked for.
 */
import { Deque } from "../lib/deque.ts";
import { LOG_COMMITS_MAX } from "../model/limits.ts";

export class CommitSlots {
  readonly #waiting = new Deque<() => void>();
  #free: number;

  constructor(count = LOG_COMMITS_MAX) {
    this.#free = count;
  }

  /** At once where a slot is free. Whoever gets one must `release` it. */
  acquire(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.pushBack(resolve));
  }

  release(): void {
    const next = this.#waiting.popFront();
    if (next === undefined) this.#free++;
    else next();
  }
}
