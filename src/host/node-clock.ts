/** The machine's clocks. A timer must never fire early, whatever setTimeout does. */
import type { Clock, Timer } from "../platform/clock.ts";

/** setTimeout turns anything longer into 1 ms. */
const SET_TIMEOUT_MAX_MS = 2_147_483_647;

export interface NodeClockOptions {
  /** False: waiting timers do not keep the process alive (unref). Default true. */
  readonly keepAlive?: boolean;
}

export class NodeClock implements Clock {
  readonly #keepAlive: boolean;

  constructor(options: NodeClockOptions = {}) {
    this.#keepAlive = options.keepAlive ?? true;
  }

  monotonicMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    if (delayMs <= 0) return immediateTimer(fire, this.#keepAlive);
    return new ChainedTimer(performance.now() + delayMs, fire, this.#keepAlive);
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** setTimeout(0) would wait 1 ms. */
function immediateTimer(fire: () => void, keepAlive: boolean): Timer {
  const handle = setImmediate(fire);
  if (!keepAlive) handle.unref();
  return { cancel: () => clearImmediate(handle) };
}

/**
 * Sleeps in pieces until the monotonic clock has passed the deadline: setTimeout ends at 2^31 - 1 ms
 * and counts from the loop's cached time, which may lie up to a turn of the loop in the past, so that
 * it fires before its delay has passed.
 */
class ChainedTimer implements Timer {
  readonly #deadlineMs: number;
  readonly #fire: () => void;
  readonly #keepAlive: boolean;
  #handle: NodeJS.Timeout | undefined;

  constructor(deadlineMs: number, fire: () => void, keepAlive: boolean) {
    this.#deadlineMs = deadlineMs;
    this.#fire = fire;
    this.#keepAlive = keepAlive;
    this.#sleep(deadlineMs - performance.now());
  }

  cancel(): void {
    clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  #sleep(remainingMs: number): void {
    const delayMs = Math.min(Math.ceil(remainingMs), SET_TIMEOUT_MAX_MS);
    this.#handle = setTimeout(() => this.#wake(), delayMs);
    if (!this.#keepAlive) this.#handle.unref();
  }

  #wake(): void {
    const remainingMs = this.#deadlineMs - performance.now();
    if (remainingMs > 0) {
      this.#sleep(remainingMs);
      return;
    }
    this.#handle = undefined;
    this.#fire();
  }
}
