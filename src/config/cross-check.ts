/** Rules between settings: each value is legal alone, together they are not. */
import { formatDuration } from "../lib/quantity.ts";
import { formatHostPort, isLoopback, parseHostPort, type HostPort } from "./forms.ts";
import type { Config } from "./settings.ts";

export function listenAddresses(config: Config): HostPort[] {
  return config.listen
    .map((text) => parseHostPort(text))
    .filter((address) => address !== undefined);
}

/** Sentences that say what is wrong and what to do. */
export function crossCheck(config: Config): string[] {
  return [...tlsProblems(config), ...sessionProblems(config)];
}

function tlsProblems(config: Config): string[] {
  const problems: string[] = [];
  const cert = config.tlsCert !== undefined;
  const key = config.tlsKey !== undefined;
  if (cert !== key) {
    const [given, missing] = cert ? ["tlsCert", "tlsKey"] : ["tlsKey", "tlsCert"];
    problems.push(`${given} is set but ${missing} is not: TLS needs both`);
  }
  const exposed = listenAddresses(config).filter(({ host }) => !isLoopback(host));
  if (exposed.length > 0 && !cert && !key && !config.insecure) {
    const addresses = exposed.map(formatHostPort).join(", ");
    problems.push(
      `listen = ${addresses}: reachable from other machines without TLS. Set tlsCert and tlsKey ` +
        "(--tls-cert, --tls-key), listen on 127.0.0.1, or say --insecure if the network is yours alone",
    );
  }
  return problems;
}

function sessionProblems(config: Config): string[] {
  const { sessionTimeoutMs, sessionTimeoutMinMs, sessionTimeoutMaxMs } = config;
  if (sessionTimeoutMinMs <= sessionTimeoutMs && sessionTimeoutMs <= sessionTimeoutMaxMs) return [];
  const bounds = `${formatDuration(sessionTimeoutMinMs)} to ${formatDuration(sessionTimeoutMaxMs)}`;
  return [
    `sessionTimeoutMs = ${formatDuration(sessionTimeoutMs)}: want it from sessionTimeoutMinMs to ` +
      `sessionTimeoutMaxMs (${bounds})`,
  ];
}
