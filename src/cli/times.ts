/** Times and durations as people give them to commands and read them there. */
import { parseDurationMs } from "../lib/quantity.ts";
import { UsageError } from "./failure.ts";

/** Bare digits from here on (March 1973) are a time. */
const EPOCH_MS_MIN = 100_000_000_000;

/** A zone is asked for: "at nine" means something else on each machine. */
const ISO_WITH_ZONE =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Epoch milliseconds. */
export function parseTime(text: string, what: string): number {
  const parsed = timeOf(text);
  if (!Number.isNaN(parsed)) return parsed;
  throw new UsageError(
    `${what} ${JSON.stringify(text)} is no time`,
    "Write 2026-03-01T08:00:00Z, with a zone, or epoch milliseconds.",
  );
}

function timeOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  return ISO_WITH_ZONE.test(text) ? Date.parse(text) : Number.NaN;
}

/** A place to read from or to; offsets are by partition. */
export type Place = "earliest" | "latest" | Date | Readonly<Record<number, number>>;

/**
 * `earliest`, `latest`, a time, `-1h` (so long ago), `0:18,1:7` (offsets by partition, as a cursor
 * says them), or a bare offset where `partition` is given.
 */
export function parsePlace(
  text: string,
  what: string,
  options: { readonly nowMs: number; readonly partition?: number | undefined },
): Place {
  if (text === "earliest" || text === "latest") return text;
  if (/^-\S/.test(text)) return new Date(options.nowMs - parseDelay(text.slice(1), what));
  if (/^\d+:\d+(?:,\d+:\d+)*$/.test(text)) {
    return Object.fromEntries(text.split(",").map((each) => each.split(":").map(Number)));
  }
  if (options.partition !== undefined && /^\d{1,15}$/.test(text)) {
    return { [options.partition]: Number(text) };
  }
  const time = timeOf(text);
  // Nobody means the year 1970: a small number is an offset of who knows which partition.
  if (time >= EPOCH_MS_MIN) return new Date(time);
  throw new UsageError(
    `${what} ${JSON.stringify(text)} is no place`,
    "Write earliest, latest, a time such as 2026-03-01T08:00:00Z, -1h for an hour ago, or offsets " +
      "by partition such as 0:18,1:7.",
  );
}

/** Milliseconds. */
export function parseDelay(text: string, what: string): number {
  const delayMs = parseDurationMs(text);
  if (delayMs !== undefined) return delayMs;
  throw new UsageError(
    `${what} ${JSON.stringify(text)} is no duration`,
    'Write "90s", "1h30m" or milliseconds.',
  );
}

export function parseCount(text: string, what: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `${what} ${JSON.stringify(text)} does not fit`,
    `Give a whole number from ${min} to ${max}.`,
  );
}

export function showTime(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
