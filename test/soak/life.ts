/** The broker's lives: killed without warning, or stopped, again and again, on one port and folder. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerProcess } from "../system/harness/broker-process.ts";
import { stablePort } from "../system/harness/stable-port.ts";
import { between, pause } from "./ground.ts";

/** Of the lives that end with SIGTERM. */
const STOPPED_SHARE = 0.2;

export class BrokerLife {
  readonly dataDir = mkdtempSync(join(tmpdir(), "tidemark-soak-"));
  readonly #port: number;
  #broker: BrokerProcess | undefined;
  kills = 0;
  stops = 0;
  /** From the call until it was ready, of the slowest start. */
  slowestStartMs = 0;

  private constructor(port: number) {
    this.#port = port;
  }

  static async begin(): Promise<BrokerLife> {
    const life = new BrokerLife(await stablePort());
    await life.#start();
    return life;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string | undefined {
    return this.#broker?.url;
  }

  get pid(): number | undefined {
    return this.#broker?.pid;
  }

  /** Its log, newest last. */
  get lines(): readonly string[] {
    return this.#broker?.lines ?? [];
  }

  /** About every `everyMs`, until the signal; the last life goes on. Throws where one cannot begin. */
  async endOften(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await Promise.race([pause(between(everyMs / 2, everyMs * 1.5)), aborted(signal)]);
      if (signal.aborted) return;
      const broker = this.#broker;
      this.#broker = undefined;
      if (Math.random() < STOPPED_SHARE) {
        this.stops += 1;
        await broker?.stop();
      } else {
        this.kills += 1;
        await broker?.kill();
      }
      await this.#start();
    }
  }

  async end(): Promise<void> {
    const broker = this.#broker;
    this.#broker = undefined;
    await broker?.stop();
  }

  /** At once, from a process that ends. */
  kill(): void {
    this.#broker?.child.kill("SIGKILL");
  }

  async #start(): Promise<void> {
    const beganMs = performance.now();
    this.#broker = await BrokerProcess.start({ dataDir: this.dataDir, port: this.#port });
    this.slowestStartMs = Math.max(this.slowestStartMs, performance.now() - beganMs);
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
