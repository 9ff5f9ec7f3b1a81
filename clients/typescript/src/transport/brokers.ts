/**
 * The brokers a client knows: one connection to each, bootstrap addresses in turn while none
 * answers, and unary calls with their retries.
 */
import type $protobuf from "protobufjs/minimal.js";
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS, STREAMS_PER_CONNECTION_MAX } from "../limits.ts";
import { type Address, parseAddress } from "./address.ts";
import { backoffMs, cancelled, pause } from "./backoff.ts";
import { Call, type CallHandlers, type CallOptions } from "./call.ts";
import { closed, Connection, type TlsOptions } from "./connection.ts";

/** A generated message class, as far as calls need it. */
export interface Encoder<T> {
  encode(message: T): $protobuf.Writer;
}
export interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

export interface RequestOptions extends CallOptions {
  /** Over all attempts; default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Doing it twice does no harm: it is also repeated where an answer was lost. */
  readonly idempotent?: boolean;
}

export class Brokers {
  readonly #addresses: readonly Address[];
  readonly #tls: TlsOptions;
  readonly #secure: boolean;
  /** By authority. More than one where there are more streams than one carries. */
  readonly #connections = new Map<string, Connection[]>();
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

  /** Opens a call to the broker of that authority; to any where it is `undefined`. */
  async call(
    authority: string | undefined,
    path: string,
    handlers: CallHandlers,
    options: CallOptions = {},
  ): Promise<Call> {
    const tried = this.#current;
    const address =
      authority === undefined ? this.#bootstrap(tried) : parseAddress(authority, this.#secure);
    const connection = this.#connection(address);
    connection.streams++;
    const counted: CallHandlers = {
      message: (message) => handlers.message(message),
      end: (error) => {
        connection.streams--;
        handlers.end(error);
      },
    };
    try {
      const session = await bounded(connection.session(), address, options);
      return new Call(session, path, counted, options);
    } catch (error) {
      connection.streams--;
      if (authority === undefined && this.#current === tried) this.#current++;
      throw asTidemarkError(error, "CONNECTION_LOST");
    }
  }

  #bootstrap(index: number): Address {
    return this.#addresses[index % this.#addresses.length]!;
  }

  #connection(address: Address): Connection {
    if (this.#closed) throw closed();
    const existing = this.#connections.get(address.authority) ?? [];
    const free = existing.find(({ streams }) => streams < STREAMS_PER_CONNECTION_MAX);
    if (free !== undefined) return free;
    const made = new Connection(address, this.#tls);
    this.#connections.set(address.authority, [...existing, made]);
    return made;
  }

  /**
   * Calls until it succeeds, fails for good or its time is up. What the broker refused is repeated
   * if its code is retriable; what may have been done is repeated only if `idempotent`, else it
   * fails with `OUTCOME_UNKNOWN`.
   */
  async request<I, O>(
    path: string,
    request: Encoder<I>,
    response: Decoder<O>,
    message: I,
    options: RequestOptions = {},
  ): Promise<O> {
    const { signal, timeoutMs = REQUEST_TIMEOUT_MS, idempotent = false } = options;
    const deadline = performance.now() + timeoutMs;
    const bytes = request.encode(message).finish();
    /** Who an answer said leads; any broker else. */
    let leader: string | undefined;
    for (let attempt = 1; ; attempt++) {
      let sent = false;
      try {
        const leftMs = Math.max(1, deadline - performance.now());
        const call = { timeoutMs: leftMs, signal };
        const answer = await this.#unary(leader, path, bytes, call, () => {
          sent = true;
        });
        return response.decode(answer);
      } catch (thrown) {
        const error = asTidemarkError(thrown, "INVALID_PROTOBUF");
        const unknown = sent && error.code === "CONNECTION_LOST";
        if (unknown && !idempotent) {
          const text = `The connection broke before ${path} was answered; it may have been done.`;
          throw new TidemarkError("OUTCOME_UNKNOWN", text, {}, { cause: error });
        }
        leader = leaderIn(error);
        const wait = backoffMs(attempt);
        const over = performance.now() + wait >= deadline;
        if (!error.retriable || error.code === "DEADLINE_EXCEEDED" || over) throw error;
        await pause(wait, signal);
      }
    }
  }

  #unary(
    authority: string | undefined,
    path: string,
    request: Uint8Array,
    options: CallOptions,
    onSent: () => void,
  ): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let answer: Buffer | undefined;
      const handlers: CallHandlers = {
        message: (message) => (answer = message),
        end: (error) => {
          if (error !== undefined) reject(error);
          else if (answer !== undefined) resolve(answer);
          else reject(new TidemarkError("INTERNAL", `${path} ended well but answered nothing.`));
        },
      };
      this.call(authority, path, handlers, options).then((call) => {
        onSent();
        call.send(request);
        call.finish();
      }, reject);
    });
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#connections.values()].flat()) connection.close();
    this.#connections.clear();
  }
}

/** Whom to ask instead: `host:port`, with `NOT_LEADER` where it is known. */
export function leaderIn(error: TidemarkError): string | undefined {
  return error.code === "NOT_LEADER" ? error.details.leader : undefined;
}

/** What is waited for goes on for others; this caller waits only so long. */
function bounded<T>(promise: Promise<T>, address: Address, options: CallOptions): Promise<T> {
  const { timeoutMs, signal } = options;
  if (timeoutMs === undefined && signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled(signal));
    const onTimeout = (): void => {
      const text = `No connection to ${address.authority} in ${Math.ceil(timeoutMs ?? 0)} ms.`;
      reject(new TidemarkError("DEADLINE_EXCEEDED", text));
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  });
}
