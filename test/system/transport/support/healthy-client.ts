/** A client that behaves, one request after the other, to see what an attack costs others. */
import { type ClientHttp2Session, connect } from "node:http2";

/** An attack that ends at once is still measured against so many. */
const REQUESTS_MIN = 50;

export interface Health {
  readonly requests: number;
  readonly failures: number;
  /** Answers that asked to come back later. */
  readonly overloaded: number;
  readonly p99Ms: number;
}

export class HealthyClient {
  readonly #session: ClientHttp2Session;
  readonly #latenciesMs: number[] = [];
  readonly #done: Promise<void>;
  #failures = 0;
  #overloaded = 0;
  #stopping = false;

  constructor(url: string) {
    this.#session = connect(url);
    this.#session.on("error", () => {});
    this.#done = this.#run();
  }

  async stop(): Promise<Health> {
    this.#stopping = true;
    await this.#done;
    this.#session.destroy();
    const sorted = this.#latenciesMs.sort((a, b) => a - b);
    return {
      requests: sorted.length,
      failures: this.#failures,
      overloaded: this.#overloaded,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY,
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping || this.#latenciesMs.length < REQUESTS_MIN) {
      const beginMs = performance.now();
      const status = this.#session.destroyed ? 0 : await this.#request();
      this.#latenciesMs.push(performance.now() - beginMs);
      if (status === 429) this.#overloaded += 1;
      else if (status !== 200) {
        this.#failures += 1;
        return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #request(): Promise<number> {
    return new Promise((resolve) => {
      const stream = this.#session.request({ ":method": "POST", ":path": "/hello" });
      let status = 0;
      stream.on("response", (headers) => (status = headers[":status"] ?? 0));
      stream.on("error", () => resolve(0));
      stream.on("close", () => resolve(status));
      stream.resume();
      stream.end("hello");
    });
  }
}
