/** Looks whether a broker answers before the client starts to wait for one, as clients rightly do. */
import { connect } from "node:net";
import { UnreachableError } from "../failure.ts";

const TIMEOUT_MS = 5_000;
const DEFAULT_PORT = 9470;

/** Throws UnreachableError where none of the addresses takes a connection. */
export async function assertReachable(brokers: readonly string[]): Promise<void> {
  const problems: string[] = [];
  for (const broker of brokers) {
    const problem = await problemOf(broker);
    if (problem === undefined) return;
    problems.push(`${broker} (${problem})`);
  }
  throw new UnreachableError(
    `no broker answers at ${problems.join(", ")}`,
    "Is it running (tidemark serve)? Another address: --server HOST:PORT or TIDEMARK_SERVER.",
  );
}

function problemOf(broker: string): Promise<string | undefined> {
  const text = broker.includes("://") ? broker : `tcp://${broker}`;
  // What is no address at all is the client's to explain.
  if (!URL.canParse(text)) return Promise.resolve(undefined);
  const { hostname, port } = new URL(text);
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({ host, port: port === "" ? DEFAULT_PORT : Number(port) });
    const done = (problem: string | undefined): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(TIMEOUT_MS, () => done("no answer"));
    socket.once("connect", () => done(undefined));
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}
