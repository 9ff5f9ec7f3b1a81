/** Sends traces and metrics to a collector by OTLP over HTTP (protobuf). */
import { setTimeout } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from "@opentelemetry/semantic-conventions";
import type { Metrics } from "../telemetry/metrics.ts";
import { toMetricData } from "./metric-data.ts";
import { VERSION } from "./version.ts";

export interface OtlpOptions {
  readonly metrics: Metrics;
  readonly startMs: number;
  /** Base URL; `v1/traces` and `v1/metrics` are added to its path. */
  readonly endpoint: string;
  readonly intervalMs: number;
  readonly instanceId: string;
}

/** A collector that hangs must not hold what it should have taken. */
const EXPORT_TIMEOUT_MS = 5_000;
/** Nor the end of the process. */
const STOP_TIMEOUT_MS = 2_000;
/** Spans that wait for the collector; more are dropped. About 4 MB. */
const SPAN_QUEUE_MAX = 4_096;

export function startOtlp(options: OtlpOptions): { stop(): Promise<void> } {
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: "tidemark",
    [ATTR_SERVICE_VERSION]: VERSION,
    [ATTR_SERVICE_INSTANCE_ID]: options.instanceId,
  });
  const url = (signal: string): string => `${options.endpoint.replace(/\/+$/, "")}/v1/${signal}`;

  const producer: MetricProducer = {
    collect: () => {
      const span = { startMs: options.startMs, endMs: Date.now() };
      const metrics = toMetricData(options.metrics.collect(), span, "opentelemetry");
      const scopeMetrics = [{ scope: { name: "tidemark", version: VERSION }, metrics }];
      return Promise.resolve({ resourceMetrics: { resource, scopeMetrics }, errors: [] });
    },
  };
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: url("metrics"), timeoutMillis: EXPORT_TIMEOUT_MS }),
    exportIntervalMillis: options.intervalMs,
    exportTimeoutMillis: Math.min(options.intervalMs, EXPORT_TIMEOUT_MS),
    metricProducers: [producer],
  });
  const meters = new MeterProvider({ resource, readers: [reader] });

  const exporter = new OTLPTraceExporter({
    url: url("traces"),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: SPAN_QUEUE_MAX });
  const tracers = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  trace.setGlobalTracerProvider(tracers);

  return {
    stop: async () => {
      trace.disable();
      // What a dead collector does not take by then is lost.
      const sent = Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
      const gaveUp = new AbortController();
      const late = setTimeout(STOP_TIMEOUT_MS, undefined, { signal: gaveUp.signal }).catch(
        () => {},
      );
      await Promise.race([sent, late]);
      gaveUp.abort();
    },
  };
}
