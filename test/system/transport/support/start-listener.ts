/** Starts the listener in a process of its own and talks to it. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ListenerStats } from "../../../../src/server/listener.ts";
import type { ListenerOptions, TransportLimits } from "../../../../src/server/transport/options.ts";
import type { Certificate } from "./certificate.ts";

interface ProcessStats extends ListenerStats {
  readonly calls: number;
  readonly aborted: number;
  readonly bodyBytes: number;
  readonly rssBytes: number;
}

export interface StartOptions
  extends Partial<Pick<ListenerOptions, "corsOrigins" | "allowedHosts">> {
  readonly limits?: Partial<TransportLimits>;
  readonly certificate?: Certificate;
  /** At most so many file descriptors. */
  readonly descriptorsMax?: number;
}

export interface ListenerProcess {
  /** Cleartext. */
  readonly port: number;
  readonly tlsPort: number;
  readonly url: string;
  readonly tlsUrl: string;
  output(): string;
  stats(): Promise<ProcessStats>;
  drain(deadlineMs: number): Promise<void>;
  stop(): Promise<void>;
}

const FIXTURE = fileURLToPath(new URL("listener-process.ts", import.meta.url));
const HOST = "127.0.0.1";

export async function startListener(options: StartOptions = {}): Promise<ListenerProcess> {
  const { certificate, limits, corsOrigins, allowedHosts } = options;
  const listeners: unknown[] = [{ host: HOST, port: 0 }];
  if (certificate !== undefined) {
    listeners.push({ host: HOST, port: 0, tls: { cert: certificate.cert, key: certificate.key } });
  }
  const settings = JSON.stringify({ listeners, limits, corsOrigins, allowedHosts });
  const child = startChild(settings, options.descriptorsMax);
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const calls = new Map<number, (value: unknown) => void>();
  let nextId = 0;
  const ports = await new Promise<number[]>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`the listener process ended: ${output}`)));
    child.on("message", (message: { ports?: number[]; id?: number; value?: unknown }) => {
      if (message.ports !== undefined) resolve(message.ports);
      if (message.id !== undefined) calls.get(message.id)?.(message.value);
    });
  });
  const ask = (call: string, deadlineMs?: number): Promise<unknown> =>
    new Promise((resolve) => {
      nextId += 1;
      calls.set(nextId, resolve);
      child.send({ id: nextId, call, deadlineMs });
    });
  const [port = 0, tlsPort = 0] = ports;
  return {
    port,
    tlsPort,
    url: `http://${HOST}:${port}`,
    tlsUrl: `https://${HOST}:${tlsPort}`,
    output: () => output,
    stats: () => ask("stats") as Promise<ProcessStats>,
    drain: async (deadlineMs) => void (await ask("drain", deadlineMs)),
    stop: () => {
      if (child.connected) child.disconnect();
      return exited;
    },
  };
}

function startChild(settings: string, descriptorsMax: number | undefined): ChildProcess {
  if (descriptorsMax === undefined) {
    return fork(FIXTURE, [settings], { execArgv: ["--import", "tsx"], silent: true });
  }
  const command = `ulimit -n ${descriptorsMax} && exec "$0" --import tsx "$1" "$2"`;
  return spawn("bash", ["-c", command, process.execPath, FIXTURE, settings], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}
