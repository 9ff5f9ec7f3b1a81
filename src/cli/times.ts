/** Times and durations as people give them to commands and read them there. */
import { parseDurationMs } from "../lib/quantity.ts";
import { UsageError } from "./failure.ts";

/** A zone is asked for: "at nine" means something else on each machine. */
const ISO_WITH_ZONE =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Epoch milliseconds. */
export function parseTime(text: string, what: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const parsed = ISO_WITH_ZONE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new UsageError(
      `${what} ${JSON.stringify(text)} is no time`,
      "Write 2026-03-01T08:00:00Z, with a zone, or epoch milliseconds.",
    );
  }
  return parsed;
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
