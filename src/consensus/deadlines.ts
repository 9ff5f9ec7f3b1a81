/**
 * Work that is given up at some time: attempts go on until then, and whoever asked hears of it. Never cuts
 * off what is under way: it may still happen.
 */
import { TidemarkError } from "../model/errors.ts";
import { METADATA_COMMAND_RETRY_MS, METADATA_COMMANDS_MAX } from "../model/cluster-limits.ts";
import type { Clock } from "../platform/clock.ts";

export class Deadlines {
  readonly #clock: Clock;
  #running = 0;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every attempt that fails from now on is the last. */
  stop(): void {
    this.#stopped = true;
  }

  in(delayMs: number): number {
    return this.#clock.monotonicMs() + delayMs;
  }

  /** At least a little, so that nobody is asked for an answer at once. */
  leftMs(untilMs: number): number {
    return Math.max(1, untilMs - this.#clock.monotonicMs());
  }

  over(untilMs: number): boolean {
    return this.#stopped || this.#clock.monotonicMs() >= untilMs;
  }

  /** Why there is no further attempt, after one that failed. */
  reason(why: string): TidemarkError {
    return this.#stopped ? STOPPED : lateError(why);
  }

  /** Between two attempts. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(METADATA_COMMAND_RETRY_MS, resolve);
    });
  }

  /**
   * Rejects with DEADLINE_EXCEEDED at `untilMs`, and with OVERLOADED where too much is under way. `work` says why its
   * last attempt failed: whoever waits for nothing wants to know.
   */
  async run<T>(untilMs: number, work: (failed: (why: string) => void) => Promise<T>): Promise<T> {
    if (this.#running >= METADATA_COMMANDS_MAX) {
      throw new TidemarkError("OVERLOADED", `${this.#running} commands wait for the controller`);
    }
    this.#running++;
    let lastWhy: string | undefined;
    const working = work((why) => (lastWhy = why)).finally(() => this.#running--);
    return await new Promise<T>((resolve, reject) => {
      const late = (): void => reject(lateError(lastWhy));
      const timer = this.#clock.setTimer(this.leftMs(untilMs), late);
      working.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

const lateError = (why: string | undefined): TidemarkError =>
  new TidemarkError(
    "DEADLINE_EXCEEDED",
    "The controller did not answer in time; what was asked for may still happen." +
      (why === undefined ? "" : ` Last: ${why}`),
  );

const STOPPED = new TidemarkError("SHUTTING_DOWN", "the broker is stopping");
