/**
 * One running node: data directory, broker, listener and exporters, brought up in order and taken down
 * in the reverse. What fails on the way up takes down what was already up.
 */
import { listenAddresses } from "../config/cross-check.ts";
import type { HostPort } from "../config/forms.ts";
import { formatHostPort } from "../config/forms.ts";
import type { Config } from "../config/settings.ts";
import { type DataDirectory, openDataDirectory } from "../host/data-directory.ts";
import { createPlatform } from "../host/node-platform.ts";
import { observeProcess } from "../host/process-metrics.ts";
import { StartRefusedError } from "../host/start-refused-error.ts";
import { startTelemetryExport } from "../host/telemetry-export.ts";
import type { Log } from "../telemetry/log.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import type { Listener } from "../server/listener.ts";
import type { Assembly, RunningBroker } from "./assembly.ts";
import { configuredListener } from "./listener.ts";
import { readTlsFiles, type TlsPair } from "./tls-files.ts";

export interface RunningNode {
  /** As configured, with the real ports. */
  readonly addresses: readonly HostPort[];
  readonly dataDir: string;
  /** No new work, what is under way finishes, files are synced, the directory is let go. */
  stop(drainDeadlineMs: number): Promise<void>;
  reloadTls(pair: TlsPair): void;
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
    const tls = readTlsFiles(config);
    const directory = await openDataDirectory(config.dataDir, { brokerId: config.brokerId, log });
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
        broker.drain?.();
        await listener.drain(drainDeadlineMs);
        await stopAll();
      },
      reloadTls: (pair) => listener.reloadTls(pair),
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
    readonly tls: TlsPair | undefined;
    readonly takeDown: (() => Promise<void>)[];
  },
): Promise<{ broker: RunningBroker; listener: Listener; addresses: HostPort[] }> {
  const { directory, tls, takeDown } = parts;
  const { identity } = directory;
  const platform = createPlatform(directory, assembly.openStore);
  const metrics = createMetrics();
  const telemetry = { metrics };
  const stopObserving = observeProcess(metrics);
  takeDown.push(() => Promise.resolve(stopObserving()));

  const instanceId = `${identity.clusterId}-${identity.brokerId}`;
  const { otlpEndpoint: endpoint, otlpIntervalMs: intervalMs } = config;
  const otlp = endpoint === undefined ? undefined : { endpoint, intervalMs, instanceId };
  const exporter = await startTelemetryExport({ metrics, log, otlp });
  takeDown.push(() => exporter.stop());

  const broker = await assembly.startBroker({ platform, config, identity, log, telemetry });
  takeDown.push(() => broker.stop());

  const handler = assembly.createHandler({
    broker: broker.api,
    clock: platform.clock,
    metrics: () => exporter.metricsText(),
    log,
    telemetry,
  });
  const { clock } = platform;
  const listener = configuredListener({ config, tls, handler, clock, log, metrics });
  takeDown.push(() => listener.close());
  const addresses = await listen(listener, config);
  return { broker, listener, addresses };
}

async function listen(listener: Listener, config: Config): Promise<HostPort[]> {
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
