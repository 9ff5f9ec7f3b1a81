/** The log of a child broker: a file of bounded size, with the last lines at hand. */
import { appendFileSync, renameSync, rmSync, statSync } from "node:fs";

/** Days of a quiet broker; with the one before it the most that a cluster of nine leaves is 144 MiB. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const LINES_KEPT = 50;

export class LogFile {
  readonly path: string;
  readonly #last: string[] = [];
  #bytes: number;
  #rest = "";

  constructor(path: string) {
    this.path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  append(chunk: Buffer): void {
    if (this.#bytes + chunk.length > FILE_BYTES_MAX) this.#turn();
    appendFileSync(this.path, chunk);
    this.#bytes += chunk.length;
    const lines = (this.#rest + chunk.toString()).split("\n");
    this.#rest = lines.pop() ?? "";
    this.#last.push(...lines);
    this.#last.splice(0, this.#last.length - LINES_KEPT);
  }

  /** The newest last. */
  lastLines(count: number): readonly string[] {
    return [...this.#last, this.#rest].filter((line) => line !== "").slice(-count);
  }

  /** One file before this one is kept. */
  #turn(): void {
    rmSync(`${this.path}.1`, { force: true });
    if (this.#bytes > 0) renameSync(this.path, `${this.path}.1`);
    this.#bytes = 0;
  }
}
