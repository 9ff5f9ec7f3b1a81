/** What the bench found: a JSON line for each result, and a table of all for people. */
import { appendFileSync, writeFileSync } from "node:fs";
import { median } from "./statistics.ts";

/** A ceiling, and how much of it was reached: 1 is all of it, whatever the unit's direction. */
export interface Ceiling {
  readonly value: number;
  readonly share: number;
}

export interface Result {
  readonly case: string;
  readonly name: string;
  readonly unit: string;
  /** Median of the rounds. */
  readonly value: number;
  readonly rounds: readonly number[];
  readonly ceilings: Readonly<Record<string, Ceiling>>;
  /** Percentiles and other figures beside the value, medians too. */
  readonly details: Readonly<Record<string, number>>;
  readonly brokerRssAnonMiB: number;
}

/** One round: ours and the ceilings measured right before and after it. */
export interface Round {
  readonly value: number;
  readonly ceilings?: Readonly<Record<string, number>>;
  readonly details?: Readonly<Record<string, number>>;
}

export interface ResultHead {
  readonly case: string;
  readonly name: string;
  readonly unit: string;
  /** True for times. */
  readonly lowerIsBetter?: boolean;
  readonly brokerRssAnonMiB: number;
}

/**
 * The share is the median of the rounds' shares: a machine that others use too slows a ceiling and
 * its neighbour alike.
 */
export function resultOf(head: ResultHead, rounds: readonly Round[]): Result {
  const { lowerIsBetter = false, ...rest } = head;
  const over = (of: (round: Round) => number | undefined): number =>
    median(rounds.map((round) => of(round) ?? Number.NaN));
  const ceilings: Record<string, Ceiling> = {};
  for (const name of Object.keys(rounds[0]?.ceilings ?? {})) {
    const value = over((round) => round.ceilings?.[name]);
    const share = over((round) => {
      const ceiling = round.ceilings?.[name] ?? Number.NaN;
      return lowerIsBetter ? ceiling / round.value : round.value / ceiling;
    });
    ceilings[name] = { value, share };
  }
  const details: Record<string, number> = {};
  for (const name of Object.keys(rounds[0]?.details ?? {})) {
    details[name] = over((round) => round.details?.[name]);
  }
  const values = rounds.map(({ value }) => value);
  return { ...rest, value: median(values), rounds: values, ceilings, details };
}

export class Report {
  readonly results: Result[] = [];
  readonly #file: string;
  readonly #echo: boolean;

  constructor(file: string, echo: boolean, machine: Readonly<Record<string, unknown>>) {
    this.#file = file;
    this.#echo = echo;
    writeFileSync(file, "");
    this.#line({ machine });
  }

  /** Path of another file of this run, next to the lines. */
  beside(name: string): string {
    return `${this.#file.replace(/\.jsonl$/, "")}-${name}`;
  }

  add(result: Result): void {
    this.results.push(result);
    this.#line(result);
    process.stderr.write(`  ${result.name}: ${format(result.value, result.unit)}\n`);
  }

  #line(value: unknown): void {
    const line = `${JSON.stringify(value, rounded)}\n`;
    appendFileSync(this.#file, line);
    if (this.#echo) process.stdout.write(line);
  }

  /** Markdown, so that it can be pasted as it is. */
  table(): string {
    const head = ["case", "result", "share of its ceilings", "details", "broker MiB"];
    const rows = this.results.map((result) => [
      result.name,
      format(result.value, result.unit),
      Object.entries(result.ceilings)
        .map(([name, { value, share }]) => {
          return `${Math.round(share * 100)} % of ${name} (${format(value, result.unit)})`;
        })
        .join("; "),
      Object.entries(result.details)
        .map(([name, value]) => `${name} ${short(value)}`)
        .join(", "),
      result.brokerRssAnonMiB.toFixed(0),
    ]);
    return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  }
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(5)) : value;

export const format = (value: number, unit: string): string => `${short(value)} ${unit}`;

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)} k`;
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
