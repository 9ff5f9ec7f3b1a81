/** How long a record of a queue group waits after a delivery that failed. */

export interface BackoffSettings {
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

/** The least part of the full delay that jitter leaves. */
const JITTER_LEAST = 0.75;
/** Beyond it the power is above every maximum, and 2^n stays a safe number. */
const DOUBLINGS_MAX = 40;

/**
 * Doubles with each delivery, from the first (1) on. `random` in [0, 1) takes off up to a quarter,
 * so that what failed together does not come back together.
 *
 *     deliveries 1, 2, 3 …  →  1 s, 2 s, 4 s … times 0.75 to 1
 */
export function retryDelayMs(
  deliveries: number,
  { retryBackoffMs, retryBackoffMaxMs }: BackoffSettings,
  random: number,
): number {
  const doublings = Math.min(Math.max(deliveries - 1, 0), DOUBLINGS_MAX);
  const full = Math.min(retryBackoffMs * 2 ** doublings, retryBackoffMaxMs);
  return Math.round(full * (JITTER_LEAST + (1 - JITTER_LEAST) * random));
}

/** One random number of a turn, made different for each offset: the golden ratio spreads evenly. */
export function spread(random: number, offset: number): number {
  return (random + (offset % 65_536) * 0.618_033_988_749_894_9) % 1;
}
