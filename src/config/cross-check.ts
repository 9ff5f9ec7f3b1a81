/** Rules between settings: each value is legal alone, together they are not. */
import { formatDuration } from "../lib/quantity.ts";
import { isClustered, namedControllers } from "./cluster.ts";
import { formatHostPort, isLoopback, parseHostPort, type HostPort } from "./forms.ts";
import type { Config } from "./settings.ts";

export function listenAddresses(config: Config): HostPort[] {
  return config.listen
    .map((text) => parseHostPort(text))
    .filter((address) => address !== undefined);
}

/** Sentences that say what is wrong and what to do. */
export function crossCheck(config: Config): string[] {
  return [...tlsProblems(config), ...clusterProblems(config), ...sessionProblems(config)];
}

function clusterProblems(config: Config): string[] {
  const problems: string[] = [];
  const named = namedControllers(config);
  if (new Set(named.map(({ brokerId }) => brokerId)).size < named.length) {
    problems.push("controllers names a broker id twice: each node has one of its own");
  }
  const isNamed = named.some(({ brokerId }) => brokerId === config.brokerId);
  const keepsMetadata = config.roles.includes("controller");
  if (isNamed && !keepsMetadata) {
    problems.push(`controllers names broker ${config.brokerId}: its roles must include controller`);
  }
  if (named.length === 0 && !keepsMetadata) {
    problems.push("roles = broker: controllers must name the nodes that keep the metadata");
  }
  if (named.length > 0 && !isNamed && !config.roles.includes("broker")) {
    problems.push(`roles = controller: controllers must name broker ${config.brokerId}`);
  }
  return [...problems, ...peerTlsProblems(config)];
}

function peerTlsProblems(config: Config): string[] {
  const problems: string[] = [];
  const [cert, key] = [config.peerTlsCert !== undefined, config.peerTlsKey !== undefined];
  if (cert !== key) {
    const [given, missing] = cert ? ["peerTlsCert", "peerTlsKey"] : ["peerTlsKey", "peerTlsCert"];
    problems.push(`${given} is set but ${missing} is not: TLS needs both`);
  }
  const tls = config.tlsCert !== undefined;
  if (tls && config.peerTlsCa === undefined && isClustered(config)) {
    problems.push(
      "controllers names other nodes and TLS is on: peerTlsCa must say who signs the certificates of brokers",
    );
  }
  if (!tls && (cert || key || config.peerTlsCa !== undefined)) {
    problems.push("peerTlsCa, peerTlsCert and peerTlsKey need TLS: set tlsCert and tlsKey");
  }
  return problems;
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
