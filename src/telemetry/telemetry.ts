/** What the parts of a broker report to; traces need no handle, see spans.ts. */
import type { Metrics } from "./metrics.ts";

export interface Telemetry {
  readonly metrics: Metrics;
}
