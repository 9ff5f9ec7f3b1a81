/**
 * The calling end of one `calls` stream: what waits to be sent, what waits for its answer. Must settle
 * every call once, and say `PEER_UNREACHABLE` only of what was never sent.
 *
 * States: `opening` (calls wait) → `open` → `over`. A stream that is clogged makes calls wait as well.
 */
import { TidemarkError } from "../model/errors.ts";
import {
  PEER_CALLS_IN_FLIGHT_BYTES_MAX,
  PEER_CALLS_IN_FLIGHT_MAX,
  PEER_CALL_ENVELOPE_BYTES_MAX,
  PEER_MESSAGE_BYTES_MAX,
} from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, PeerStream, PeerTarget } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import { decodeAnswer, encodeCall } from "./call-codec.ts";

interface Pending {
  readonly id: number;
  readonly method: string;
  readonly body: Uint8Array;
  readonly timer: Timer;
  readonly resolve: (body: Uint8Array) => void;
  readonly reject: (error: TidemarkError) => void;
}

export interface CallStreamOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly target: PeerTarget;
  readonly onOver: () => void;
}

export class CallStream {
  readonly #options: CallStreamOptions;
  readonly #stream: PeerStream;
  /** Invariant: each call without an outcome is in exactly one of them. */
  readonly #unsent = new Set<Pending>();
  readonly #sent = new Map<number, Pending>();
  #bytes = 0;
  #nextId = 1;
  #ready = false;
  #over = false;

  constructor(options: CallStreamOptions) {
    this.#options = options;
    this.#stream = options.network.open(options.target, "calls", {
      opened: () => this.#send(),
      drained: () => this.#send(),
      message: (bytes) => this.#answered(bytes),
      closed: (end, detail) => this.#end(`${end}: ${detail}`),
    });
  }

  get address(): string {
    return this.#options.target.address;
  }

  call(method: string, body: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    if (body.byteLength > PEER_MESSAGE_BYTES_MAX - PEER_CALL_ENVELOPE_BYTES_MAX) {
      const message = `${method} of ${body.byteLength} bytes is more than one broker may ask of another`;
      return Promise.reject(new TidemarkError("REQUEST_TOO_LARGE", message));
    }
    const count = this.#unsent.size + this.#sent.size;
    const bytes = this.#bytes + body.byteLength;
    if (count >= PEER_CALLS_IN_FLIGHT_MAX || bytes > PEER_CALLS_IN_FLIGHT_BYTES_MAX) {
      const message = `too much is asked of ${this.#name()} at once: try again later`;
      return Promise.reject(new TidemarkError("OVERLOADED", message));
    }
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.setTimer(timeoutMs, () =>
        this.#timeOut(pending, timeoutMs),
      );
      const pending: Pending = { id: this.#nextId++, method, body, timer, resolve, reject };
      this.#bytes = bytes;
      this.#unsent.add(pending);
      if (this.#ready) this.#send();
    });
  }

  /** What was sent may have been done; what was not was not. */
  close(reason: string): void {
    if (this.#over) return;
    this.#stream.close();
    this.#end(reason);
  }

  #send(): void {
    this.#ready = true;
    for (const pending of this.#unsent) {
      if (!this.#ready || this.#over) return;
      this.#unsent.delete(pending);
      this.#sent.set(pending.id, pending);
      this.#ready = this.#stream.send(encodeCall(pending.id, pending.method, pending.body));
    }
  }

  #answered(bytes: Buffer): void {
    let answer: ReturnType<typeof decodeAnswer>;
    try {
      answer = decodeAnswer(bytes);
    } catch (error) {
      this.#options.log.error("an answer of another broker cannot be read", {
        peer: this.#options.target.brokerId,
        error,
      });
      this.close("its answer cannot be read");
      return;
    }
    const pending = this.#sent.get(answer.id);
    // Timed out before.
    if (pending === undefined) return;
    this.#forget(pending);
    if (answer.kind === "body") pending.resolve(answer.body);
    else pending.reject(answer.error);
  }

  #timeOut(pending: Pending, timeoutMs: number): void {
    const wasSent = this.#sent.has(pending.id);
    this.#forget(pending);
    pending.reject(this.#unanswered(pending, wasSent, `no answer within ${timeoutMs} ms`));
  }

  #end(reason: string): void {
    this.#over = true;
    this.#options.onOver();
    for (const pending of [...this.#sent.values(), ...this.#unsent]) {
      const wasSent = this.#sent.has(pending.id);
      this.#forget(pending);
      pending.reject(this.#unanswered(pending, wasSent, reason));
    }
  }

  #unanswered(pending: Pending, wasSent: boolean, reason: string): TidemarkError {
    return wasSent
      ? new TidemarkError(
          "OUTCOME_UNKNOWN",
          `${this.#name()} was sent ${pending.method} and may have done it: ${reason}`,
        )
      : new TidemarkError("PEER_UNREACHABLE", `${this.#name()} cannot be reached: ${reason}`);
  }

  #forget(pending: Pending): void {
    pending.timer.cancel();
    this.#unsent.delete(pending);
    this.#sent.delete(pending.id);
    this.#bytes -= pending.body.byteLength;
  }

  #name(): string {
    const { brokerId, address } = this.#options.target;
    return `broker ${brokerId} (${address})`;
  }
}
