/** A curl that is talked to while it runs: lines out as they come, input when the test says so. */
import { type ChildProcess, spawn } from "node:child_process";

const MARK = "\u0001";
/** Not curl's own -m: with a timer set, `-T .` reads the answer only when it has input. */
const KILLED_AFTER_MS = 30_000;

export class CurlProcess {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  stderr = "";
  /** Everything that came, byte for byte. */
  body: Buffer = Buffer.alloc(0);
  /** Resolves when curl is done, with its exit code. */
  readonly exited: Promise<number>;
  #isOver = false;
  #seen = 0;
  readonly #waiting = new Set<() => void>();

  /** Adds what no test wants to repeat: silent but for errors, unbuffered, TLS unchecked. */
  constructor(...args: readonly string[]) {
    const format = `${MARK}%{http_version} %{http_code}`;
    const child = spawn("curl", ["-sS", "-N", "-k", "-w", format, ...args]);
    this.child = child;
    child.stdin.on("error", () => {});
    child.stderr.on("data", (data: Buffer) => (this.stderr += data.toString()));
    child.stdout.on("data", (data: Buffer) => this.#take(data));
    const killer = setTimeout(() => child.kill(), KILLED_AFTER_MS);
    this.exited = new Promise((resolve) => {
      child.on("close", (code) => {
        clearTimeout(killer);
        this.#isOver = true;
        this.#look();
        resolve(code ?? -1);
      });
    });
  }

  /** What `%{http_version} %{http_code}` gave, once it is over. */
  get summary(): string {
    const text = this.body.toString();
    return text.slice(text.lastIndexOf(MARK) + 1);
  }

  /** The response without the summary. */
  get answer(): Buffer {
    const end = this.body.lastIndexOf(MARK);
    return end < 0 ? this.body : this.body.subarray(0, end);
  }

  send(text: string): void {
    this.child.stdin?.write(text);
  }

  end(): void {
    this.child.stdin?.end();
  }

  kill(): void {
    this.child.kill();
  }

  /** The next line of the response. */
  next(): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.lines[this.#seen];
        if (line === undefined && !this.#isOver) return;
        this.#waiting.delete(look);
        if (line === undefined) reject(new Error(`curl is done: ${this.stderr || this.summary}`));
        else {
          this.#seen += 1;
          resolve(line);
        }
      };
      this.#waiting.add(look);
      look();
    });
  }

  async nextJson(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.next()) as Record<string, unknown>;
  }

  #take(data: Buffer): void {
    this.body = Buffer.concat([this.body, data]);
    const whole = this.body.subarray(0, this.body.lastIndexOf(10) + 1).toString();
    this.lines.splice(0, this.lines.length, ...whole.split("\n").slice(0, -1));
    this.#look();
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }
}
