/** Who asks and until when: the peer's own end of patience, and the deadline that it named. */
import type { RequestContext } from "../broker/api.ts";
import { TidemarkError } from "../model/errors.ts";
import { ANONYMOUS, type Principal } from "../model/principal.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Exchange } from "./exchange.ts";

export class ExchangeContext implements RequestContext {
  readonly principal: Principal = ANONYMOUS;
  readonly #exchange: Exchange;
  clientId = "";
  deadlineMs: number | undefined;
  #deadline: { readonly timer: Timer; readonly controller: AbortController } | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The exchange makes its signal when first asked: most requests never need one. */
  get signal(): AbortSignal {
    return this.#deadline?.controller.signal ?? this.#exchange.signal;
  }

  /** Once at most, before the context is given away. `expired` runs before the signal fires. */
  setDeadline(clock: Clock, timeoutMs: number, expired: (error: TidemarkError) => void): void {
    const controller = new AbortController();
    const outer = this.#exchange.signal;
    outer.addEventListener("abort", () => controller.abort(outer.reason), { once: true });
    const timer = clock.setTimer(timeoutMs, () => {
      const error = new TidemarkError(
        "DEADLINE_EXCEEDED",
        `the deadline of ${timeoutMs} ms passed; what was under way may still take effect`,
      );
      expired(error);
      controller.abort(error);
    });
    this.#deadline = { timer, controller };
    this.deadlineMs = clock.monotonicMs() + timeoutMs;
  }

  /** The response has its end: the deadline no longer matters. */
  clear(): void {
    this.#deadline?.timer.cancel();
  }
}
