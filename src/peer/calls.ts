/**
 * Requests and answers between nodes: one stream for each target, opened by the first call and again
 * after it broke. Must never send a call twice: whether that is safe only its caller knows.
 */
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { Network, PeerTarget } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import { CallAcceptor, type CallHandler } from "./call-acceptor.ts";
import { CallStream } from "./call-stream.ts";

export interface PeerCallsOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every call what came of it: `ok`, or the code of the error. */
  readonly observer?: (method: string, outcome: string) => void;
}

/** What those who call, and are called, need of it. */
export type Calls = Pick<PeerCalls, "call" | "serve">;

export class PeerCalls {
  readonly #options: PeerCallsOptions;
  readonly #acceptor: CallAcceptor;
  /** By broker id: as many as there are brokers. */
  readonly #streams = new Map<number, CallStream>();
  #closed = false;

  constructor(options: PeerCallsOptions) {
    this.#options = options;
    this.#acceptor = new CallAcceptor(options.network, options.log);
  }

  /**
   * Rejects with the TidemarkError of the peer; with PEER_UNREACHABLE where it was certainly not asked;
   * with OUTCOME_UNKNOWN where the connection broke, or the time ran out, after it was; with OVERLOADED
   * or REQUEST_TOO_LARGE where this node does not ask. The bytes of `body` must not change any more.
   */
  call(
    target: PeerTarget,
    method: string,
    body: Uint8Array,
    options: { readonly timeoutMs: number },
  ): Promise<Uint8Array> {
    if (this.#closed) {
      return Promise.reject(new TidemarkError("SHUTTING_DOWN", "This broker stops"));
    }
    const called = this.#streamTo(target).call(method, body, options.timeoutMs);
    const { observer } = this.#options;
    if (observer !== undefined) {
      called.then(
        () => observer(method, "ok"),
        (error: unknown) => observer(method, error instanceof TidemarkError ? error.code : "fault"),
      );
    }
    return called;
  }

  /** A method has one handler, the last one given. */
  serve(method: string, handle: CallHandler): void {
    this.#acceptor.serve(method, handle);
  }

  /** Whoever serves something has said so: any other method is not known here. Until then it is `STARTING`. */
  complete(): void {
    this.#acceptor.complete();
  }

  close(): void {
    this.#closed = true;
    for (const stream of this.#streams.values()) stream.close("this broker stops");
    this.#acceptor.close();
  }

  #streamTo(target: PeerTarget): CallStream {
    const { brokerId, address } = target;
    const present = this.#streams.get(brokerId);
    if (present?.address === address) return present;
    present?.close(`it is now at ${address}`);
    const stream = new CallStream({
      ...this.#options,
      target,
      onOver: () => {
        if (this.#streams.get(brokerId) === stream) this.#streams.delete(brokerId);
      },
    });
    this.#streams.set(brokerId, stream);
    return stream;
  }
}
