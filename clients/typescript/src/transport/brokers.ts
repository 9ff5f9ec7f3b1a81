/**
 * The brokers a client knows: one connection to each, those it was given and those it heard of in
 * turn while one does not answer or goes away, and unary calls with their retries.
 */
import type $protobuf from "protobufjs/minimal.js";
import { asTidemarkError, type ErrorCode, TidemarkError } from "../errors.ts";
import { ATTEMPT_TIMEOUT_MS, REQUEST_TIMEOUT_MS, STREAMS_PER_CONNECTION_MAX } from "../limits.ts";
import { type Address, parseAddress } from "./address.ts";
import { backoffMs, cancelled, pause } from "./backoff.ts";
import { Call, type CallHandlers, type CallOptions } from "./call.ts";
import { ClusterMembers } from "./cluster-members.ts";
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
  /** The first attempt at what is idempotent; each gets twice as long, up to the default, 5,000. */
  readonly attemptTimeoutMs?: number;
}

export class Brokers {
  readonly members = new ClusterMembers(this);
  /** Those the application named, then those that the cluster did. */
  #addresses: readonly Address[];
  readonly #named: readonly Address[];
  readonly #tls: TlsOptions;
  readonly #secure: boolean;
  /** By authority. More than one where there are more streams than one carries. */
  readonly #connections = new Map<string, Connection[]>();
  #current = 0;
  #closed = false;

  constructor(brokers: readonly string[], tls: TlsOptions | undefined) {
    this.#secure = tls !== undefined;
    this.#named = brokers.map((text) => parseAddress(text, this.#secure));
    this.#addresses = this.#named;
    if (this.#named.length === 0) {
      throw new TidemarkError("INVALID_REQUEST", "brokers is empty: give at least one host:port.");
    }
    this.#tls = tls ?? {};
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Brokers of the cluster: whoever is asked for any broker may be given one of them. */
  learn(authorities: readonly string[]): void {
    const known = new Set(this.#named.map(({ authority }) => authority));
    const heard = authorities
      .map((text) => parseAddress(text, this.#secure))
      .filter(({ authority }) => !known.has(authority));
    this.#addresses = [...this.#named, ...heard];
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
    // Once, however many calls find it out together.
    const leave = (): void => {
      if (authority === undefined && this.#current === tried) this.#current++;
    };
    const connection = this.#connection(address);
    connection.streams++;
    const counted: CallHandlers = {
      message: (message) => handlers.message(message),
      end: (error) => {
        connection.streams--;
        if (error !== undefined && LEAVES_BROKER.has(error.code)) leave();
        handlers.end(error);
      },
    };
    try {
      // Whoever can ask another broker, or for the next leader, does that instead of waiting.
      const patient = authority === undefined && this.#addresses.length === 1;
      const session = await bounded(connection.session(patient), address, options);
      return new Call(session, path, counted, options);
    } catch (error) {
      connection.streams--;
      leave();
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
   * if its code is retriable; what may have been done, as far as the client or the broker can tell,
   * is repeated only if `idempotent`, else it fails with `OUTCOME_UNKNOWN`.
   */
  async request<I, O>(
    path: string,
    request: Encoder<I>,
    response: Decoder<O>,
    message: I,
    options: RequestOptions = {},
  ): Promise<O> {
    const { signal, timeoutMs = REQUEST_TIMEOUT_MS, idempotent = false } = options;
    let attemptMs = options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS;
    const deadline = performance.now() + timeoutMs;
    const bytes = request.encode(message).finish();
    /** Who an answer said leads; any broker else. */
    let leader: string | undefined;
    for (let attempt = 1; ; attempt++) {
      let sent = false;
      const leftMs = Math.max(1, deadline - performance.now());
      // Another broker may answer where this one hangs.
      const whole = !idempotent || this.#addresses.length === 1 || leftMs <= attemptMs;
      try {
        const call = { timeoutMs: whole ? leftMs : attemptMs, signal };
        attemptMs = Math.min(attemptMs * 2, ATTEMPT_TIMEOUT_MS);
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
        const before = leader;
        leader = leaderIn(error);
        // Whoever was named now for the first time is asked at once.
        const wait = leader !== undefined && leader !== before ? 0 : backoffMs(attempt);
        const over = performance.now() + wait >= deadline;
        const timedOut = error.code === "DEADLINE_EXCEEDED" && whole;
        const isHarmless = idempotent && error.code === "OUTCOME_UNKNOWN";
        if (!(error.retriable || isHarmless) || timedOut || over) throw error;
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

/** Whom to ask instead: `host:port`, with `NOT_LEADER` and its like where it is known. */
export function leaderIn(error: TidemarkError): string | undefined {
  return error.refreshMetadata ? error.details.leader : undefined;
}

/** After these another broker may do better than the one that was asked. */
const LEAVES_BROKER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CONNECTION_LOST",
  "DEADLINE_EXCEEDED",
  "SHUTTING_DOWN",
  "STARTING",
  "TOO_MANY_CONNECTIONS",
]);

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
