/** The broker under test: the built one, in a process of its own, with data of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MemorySampler } from "./memory.ts";

const READY_TIMEOUT_MS = 30_000;
const LOG_LINES_KEPT = 100;

export class Broker {
  readonly address: string;
  readonly memory: MemorySampler;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, address: string) {
    this.#child = child;
    this.#folder = folder;
    this.address = address;
    this.pid = child.pid!;
    this.memory = new MemorySampler(this.pid);
  }

  static async start(root: string, folder: string, profile?: string): Promise<Broker> {
    const dataDir = mkdtempSync(join(folder, "broker-"));
    const entry = join(root, "bin/tidemark.js");
    const args = [entry, "serve", "--listen", "127.0.0.1:0", "--data-dir", dataDir];
    if (profile !== undefined) args.unshift("--cpu-prof", "--cpu-prof-dir", profile);
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TIDEMARK_LOG_FORMAT: "json" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      return new Broker(child, dataDir, await readyAddress(child));
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** SIGTERM; its data is removed. */
  async stop(): Promise<void> {
    this.memory.stop();
    const exited = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGTERM");
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
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
