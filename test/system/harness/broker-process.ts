/** A real broker in a process of its own, on a free port, with a data directory of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const READY_TIMEOUT_MS = 30_000;
const LOG_LINES_KEPT = 2_000;

export interface BrokerProcessOptions {
  /** Kept where given; else a temporary one, removed by `dispose`. */
  readonly dataDir?: string;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** 0 (default): a free one. */
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run under this command, such as `faketime`. */
  readonly wrapper?: readonly string[];
  /** It ends with this process, even where this one is killed. */
  readonly endsWithParent?: boolean;
  /** Called with the process before it is ready: to kill it on its way up. */
  readonly onSpawn?: (child: ChildProcess) => void;
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "tidemark-test-"));
}

export class BrokerProcess {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Its log, newest last. */
  readonly lines: string[];
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly #temporary: boolean;

  private constructor(
    child: ChildProcess,
    dataDir: string,
    temporary: boolean,
    host: string,
    port: number,
    lines: string[],
    exited: Promise<number | NodeJS.Signals>,
  ) {
    this.child = child;
    this.dataDir = dataDir;
    this.host = host;
    this.port = port;
    this.lines = lines;
    this.exited = exited;
    this.#temporary = temporary;
  }

  /** Resolves when it listens; rejects with its output where it does not come up. */
  static async start(options: BrokerProcessOptions = {}): Promise<BrokerProcess> {
    const dataDir = options.dataDir ?? temporaryDirectory();
    const [command = process.execPath, ...wrapped] = options.wrapper ?? [];
    const { host = "127.0.0.1", endsWithParent = false } = options;
    const before = options.wrapper === undefined ? [] : [...wrapped, process.execPath];
    const args = [
      ...before,
      join(root, "bin/tidemark.js"),
      "serve",
      "--listen",
      `${host}:${options.port ?? 0}`,
      "--data-dir",
      dataDir,
      ...(endsWithParent ? ["--exit-with-parent"] : []),
      ...(options.args ?? []),
    ];
    const child = spawn(command, args, {
      env: { ...process.env, TIDEMARK_LOG_FORMAT: "json", ...options.env },
      stdio: [endsWithParent ? "pipe" : "ignore", "pipe", "pipe"],
    });
    options.onSpawn?.(child);
    const exited = new Promise<number | NodeJS.Signals>((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? signal ?? -1));
    });
    const lines: string[] = [];
    const port = await readyPort(child, lines, exited);
    const temporary = options.dataDir === undefined;
    return new BrokerProcess(child, dataDir, temporary, host, port, lines, exited);
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  /** SIGTERM; resolves with the exit code. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.child.kill("SIGTERM");
    return this.exited;
  }

  /** Ends it if it runs and removes its data if it is temporary. */
  async dispose(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    if (this.#temporary) rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function readyPort(
  child: ChildProcess,
  lines: string[],
  exited: Promise<number | NodeJS.Signals>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`the broker ${why}:\n${lines.slice(-30).join("\n")}`));
    };
    const timer = setTimeout(() => fail("was not ready in time"), READY_TIMEOUT_MS);
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    const onLine = (line: string) => {
      lines.push(line);
      if (lines.length > LOG_LINES_KEPT) lines.shift();
      const port = portOf(line);
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", onLine);
    }
  });
}

function portOf(line: string): number | undefined {
  if (!line.startsWith("{")) return undefined;
  const entry = JSON.parse(line) as { message?: string; listen?: string[] };
  if (entry.message !== "ready") return undefined;
  const port = Number(entry.listen?.[0]?.split(":").at(-1));
  return Number.isInteger(port) ? port : undefined;
}
