/**
 * One request and its response, whatever carried it: the port between the transport (listener,
 * HTTP/1.1, HTTP/2, TLS, guards) and the routes. Push-style, so that the hot path makes no promise
 * and no stream object per message.
 */

export interface BodyReader {
  /** A piece of the body, in order. The bytes are the reader's to keep. */
  data(chunk: Buffer): void;
  /** The whole body has come. Not called when the peer went away: see `Exchange.signal`. */
  end(): void;
}

export interface Exchange {
  readonly protocol: "http/1.1" | "h2";
  readonly secure: boolean;
  readonly method: string;
  /** As sent: path and query, undecoded. */
  readonly target: string;
  /** Lower-case names; repeated ones joined by ", ". `host` holds `:authority` on HTTP/2. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress: string;
  /** Aborted when the peer reset the stream, the connection broke or a deadline of the transport passed. */
  readonly signal: AbortSignal;
  /** Aborted when the broker drains: streams finish what is under way and end themselves. */
  readonly draining: AbortSignal;

  /**
   * Starts the body flowing. Once at most; nothing is called before this returns. A body that is
   * not a stream is counted against the memory of the process until the exchange is over, and is
   * refused by the transport where it is too large or too slow (`signal` is aborted then).
   */
  readBody(reader: BodyReader): void;
  /** Stops the flow: on HTTP/2 the peer runs out of window, on HTTP/1.1 TCP fills. Idempotent. */
  pauseBody(): void;
  resumeBody(): void;

  /** Once, before any `write`. Names in lower case. */
  sendHeaders(status: number, headers: Readonly<Record<string, string | number>>): void;
  /**
   * Bytes are not copied: the caller must not change them. False: wait for `onDrain`. What is
   * written in one turn leaves in one packet. Without effect (and true) once the exchange is over.
   */
  write(chunk: Uint8Array): boolean;
  /** Called each time the transport takes more after a `write` returned false. One listener. */
  onDrain(listener: () => void): void;
  /**
   * Ends the response; `trailers` as HTTP/2 trailers (chunked trailers on HTTP/1.1). They are sent
   * only where the response is `application/grpc*` or announced them in a `trailer` header.
   */
  end(trailers?: Readonly<Record<string, string | number>>): void;
  /** Ends the exchange abruptly, without a response where none was begun. */
  abort(reason: "internal" | "refused" | "cancelled" | "calm"): void;
  readonly headersSent: boolean;
  /**
   * Long-lived (follow, Subscribe, Produce): exempt from body deadlines and body limits while
   * alive. To be called before `readBody`.
   */
  markStreaming(): void;
}

/** What the transport calls for each request. Must not throw. */
export type ExchangeHandler = (exchange: Exchange) => void;
