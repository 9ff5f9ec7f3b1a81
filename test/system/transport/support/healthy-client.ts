/** A client that behaves, one request after the other, to see what an attack costs others. */
import { type ClientHttp2Session, connect } from "node:http2";

export interface Health {
  readonly requests: number;
  readonly failures: number;
  readonly p99Ms: number;
}

export class HealthyClient {
  readonly #session: ClientHttp2Session;
  readonly #latenciesMs: number[] = [];
  readonly #done: Promise<void>;
  #failures = 0;
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
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY,
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const beginMs = performance.now();
      const ok = !this.#session.destroyed && (await this.#request());
      this.#latenciesMs.push(performance.now() - beginMs);
      if (!ok) {
        this.#failures += 1;
        return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #request(): Promise<boolean> {
    return new Promise((resolve) => {
      const stream = this.#session.request({ ":method": "POST", ":path": "/hello" });
      let status = 0;
      stream.on("response", (headers) => (status = headers[":status"] ?? 0));
      stream.on("error", () => resolve(false));
      stream.on("close", () => resolve(status === 200));
      stream.resume();
      stream.end("hello");
    });
  }
}
