/** One gRPC call: headers once, framed messages, one status at the end, whoever ends it first. */
import { TidemarkError } from "../../model/errors.ts";
import { acceptsGzip, parseEncoding } from "../../wire/grpc/compression.ts";
import { parseTimeout } from "../../wire/grpc/deadline.ts";
import { frame } from "../../wire/grpc/framing.ts";
import { errorTrailers, OK_TRAILERS, type Trailers } from "../../wire/grpc/status.ts";
import type { Exchange } from "../exchange.ts";
import { asTidemarkError } from "../failures.ts";
import type { ServerParts } from "../parts.ts";
import { ExchangeContext } from "../request-context.ts";
import { deflatedFrame } from "./inflate.ts";
import { MessageReader, type MessageReceiver } from "./message-reader.ts";

const HEADERS = {
  "content-type": "application/grpc+proto",
  "grpc-accept-encoding": "identity,gzip",
};
const GZIP_HEADERS = { ...HEADERS, "grpc-encoding": "gzip" };

/** Answers a call that never began. */
export function refuseCall(exchange: Exchange, error: TidemarkError): void {
  exchange.sendHeaders(200, HEADERS);
  exchange.end(errorTrailers(error));
}

export class GrpcCall {
  readonly exchange: Exchange;
  readonly parts: ServerParts;
  readonly context: ExchangeContext;
  readonly #encoding: "identity" | "gzip";
  /** The client compresses and takes gzip: answers of some length are worth it, too. */
  readonly #gzip: boolean;
  #over = false;
  #ended: (() => void) | undefined;

  /** Throws a TidemarkError where the headers ask for what there is not. */
  constructor(exchange: Exchange, parts: ServerParts) {
    this.exchange = exchange;
    this.parts = parts;
    this.context = new ExchangeContext(exchange);
    this.#encoding = parseEncoding(exchange.headers["grpc-encoding"]);
    this.#gzip = this.#encoding === "gzip" && acceptsGzip(exchange.headers["grpc-accept-encoding"]);
    const timeoutMs = parseTimeout(exchange.headers["grpc-timeout"]);
    if (timeoutMs !== undefined)
      this.context.setDeadline(parts.clock, timeoutMs, (error) => this.finish(error));
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The caller begins to read once the receiver is ready for it. */
  reader(receiver: MessageReceiver): MessageReader {
    return new MessageReader(this.exchange, this.#encoding, receiver);
  }

  /** Runs once when the call is over without the caller's doing: the peer left, the deadline passed. */
  onGone(gone: () => void): void {
    this.#ended = gone;
    const { signal } = this.context;
    if (signal.aborted) this.#gone();
    else signal.addEventListener("abort", () => this.#gone(), { once: true });
  }

  /** False: the client does not keep up; see `onDrain` of the exchange. */
  write(framed: Uint8Array): boolean {
    if (this.#over) return true;
    this.#begin();
    return this.exchange.write(framed);
  }

  /** One message of a stream. Deliveries go through `write`: batches bring their own compression. */
  send(message: Uint8Array): boolean {
    return this.write(frame(message));
  }

  /** The one message of a unary answer, and the end. */
  answer(message: Uint8Array): void {
    const done = (framed: Buffer): void => {
      this.write(framed);
      this.finish();
    };
    if (this.#gzip) deflatedFrame(message, done);
    else done(frame(message));
  }

  finish(error?: TidemarkError): void {
    this.finishWith(error === undefined ? OK_TRAILERS : errorTrailers(error), error?.code ?? "OK");
  }

  finishWith(trailers: Trailers, code: string): void {
    if (this.#over) return;
    this.#begin();
    this.#close(code);
    this.exchange.end(trailers);
  }

  /** Any failure, from anywhere. */
  fail(failure: unknown): void {
    this.finish(asTidemarkError(failure, this.parts.log));
  }

  #begin(): void {
    if (!this.exchange.headersSent)
      this.exchange.sendHeaders(200, this.#gzip ? GZIP_HEADERS : HEADERS);
  }

  #gone(): void {
    const ended = this.#ended;
    this.#ended = undefined;
    if (!this.#over) this.#close("CANCELLED");
    ended?.();
  }

  #close(code: string): void {
    this.#over = true;
    this.context.clear();
    this.parts.telemetry.metrics.requests.of("grpc", code).add();
  }
}
