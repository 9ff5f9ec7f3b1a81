/**
 * One running node: data directory, broker, listener and exporters, brought up in order and taken down
 * in the reverse. What fails on the way up takes down what was already up.
 */
import type { BrokerApi } from "../broker/api.ts";
import { formatHostPort, type HostPort } from "../config/forms.ts";
import { isClustered } from "../config/cluster.ts";
import type { Config } from "../config/settings.ts";
import { type DataDirectory, openDataDirectory } from "../host/data-directory.ts";
import { watchClock } from "../host/clock-watch.ts";
import { allowGarbage } from "../host/garbage-allowance.ts";
import { PeerNetwork } from "../host/peer-network.ts";
import { createPlatform } from "../host/node-platform.ts";
import { observeProcess } from "../host/process-metrics.ts";
import { startTelemetryExport } from "../host/telemetry-export.ts";
import type { Log } from "../telemetry/log.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import type { ExchangeHandler } from "../server/exchange.ts";
import type { Listener } from "../server/listener.ts";
import type { Assembly, RunningBroker } from "./assembly.ts";
import { configuredListener, listenerTls } from "./listener.ts";
import { listen } from "./listen.ts";
import { startingBroker } from "./starting.ts";
import { readTlsFiles, type TlsTexts } from "./tls-files.ts";

export interface RunningNode {
  /** As configured, with the real ports. */
  readonly addresses: readonly HostPort[];
  readonly dataDir: string;
  /** No new work, what is under way finishes, files are synced, the directory is let go. */
  stop(drainDeadlineMs: number): Promise<void>;
  /** For new connections. */
  reloadTls(texts: TlsTexts): void;
}

export async function startNode(
  config: Config,
  log: Log,
  assembly: Assembly,
): Promise<RunningNode> {
  const takeDown: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const step of takeDown.splice(0).reverse()) await step();
  };
  try {
    const tls = { current: readTlsFiles(config) };
    const { brokerId, clusterId } = config;
    const clustered = isClustered(config);
    const own = { brokerId, clusterId, clustered, log };
    const directory = await openDataDirectory(config.dataDir, own);
    takeDown.push(() => directory.release());
    const { broker, listener, addresses } = await startParts(config, log, assembly, {
      directory,
      tls,
      takeDown,
    });
    return {
      addresses,
      dataDir: directory.path,
      stop: async (drainDeadlineMs) => {
        await broker.drain?.();
        await listener.drain(drainDeadlineMs);
        await stopAll();
      },
      reloadTls: (texts) => {
        tls.current = texts;
        listener.reloadTls(listenerTls(texts));
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function startParts(
  config: Config,
  log: Log,
  assembly: Assembly,
  parts: {
    readonly directory: DataDirectory;
    readonly tls: { readonly current: TlsTexts | undefined };
    readonly takeDown: (() => Promise<void>)[];
  },
): Promise<{ broker: RunningBroker; listener: Listener; addresses: HostPort[] }> {
  const { directory, tls, takeDown } = parts;
  const { identity } = directory;
  const { brokerId, clusterId } = identity;
  const network = new PeerNetwork({ brokerId, clusterId, log, tls: () => tls.current?.peer });
  takeDown.push(() => Promise.resolve(network.close()));
  const platform = createPlatform(directory, assembly.openStore, network);
  const metrics = createMetrics();
  const telemetry = { metrics };
  const stopObserving = observeProcess(metrics);
  takeDown.push(() => Promise.resolve(stopObserving()));
  const stopAllowing = allowGarbage();
  takeDown.push(() => Promise.resolve(stopAllowing()));
  const stopWatching = watchClock(platform.clock, metrics, log);
  takeDown.push(() => Promise.resolve(stopWatching()));

  const instanceId = `${clusterId}-${brokerId}`;
  const { otlpEndpoint: endpoint, otlpIntervalMs: intervalMs } = config;
  const otlp = endpoint === undefined ? undefined : { endpoint, intervalMs, instanceId };
  const exporter = await startTelemetryExport({ metrics, log, otlp });
  takeDown.push(() => exporter.stop());

  const { clock } = platform;
  const handlerFor = (broker: BrokerApi): ExchangeHandler =>
    assembly.createHandler({
      broker,
      clock,
      metrics: () => exporter.metricsText(),
      log,
      telemetry,
    });
  let progress = "reading what is on disk";
  let serving = handlerFor(startingBroker(() => progress));
  const handler: ExchangeHandler = (exchange) => serving(exchange);
  const listener = configuredListener({
    config,
    tls: tls.current,
    handler,
    peers: network,
    clock,
    log,
    metrics,
  });
  takeDown.push(() => listener.close());
  const addresses = await listen(listener, config);

  const [first] = addresses;
  const bound = first === undefined ? "" : formatHostPort(first);
  const address = config.advertise ?? bound;
  const onProgress = (detail: string) => (progress = detail);
  const parameters = { platform, config, identity, address, log, telemetry, onProgress };
  const broker = await assembly.startBroker(parameters);
  takeDown.push(() => broker.stop());
  serving = handlerFor(broker.api);
  return { broker, listener, addresses };
}
