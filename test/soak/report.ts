/** What a soak prints: a row now and then, and a verdict. */
import { readFileSync } from "node:fs";
import type { Books } from "./books.ts";
import type { BrokerLife } from "./life.ts";

type Column = readonly [name: string, width: number, value: (at: Moment) => number | string];

interface Moment {
  readonly elapsedMs: number;
  readonly books: Books;
  readonly life: BrokerLife;
}

const COLUMNS: readonly Column[] = [
  ["time", 7, ({ elapsedMs }) => `${Math.round(elapsedMs / 1_000)}s`],
  ["kills", 6, ({ life }) => life.kills],
  ["stops", 6, ({ life }) => life.stops],
  ["sent", 9, ({ books }) => books.counts.sent],
  ["acked", 9, ({ books }) => books.counts.acknowledged],
  ["seen", 9, ({ books }) => books.counts.seen],
  ["cancelled", 10, ({ books }) => books.counts.cancelled],
  ["repeated", 9, ({ books }) => books.counts.duplicates],
  ["firings", 8, ({ books }) => books.counts.firings],
  ["group", 9, ({ books }) => books.counts.group],
  ["queue", 9, ({ books }) => books.counts.settled],
  ["dead", 6, ({ books }) => books.counts.dead],
  ["MiB", 6, ({ life }) => memoryMiB(life.pid)],
  ["broken", 7, ({ books }) => books.violationCount],
];

export const headerLine = (): string =>
  COLUMNS.map(([name, width]) => name.padStart(width)).join("");

export const rowLine = (moment: Moment): string =>
  COLUMNS.map(([, width, value]) => String(value(moment)).padStart(width)).join("");

/** Resident memory of the broker, where the system says it. */
function memoryMiB(pid: number | undefined): number | string {
  if (pid === undefined) return "-";
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? "-" : Math.round(Number(kib) / 1024);
  } catch {
    return "-";
  }
}

/** True: nothing was broken. */
export function verdictLines(
  books: Books,
  failures: readonly unknown[],
  life: BrokerLife,
): string[] {
  const { counts, violations, violationCount } = books;
  const lines = violations.map(({ kind, text }) => `  ${kind}: ${text}`);
  if (violationCount > violations.length) {
    lines.push(`  … and ${violationCount - violations.length} more`);
  }
  for (const failure of failures.slice(0, 10)) {
    lines.push(`  failed: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
  const well = violationCount === 0 && failures.length === 0;
  const head = well
    ? `PASSED: ${counts.acknowledged} acknowledged records over ${life.kills} kills and ` +
      `${life.stops} stops, each there once, none early, none lost; slowest start ` +
      `${Math.round(life.slowestStartMs)} ms`
    : `FAILED: ${violationCount} violations, ${failures.length} failures`;
  return [head, ...lines];
}
