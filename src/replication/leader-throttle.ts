/**
 * How fast replicas that move may be copied, over all followers of this broker together. Takes the size of
 * what was sent afterwards, so that a batch never has to be split: what was too much is waited for.
 */
export class MoveThrottle {
  readonly #bytesPerSecond: () => number;
  #bytes = 0;
  #refilledMs: number;

  /** `bytesPerSecond` is asked each time: it may change. */
  constructor(bytesPerSecond: () => number, nowMs: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#refilledMs = nowMs;
  }

  /** Monotonic time. */
  mayMove(nowMs: number): boolean {
    const perSecond = this.#bytesPerSecond();
    const elapsedMs = Math.max(nowMs - this.#refilledMs, 0);
    this.#refilledMs = nowMs;
    // A quarter of a second may be saved up.
    this.#bytes = Math.min(this.#bytes + (elapsedMs * perSecond) / 1_000, perSecond / 4);
    return this.#bytes > 0;
  }

  moved(bytes: number): void {
    this.#bytes -= bytes;
  }
}
