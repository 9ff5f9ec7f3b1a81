/** A port that a broker can come back to: below those that the system gives to outgoing connections. */
import { createServer } from "node:net";

/** Linux hands out 32768 and above, macOS 49152 and above; a client of a dead broker takes those. */
const FIRST = 20_000;
const COUNT = 10_000;

/** Free now, and not one that a reconnecting client could take (or connect to itself on). */
export async function stablePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${FIRST + COUNT}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
