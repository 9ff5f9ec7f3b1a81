/**
 * The serving end of `calls` streams: runs a handler for each call and sends what comes of it. Must
 * never run more at once for one node than the bound, nor answer faster than the node takes it.
 */
import { TidemarkError } from "../model/errors.ts";
import {
  PEER_CALLS_IN_FLIGHT_BYTES_MAX,
  PEER_CALLS_IN_FLIGHT_MAX,
  PEER_CALL_ENVELOPE_BYTES_MAX,
  PEER_MESSAGE_BYTES_MAX,
} from "../model/limits.ts";
import type { Network, PeerStream, StreamEvents } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import { type CallMessage, decodeCall, encodeBody, encodeFailure } from "./call-codec.ts";

/** TidemarkErrors travel to the caller as they are; all else becomes INTERNAL and a log line here. */
export type CallHandler = (from: number, body: Buffer) => Promise<Uint8Array>;

/** Calls of one node that are being served, over all its streams: a lost stream ends none. */
interface Load {
  calls: number;
  bytes: number;
}

export class CallAcceptor {
  readonly #log: Log;
  readonly #handlers = new Map<string, CallHandler>();
  readonly #loads = new Map<number, Load>();
  readonly #streams = new Set<PeerStream>();
  #complete = false;
  #closed = false;

  constructor(network: Network, log: Log) {
    this.#log = log;
    network.accept("calls", (from, stream) => this.#accept(from, stream));
  }

  serve(method: string, handle: CallHandler): void {
    this.#handlers.set(method, handle);
  }

  /** There are all: what is served by none of them is not known here. */
  complete(): void {
    this.#complete = true;
  }

  close(): void {
    this.#closed = true;
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  #accept(from: number, stream: PeerStream): StreamEvents {
    if (this.#closed) stream.close();
    else this.#streams.add(stream);
    return {
      message: (bytes) => {
        let call: CallMessage;
        try {
          call = decodeCall(bytes);
        } catch (error) {
          this.#log.error("a call of another broker cannot be read", { peer: from, error });
          this.#streams.delete(stream);
          stream.close();
          return;
        }
        void this.#serve(from, stream, call);
      },
      drained: () => stream.resume(),
      closed: () => this.#streams.delete(stream),
    };
  }

  async #serve(from: number, stream: PeerStream, call: CallMessage): Promise<void> {
    const { id, body } = call;
    const load = this.#loads.get(from) ?? { calls: 0, bytes: 0 };
    const bytes = load.bytes + body.byteLength;
    let answer: Uint8Array;
    if (load.calls >= PEER_CALLS_IN_FLIGHT_MAX || bytes > PEER_CALLS_IN_FLIGHT_BYTES_MAX) {
      const message = "this broker serves as many calls of yours as it may: try again later";
      answer = encodeFailure(id, new TidemarkError("OVERLOADED", message));
    } else {
      load.calls += 1;
      load.bytes = bytes;
      this.#loads.set(from, load);
      answer = await this.#answer(from, call);
      load.calls -= 1;
      load.bytes -= body.byteLength;
      if (load.calls === 0) this.#loads.delete(from);
    }
    if (!this.#streams.has(stream)) return;
    if (!stream.send(answer)) stream.pause();
  }

  #unanswered(method: string): TidemarkError {
    return this.#complete
      ? new TidemarkError("UNKNOWN_METHOD", `brokers do not answer ${method}`)
      : new TidemarkError("STARTING", `this broker starts, and does not answer ${method} yet`);
  }

  async #answer(from: number, { id, method, body }: CallMessage): Promise<Uint8Array> {
    try {
      const handle = this.#handlers.get(method);
      if (handle === undefined) throw this.#unanswered(method);
      const result = await handle(from, body);
      if (result.byteLength > PEER_MESSAGE_BYTES_MAX - PEER_CALL_ENVELOPE_BYTES_MAX) {
        throw new Error(`the answer has ${result.byteLength} bytes`);
      }
      return encodeBody(id, result);
    } catch (error) {
      if (error instanceof TidemarkError) return encodeFailure(id, error);
      this.#log.error("a call of another broker failed", { peer: from, method, error });
      const message = `${method} met a fault at the broker that was asked; its log has the details`;
      return encodeFailure(id, new TidemarkError("INTERNAL", message));
    }
  }
}
