/** Whatever was thrown, as an error of the table. What is not one of ours stays in our own log. */
import { InvariantError } from "../lib/assert.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Log } from "../telemetry/log.ts";

export function asTidemarkError(failure: unknown, log: Log): TidemarkError {
  if (failure instanceof TidemarkError) return failure;
  if (failure instanceof InvariantError) {
    // The state can no longer be trusted: the process ends, it does not answer and go on.
    queueMicrotask(() => {
      throw failure;
    });
  } else log.error("a request failed in a way that nobody foresaw", { error: failure });
  return new TidemarkError(
    "INTERNAL",
    "the broker met a fault of its own; its log has the details",
  );
}

export const cancelled = (): TidemarkError =>
  new TidemarkError("CANCELLED", "the caller went away before the request was complete");
