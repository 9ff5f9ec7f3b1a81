/**
 * One HTTP/2 connection to one broker, made when first needed and again when lost. Between attempts
 * that fail there is a pause, however many callers ask; a connection that a GOAWAY announced to end
 * takes no new streams.
 */
import * as http2 from "node:http2";
import type { SecureContextOptions } from "node:tls";
import { TidemarkError } from "../errors.ts";
import {
  CONNECT_TIMEOUT_MS,
  KEEPALIVE_INTERVAL_MS,
  KEEPALIVE_TIMEOUT_MS,
  SESSION_WINDOW_BYTES,
  STREAM_WINDOW_BYTES,
} from "../limits.ts";
import type { Address } from "./address.ts";
import { backoffMs, pause } from "./backoff.ts";

/** How a TLS broker is trusted. Text or bytes in PEM. */
export interface TlsOptions {
  /** Certificates to trust instead of the system's. */
  readonly ca?: SecureContextOptions["ca"];
  /** Client certificate and key, for mutual TLS. */
  readonly cert?: SecureContextOptions["cert"];
  readonly key?: SecureContextOptions["key"];
  /** The name that the certificate must have, where it is not the address's. */
  readonly servername?: string;
  /** False accepts any certificate: for trials only. */
  readonly rejectUnauthorized?: boolean;
}

/** For `net.connect`: small messages go at once. */
const SOCKET_OPTIONS = { noDelay: true };

export class Connection {
  readonly address: Address;
  readonly #tls: TlsOptions;
  #session: http2.ClientHttp2Session | undefined;
  #connecting: Promise<http2.ClientHttp2Session> | undefined;
  #failures = 0;
  /** After a failure: no attempt before, and what it failed with. */
  #restsUntilMs = 0;
  #failure: TidemarkError | undefined;
  #closed = false;
  /** Streams that use it or are about to. */
  streams = 0;
  readonly #closing = new AbortController();

  constructor(address: Address, tls: TlsOptions) {
    this.address = address;
    this.#tls = tls;
  }

  /** The session if there is one now: for callers that cannot wait. */
  get ready(): http2.ClientHttp2Session | undefined {
    const session = this.#session;
    return session !== undefined && !session.closed && !session.destroyed ? session : undefined;
  }

  /**
   * Fails with `CONNECTION_LOST` after one attempt, `CLOSED` once closed. `patient`: waits while an
   * attempt would come too soon after the last one, instead of failing as that did.
   */
  session(patient: boolean): Promise<http2.ClientHttp2Session> {
    if (this.#closed) return Promise.reject(closed());
    const { ready } = this;
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#connecting !== undefined) return this.#connecting;
    const restMs = this.#restsUntilMs - performance.now();
    const failure = this.#failure;
    if (restMs > 0 && failure !== undefined && !patient) return Promise.reject(failure);
    this.#connecting = this.#connect(restMs).finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #connect(restMs: number): Promise<http2.ClientHttp2Session> {
    if (restMs > 0) {
      await pause(restMs, this.#closing.signal).catch(() => {
        throw closed();
      });
    }
    try {
      const session = await this.#attempt();
      this.#failures = 0;
      return session;
    } catch (error) {
      this.#failures++;
      this.#restsUntilMs = performance.now() + backoffMs(this.#failures);
      this.#failure = error as TidemarkError;
      throw error;
    }
  }

  #attempt(): Promise<http2.ClientHttp2Session> {
    const { authority, secure } = this.address;
    return new Promise((resolve, reject) => {
      const session = http2.connect(`${secure ? "https" : "http"}://${authority}`, {
        ...(secure ? this.#tls : {}),
        ...SOCKET_OPTIONS,
        settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
      });
      const fail = (reason: string, cause?: unknown): void => {
        clearTimeout(timer);
        session.destroy();
        const message = `No connection to ${authority}: ${reason}.`;
        reject(new TidemarkError("CONNECTION_LOST", message, {}, { cause }));
      };
      const timer = setTimeout(fail, CONNECT_TIMEOUT_MS, `no answer in ${CONNECT_TIMEOUT_MS} ms`);
      const abort = (): void => fail("the client was closed");
      this.#closing.signal.addEventListener("abort", abort, { once: true });
      session.on("error", (error) => fail(error.message, error));
      session.once("close", () => {
        this.#closing.signal.removeEventListener("abort", abort);
        fail("it was closed at once");
        if (this.#session === session) this.#session = undefined;
      });
      // Only the peer's settings prove that it speaks HTTP/2.
      session.once("remoteSettings", () => {
        // Given up in the same moment: it has failed already.
        if (session.destroyed) return;
        clearTimeout(timer);
        session.setLocalWindowSize(SESSION_WINDOW_BYTES);
        this.#session = session;
        keepAlive(session);
        resolve(session);
      });
      session.once("goaway", () => {
        if (this.#session === session) this.#session = undefined;
        session.close();
      });
    });
  }

  /** Ends the connection and every stream on it; open calls fail with `CLOSED`. */
  close(): void {
    this.#closed = true;
    this.#closing.abort();
    this.#session?.destroy();
    this.#session = undefined;
  }

  get isClosed(): boolean {
    return this.#closed;
  }
}

export const closed = (): TidemarkError =>
  new TidemarkError("CLOSED", "The client was closed; make a new one.");

/** A peer that vanished without a word is found out by a PING that nobody answers. */
function keepAlive(session: http2.ClientHttp2Session): void {
  let deadline: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    if (session.destroyed || deadline !== undefined) return;
    deadline = setTimeout(() => session.destroy(), KEEPALIVE_TIMEOUT_MS).unref();
    session.ping((error) => {
      clearTimeout(deadline);
      deadline = undefined;
      if (error !== null && !session.destroyed) session.destroy();
    });
  }, KEEPALIVE_INTERVAL_MS).unref();
  session.once("close", () => {
    clearInterval(interval);
    clearTimeout(deadline);
  });
}
