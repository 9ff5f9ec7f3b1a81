/** An exchange over one HTTP/2 stream. Must never let an exception of a dying stream escape. */
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Connection } from "./connection.ts";
import { isGrpc } from "./refusal.ts";
import { type AbortReason, type ResponseHeaders, TransportExchange } from "./transport-exchange.ts";

const RESET_CODES: Readonly<Record<AbortReason, number>> = {
  internal: constants.NGHTTP2_INTERNAL_ERROR,
  refused: constants.NGHTTP2_REFUSED_STREAM,
  cancelled: constants.NGHTTP2_CANCEL,
  calm: constants.NGHTTP2_ENHANCE_YOUR_CALM,
};

const ignore = (): void => {};

export class Http2Exchange extends TransportExchange {
  readonly protocol = "h2";
  readonly #stream: ServerHttp2Stream;
  #corked = false;
  #needsDrain = false;
  #drainListener: (() => void) | undefined;
  #trailers: ResponseHeaders | undefined;

  constructor(
    connection: Connection,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    onClose: (brokenOff: boolean) => void,
  ) {
    const fields = headers as Record<string, string | undefined>;
    fields["host"] = fields[":authority"] ?? fields["host"];
    super(connection, {
      method: fields[":method"] ?? "",
      target: fields[":path"] ?? "",
      headers: fields,
      hasBody: !stream.endAfterHeaders,
    });
    this.#stream = stream;
    stream.on("error", ignore);
    stream.on("close", () => {
      // Not `writableFinished`: Node may close a stream before it reports the last write.
      const complete = this.isOver && stream.rstCode === constants.NGHTTP2_NO_ERROR;
      onClose(this.close(complete));
    });
    if (stream.endAfterHeaders) stream.resume();
  }

  get heldBytes(): number {
    return this.#stream.readableLength;
  }

  get pendingBytes(): number {
    return this.#stream.writableLength;
  }

  protected startBody(): void {
    const stream = this.#stream;
    if (this.headers["expect"] === "100-continue" && !this.headersSent && !stream.closed) {
      stream.additionalHeaders({ ":status": constants.HTTP_STATUS_CONTINUE });
    }
    stream.on("data", (chunk: Buffer) => this.receive(chunk));
    stream.on("end", () => this.receiveEnd());
  }

  /** A stream that does not read gets no WINDOW_UPDATE: the peer stops at its window. */
  protected pauseSource(): void {
    this.#stream.pause();
  }

  protected resumeSource(): void {
    this.#stream.resume();
  }

  protected startResponse(status: number, headers: ResponseHeaders): void {
    const stream = this.#stream;
    if (stream.closed || stream.destroyed) return;
    const grpc = isGrpc(headers["content-type"]);
    const waitForTrailers = grpc || headers["trailer"] !== undefined;
    if (waitForTrailers) stream.on("wantTrailers", () => this.#sendTrailers());
    stream.respond({ ":status": status, ...headers }, { waitForTrailers });
  }

  protected writeResponse(chunk: Uint8Array): boolean {
    const stream = this.#stream;
    if (!stream.writable || this.method === "HEAD") return true;
    if (!this.#corked) {
      this.#corked = true;
      stream.cork();
      process.nextTick(uncork, this);
    }
    // Node says "drain" only after it said false itself.
    if (stream.write(chunk)) return true;
    if (stream.writableLength < this.connection.transport.limits.writeBufferBytesMax) return true;
    this.#needsDrain = true;
    return false;
  }

  uncork(): void {
    this.#corked = false;
    this.#stream.uncork();
  }

  onDrain(listener: () => void): void {
    const isFirst = this.#drainListener === undefined;
    this.#drainListener = listener;
    if (!isFirst) return;
    this.#stream.on("drain", () => {
      if (!this.#needsDrain || this.isOver) return;
      this.#needsDrain = false;
      this.#drainListener?.();
    });
  }

  protected endResponse(trailers: ResponseHeaders | undefined): void {
    const stream = this.#stream;
    if (stream.destroyed) return;
    this.#trailers = trailers;
    stream.end();
    if (this.bodyOpen) this.#discardBody();
  }

  /**
   * RFC 9113 §8.1 lets the stream end without error before the body is complete. Not done at once:
   * some clients (curl 7) take it for a failure where they are still sending.
   */
  protected cutBody(): void {
    this.#closeStream(constants.NGHTTP2_NO_ERROR);
  }

  #discardBody(): void {
    if (this.reader === undefined) this.#stream.on("data", (chunk: Buffer) => this.receive(chunk));
    this.#stream.resume();
  }

  #sendTrailers(): void {
    if (this.#stream.closed || this.#stream.destroyed) return;
    this.#stream.sendTrailers({ ...this.#trailers });
  }

  protected reset(reason: AbortReason): void {
    this.#closeStream(RESET_CODES[reason]);
  }

  #closeStream(code: number): void {
    if (!this.#stream.destroyed) this.#stream.close(code);
  }
}

function uncork(exchange: Http2Exchange): void {
  exchange.uncork();
}
