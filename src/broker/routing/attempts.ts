/**
 * Tries again what another broker did not do, because it leads no more, not yet, or cannot be reached:
 * until the caller's patience is over. Must never try again what may have been done.
 */
import { TidemarkError } from "../../model/errors.ts";
import {
  ROUTE_RETRY_MAX_MS,
  ROUTE_RETRY_MIN_MS,
  ROUTE_TIMEOUT_MS,
} from "../../model/cluster-limits.ts";
import type { Clock } from "../../platform/clock.ts";
import type { GoOn } from "../room.ts";

/** Nothing was done, and whoever leads next will do it. */
const NOT_DONE: ReadonlySet<string> = new Set([
  "NOT_LEADER",
  "LEADER_NOT_READY",
  "PEER_UNREACHABLE",
  "STARTING",
  "SHUTTING_DOWN",
]);

export const wasNotDone = ({ code }: TidemarkError): boolean => NOT_DONE.has(code);

/** Of what was appended and not committed: the next leader may keep it, or not. */
export function afterAppend(error: TidemarkError): TidemarkError {
  if (!wasNotDone(error)) return error;
  return new TidemarkError(
    "OUTCOME_UNKNOWN",
    `the partition lost its leader before this was committed; it may be kept (${error.message})`,
  );
}

export class Attempts {
  readonly #clock: Clock;
  readonly #goOn: GoOn;
  readonly #endMs: number;
  #pauseMs = ROUTE_RETRY_MIN_MS;

  /**
   * `goOn` throws where nobody waits any more: then there are no more attempts. `deadlineMs`: until when
   * the caller waits, where it said so.
   */
  constructor(clock: Clock, goOn: GoOn, deadlineMs?: number) {
    this.#clock = clock;
    this.#goOn = goOn;
    this.#endMs = deadlineMs ?? clock.monotonicMs() + ROUTE_TIMEOUT_MS;
  }

  /** Resolves when it is time for another attempt; false: there is none any more. */
  async another(): Promise<boolean> {
    if (this.#clock.monotonicMs() + this.#pauseMs > this.#endMs) return false;
    const pauseMs = this.#pauseMs;
    await new Promise<void>((resolve) => this.#clock.setTimer(pauseMs, resolve));
    this.#pauseMs = Math.min(pauseMs * 2, ROUTE_RETRY_MAX_MS);
    try {
      this.#goOn();
    } catch {
      return false;
    }
    return true;
  }
}
