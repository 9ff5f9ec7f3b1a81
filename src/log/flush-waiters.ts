/** Who waits for appended batches to be durable. Each is told once: durable, or that it never will be. */
export class FlushWaiters {
  #waiting: Waiter[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves when everything below is durable. */
  until(offset: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ offset, resolve, reject }));
  }

  reached(durableOffset: number): void {
    if (this.isEmpty) return;
    const done = this.#waiting.filter(({ offset }) => offset <= durableOffset);
    this.#waiting = this.#waiting.filter(({ offset }) => offset > durableOffset);
    for (const waiter of done) waiter.resolve();
  }

  /** Nobody has to wait any more. */
  fail(error: Error): void {
    const dropped = this.#waiting;
    this.#waiting = [];
    for (const waiter of dropped) waiter.reject(error);
  }
}

interface Waiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
