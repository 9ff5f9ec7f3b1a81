/** The parts that `serve` puts together, as it needs to see them; tests bring their own. */
import type { BrokerApi } from "../broker/api.ts";
import type { Config } from "../config/settings.ts";
import type { NodeIdentity } from "../host/data-directory.ts";
import type { Clock } from "../platform/clock.ts";
import type { Platform } from "../platform/platform.ts";
import type { ExchangeHandler } from "../server/exchange.ts";
import type { Log } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

export interface RunningBroker {
  readonly api: BrokerApi;
  /** Gives away what it leads; then no new work: streams end with SHUTTING_DOWN once what is under way is done. */
  drain?(): Promise<void>;
  /** Syncs and closes everything. */
  stop(): Promise<void>;
}

export interface Assembly {
  startBroker(options: {
    readonly platform: Platform;
    readonly config: Config;
    readonly identity: NodeIdentity;
    /** `host:port` under which others reach it. */
    readonly address: string;
    readonly log: Log;
    readonly telemetry: Telemetry;
    /** Hears what it is at until it is up. */
    readonly onProgress?: (detail: string) => void;
  }): Promise<RunningBroker>;
  createHandler(options: {
    readonly broker: BrokerApi;
    readonly clock: Clock;
    readonly metrics: () => Promise<string>;
    readonly log: Log;
    readonly telemetry: Telemetry;
  }): ExchangeHandler;
  readonly openStore: Platform["openStore"];
}
