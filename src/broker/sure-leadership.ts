/**
 * Whether this broker can know that it leads what it leads: cut off from the controllers it may be the last one to
 * hear that others do. What it appends is never committed then; this is for answers that commit nothing.
 */
import { TidemarkError } from "../model/errors.ts";

export interface SureLeadershipParts {
  /** Since when no controller has answered. */
  readonly silentMs: () => number;
  /** After it controllers give away what a broker leads that they do not hear. */
  readonly sessionTimeoutMs: () => number;
}

/** Throws LEADER_NOT_READY, which is to be tried again: here, or at whoever leads by then. */
export function checkSureLeadership({ silentMs, sessionTimeoutMs }: SureLeadershipParts): void {
  const ms = silentMs();
  if (ms < sessionTimeoutMs()) return;
  throw new TidemarkError(
    "LEADER_NOT_READY",
    `no controller has answered this broker for ${Math.round(ms)} ms: others may lead its partitions by now`,
  );
}
