/** Sizes, durations and rates for people: short, rounded, with a unit. */

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const DURATIONS: readonly (readonly [unit: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** 1536 is "1.5 KiB". */
export function showSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < SIZES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : rounded(value)} ${SIZES[unit]!}`;
}

/** The two largest units: 3,723,000 is "1h 2m"; below a second "250ms". */
export function showDuration(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  const sign = ms < 0 ? "-" : "";
  if (whole < 1_000) return `${sign}${whole}ms`;
  const first = DURATIONS.findIndex(([, factor]) => whole >= factor);
  const [unit, factor] = DURATIONS[first]!;
  const head = `${sign}${Math.floor(whole / factor)}${unit}`;
  const next = DURATIONS[first + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % factor) / next[1]);
  return rest === 0 ? head : `${head} ${rest}${next![0]}`;
}

/** One decimal where it says something. */
const rounded = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
