import { describe, expect, it } from "vitest";
import { Counter, Family, Histogram, LABEL_SETS_MAX } from "../../src/telemetry/instruments.ts";
import { METRICS, type MetricRow, prometheusName } from "../../src/telemetry/metric-table.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

describe("instruments", () => {
  it("puts a value on a bound into that bucket, and what is above all into the last", () => {
    const histogram = new Histogram([1, 2, 4]);
    for (const value of [0, 1, 1.5, 2, 4, 5]) histogram.record(value);
    histogram.record(3, 10);
    expect([...histogram.counts]).toEqual([2, 2, 11, 1]);
    expect([histogram.count, histogram.sum, histogram.min, histogram.max]).toEqual([
      16, 43.5, 0, 5,
    ]);
  });

  it("bounds the label sets of a family (P5)", () => {
    const family = new Family(["topic"], () => new Counter());
    for (let index = 0; index < LABEL_SETS_MAX + 500; index++) family.of(`t${index}`).add();
    expect([...family.entries()].length).toBe(LABEL_SETS_MAX + 1);
    expect(family.of("other").value).toBe(500);
    family.drop("t0");
    family.of("new").add();
    expect(family.of("other").value).toBe(500 + 1);
  });
});

describe("the metric table", () => {
  const rows: MetricRow[] = Object.values(METRICS);

  it("has unique, well-formed names in both worlds", () => {
    expect(new Set(rows.map(prometheusName)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.name).toMatch(/^tidemark(\.[a-z]+)+$/);
      expect(prometheusName(row)).toMatch(/^tidemark_[a-z_]+$/);
    }
    expect(prometheusName(METRICS.producedBytes)).toBe("tidemark_produced_bytes_total");
    expect(prometheusName(METRICS.lateness)).toBe("tidemark_lateness_seconds");
    expect(prometheusName(METRICS.memory)).toBe("tidemark_process_memory_bytes");
  });

  it("gives each row an instrument whose state is collected", () => {
    const metrics = createMetrics();
    metrics.earlyRecords.add(2);
    metrics.producedRecords.of("orders").add(5);
    metrics.onCollect(() => metrics.pendingRecords.of("orders").set(7));
    const states = new Map(metrics.collect().map((state) => [state.row.name, state.points]));
    expect(states.get("tidemark.early.records")?.[0]?.instrument).toMatchObject({ value: 2 });
    expect(states.get("tidemark.produced.records")).toEqual([
      { labelValues: ["orders"], instrument: expect.objectContaining({ value: 5 }) },
    ]);
    expect(states.get("tidemark.pending.records")?.[0]?.instrument).toMatchObject({ value: 7 });
    expect(states.has("tidemark.consumed.records")).toBe(false);
  });
});
