/** `tidemark serve`: a broker in the foreground until a signal ends it. */
import { reloadedConfig } from "../config/resolve.ts";
import { isClustered, rolesOf } from "../config/cluster.ts";
import type { Config } from "../config/settings.ts";
import { fatal } from "../host/fatal.ts";
import { VERSION } from "../host/version.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import type { Assembly } from "./assembly.ts";
import { banner } from "./banner.ts";
import { describeFailure } from "./failure.ts";
import { type RunningNode, startNode } from "./node.ts";
import { endWithParent } from "./parent-pipe.ts";
import { type Environment, loadConfig, type ServeFlags } from "./serve-flags.ts";
import { untilStopped } from "./stop-signals.ts";
import type { Terminal } from "./terminal.ts";
import { readTlsFiles } from "./tls-files.ts";

export async function serve(
  flags: ServeFlags,
  environment: Environment,
  terminal: Terminal,
  assembly: Assembly,
): Promise<void> {
  if (flags.exitWithParent) endWithParent();
  const live = { config: loadConfig(flags, environment) };
  const log = createLog({
    format: logFormat(live.config, terminal),
    level: () => live.config.logLevel,
    wallMs: () => Date.now(),
    write: (line) => terminal.err(line),
  });
  endOnFaults();
  warnAboutRisks(live.config, log);
  const node = await startNode(live.config, log, assembly);
  const stopped = untilStopped({
    stop: async (signal) => {
      const { drainDeadlineMs } = live.config;
      log.info("stopping", { signal, drainDeadlineMs });
      await node.stop(drainDeadlineMs);
      log.info("stopped");
    },
    reload: () => {
      live.config = reload(live.config, () => loadConfig(flags, environment), node, log);
    },
  });
  // Who reads "ready" may send a signal at once.
  announce(live.config, node, log, terminal);
  await stopped;
}

function logFormat(config: Config, terminal: Terminal): "text" | "json" {
  if (config.logFormat !== "auto") return config.logFormat;
  return terminal.interactive ? "text" : "json";
}

/** What nobody caught may have left state half changed: the log on disk is the way back. */
function endOnFaults(): void {
  process.on("uncaughtException", (error) => fatal("uncaught exception", error));
  process.on("unhandledRejection", (reason) => fatal("unhandled rejection", reason));
}

function warnAboutRisks(config: Config, log: Log): void {
  if (config.flush === "interval") {
    log.warn("records are acknowledged before they are on disk; a power cut may lose them", {
      flush: config.flush,
      flushIntervalMs: config.flushIntervalMs,
    });
  }
  if (config.insecure && config.tlsCert === undefined) {
    log.warn("insecure: anybody who reaches the port may read and write everything", {
      listen: config.listen,
    });
  }
}

function announce(config: Config, node: RunningNode, log: Log, terminal: Terminal): void {
  const secure = config.tlsCert !== undefined;
  const { addresses, dataDir } = node;
  log.info("ready", {
    version: VERSION,
    ...(isClustered(config) ? { brokerId: config.brokerId, roles: rolesOf(config) } : {}),
    listen: addresses.map(({ host, port }) => `${host}:${port}`),
    dataDir,
    pid: process.pid,
  });
  // Whoever asks for JSON has a machine read along.
  if (config.logFormat === "json") return;
  terminal.out(banner({ version: VERSION, addresses, secure, dataDir }));
}

/** A file that cannot be used changes nothing: the broker goes on with what it has. */
function reload(before: Config, load: () => Config, node: RunningNode, log: Log): Config {
  try {
    const { config, applied, needRestart } = reloadedConfig(before, load());
    const tls = readTlsFiles(config);
    if (tls !== undefined && before.tlsCert !== undefined) node.reloadTls(tls);
    log.info("settings reloaded", { applied, needRestart, tls: tls !== undefined });
    return config;
  } catch (error) {
    log.error("settings not reloaded; the old ones stay", { detail: describeFailure(error).text });
    return before;
  }
}
