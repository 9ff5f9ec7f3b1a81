/** Timers of one owner that all end with it: work is dropped, pauses are over at once. */
import type { Clock, Timer } from "../platform/clock.ts";

export class Delays {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Dropped when the owner stops. */
  later(delayMs: number, work: () => void): void {
    if (this.#stopped) return;
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      work();
    });
    this.#timers.add(timer);
  }

  /** Over at once when the owner stops. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stopped) return resolve();
      const timer = this.#clock.setTimer(delayMs, () => {
        this.#timers.delete(pending);
        resolve();
      });
      const pending: Timer = {
        cancel: () => {
          timer.cancel();
          resolve();
        },
      };
      this.#timers.add(pending);
    });
  }

  stop(): void {
    this.#stopped = true;
    const timers = [...this.#timers];
    this.#timers.clear();
    for (const timer of timers) timer.cancel();
  }
}
