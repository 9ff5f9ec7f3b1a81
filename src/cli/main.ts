/** Entry of the built command line: the only place that puts the real parts together. */
import { startBroker } from "../broker/broker.ts";
import { openLmdbStore } from "../host/lmdb-store.ts";
import { createHandler } from "../server/routes.ts";
import type { Assembly } from "./assembly.ts";
import { run } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const ASSEMBLY: Assembly = { startBroker, createHandler, openStore: openLmdbStore };

export async function main(): Promise<void> {
  const { argv, env } = process;
  const code = await run(argv.slice(2), env, processTerminal(), ASSEMBLY);
  // Everything is stopped or was never started: no handle that lingers may hold the process.
  process.exit(code);
}
