/** Who waits until the metadata log has come to some index. Never resolves one before. */

interface Waiter {
  readonly index: number;
  readonly resolve: () => void;
}

export class IndexWaiters {
  #reached = 0;
  #waiters: Waiter[] = [];

  get reached(): number {
    return this.#reached;
  }

  /** As many as there are commands and reads under way: whoever asks bounds them. */
  until(index: number): Promise<void> {
    if (index <= this.#reached) return Promise.resolve();
    return new Promise((resolve) => void this.#waiters.push({ index, resolve }));
  }

  advance(index: number): void {
    if (index <= this.#reached) return;
    this.#reached = index;
    const done = this.#waiters.filter((waiter) => waiter.index <= index);
    if (done.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.index > index);
    for (const { resolve } of done) resolve();
  }
}
