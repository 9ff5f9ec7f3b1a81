/**
 * One broker of `tidemark cluster dev`, in a process of its own. It ends when this process does, even
 * by `kill -9`: its standard input is a pipe from here. It is never started again by itself.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LogFile } from "./log-file.ts";

const ENTRY = fileURLToPath(new URL("../../../bin/tidemark.js", import.meta.url));
const LOOK_AGAIN_MS = 100;
/** Above `drainDeadlineMs`: what is killed later than that hangs. */
const STOP_TIMEOUT_MS = 30_000;

export interface ChildSettings {
  readonly id: number;
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  /** By name, as `--set` takes them. */
  readonly settings: Readonly<Record<string, string>>;
}

export type ChildState =
  | { readonly kind: "starting" }
  | { readonly kind: "up" }
  | { readonly kind: "ended"; readonly how: string };

export class ChildBroker {
  readonly id: number;
  readonly address: string;
  readonly log: LogFile;
  readonly #settings: ChildSettings;
  #process: ChildProcess;
  #ended: Promise<void>;
  #state: ChildState = { kind: "starting" };

  constructor(settings: ChildSettings) {
    this.#settings = settings;
    this.id = settings.id;
    this.address = `127.0.0.1:${settings.port}`;
    this.log = new LogFile(settings.logFile);
    ({ process: this.#process, ended: this.#ended } = this.#spawn());
  }

  get state(): ChildState {
    return this.#state;
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** After its end, with the data that it had. */
  startAgain(): void {
    if (this.#state.kind !== "ended") return;
    ({ process: this.#process, ended: this.#ended } = this.#spawn());
  }

  /** Resolves when it serves (true) or has ended (false). */
  async ready(): Promise<boolean> {
    while (this.#state.kind === "starting") {
      if (await this.#isReady()) this.#became({ kind: "up" });
      else await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return this.#state.kind === "up";
  }

  /** SIGTERM, and what hangs is killed. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), STOP_TIMEOUT_MS);
    if (this.#state.kind !== "ended") this.#process.kill("SIGTERM");
    await this.#ended;
    clearTimeout(timer);
  }

  kill(): void {
    if (this.#state.kind !== "ended") this.#process.kill("SIGKILL");
  }

  #spawn(): { process: ChildProcess; ended: Promise<void> } {
    const { id, port, dataDir, settings } = this.#settings;
    const own = { brokerId: String(id), ...settings };
    const sets = Object.entries(own).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    const listen = ["--listen", `127.0.0.1:${port}`, "--data-dir", dataDir];
    const child = spawn(
      process.execPath,
      [ENTRY, "serve", "--exit-with-parent", ...listen, ...sets],
      {
        env: { ...process.env, TIDEMARK_LOG_FORMAT: "json" },
        stdio: ["pipe", "ignore", "pipe"],
        // Ctrl-C is for this process alone: it stops them in its own way.
        detached: true,
      },
    );
    this.#state = { kind: "starting" };
    child.stdin.on("error", () => undefined);
    child.stderr.on("data", (chunk: Buffer) => this.log.append(chunk));
    const ended = new Promise<void>((resolve) => {
      child.once("error", (error) => {
        this.#state = { kind: "ended", how: error.message };
        resolve();
      });
      child.once("close", (code, signal) => {
        this.#state = { kind: "ended", how: signal ?? `exit code ${code}` };
        resolve();
      });
    });
    return { process: child, ended };
  }

  /** An end that came meanwhile stays one. */
  #became(state: ChildState): void {
    if (this.#state.kind !== "ended") this.#state = state;
  }

  async #isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
