/**
 * The brokers a client knows: one connection to each, bootstrap addresses in turn while none
 * answers, and unary calls with their retries.
 */
import type { ClientHttp2Session } from "node:http2";
import type $protobuf from "protobufjs/minimal.js";
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS } from "../limits.ts";
import { type Address, parseAddress } from "./address.ts";
import { backoffMs, pause } from "./backoff.ts";
import { type CallOptions, unary } from "./call.ts";
import { closed, Connection, type TlsOptions } from "./connection.ts";

/** A generated message class, as far as calls need it. */
export interface Codec<T> {
  encode(message: T): $protobuf.Writer;
}
export interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

export interface RequestOptions extends CallOptions {
  /** Doing it twice does no harm: it is also repeated where an answer was lost. */
  readonly idempotent?: boolean;
}

export class Brokers {
  readonly #addresses: readonly Address[];
  readonly #tls: TlsOptions;
  readonly #secure: boolean;
  readonly #connections = new Map<string, Connection>();
  #current = 0;
  #closed = false;

  constructor(brokers: readonly string[], tls: TlsOptions | undefined) {
    this.#secure = tls !== undefined;
    this.#addresses = brokers.map((text) => parseAddress(text, this.#secure));
    if (this.#addresses.length === 0) {
      throw new TidemarkError("INVALID_REQUEST", "brokers is empty: give at least one host:port.");
    }
    this.#tls = tls ?? {};
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** To the broker of that authority; to any where it is `undefined`. */
  async session(authority?: string): Promise<ClientHttp2Session> {
    if (authority !== undefined) {
      return this.#connection(parseAddress(authority, this.#secure)).session();
    }
    const tried = this.#current;
    try {
      return await this.#connection(this.#bootstrap(tried)).session();
    } catch (error) {
      if (this.#current === tried) this.#current++;
      throw error;
    }
  }

  #bootstrap(index: number): Address {
    return this.#addresses[index % this.#addresses.length]!;
  }

  #connection(address: Address): Connection {
    if (this.#closed) throw closed();
    const existing = this.#connections.get(address.authority);
    if (existing !== undefined) return existing;
    const made = new Connection(address, this.#tls);
    this.#connections.set(address.authority, made);
    return made;
  }

  /**
   * Calls until it succeeds, fails for good or its time is up. What the broker refused is repeated
   * if its code is retriable; what may have been done is repeated only if `idempotent`, else it
   * fails with `OUTCOME_UNKNOWN`.
   */
  async request<I, O>(
    path: string,
    request: Codec<I>,
    response: Decoder<O>,
    message: I,
    options: RequestOptions = {},
  ): Promise<O> {
    const { signal, timeoutMs = REQUEST_TIMEOUT_MS, idempotent = false } = options;
    const deadline = performance.now() + timeoutMs;
    const bytes = request.encode(message).finish();
    for (let attempt = 1; ; attempt++) {
      let sent = false;
      try {
        const session = await this.session();
        const leftMs = Math.max(1, deadline - performance.now());
        sent = true;
        return response.decode(await unary(session, path, bytes, { timeoutMs: leftMs, signal }));
      } catch (thrown) {
        const error = asTidemarkError(thrown, "INVALID_PROTOBUF");
        const unknown = sent && error.code === "CONNECTION_LOST";
        if (unknown && !idempotent) {
          const text = `The connection broke before ${path} was answered; it may have been done.`;
          throw new TidemarkError("OUTCOME_UNKNOWN", text, {}, { cause: error });
        }
        const wait = backoffMs(attempt);
        const over = performance.now() + wait >= deadline;
        if (!error.retriable || error.code === "DEADLINE_EXCEEDED" || over) throw error;
        await pause(wait, signal);
      }
    }
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }
}
