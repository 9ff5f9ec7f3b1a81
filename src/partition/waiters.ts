/**
 * Who waits for the high watermark to pass an offset: acknowledgements, cancellations, duplicates.
 * Almost always added in offset order, so a deque with insertion from the back; bounded by what the
 * append queue and producer credits let in.
 */
import { Deque } from "../lib/deque.ts";

export interface Waiter {
  /** Done once the high watermark is at least this. */
  readonly until: number;
  /** Undefined: reached. Otherwise why it never will be. Must not throw. */
  done(error: Error | undefined): void;
}

export class Waiters {
  /** By `until`. */
  readonly #queue = new Deque<Waiter>();

  get size(): number {
    return this.#queue.length;
  }

  add(waiter: Waiter): void {
    const later: Waiter[] = [];
    for (let last = this.#queue.back(); last !== undefined && last.until > waiter.until; ) {
      later.push(last);
      this.#queue.popBack();
      last = this.#queue.back();
    }
    this.#queue.pushBack(waiter);
    while (later.length > 0) this.#queue.pushBack(later.pop()!);
  }

  /** Completes everyone who waited for at most `highWatermark`, in order. */
  reached(highWatermark: number): void {
    for (;;) {
      const first = this.#queue.front();
      if (first === undefined || first.until > highWatermark) return;
      this.#queue.popFront();
      first.done(undefined);
    }
  }

  /** Fails everyone who waited for more than `offset`: it was cut, or the partition is closing. */
  fail(offset: number, error: Error): void {
    const failed: Waiter[] = [];
    for (let last = this.#queue.back(); last !== undefined && last.until > offset; ) {
      failed.push(last);
      this.#queue.popBack();
      last = this.#queue.back();
    }
    while (failed.length > 0) failed.pop()!.done(error);
  }
}
