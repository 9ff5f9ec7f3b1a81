/** Rates with a burst, on a clock that the caller passes in; must never hand out more than both. */

export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #refilledMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#refilledMs = nowMs;
  }

  /** Takes one token where there is one. */
  take(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Nothing taken lately: forgetting the bucket would change nothing. */
  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens === this.#burst;
  }

  #refill(nowMs: number): void {
    const elapsedMs = nowMs - this.#refilledMs;
    if (elapsedMs <= 0) return;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs * this.#perSecond) / 1_000);
    this.#refilledMs = nowMs;
  }
}

/**
 * The mirror image for a running total: it may grow by `perSecond`, and run ahead of that by
 * `burst`. A total that falls earns nothing.
 */
export class LeakyTotal {
  readonly #burst: number;
  readonly #perSecond: number;
  /** What has leaked away of the total. Invariant after `exceeds`: <= the total. */
  #base = 0;
  #leakedMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#leakedMs = nowMs;
  }

  exceeds(total: number, nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#leakedMs);
    this.#leakedMs = nowMs;
    this.#base = Math.min(total, this.#base + (elapsedMs * this.#perSecond) / 1_000);
    return total - this.#base > this.#burst;
  }
}
