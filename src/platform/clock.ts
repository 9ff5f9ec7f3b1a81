/** The time port: one monotonic and one wall clock, and timers that follow the monotonic one. */

export interface Timer {
  /** Idempotent; after it returns the callback does not run. */
  cancel(): void;
}

/**
 * Promises: `monotonicMs` never goes back; a timer never fires before its delay has passed on the
 * monotonic clock; any delay from 0 to 2^53 − 1 ms is legal.
 * Does not promise: that a timer is on time, that `wallMs` advances, stays, or agrees with any
 * other machine, or that the two clocks run at the same speed.
 */
export interface Clock {
  /** Milliseconds since an arbitrary origin, fractional. */
  monotonicMs(): number;
  /** Whole milliseconds since 1970-01-01T00:00:00Z; may step either way at any moment. */
  wallMs(): number;
  setTimer(delayMs: number, fire: () => void): Timer;
  /** Resolves after pending I/O events had a chance to run: lets long work share the event loop. */
  nextTurn(): Promise<void>;
}
