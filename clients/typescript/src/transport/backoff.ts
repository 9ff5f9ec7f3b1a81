/**
 * Exponential backoff with full jitter: uniformly between 0 and base · 2^failures, so that clients
 * that lose a broker together do not come back together. M. Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015.
 */
import { TidemarkError } from "../errors.ts";
import {
  BACKOFF_BASE_MS,
  BACKOFF_MAX_MS,
  LEADER_BACKOFF_MAX_MS,
  LEADER_QUICK_ATTEMPTS,
} from "../limits.ts";

/** `failures`: how often in a row it failed, from 1. Milliseconds. */
export function backoffMs(failures: number, mostMs = BACKOFF_MAX_MS): number {
  const ceiling = Math.min(mostMs, BACKOFF_BASE_MS * 2 ** Math.min(failures - 1, 16));
  return Math.random() * ceiling;
}

/** For who looks for the next leader: small while a failover may last, then as for everybody. */
export function leaderBackoffMs(failures: number): number {
  return backoffMs(failures, failures <= LEADER_QUICK_ATTEMPTS ? LEADER_BACKOFF_MAX_MS : undefined);
}

/** Resolves after `ms`; rejects with `CANCELLED` as soon as `signal` is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(cancelled(signal));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** What a call that was given up fails with; the signal's own reason is its cause. */
export function cancelled(signal?: AbortSignal): TidemarkError {
  const cause: unknown = signal?.reason;
  if (cause instanceof TidemarkError) return cause;
  return new TidemarkError("CANCELLED", "The signal was aborted.", {}, { cause });
}
