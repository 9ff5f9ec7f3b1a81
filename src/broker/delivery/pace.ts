/**
 * Holds records of a reader back until their own times have come again, on one clock for all of its
 * partitions: docs/replay.md. Must never skip a record, and keeps none: only its time.
 */
import { PACE_REST_FACTOR } from "../../model/limits.ts";
import type { Clock, Timer } from "../../platform/clock.ts";

/** What it needs to know of a partition. */
interface Paced {
  /** There is something that may be read now. */
  readonly hasMore: boolean;
  /** The time of its next record, once that was looked at. */
  readonly headTimeMs: number | undefined;
}

export interface PaceOptions {
  /** How many times as fast as it once happened. */
  readonly speed: number;
  /** Partitions may still be missing at the start: their first records count, too. */
  readonly mayBegin: () => boolean;
}

export class Pace {
  readonly #clock: Clock;
  readonly #options: PaceOptions;
  readonly #wake: () => void;
  #begun: { readonly recordMs: number; readonly monotonicMs: number } | undefined;
  /** Monotonic: no second look at a batch before this. */
  #restsUntilMs = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, options: PaceOptions, wake: () => void) {
    this.#clock = clock;
    this.#options = options;
    this.#wake = wake;
  }

  /** Records up to this time, epoch milliseconds, are due. */
  get reachedMs(): number {
    if (this.#begun === undefined) return Number.NEGATIVE_INFINITY;
    const { recordMs, monotonicMs } = this.#begun;
    return recordMs + (this.#clock.monotonicMs() - monotonicMs) * this.#options.speed;
  }

  /** Its next record is due, or was not looked at yet. */
  lets({ headTimeMs }: Paced): boolean {
    if (headTimeMs === undefined) return true;
    return headTimeMs <= this.reachedMs && this.#clock.monotonicMs() >= this.#restsUntilMs;
  }

  /** Nothing is let. Begins the clock where it can, and says so: look again. Else waits. */
  hold(partitions: Iterable<Paced>): boolean {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { hasMore, headTimeMs } of partitions) {
      if (hasMore && headTimeMs !== undefined) earliestMs = Math.min(earliestMs, headTimeMs);
    }
    if (earliestMs === Number.POSITIVE_INFINITY) return false;
    if (this.#begun === undefined) {
      if (!this.#options.mayBegin()) return false;
      this.#begun = { recordMs: earliestMs, monotonicMs: this.#clock.monotonicMs() };
      return true;
    }
    this.#sleep(earliestMs);
    return false;
  }

  /**
   * A look that ended at a record that is not due took this long. The same batch will be walked again:
   * who does that often and long takes the event loop from others.
   */
  looked(durationMs: number): void {
    this.#restsUntilMs = this.#clock.monotonicMs() + durationMs * PACE_REST_FACTOR;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #sleep(earliestMs: number): void {
    const dueInMs = (earliestMs - this.reachedMs) / this.#options.speed;
    const restMs = this.#restsUntilMs - this.#clock.monotonicMs();
    this.#timer?.cancel();
    // Whole and at least one: a rounding error must not spin.
    const delayMs = Math.max(1, Math.ceil(Math.max(dueInMs, restMs)));
    this.#timer = this.#clock.setTimer(Math.min(delayMs, Number.MAX_SAFE_INTEGER), this.#wake);
  }
}
