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

  /** Why there is no further attempt. */
  get reason(): TidemarkError {
    return this.#stopped ? STOPPED : lateError();
  }

  /** Between two attempts. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(METADATA_COMMAND_RETRY_MS, resolve);
    });
  }

  /** Rejects with DEADLINE_EXCEEDED at `untilMs`, and with OVERLOADED where too much is under way. */
  async run<T>(untilMs: number, work: () => Promise<T>): Promise<T> {
    if (this.#running >= METADATA_COMMANDS_MAX) {
      throw new TidemarkError("OVERLOADED", `${this.#running} commands wait for the controller`);
    }
    this.#running++;
    const working = work().finally(() => this.#running--);
    return await new Promise<T>((resolve, reject) => {
      const late = (): void => reject(lateError());
      const timer = this.#clock.setTimer(this.leftMs(untilMs), late);
      working.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

const lateError = (): TidemarkError =>
  new TidemarkError(
    "DEADLINE_EXCEEDED",
    "The controller did not answer in time; what was asked for may still happen.",
  );

const STOPPED = new TidemarkError("SHUTTING_DOWN", "the broker is stopping");
