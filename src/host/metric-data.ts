/** Our metrics in the shape that OpenTelemetry's exporters take. */
import type { Attributes, HrTime } from "@opentelemetry/api";
import { ValueType } from "@opentelemetry/api";
import { AggregationTemporality, DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";
import { Histogram, type Instrument } from "../telemetry/instruments.ts";
import { prometheusName } from "../telemetry/metric-table.ts";
import type { MetricPoint, MetricState } from "../telemetry/metrics.ts";

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** `prometheus`: names with unit suffixes, and units left to them. */
export function toMetricData(
  states: readonly MetricState[],
  span: Span,
  naming: "opentelemetry" | "prometheus",
): MetricData[] {
  const times = { startTime: hrTime(span.startMs), endTime: hrTime(span.endMs) };
  return states.map(({ row, points }) => {
    const prometheus = naming === "prometheus";
    const base = {
      descriptor: {
        name: prometheus ? prometheusName(row) : row.name,
        description: row.doc,
        unit: prometheus ? "" : row.unit,
        valueType: ValueType.DOUBLE,
      },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
    const attributes = (point: MetricPoint): Attributes =>
      Object.fromEntries(row.labels.map((label, index) => [label, point.labelValues[index]]));
    if (row.kind === "histogram") {
      const dataPoints = points.map((point) => ({
        ...times,
        attributes: attributes(point),
        value: histogramValue(point.instrument),
      }));
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints };
    }
    const dataPoints = points.map((point) => ({
      ...times,
      attributes: attributes(point),
      value: scalarValue(point.instrument),
    }));
    return row.kind === "counter"
      ? { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
      : { ...base, dataPointType: DataPointType.GAUGE, dataPoints };
  });
}

function scalarValue(instrument: Instrument): number {
  return instrument instanceof Histogram ? instrument.count : instrument.value;
}

function histogramValue(instrument: Instrument) {
  const { bounds, counts, sum, count, min, max } =
    instrument instanceof Histogram ? instrument : new Histogram([]);
  return {
    buckets: { boundaries: [...bounds], counts: [...counts] },
    sum,
    count,
    // Infinite where nothing was recorded, which has no encoding.
    ...(count === 0 ? {} : { min, max }),
  };
}

function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1_000);
  return [seconds, Math.round((epochMs - seconds * 1_000) * 1e6)];
}
