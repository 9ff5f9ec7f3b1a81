/** The instruments of one broker, made from the metric table, and their state when asked for. */
import { unreachable } from "../lib/assert.ts";
import { Counter, Family, Gauge, Histogram, type Instrument } from "./instruments.ts";
import { METRICS, type MetricName, type MetricRow } from "./metric-table.ts";

type InstrumentOf<Row extends MetricRow> = Row["kind"] extends "counter"
  ? Counter
  : Row["kind"] extends "gauge"
    ? Gauge
    : Histogram;

type InstrumentOrFamily<Row extends MetricRow> = Row["labels"] extends readonly []
  ? InstrumentOf<Row>
  : Family<InstrumentOf<Row>>;

export type Instruments = {
  readonly [Name in MetricName]: InstrumentOrFamily<(typeof METRICS)[Name]>;
};

export interface MetricPoint {
  /** In the order of the row's labels. */
  readonly labelValues: readonly string[];
  readonly instrument: Instrument;
}

export interface MetricState {
  readonly row: MetricRow;
  readonly points: readonly MetricPoint[];
}

export interface Metrics extends Instruments {
  /** Runs before each collection: the place to set gauges that are cheaper to look up than to keep. */
  onCollect(fill: () => void): void;
  /** The state of every metric that has a value. Points are live: use them at once. */
  collect(): readonly MetricState[];
}

/** Bounds what collection may run; a broker has a handful of parts. */
const FILLS_MAX = 100;

export function createMetrics(): Metrics {
  const rows = Object.entries(METRICS) as [MetricName, MetricRow][];
  const instruments = Object.fromEntries(
    rows.map(([name, row]) => [name, create(row)]),
  ) as unknown as Instruments;
  const fills: (() => void)[] = [];
  return {
    ...instruments,
    onCollect(fill) {
      if (fills.length < FILLS_MAX) fills.push(fill);
    },
    collect() {
      for (const fill of fills) fill();
      return rows
        .map(([name, row]) => ({ row, points: pointsOf(instruments[name]) }))
        .filter(({ points }) => points.length > 0);
    },
  };
}

function create(row: MetricRow): Instrument | Family<Instrument> {
  const make = (): Instrument => {
    switch (row.kind) {
      case "counter":
        return new Counter();
      case "gauge":
        return new Gauge();
      case "histogram":
        return new Histogram(row.bounds);
      default:
        return unreachable(row.kind);
    }
  };
  return row.labels.length === 0 ? make() : new Family(row.labels, make);
}

function pointsOf(source: Instrument | Family<Counter> | Family<Gauge>): MetricPoint[] {
  if (!(source instanceof Family)) return [{ labelValues: [], instrument: source }];
  return [...source.entries()].map(({ values, cell }) => ({
    labelValues: values,
    instrument: cell,
  }));
}
