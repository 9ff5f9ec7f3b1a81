/** An exchange that a test drives by hand: what the peer sends, how fast it reads, when it leaves. */
import { assert } from "../../../src/lib/assert.ts";
import type { BodyReader, Exchange } from "../../../src/server/exchange.ts";

interface Options {
  readonly protocol?: "http/1.1" | "h2";
  readonly headers?: Readonly<Record<string, string>>;
}

export class FakeExchange implements Exchange {
  readonly protocol: "http/1.1" | "h2";
  readonly secure = false;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress = "127.0.0.1";
  readonly #gone = new AbortController();
  readonly #drain = new AbortController();
  readonly signal = this.#gone.signal;
  readonly draining = this.#drain.signal;

  status: number | undefined;
  responseHeaders: Readonly<Record<string, string | number>> = {};
  trailers: Readonly<Record<string, string | number>> | undefined;
  readonly written: Uint8Array[] = [];
  ended = false;
  aborted: string | undefined;
  streaming = false;
  paused = false;
  /** While false every write says that the buffer is full. */
  takes = true;
  #reader: BodyReader | undefined;
  #onDrain: (() => void) | undefined;
  /** What the peer sent before anybody read, or while the body was paused. */
  readonly #queued: (Buffer | "end")[] = [];
  readonly #waiters: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(method: string, target: string, options: Options = {}) {
    this.method = method;
    this.target = target;
    this.protocol = options.protocol ?? "h2";
    this.headers = { host: "localhost", ...options.headers };
  }

  get headersSent(): boolean {
    return this.status !== undefined;
  }

  readBody(reader: BodyReader): void {
    assert(this.#reader === undefined, "readBody is called once");
    this.#reader = reader;
    queueMicrotask(() => this.#deliver());
  }

  pauseBody(): void {
    this.paused = true;
  }

  resumeBody(): void {
    if (!this.paused) return;
    this.paused = false;
    queueMicrotask(() => this.#deliver());
  }

  sendHeaders(status: number, headers: Readonly<Record<string, string | number>>): void {
    assert(!this.headersSent, "sendHeaders is called once");
    this.status = status;
    this.responseHeaders = headers;
    this.#look();
  }

  write(chunk: Uint8Array): boolean {
    assert(this.headersSent, "sendHeaders comes before write");
    if (this.ended || this.signal.aborted) return true;
    this.written.push(chunk);
    this.#look();
    return this.takes;
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  end(trailers?: Readonly<Record<string, string | number>>): void {
    assert(this.headersSent, "sendHeaders comes before end");
    assert(!this.ended, "end is called once");
    this.ended = true;
    this.trailers = trailers;
    this.#look();
  }

  abort(reason: string): void {
    this.aborted = reason;
    this.#look();
  }

  markStreaming(): void {
    this.streaming = true;
  }

  // The peer's side.

  send(chunk: Uint8Array | string): this {
    this.#queued.push(Buffer.from(chunk));
    this.#deliver();
    return this;
  }

  halfClose(): this {
    this.#queued.push("end");
    this.#deliver();
    return this;
  }

  leave(): void {
    this.#gone.abort();
  }

  drain(): void {
    this.#drain.abort();
  }

  /** The peer has read everything. */
  readOn(): void {
    this.takes = true;
    this.#onDrain?.();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.written);
  }

  get text(): string {
    return this.bytes.toString("utf8");
  }

  get lines(): unknown[] {
    return this.text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown);
  }

  get json(): unknown {
    return JSON.parse(this.text);
  }

  /** Resolves when the response has its end. */
  finished(): Promise<this> {
    return this.until(() => this.ended || this.aborted !== undefined);
  }

  async until(condition: () => boolean): Promise<this> {
    if (!condition())
      await new Promise<void>((resolve) => this.#waiters.push({ until: condition, resolve }));
    return this;
  }

  #look(): void {
    for (const waiter of this.#waiters.splice(0)) {
      if (waiter.until()) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  #deliver(): void {
    while (this.#reader !== undefined && !this.paused && !this.ended && this.#queued.length > 0) {
      const next = this.#queued.shift() as Buffer | "end";
      if (next === "end") this.#reader.end();
      else this.#reader.data(next);
    }
  }
}

/** Lets promises that have nothing to wait for run. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
