/**
 * Lateness as pictures: a histogram for the terminal and an SVG plot. Buckets grow by a quarter of an
 * octave from a tenth of a millisecond, so both read on a logarithmic axis.
 */
import { type Percentiles } from "./statistics.ts";

const FIRST_MS = 0.1;
const STEP = 2 ** (1 / 4);
const BUCKETS = 72;

/** Upper ends; the last bucket holds everything above the one before. */
export const LATENESS_BOUNDS_MS: readonly number[] = Array.from(
  { length: BUCKETS },
  (_, bucket) => FIRST_MS * STEP ** bucket,
);

export function latenessBucket(ms: number): number {
  if (ms <= FIRST_MS) return 0;
  const bucket = Math.ceil(Math.log(ms / FIRST_MS) / Math.log(STEP) - 1e-9);
  return Math.min(bucket, BUCKETS - 1);
}

export interface LatenessPicture {
  readonly title: string;
  readonly lateness: Percentiles;
  readonly early: number;
  /** One number for each of `LATENESS_BOUNDS_MS`. */
  readonly histogram: readonly number[];
}

const BAR_WIDTH = 50;
const BLOCKS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** One line for each half octave that holds something: range, bar, records, share up to its end. */
export function latenessText(picture: LatenessPicture): string {
  const { histogram, title, lateness, early } = picture;
  const rows = halfOctaves(histogram);
  const most = Math.max(...rows.map(({ count }) => count));
  const lines = rows.map(({ fromMs, toMs, count, share }) => {
    const eighths = Math.round((count / most) * BAR_WIDTH * 8);
    const bar = "█".repeat(eighths >> 3) + BLOCKS[eighths & 7]!;
    const range = `${shortMs(fromMs).padStart(6)} … ${shortMs(toMs).padEnd(6)}`;
    const percent = `${percentText(share)} %`.padStart(10);
    return `${range} ms │${bar.padEnd(BAR_WIDTH)} ${String(count).padStart(9)} ${percent}`;
  });
  const { p50, p99, p999, max, count } = lateness;
  const figures = [`p50 ${shortMs(p50)}`, `p99 ${shortMs(p99)}`, `p99.9 ${shortMs(p999)}`];
  figures.push(`max ${shortMs(max)} ms`, `${count} records`, `early ${early}`);
  return [title, ...lines, figures.join(" · ")].join("\n");
}

interface Row {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  /** Of all, up to `toMs`. */
  readonly share: number;
}

function halfOctaves(histogram: readonly number[]): Row[] {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const rows: Row[] = [];
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 2) {
    const count = histogram[bucket]! + histogram[bucket + 1]!;
    sum += count;
    if (sum === 0) continue;
    const fromMs = bucket === 0 ? 0 : LATENESS_BOUNDS_MS[bucket - 1]!;
    rows.push({ fromMs, toMs: LATENESS_BOUNDS_MS[bucket + 1]!, count, share: sum / total });
    if (sum === total) break;
  }
  return rows;
}

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 64;
const TOP = 64;
const BOTTOM = 56;
const AXIS_FROM_MS = FIRST_MS;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
const BASE = TOP + PLOT_HEIGHT;
const MARKED = [
  ["p50", "p50"],
  ["p99", "p99"],
  ["p999", "p99.9"],
] as const;

