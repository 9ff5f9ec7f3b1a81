/** Binds the listener; what forbids it becomes a line that a person can act on. */
import { listenAddresses } from "../config/cross-check.ts";
import { formatHostPort, type HostPort } from "../config/forms.ts";
import type { Config } from "../config/settings.ts";
import { StartRefusedError } from "../host/start-refused-error.ts";
import type { Listener } from "../server/listener.ts";

/** The configured addresses with the ports that they really have. */
export async function listen(listener: Listener, config: Config): Promise<HostPort[]> {
  try {
    const bound = await listener.listen();
    return listenAddresses(config).map(({ host, port }, index) => ({
      host,
      port: bound[index]?.port ?? port,
    }));
  } catch (error) {
    throw refusedListen(error as NodeJS.ErrnoException & { address?: string; port?: number });
  }
}

const LISTEN_PROBLEMS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  EADDRINUSE: [
    "is taken by another process",
    "Stop that process, or choose another address with --listen HOST:PORT.",
  ],
  EACCES: [
    "is not for this user to listen on",
    "Ports below 1024 need privileges: choose another.",
  ],
  EADDRNOTAVAIL: ["is no address of this machine", "Give one that is, with --listen HOST:PORT."],
  ENOTFOUND: ["is no known name", "Give an address or a name that resolves, with --listen."],
  EAI_AGAIN: ["is no known name", "Give an address or a name that resolves, with --listen."],
};

function refusedListen(error: NodeJS.ErrnoException & { address?: string; port?: number }): Error {
  const known = LISTEN_PROBLEMS[error.code ?? ""];
  if (known === undefined) return error;
  const [problem, hint] = known;
  const host = error.address ?? (error as { hostname?: string }).hostname ?? "the address";
  const where = error.port === undefined ? host : formatHostPort({ host, port: error.port });
  return new StartRefusedError(`cannot listen: ${where} ${problem}`, hint, { cause: error });
}
