/** An exchange over HTTP/1.1. Must never hold a connection for a body that nobody wants. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connection } from "./connection.ts";
import { type AbortReason, type ResponseHeaders, TransportExchange } from "./transport-exchange.ts";

export class Http1Exchange extends TransportExchange {
  readonly protocol = "http/1.1";
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #needsDrain = false;
  #drainListener: (() => void) | undefined;
  #expectsContinue: boolean;

  constructor(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ) {
    super(connection, {
      method: request.method ?? "",
      target: originForm(request.url ?? ""),
      headers: request.headers as Record<string, string | undefined>,
      hasBody: hasBody(request),
    });
    this.#request = request;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
    request.on("error", () => {});
    response.on("error", () => {});
    response.on("close", () => this.close(response.writableFinished));
  }

  get heldBytes(): number {
    return this.#request.readableLength;
  }

  get pendingBytes(): number {
    return this.#response.writableLength;
  }

  protected startBody(): void {
    if (this.#expectsContinue) {
      this.#expectsContinue = false;
      this.#response.writeContinue();
    }
    const request = this.#request;
    request.on("data", (chunk: Buffer) => this.receive(chunk));
    request.on("end", () => this.receiveEnd());
  }

  protected pauseSource(): void {
    this.#request.pause();
  }

  protected resumeSource(): void {
    this.#request.resume();
  }

  protected startResponse(status: number, headers: ResponseHeaders): void {
    const response = this.#response;
    if (response.destroyed) return;
    // A client that was not told to continue may or may not send the body: the end of framing.
    const closes = this.#expectsContinue || this.connection.transport.draining.aborted;
    response.writeHead(status, closes ? { ...headers, connection: "close" } : headers);
    process.nextTick(flushHead, response);
  }

  protected writeResponse(chunk: Uint8Array): boolean {
    const response = this.#response;
    if (response.destroyed || this.method === "HEAD") return true;
    // Node says "drain" only after it said false itself.
    if (response.write(chunk)) return true;
    if (response.writableLength < this.connection.transport.limits.writeBufferBytesMax) return true;
    this.#needsDrain = true;
    return false;
  }

  onDrain(listener: () => void): void {
    const isFirst = this.#drainListener === undefined;
    this.#drainListener = listener;
    if (!isFirst) return;
    this.#response.on("drain", () => {
      if (!this.#needsDrain || this.isOver) return;
      this.#needsDrain = false;
      this.#drainListener?.();
    });
  }

  protected endResponse(trailers: ResponseHeaders | undefined): void {
    const response = this.#response;
    if (response.destroyed) return;
    if (trailers !== undefined && response.hasHeader("trailer")) {
      const texts = Object.entries(trailers).map(([name, value]) => [name, String(value)]);
      response.addTrailers(Object.fromEntries(texts) as Record<string, string>);
    }
    response.end();
    // The rest is read and thrown away; the connection's sweep ends what takes too long.
    if (!this.bodyOpen) return;
    if (this.reader === undefined) this.#request.on("data", (chunk: Buffer) => this.receive(chunk));
    this.#request.resume();
  }

  /** The connection's sweep does it: for Node this exchange ends with its response. */
  protected cutBody(): void {}

  protected reset(_reason: AbortReason): void {
    this.#response.destroy();
  }
}

function flushHead(response: ServerResponse): void {
  if (!response.destroyed && !response.writableEnded) response.flushHeaders();
}

function hasBody(request: IncomingMessage): boolean {
  const { headers } = request;
  if (headers["transfer-encoding"] !== undefined) return true;
  const length = headers["content-length"];
  return length !== undefined && Number(length) !== 0;
}

/** `http://host/path` (sent to proxies, legal to servers) → `/path`. */
function originForm(target: string): string {
  const match = /^https?:\/\/[^/?#]*/i.exec(target);
  if (match === null) return target;
  const rest = target.slice(match[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
