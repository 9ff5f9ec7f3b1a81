/**
 * How far a broker's wall clock is from ours, of what its heartbeats say. Pure. Each one arrives late by an
 * unknown delay, so of the last 30 s the one that came fastest counts: that of the greatest difference.
 *
 *   it says 12:00:00.500, we read 12:00:00.100: ahead by 400 ms, and by as much more as that took to come
 */

const BUCKET_MS = 5_000;
const BUCKETS = 6;

export class SkewWindow {
  /** Newest first; the greatest difference of each five seconds in which one came. */
  readonly #buckets: { readonly startMs: number; greatestMs: number }[] = [];

  /** `nowMs` is monotonic. */
  heard(theirWallMs: number, ourWallMs: number, nowMs: number): void {
    const differenceMs = theirWallMs - ourWallMs;
    const startMs = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
    const [newest] = this.#buckets;
    if (newest?.startMs === startMs) {
      newest.greatestMs = Math.max(newest.greatestMs, differenceMs);
      return;
    }
    this.#buckets.unshift({ startMs, greatestMs: differenceMs });
    if (this.#buckets.length > BUCKETS) this.#buckets.pop();
  }

  /** Positive: its clock is ahead. Undefined: nothing was heard for the whole window. */
  skewMs(nowMs: number): number | undefined {
    const recent = this.#buckets.filter(({ startMs }) => startMs > nowMs - BUCKETS * BUCKET_MS);
    return recent.length === 0 ? undefined : Math.max(...recent.map((one) => one.greatestMs));
  }
}
