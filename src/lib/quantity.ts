/** Durations and sizes as people write them: "90s", "1h 30m", "10 MiB". Never guesses a unit. */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  /** A year is 365 days here: nothing that takes a duration follows the calendar. */
  y: 365 * 86_400_000,
};

/** Binary units by their IEC names, decimal ones by their SI names. */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};

const WHOLE_DURATION = /^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/;
const DURATION_PART = /(\d+(?:\.\d+)?)\s*([a-z]+)/g;
const SIZE = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/;
const DIGITS = /^\d+$/;
/** No duration or size that makes sense is longer; keeps the patterns from long hostile input. */
const TEXT_LENGTH_MAX = 64;

/** Whole milliseconds; a bare number is milliseconds. Undefined where the text is no duration. */
export function parseDurationMs(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > TEXT_LENGTH_MAX) return undefined;
  if (DIGITS.test(trimmed)) return safeWhole(Number(trimmed));
  if (!WHOLE_DURATION.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(DURATION_PART)) {
    const factor = MILLISECONDS[unit ?? ""];
    if (factor === undefined) return undefined;
    total += Number(amount) * factor;
  }
  // 1.1 s is 1100.0000000000002 in binary: what rounds to a whole millisecond is meant as one.
  return Math.abs(total - Math.round(total)) < 1e-6 ? safeWhole(Math.round(total)) : undefined;
}

/** Whole bytes; a bare number is bytes. Undefined where the text is no size. */
export function parseSizeBytes(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > TEXT_LENGTH_MAX) return undefined;
  if (DIGITS.test(trimmed)) return safeWhole(Number(trimmed));
  const match = SIZE.exec(trimmed);
  const factor = BYTES[match?.[2] ?? ""];
  if (match === null || factor === undefined) return undefined;
  return safeWhole(Number(match[1]) * factor);
}

function safeWhole(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The shortest exact text: 5400000 is "90m", 86400000 is "1d". */
export function formatDuration(milliseconds: number): string {
  return formatIn(milliseconds, ["y", "d", "h", "m", "s"], MILLISECONDS, "") ?? `${milliseconds}ms`;
}

/** The shortest exact text in binary units: 134217728 is "128 MiB". */
export function formatSize(bytes: number): string {
  return formatIn(bytes, ["TiB", "GiB", "MiB", "KiB"], BYTES, " ") ?? `${bytes} B`;
}

function formatIn(
  value: number,
  units: readonly string[],
  factors: Readonly<Record<string, number>>,
  gap: string,
): string | undefined {
  const unit = units.find((unit) => value > 0 && value % (factors[unit] ?? Infinity) === 0);
  return unit === undefined ? undefined : `${value / (factors[unit] ?? 1)}${gap}${unit}`;
}
