/** The broker under test: the built one, in a process of its own, with data of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MemorySampler } from "./memory.ts";

const READY_TIMEOUT_MS = 60_000;
/** A broker that does not stop by then is killed: a bench must end. */
const STOP_TIMEOUT_MS = 30_000;
const LOG_LINES_KEPT = 100;

export interface BrokerOptions {
  /** Made where it is not there; whoever names it removes it. */
  readonly dataDir: string;
  /** 0: any that is free. */
  readonly port?: number;
  readonly profile?: string | undefined;
  /** By name, as `--set` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
}

export class Broker {
  readonly address: string;
  readonly memory: MemorySampler;
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
    this.pid = child.pid!;
    this.memory = new MemorySampler(this.pid);
  }

  /** Resolves when it is ready. */
  static async start(root: string, options: BrokerOptions): Promise<Broker> {
    const { dataDir, port = 0, profile, settings = {} } = options;
    const sets = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    const entry = join(root, "bin/tidemark.js");
    const args = [entry, "serve", "--listen", `127.0.0.1:${port}`, "--data-dir", dataDir, ...sets];
    if (profile !== undefined) args.unshift("--cpu-prof", "--cpu-prof-dir", profile);
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TIDEMARK_LOG_FORMAT: "json" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      return new Broker(child, await readyAddress(child));
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  get port(): number {
    return Number(this.address.split(":").at(-1));
  }

  /** SIGTERM, or with SIGKILL the end at once. Its data stays. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.memory.stop();
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.kill(signal);
    await exited;
    clearTimeout(timer);
  }
}

function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = (why: string): void =>
      reject(new Error(`The broker ${why}:\n${lines.join("\n")}`));
    const timer = setTimeout(fail, READY_TIMEOUT_MS, "was not ready in time");
    child.once("exit", (code) => fail(`ended with ${code}`));
    const onLine = (line: string): void => {
      if (lines.length < LOG_LINES_KEPT) lines.push(line);
      const entry = line.startsWith("{") ? (JSON.parse(line) as ReadyLine) : undefined;
      if (entry?.message !== "ready") return;
      clearTimeout(timer);
      resolve(`127.0.0.1:${entry.listen?.[0]?.split(":").at(-1)}`);
    };
    createInterface({ input: child.stdout! }).on("line", onLine);
    createInterface({ input: child.stderr! }).on("line", onLine);
  });
}

interface ReadyLine {
  readonly message?: string;
  readonly listen?: readonly string[];
}
