/** The pictures of the bench: every record is in them, at its place, and nothing is drawn outside. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LATENESS_BOUNDS_MS,
  latenessBucket,
  latenessSvg,
  latenessText,
} from "../../bench/lateness.ts";
import { percentiles } from "../../bench/statistics.ts";

function pictureOf(timesMs: readonly number[]) {
  const histogram = LATENESS_BOUNDS_MS.map(() => 0);
  for (const ms of timesMs) histogram[latenessBucket(ms)]!++;
  return { title: "<late> & later", lateness: percentiles(timesMs), early: 0, histogram };
}

describe("buckets", () => {
  it("hold what is above the bound before and not above their own", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20_000, noNaN: true }), (ms) => {
        const bucket = latenessBucket(ms);
        expect(ms).toBeLessThanOrEqual(LATENESS_BOUNDS_MS[bucket]! * (1 + 1e-9));
        if (bucket > 0) expect(ms).toBeGreaterThan(LATENESS_BOUNDS_MS[bucket - 1]! * (1 - 1e-9));
      }),
    );
  });

  it("have a last one for all that is later", () => {
    expect(latenessBucket(1e9)).toBe(LATENESS_BOUNDS_MS.length - 1);
  });
});

describe("the text", () => {
  it("has a line for each half octave, up to 100 %", () => {
    const times = [0.05, 0.5, 0.5, 0.6, 3, 12];
    const lines = latenessText(pictureOf(times)).split("\n");
    const counts = lines.slice(1, -1).map((line) => Number(/│.{50} +(\d+)/.exec(line)?.[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(times.length);
    expect(lines.at(-2)).toMatch(/100 %$/);
    expect(lines.at(-1)).toContain("6 records · early 0");
  });
});

describe("the plot", () => {
  it("is well-formed and stays inside of its frame", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 50 }),
        (times) => {
          const svg = latenessSvg(pictureOf(times));
          expect(svg).toContain("&lt;late> &amp; later");
          expect(svg).not.toContain("NaN");
          for (const [, x, width] of svg.matchAll(
            /class="bar" x="([\d.]+)"[^/]*width="([\d.]+)"/g,
          )) {
            expect(Number(x)).toBeGreaterThanOrEqual(64);
            expect(Number(x) + Number(width)).toBeLessThanOrEqual(697);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
