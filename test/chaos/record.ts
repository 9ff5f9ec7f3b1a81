/** What a chaos run did and what it cost, by kind of fault. */
import { percentiles } from "../../bench/statistics.ts";

interface Kind {
  count: number;
  /** Fault → next acknowledged write, of each partition that lost its leader. */
  readonly failoverMs: number[];
  /** Mended → whole again. */
  readonly wholeMs: number[];
}

export class ChaosRecord {
  readonly #kinds = new Map<string, Kind>();
  faults = 0;

  began(name: string): Kind {
    this.faults += 1;
    const kind = this.#kinds.get(name) ?? { count: 0, failoverMs: [], wholeMs: [] };
    this.#kinds.set(name, kind);
    kind.count += 1;
    return kind;
  }

  /** A table, and all failovers together in the last row. */
  lines(): string[] {
    const rows = [...this.#kinds].map(([name, kind]) => rowOf(name, kind));
    const all: Kind = { count: this.faults, failoverMs: [], wholeMs: [] };
    for (const { failoverMs, wholeMs } of this.#kinds.values()) {
      all.failoverMs.push(...failoverMs);
      all.wholeMs.push(...wholeMs);
    }
    const head = [
      "fault",
      "times",
      "partitions",
      "writes again p50",
      "p99",
      "max",
      "whole again p50",
      "max",
    ];
    const table = [head, ...rows, rowOf("all", all)];
    const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    return table.map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join("  "),
    );
  }
}

function rowOf(name: string, { count, failoverMs, wholeMs }: Kind): string[] {
  const failover = failoverMs.length === 0 ? undefined : percentiles(failoverMs);
  const whole = wholeMs.length === 0 ? undefined : percentiles(wholeMs);
  const ms = (value: number | undefined): string =>
    value === undefined ? "-" : `${Math.round(value)} ms`;
  return [
    name,
    String(count),
    String(failoverMs.length),
    ms(failover?.p50),
    ms(failover?.p99),
    ms(failover?.max),
    ms(whole?.p50),
    ms(whole?.max),
  ];
}
