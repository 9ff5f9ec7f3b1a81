/** What every client command needs: a connection, where to write, and whether a script reads along. */
import { readFileSync } from "node:fs";
import type { Tidemark } from "@tidemark/client";
import { type Command, Option } from "commander";
import { BrokerHttp } from "../cluster/broker-http.ts";
import { UsageError } from "../failure.ts";
import type { Environment } from "../serve-flags.ts";
import type { Style } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { assertReachable } from "./reach.ts";

export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: Environment;
  /** Of standard output. */
  readonly style: Style;
}

export interface ConnectionFlags {
  readonly server?: string;
  /** The older name. */
  readonly broker?: string;
  readonly tlsCa?: string;
  readonly json?: boolean;
}

export function addConnectionFlags(command: Command): Command {
  return command
    .option("--server <HOST:PORT>", "broker to ask (or TIDEMARK_SERVER; default 127.0.0.1:9470)")
    .addOption(new Option("--broker <HOST:PORT>").hideHelp())
    .option("--tls-ca <FILE>", "PEM certificate to trust, for a broker whose own is not public")
    .option("--json", "JSON lines, for scripts");
}

/** `https://HOST:PORT` turns TLS on; so does a certificate to trust. */
async function connect(flags: ConnectionFlags, environment: Environment): Promise<Tidemark> {
  // Not at the top: a broker that serves needs none of it.
  const { Tidemark } = await import("@tidemark/client");
  const brokers = serversOf(flags, environment);
  await assertReachable(brokers);
  const ca = flags.tlsCa === undefined ? undefined : readCa(flags.tlsCa);
  return new Tidemark({
    brokers,
    clientId: "tidemark-cli",
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
}

/** For what only HTTP says: the cluster as a whole. */
export function brokerHttp({ environment }: CommandContext, flags: ConnectionFlags): BrokerHttp {
  const ca = flags.tlsCa === undefined ? undefined : readCa(flags.tlsCa);
  return new BrokerHttp(serversOf(flags, environment), ca);
}

function serversOf(flags: ConnectionFlags, environment: Environment): string[] {
  const server =
    flags.server ??
    flags.broker ??
    environment["TIDEMARK_SERVER"] ??
    environment["TIDEMARK_BROKER"] ??
    "127.0.0.1:9470";
  return server.split(",").map((address) => address.trim());
}

function readCa(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${path}: ${code ?? "unreadable"}`, "Check --tls-ca.");
  }
}

/** Connects, works, and closes, whatever the work came to. */
export async function withClient<T>(
  context: CommandContext,
  flags: ConnectionFlags,
  work: (client: Tidemark) => Promise<T>,
): Promise<T> {
  const client = await connect(flags, context.environment);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}

/** For options that repeat. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** `name=value`, as `--header` and `--config` take it. */
export function parsePairs(texts: readonly string[] | undefined, what: string): [string, string][] {
  return (texts ?? []).map((text) => {
    const equals = text.indexOf("=");
    if (equals < 1) throw new UsageError(`${what} ${text}`, `Write ${what} NAME=VALUE.`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
}
