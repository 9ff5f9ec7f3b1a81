/** Samples what a process holds in anonymous memory: what no file can give back. */
import { readFileSync } from "node:fs";

const INTERVAL_MS = 100;

export class MemorySampler {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #maxMiB = 0;
  #everMiB = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS).unref();
  }

  #sample(): void {
    let status: string;
    try {
      status = readFileSync(`/proc/${this.#pid}/status`, "utf8");
    } catch {
      return; // Gone, or a system without /proc: nothing is reported.
    }
    const mebibytes = Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    this.#maxMiB = Math.max(this.#maxMiB, mebibytes);
    this.#everMiB = Math.max(this.#everMiB, mebibytes);
  }

  /** The most since this was last asked. */
  takeMaxMiB(): number {
    this.#sample();
    const max = this.#maxMiB;
    this.#maxMiB = 0;
    return max;
  }

  get everMiB(): number {
    return this.#everMiB;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
