/**
 * What an exchange is on either protocol: the order of its calls, body accounting, deadlines and
 * refusals. Must never leave a reader or a response open once the exchange is over.
 */
import { assert } from "../../lib/assert.ts";
import { type ErrorCode, TidemarkError } from "../../model/errors.ts";
import { EXPLAINED_OVERHEAD_BYTES, HELD_CHUNK_OVERHEAD_BYTES } from "../../model/limits.ts";
import type { BodyReader, Exchange } from "../exchange.ts";
import type { Connection } from "./connection.ts";
import { refusal } from "./refusal.ts";

export type AbortReason = "internal" | "refused" | "cancelled" | "calm";
export type ResponseHeaders = Readonly<Record<string, string | number>>;

/** A stream that lived this long was used; that its reader left is how streams end. */
const USED_STREAM_MS = 1_000;

export abstract class TransportExchange implements Exchange {
  abstract readonly protocol: "http/1.1" | "h2";
  readonly secure: boolean;
  readonly remoteAddress: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  headersSent = false;

  protected readonly connection: Connection;
  /** More of the request body may come. */
  protected bodyOpen: boolean;
  protected reader: BodyReader | undefined;
  #paused = false;
  #streaming = false;
  /** The response has its end, or will never have one: calls of the handler have no effect. */
  #over = false;
  #closed = false;
  #abortedHere = false;
  #controller: AbortController | undefined;
  #drainController: AbortController | undefined;
  #abortReason: TidemarkError | undefined;
  #corsHeaders: ResponseHeaders | undefined;
  #bodyBytes = 0;
  #reservedBytes = 0;
  /** `#bodyBytes` at the last sweep. */
  #sweptBodyBytes = 0;
  #bodyStuck = false;
  readonly #openedMs: number;
  /** Time that the peer, and not the reader, kept the body waiting. */
  #bodyWaitedMs = 0;
  /** How long a body has gone on that nobody wants any more. */
  #lingeredMs = 0;
  #pendingBytes = 0;
  #pendingSinceMs = 0;

  protected constructor(
    connection: Connection,
    request: {
      readonly method: string;
      readonly target: string;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly hasBody: boolean;
    },
  ) {
    this.connection = connection;
    this.secure = connection.secure;
    this.remoteAddress = connection.remoteAddress;
    this.method = request.method;
    this.target = request.target;
    this.headers = request.headers;
    this.bodyOpen = request.hasBody;
    this.#openedMs = connection.transport.clock.monotonicMs();
  }

  /** Begins to deliver the body through `receive` and `receiveEnd`. */
  protected abstract startBody(): void;
  protected abstract pauseSource(): void;
  protected abstract resumeSource(): void;
  protected abstract startResponse(status: number, headers: ResponseHeaders): void;
  protected abstract writeResponse(chunk: Uint8Array): boolean;
  protected abstract endResponse(trailers: ResponseHeaders | undefined): void;
  /** The response is complete: ends a body that still comes. */
  protected abstract cutBody(): void;
  protected abstract reset(reason: AbortReason): void;
  abstract onDrain(listener: () => void): void;
  /** Bytes of the body that have come and are not delivered. */
  abstract get heldBytes(): number;
  /** Bytes of the response that the peer has not taken. */
  abstract get pendingBytes(): number;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** One of its own: a listener left on a shared signal would outlive the exchange. */
  get draining(): AbortSignal {
    if (this.#drainController === undefined) {
      this.#drainController = new AbortController();
      if (this.connection.transport.draining.aborted) this.#drainController.abort();
    }
    return this.#drainController.signal;
  }

  noteDraining(): void {
    this.#drainController?.abort();
  }

  get isOver(): boolean {
    return this.#over;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  set corsHeaders(headers: ResponseHeaders | undefined) {
    this.#corsHeaders = headers;
  }

