/**
 * Who waits for the high watermark to pass an offset: acknowledgements, cancellations, duplicates.
 * Almost always added in offset order, so a deque with insertion from the back; bounded by what the
 * append queue and producer credits let in.
 */

export interface Waiter {
  /** Done once the high watermark is at least this. */
  readonly until: number;
  /** Undefined: reached. Otherwise why it never will be. Must not throw. */
  done(error: Error | undefined): void;
}

export class Waiters {
  #queue: Waiter[] = [];
  #head = 0;

  get size(): number {
    return this.#queue.length - this.#head;
  }

  add(waiter: Waiter): void {
    const queue = this.#queue;
    let index = queue.length;
    while (index > this.#head && queue[index - 1]!.until > waiter.until) index -= 1;
    if (index === queue.length) queue.push(waiter);
    else queue.splice(index, 0, waiter);
  }

  /** Completes everyone who waited for at most `highWatermark`, in order. */
  reached(highWatermark: number): void {
    while (this.#head < this.#queue.length && this.#queue[this.#head]!.until <= highWatermark) {
      const waiter = this.#queue[this.#head]!;
      this.#head += 1;
      this.#compact();
      waiter.done(undefined);
    }
  }

  /** Fails everyone who waited for more than `offset`: it was cut, or the partition is closing. */
  fail(offset: number, error: Error): void {
    const waiting = this.#queue.slice(this.#head);
    this.#queue = waiting.filter((waiter) => waiter.until <= offset);
    this.#head = 0;
    for (const waiter of waiting) if (waiter.until > offset) waiter.done(error);
  }

  #compact(): void {
    if (this.#head < 1_024 || this.#head * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
