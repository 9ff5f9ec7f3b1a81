/** A clock that all processes of this machine share, and waiting by it. */

/** Monotonic milliseconds; on Linux and macOS the same for every process. */
export function sharedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * The wall clock in fractions of a millisecond, which `Date.now` cuts off: what it read last, plus how
 * far the monotonic clock is from the turn of that millisecond. Looks for it for some milliseconds.
 */
export function fineWallClock(): () => number {
  let aheadMs = Number.NEGATIVE_INFINITY;
  const untilMs = performance.now() + 20;
  do aheadMs = Math.max(aheadMs, Date.now() - performance.now());
  while (performance.now() < untilMs);
  return () => performance.now() + aheadMs;
}

/** Rejects where `work` takes longer: a bench must end. Does not stop it. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`${what} took longer than ${limitMs / 1000} s.`);
    timer = setTimeout(reject, limitMs, error);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
