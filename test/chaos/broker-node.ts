/** One broker of a chaos run and what becomes of its process. One change at a time. */
import { BrokerProcess } from "../system/harness/broker-process.ts";
import type { Place } from "./site.ts";

/** Above `drainDeadlineMs` and what a broker waits for others to lead in its place. */
const STOP_DEADLINE_MS = 40_000;

export class BrokerNode {
  readonly id: number;
  readonly place: Place;
  readonly #args: readonly string[];
  #process: BrokerProcess | undefined;
  /** Of each life, what was logged; the last one's is still growing. */
  readonly #lives: (readonly string[])[] = [];
  #paused = false;
  /** Of all its lives. */
  slowestStartMs = 0;

  constructor(id: number, place: Place, settings: Readonly<Record<string, string>>) {
    this.id = id;
    this.place = place;
    const own = { brokerId: String(id), ...settings };
    this.#args = Object.entries(own).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  }

  /** Its settings as flags. */
  get arguments(): readonly string[] {
    return this.#args;
  }

  get address(): string {
    return `${this.place.host}:${this.place.port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** It runs and is not held. */
  get isUp(): boolean {
    return this.#process !== undefined && !this.#paused;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Its log over all its lives, newest last. */
  get lines(): readonly string[] {
    return this.#lives.flat();
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const beganMs = performance.now();
    const { host, port, dataDir, wrapper } = this.place;
    const process = await BrokerProcess.start({
      host,
      port,
      dataDir,
      args: this.#args,
      endsWithParent: true,
      ...(wrapper === undefined ? {} : { wrapper }),
      ...(host === "127.0.0.1" ? {} : { env: { TIDEMARK_INSECURE: "true" } }),
    });
    this.#process = process;
    this.#lives.push(process.lines);
    this.slowestStartMs = Math.max(this.slowestStartMs, performance.now() - beganMs);
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    this.#paused = false;
    await process?.kill();
  }

  /** SIGTERM; an exit code other than 0 is a fault of ours. */
  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (process === undefined) return;
    const timer = setTimeout(() => void process.kill(), STOP_DEADLINE_MS);
    const code = await process.stop();
    clearTimeout(timer);
    if (code === "SIGKILL") throw new Error(`broker ${this.id} did not stop`);
    if (code !== 0) throw new Error(`broker ${this.id} stopped with ${code}`);
  }

  pause(): void {
    this.#paused = true;
    this.#process?.child.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.child.kill("SIGCONT");
    this.#paused = false;
  }

  /** What ended without anybody having asked for it. */
  get endedByItself(): boolean {
    const child = this.#process?.child;
    return child !== undefined && (child.exitCode !== null || child.signalCode !== null);
  }
}
