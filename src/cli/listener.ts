/** The listener as settings describe it, with its numbers among the metrics. */
import { listenAddresses } from "../config/cross-check.ts";
import { parseHostPort } from "../config/forms.ts";
import type { Config } from "../config/settings.ts";
import type { Clock } from "../platform/clock.ts";
import type { ExchangeHandler } from "../server/exchange.ts";
import { createListener, type Listener } from "../server/listener.ts";
import type { PeerDoor, TlsFiles } from "../server/transport/options.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { TlsTexts } from "./tls-files.ts";

export interface ListenerParts {
  readonly config: Config;
  readonly tls: TlsTexts | undefined;
  /** Takes the streams of other nodes. */
  readonly peers: PeerDoor;
  readonly handler: ExchangeHandler;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export function configuredListener(parts: ListenerParts): Listener {
  const { config, handler, peers, clock, log, metrics } = parts;
  const tls = parts.tls === undefined ? undefined : listenerTls(parts.tls);
  const listener = createListener({
    listeners: listenAddresses(config).map(({ host, port }) => ({ host, port, tls })),
    handler,
    peers,
    clock,
    log,
    allowedHosts: [...config.allowedHosts, ...advertisedHost(config)],
    corsOrigins: config.corsOrigins,
    limits: {
      connectionsMax: config.connectionsMax,
      connectionsPerAddressMax: config.connectionsPerAddressMax,
      streamsPerConnectionMax: config.streamsPerConnectionMax,
      requestMemoryBytesMax: config.requestMemoryBytes,
      prefaceTimeoutMs: config.prefaceTimeoutMs,
      headersTimeoutMs: config.headersTimeoutMs,
      bodyTimeoutMs: config.bodyTimeoutMs,
      writeTimeoutMs: config.writeTimeoutMs,
      streamStallTimeoutMs: config.streamStallTimeoutMs,
      idleTimeoutMs: config.idleTimeoutMs,
    },
  });
  metrics.onCollect(() => {
    const stats = listener.stats();
    metrics.connections.set(stats.connections);
    metrics.exchanges.set(stats.exchanges);
    metrics.requestMemory.set(stats.memoryBytes);
    metrics.guardTrips.of("flood").value = stats.punished;
    metrics.guardTrips.of("timeout").value = stats.timedOut;
    metrics.guardTrips.of("lost").value = stats.lost;
    metrics.refusedConnections.value = stats.refused;
  });
  return listener;
}

export function listenerTls({ cert, key, peer }: TlsTexts): TlsFiles {
  return { cert, key, peerCa: peer?.ca };
}

/** Clients are told to use that name: it must be let in. */
function advertisedHost(config: Config): string[] {
  const advertised = config.advertise === undefined ? undefined : parseHostPort(config.advertise);
  return advertised === undefined ? [] : [advertised.host];
}