  readBody(reader: BodyReader): void {
    assert(this.reader === undefined, "readBody is called once");
    this.reader = reader;
    if (this.#over) return;
    if (this.bodyOpen && this.#isDeclaredTooLarge()) this.#refuseTooLarge();
    else if (this.bodyOpen) this.startBody();
    else queueMicrotask(() => this.receiveEnd());
  }

  pauseBody(): void {
    if (this.#paused || !this.bodyOpen) return;
    this.#paused = true;
    this.pauseSource();
  }

  resumeBody(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.resumeSource();
  }

  markStreaming(): void {
    this.#streaming = true;
  }

  sendHeaders(status: number, headers: ResponseHeaders): void {
    if (this.#over) return;
    assert(!this.headersSent, "sendHeaders is called once");
    this.headersSent = true;
    const cors = this.#corsHeaders;
    try {
      this.startResponse(status, cors === undefined ? headers : { ...headers, ...cors });
    } catch (error) {
      // A header that the protocol forbids: a fault of ours, which must not take others down.
      this.connection.transport.log.error("a response could not be sent", { error });
      this.abort("internal");
    }
  }

  write(chunk: Uint8Array): boolean {
    if (this.#over) return true;
    assert(this.headersSent, "sendHeaders comes before write");
    this.connection.explainSent(EXPLAINED_OVERHEAD_BYTES + (chunk.length >>> 8));
    return chunk.length === 0 || this.writeResponse(chunk);
  }

  end(trailers?: ResponseHeaders): void {
    if (this.#over) return;
    assert(this.headersSent, "sendHeaders comes before end");
    this.#over = true;
    this.endResponse(trailers);
  }

  abort(reason: AbortReason): void {
    if (this.#closed) return;
    this.#over = true;
    this.#abortedHere = true;
    this.reset(reason);
  }

  /** Answers with an error where an answer is still possible, and tells the handler by `signal`. */
  refuse(code: ErrorCode, message: string): void {
    if (this.#closed) return;
    if (this.#over || this.headersSent) {
      this.#signalAbort(code, message);
      this.abort("calm");
      return;
    }
    const answer = refusal(this.headers["content-type"], code, message);
    this.sendHeaders(answer.status, answer.headers);
    this.write(answer.body);
    this.end(answer.trailers);
    this.#abortedHere = true;
    this.#signalAbort(code, message);
  }

  /** Looks at the deadlines of this exchange (guard G3). */
  sweep(nowMs: number, elapsedMs: number): void {
    const limits = this.connection.transport.limits;
    this.#bodyStuck = this.bodyOpen && this.#bodyBytes === this.#sweptBodyBytes;
    this.#sweptBodyBytes = this.#bodyBytes;
    const waitsForBody = this.bodyOpen && this.reader !== undefined && !this.#paused;
    if (waitsForBody && !this.#streaming && !this.#over) {
      this.#bodyWaitedMs += elapsedMs;
      if (this.#bodyWaitedMs > limits.bodyTimeoutMs) {
        const message = `The body was not complete after ${limits.bodyTimeoutMs} ms`;
        this.refuse("DEADLINE_EXCEEDED", message);
        return;
      }
    }
    if (this.#over && this.bodyOpen) {
      this.#lingeredMs += elapsedMs;
      if (this.#lingeredMs > limits.lingerMs) this.cutBody();
    }
    if (this.stalledMs(nowMs) > this.#stallAllowedMs()) {
      const message = `The peer took nothing of the response for ${this.stalledMs(nowMs)} ms`;
      this.#signalAbort("DEADLINE_EXCEEDED", message);
      this.#over = true;
      this.reset("cancelled");
    }
  }

  /** How long the peer has taken none of the response that waits for it. */
  stalledMs(nowMs: number): number {
    const pendingBytes = this.pendingBytes;
    if (pendingBytes === 0 || pendingBytes < this.#pendingBytes) this.#pendingSinceMs = nowMs;
    if (this.#pendingBytes === 0) this.#pendingSinceMs = nowMs;
    this.#pendingBytes = pendingBytes;
    return nowMs - this.#pendingSinceMs;
  }

  /** What it keeps in memory for a peer, or a reader, that does not move. */
  stuckBytes(nowMs: number): number {
    const held = this.#bodyStuck ? this.heldBytes + this.#reservedBytes : 0;
    return held + (this.stalledMs(nowMs) > 0 ? this.pendingBytes : 0);
  }

  #stallAllowedMs(): number {
    const limits = this.connection.transport.limits;
    const base = this.#streaming ? limits.streamStallTimeoutMs : limits.writeTimeoutMs;
    return base + (this.#pendingBytes * 1_000) / limits.writeBytesPerSecondMin;
  }

  protected receive(chunk: Buffer): void {
    this.connection.explainReceived(chunk.length + (chunk.length >>> 8) + EXPLAINED_OVERHEAD_BYTES);
    if (this.#over) return;
    if (!this.#streaming && !this.#admit(chunk.length)) return;
    this.reader?.data(chunk);
  }

  #admit(bytes: number): boolean {
    const { limits, memory } = this.connection.transport;
    this.#bodyBytes += bytes;
    if (this.#bodyBytes > limits.bodyBytesMax) {
      this.#refuseTooLarge();
      return false;
    }
    const charge = bytes + HELD_CHUNK_OVERHEAD_BYTES;
    if (!memory.reserve(charge)) {
      this.refuse("OVERLOADED", "The memory for requests is used up: try again later");
      return false;
    }
    this.#reservedBytes += charge;
    return true;
  }

  #isDeclaredTooLarge(): boolean {
    const declared = Number(this.headers["content-length"] ?? 0);
    return !this.#streaming && declared > this.connection.transport.limits.bodyBytesMax;
  }

  #refuseTooLarge(): void {
    const { bodyBytesMax } = this.connection.transport.limits;
    const message = `The body is larger than ${bodyBytesMax} bytes: send less at a time`;
    this.refuse("REQUEST_TOO_LARGE", message);
  }

  protected receiveEnd(): void {
    this.bodyOpen = false;
    if (!this.#over) this.reader?.end();
  }

  /**
   * The protocol is done with the exchange. `complete`: the response went out whole. Returns
   * whether the peer broke it off (guard G1).
   */
  protected close(complete: boolean): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#over = true;
    // The peer may have filled the window before it learned that nobody listens any more.
    const { streamWindowBytes } = this.connection.transport.limits;
    if (this.bodyOpen) this.connection.explainReceived(streamWindowBytes);
    this.bodyOpen = false;
    this.connection.transport.memory.release(this.#reservedBytes);
    this.#reservedBytes = 0;
    this.connection.forget(this);
    if (complete) return false;
    if (!this.#abortedHere) this.#signalAbort("CANCELLED", "The peer went away");
    const ageMs = this.connection.transport.clock.monotonicMs() - this.#openedMs;
    const used = this.#streaming && this.headersSent && ageMs >= USED_STREAM_MS;
    return !this.#abortedHere && !used;
  }

  #signalAbort(code: ErrorCode, message: string): void {
    if (this.#abortReason !== undefined) return;
    this.#abortReason = new TidemarkError(code, message);
    this.#controller?.abort(this.#abortReason);
  }
}
