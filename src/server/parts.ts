/** What the routes are made of. */
import type { BrokerApi } from "../broker/api.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

export interface ServerParts {
  readonly broker: BrokerApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** Prometheus text. Without it `/metrics` says that there is none. */
  readonly metrics?: () => Promise<string>;
}

/** Which way a request came in, as the metrics name it. */
export type Dialect = "grpc" | "connect" | "http";
