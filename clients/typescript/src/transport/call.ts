/** One gRPC call over HTTP/2: unary, or a stream of messages both ways pushed to handlers. */
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { cancelled } from "./backoff.ts";
import { frame, FrameReader } from "./frames.ts";
import { errorOfTrailers } from "./status.ts";

export interface CallHandlers {
  /** In order. A throw ends the call with it. */
  message(message: Buffer): void;
  /** Once, last. `undefined`: status OK. */
  end(error: TidemarkError | undefined): void;
}

export interface CallOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const USER_AGENT = "tidemark-client-typescript/0.1.0";

export class Call {
  readonly #stream: ClientHttp2Stream;
  readonly #handlers: CallHandlers;
  readonly #frames: FrameReader;
  #trailers: IncomingHttpHeaders | undefined;
  #error: TidemarkError | undefined;
  #ended = false;
  #unhook: () => void = () => undefined;

  constructor(
    session: ClientHttp2Session,
    path: string,
    handlers: CallHandlers,
    options: CallOptions = {},
  ) {
    this.#handlers = handlers;
    this.#frames = new FrameReader((message) => this.#deliver(message));
    const { timeoutMs } = options;
    const stream = session.request(
      {
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc+proto",
        te: "trailers",
        "user-agent": USER_AGENT,
        ...(timeoutMs === undefined ? {} : { "grpc-timeout": `${Math.ceil(timeoutMs)}m` }),
      },
      { endStream: false },
    );
    this.#stream = stream;
    stream.on("response", (headers) => this.#onHeaders(headers));
    stream.on("trailers", (trailers) => (this.#trailers = trailers));
    stream.on("data", (chunk: Buffer) => this.#onData(chunk));
    stream.on("end", () => this.#onEnd());
    stream.on("error", (error) => this.fail(lost(error)));
    stream.on("close", () => this.#onClose());
    this.#watch(options);
  }

  /** False: the transport's buffer is full; nothing is refused. */
  send(message: Uint8Array): boolean {
    return this.sendFramed(frame(message));
  }

  /** With its prefix already there. The bytes must not change until they are acknowledged. */
  sendFramed(framed: Uint8Array): boolean {
    if (this.#ended || this.#stream.destroyed || this.#stream.writableEnded) return false;
    return this.#stream.write(framed);
  }

  /** No more messages go; the answer may still come. */
  finish(): void {
    if (!this.#stream.destroyed) this.#stream.end();
  }

  /** Gives the call up; `end` hears `error`. */
  fail(error: TidemarkError): void {
    this.#error ??= error;
    if (!this.#stream.destroyed) this.#stream.close(0x8 /* CANCEL */);
    this.#finish(this.#error);
  }

  #watch({ timeoutMs, signal }: CallOptions): void {
    if (timeoutMs === undefined && signal === undefined) return;
    const onAbort = (): void => this.fail(cancelled(signal));
    const onTimeout = (): void =>
      this.fail(new TidemarkError("DEADLINE_EXCEEDED", `No answer within ${timeoutMs} ms.`));
    const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#unhook = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    if (signal?.aborted === true) onAbort();
  }

  #onHeaders(headers: IncomingHttpHeaders): void {
    // An error without a body comes as headers alone.
    if (headers["grpc-status"] !== undefined) this.#trailers = headers;
    else if (Number(headers[":status"]) !== 200) this.#trailers = headers;
  }

  #onData(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      this.#frames.push(chunk);
    } catch (error) {
      this.fail(asTidemarkError(error, "INVALID_PROTOBUF"));
    }
  }

  #deliver(message: Buffer): void {
    if (!this.#ended) this.#handlers.message(message);
  }

  /** The broker has said all: what we would still send interests nobody. */
  #onEnd(): void {
    if (this.#trailers !== undefined) this.#onClose();
    this.finish();
  }

  #onClose(): void {
    if (this.#error !== undefined || this.#trailers === undefined) {
      this.#finish(this.#error ?? lost());
    } else if (!this.#frames.atBoundary) {
      this.#finish(new TidemarkError("CONNECTION_LOST", "The stream was cut inside a message."));
    } else {
      this.#finish(errorOfTrailers(this.#trailers));
    }
  }

  #finish(error: TidemarkError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unhook();
    this.#handlers.end(error);
  }
}

function lost(cause?: Error): TidemarkError {
  const reason = cause === undefined ? "" : `: ${cause.message}`;
  return new TidemarkError("CONNECTION_LOST", `The connection broke${reason}.`, {}, { cause });
}
