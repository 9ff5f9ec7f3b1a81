/**
 * Metrics for Prometheus, and metrics and traces for an OpenTelemetry collector. Exporters are loaded
 * when somebody asks: a broker without them starts faster and holds less.
 */
import { diag, DiagLogLevel } from "@opentelemetry/api";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

export interface TelemetryExport {
  /** Prometheus text format 0.0.4. */
  metricsText(): Promise<string>;
  /** Sends what is left to the collector. */
  stop(): Promise<void>;
}

export interface TelemetryExportOptions {
  readonly metrics: Metrics;
  readonly log: Log;
  /** Undefined: no collector. */
  readonly otlp:
    | { readonly endpoint: string; readonly intervalMs: number; readonly instanceId: string }
    | undefined;
}

export async function startTelemetryExport(
  options: TelemetryExportOptions,
): Promise<TelemetryExport> {
  const { metrics, log, otlp } = options;
  const startMs = Date.now();
  const collector =
    otlp === undefined ? undefined : await startCollector(metrics, log, otlp, startMs);
  return {
    metricsText: () => prometheusText(metrics, startMs),
    stop: async () => {
      await collector?.stop();
    },
  };
}

async function prometheusText(metrics: Metrics, startMs: number): Promise<string> {
  const { PrometheusSerializer } = await import("@opentelemetry/exporter-prometheus");
  const { emptyResource } = await import("@opentelemetry/resources");
  const { toMetricData } = await import("./metric-data.ts");
  // No timestamps, no target_info, no otel_scope labels: one broker is one target.
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  const data = toMetricData(metrics.collect(), { startMs, endMs: Date.now() }, "prometheus");
  return serializer.serialize({
    resource: emptyResource(),
    scopeMetrics: [{ scope: { name: "tidemark" }, metrics: data }],
  });
}

/** The collector being away must not fill the log, and is no fault of the broker's. */
function sendDiagnosticsTo(log: Log): void {
  const warn = (message: string, ...rest: unknown[]): void => {
    log.warnOften("opentelemetry", "telemetry export", { detail: message, rest });
  };
  const ignore = (): void => {};
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

async function startCollector(
  metrics: Metrics,
  log: Log,
  otlp: NonNullable<TelemetryExportOptions["otlp"]>,
  startMs: number,
): Promise<{ stop(): Promise<void> }> {
  sendDiagnosticsTo(log);
  const { startOtlp } = await import("./otlp-export.ts");
  return startOtlp({ metrics, startMs, ...otlp });
}
