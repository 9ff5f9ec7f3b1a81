/** Whether the broker takes no more work: asked by whatever waits, or goes on over many turns. */
import { TidemarkError } from "../model/errors.ts";

export class Draining {
  #reason: TidemarkError | undefined;

  /** The first reason counts. */
  begin(reason: TidemarkError): void {
    this.#reason ??= reason;
  }

  get reason(): TidemarkError | undefined {
    return this.#reason;
  }

  /** Throws where it is no use to go on: the caller gave up, or the broker drains. */
  check(signal: AbortSignal): void {
    if (signal.aborted) throw new TidemarkError("CANCELLED", "the caller gave up");
    if (this.#reason !== undefined) throw this.#reason;
  }
}
