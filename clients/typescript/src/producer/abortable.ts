/** A promise that its caller may stop waiting for. */
import { cancelled } from "../transport/backoff.ts";

/** As `work`, but rejects with `CANCELLED` as soon as `signal` is aborted; the work itself goes on. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