/** Bars: share of the records in each bucket; line: percent that came no later. */
export function latenessSvg(picture: LatenessPicture): string {
  const { histogram, title, lateness, early } = picture;
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const last = histogram.findLastIndex((count) => count > 0);
  // At least up to 100 ms, so that pictures of good runs can be laid side by side.
  const untilMs = Math.max(100, LATENESS_BOUNDS_MS[Math.max(last, 0)]!);
  const x = (ms: number): number => {
    const at = Math.log(Math.max(ms, AXIS_FROM_MS) / AXIS_FROM_MS);
    return LEFT + (at / Math.log(untilMs / AXIS_FROM_MS)) * PLOT_WIDTH;
  };
  const most = Math.max(...histogram) / total;
  const parts = [
    ...frame(title, `${lateness.count} records, ${early} early`),
    ...percentAxis(),
    ...timeAxis(untilMs, x),
  ];
  const curve = [`M${fixed(LEFT)} ${fixed(BASE)}`];
  let sum = 0;
  for (let bucket = 0; bucket <= last; bucket++) {
    const share = histogram[bucket]! / total;
    sum += share;
    const from = bucket === 0 ? LEFT : x(LATENESS_BOUNDS_MS[bucket - 1]!);
    const to = x(LATENESS_BOUNDS_MS[bucket]!);
    const height = (share / most) * PLOT_HEIGHT;
    if (share > 0 && to > from) {
      parts.push(rectangle(from + 0.5, BASE - height, to - from - 1, height));
    }
    curve.push(`L${fixed(to)} ${fixed(BASE - sum * PLOT_HEIGHT)}`);
  }
  curve.push(`L${WIDTH - RIGHT} ${TOP}`);
  parts.push(`<path class="curve" d="${curve.join("")}"/>`);
  for (const [index, [key, name]] of MARKED.entries()) {
    const at = x(lateness[key]);
    const y = TOP + 14 + index * 15;
    parts.push(`<path class="mark" d="M${fixed(at)} ${TOP}V${BASE}"/>`);
    parts.push(text(at + 4, y, `${name} ${shortMs(lateness[key])} ms`, "start"));
  }
  return `${parts.join("\n")}\n</svg>\n`;
}

function frame(title: string, note: string): string[] {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    "<style>.grid{stroke:#d5dbe1}.bar{fill:#9cc3e6}.curve{fill:none;stroke:#0b5394;stroke-width:2}" +
      ".mark{stroke:#b45309;stroke-dasharray:4 3}text{fill:#24292f}.title{font-size:15px;font-weight:600}</style>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" class="title">${escaped(title)}</text>`,
    text(LEFT, 46, note, "start"),
  ];
}

function percentAxis(): string[] {
  const parts: string[] = [];
  for (let percent = 0; percent <= 100; percent += 25) {
    const y = BASE - (percent / 100) * PLOT_HEIGHT;
    parts.push(`<path class="grid" d="M${LEFT} ${fixed(y)}H${WIDTH - RIGHT}"/>`);
    parts.push(text(WIDTH - RIGHT + 8, y + 4, `${percent} %`, "start"));
  }
  return parts;
}

function timeAxis(untilMs: number, x: (ms: number) => number): string[] {
  const parts: string[] = [];
  for (let decade = AXIS_FROM_MS; decade <= untilMs * 1.001; decade *= 10) {
    for (const step of [1, 2, 5]) {
      const ms = decade * step;
      if (ms > untilMs * 1.001) break;
      const at = fixed(x(ms));
      parts.push(`<path class="grid" d="M${at} ${TOP}V${BASE}"/>`);
      parts.push(text(x(ms), BASE + 18, shortMs(ms), "middle"));
    }
  }
  const middle = LEFT + PLOT_WIDTH / 2;
  parts.push(text(middle, HEIGHT - 12, "lateness at the consumer, ms (logarithmic)", "middle"));
  return parts;
}

function rectangle(x: number, y: number, width: number, height: number): string {
  const size = `width="${fixed(width)}" height="${fixed(height)}"`;
  return `<rect class="bar" x="${fixed(x)}" y="${fixed(y)}" ${size}/>`;
}

function text(x: number, y: number, said: string, anchor: "start" | "middle"): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(said)}</text>`;
}

const fixed = (value: number): string => value.toFixed(1);

const escaped = (said: string): string => said.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Two significant digits, or whole milliseconds. */
function shortMs(ms: number): string {
  if (ms >= 10) return String(Math.round(ms));
  return String(Number(ms.toPrecision(2)));
}

/** Never 100 before everything is in. */
function percentText(share: number): string {
  const percent = share * 100;
  if (share === 1) return "100";
  return Math.min(percent, 99.9999).toFixed(percent > 99 ? 4 : 2);
}
