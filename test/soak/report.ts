/** What a soak prints: a row now and then, and a verdict. */
import { readFileSync } from "node:fs";
import type { Books } from "./books.ts";

export type Column = readonly [name: string, width: number, value: (at: Moment) => number | string];

interface Moment {
  readonly elapsedMs: number;
  readonly books: Books;
}

const TIME: Column = ["time", 7, ({ elapsedMs }) => `${Math.round(elapsedMs / 1_000)}s`];

const COLUMNS: readonly Column[] = [
  ["sent", 9, ({ books }) => books.counts.sent],
  ["acked", 9, ({ books }) => books.counts.acknowledged],
  ["seen", 9, ({ books }) => books.counts.seen],
  ["cancelled", 10, ({ books }) => books.counts.cancelled],
  ["repeated", 9, ({ books }) => books.counts.duplicates],
  ["firings", 8, ({ books }) => books.counts.firings],
  ["group", 9, ({ books }) => books.counts.group],
  ["queue", 9, ({ books }) => books.counts.settled],
  ["dead", 6, ({ books }) => books.counts.dead],
  ["broken", 7, ({ books }) => books.violationCount],
];

const withOwn = (own: readonly Column[]): readonly Column[] => [TIME, ...own, ...COLUMNS];

export const headerLine = (own: readonly Column[]): string =>
  withOwn(own)
    .map(([name, width]) => name.padStart(width))
    .join("");

export const rowLine = (own: readonly Column[], moment: Moment): string =>
  withOwn(own)
    .map(([, width, value]) => String(value(moment)).padStart(width))
    .join("");

/** Resident memory of a broker, where the system says it. */
export function memoryMiB(pid: number | undefined): number | string {
  if (pid === undefined) return "-";
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? "-" : Math.round(Number(kib) / 1024);
  } catch {
    return "-";
  }
}

export interface Verdict {
  readonly well: boolean;
  readonly lines: readonly string[];
}

/** `over`: what the records were kept through. */
export function verdictOf(books: Books, failures: readonly unknown[], over: string): Verdict {
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
    ? `PASSED: ${counts.acknowledged} acknowledged records over ${over}, each there once, none ` +
      "early, none lost"
    : `FAILED: ${violationCount} violations, ${failures.length} failures`;
  return { well, lines: [head, ...lines] };
}
