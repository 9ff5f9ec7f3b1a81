/** Finds ports on loopback for brokers that come back to them. Holds none of them. */
import { createServer } from "node:net";
import { UsageError } from "../failure.ts";

/** Below what Linux (32768) and macOS (49152) hand out: no client of a dead broker takes its port. */
const FIRST = 20_000;
const SPAN = 10_000;
const TRIES = 50;

/** `count` ports in a row from `base` on; `base` 0: anywhere. Throws where one is taken. */
export async function freePorts(base: number, count: number): Promise<number[]> {
  if (base !== 0) {
    const ports = inARow(base, count);
    const taken = await firstTaken(ports);
    if (taken === undefined) return ports;
    throw new UsageError(
      `port ${taken} is taken by another process`,
      "Give --base-port another one, or 0 for any that are free.",
    );
  }
  for (let tries = 0; tries < TRIES; tries += 1) {
    const ports = inARow(FIRST + Math.floor(Math.random() * SPAN), count);
    if ((await firstTaken(ports)) === undefined) return ports;
  }
  throw new UsageError(`there are no ${count} free ports in a row`, "Give --base-port.");
}

const inARow = (base: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => base + index);

export async function firstTaken(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) if (!(await isFree(port))) return port;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
