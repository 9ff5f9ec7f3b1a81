/** Lets so many bytes a second pass, over all who ask. Never lets a waiter miss that it is to stop. */
import { CLEANER_WAIT_MAX_MS } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";

export class Throttle {
  readonly #clock: Clock;
  readonly #bytesPerSecond: () => number;
  /** On the monotonic clock: what was let pass by then is paid for. */
  #freeAtMs = 0;

  constructor(clock: Clock, bytesPerSecond: () => number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Resolves when `bytes` more may pass, or `stopped` says so. */
  async pass(bytes: number, stopped: () => boolean): Promise<void> {
    const now = this.#clock.monotonicMs();
    const passesAtMs = Math.max(this.#freeAtMs, now);
    this.#freeAtMs = passesAtMs + (bytes / this.#bytesPerSecond()) * 1_000;
    for (;;) {
      const waitMs = passesAtMs - this.#clock.monotonicMs();
      if (waitMs <= 0 || stopped()) return;
      await sleep(this.#clock, Math.min(waitMs, CLEANER_WAIT_MAX_MS));
    }
  }
}

function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(delayMs, resolve));
}
