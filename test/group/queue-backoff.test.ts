/** Delays double up to their maximum, and jitter takes off a quarter at most. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryDelayMs, spread } from "../../src/group/queue-backoff.ts";

const settings = { retryBackoffMs: 1_000, retryBackoffMaxMs: 300_000 };

describe("retry delay", () => {
  it("doubles with each delivery, up to the maximum", () => {
    const delays = [1, 2, 3, 4, 9, 10, 1_000].map((n) => retryDelayMs(n, settings, 0.999_999_9));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  });

  it("loses a quarter at most by chance", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, random) => {
          const full = Math.min(1_000 * 2 ** (n - 1), 300_000);
          const delay = retryDelayMs(n, settings, random);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(full * 0.75));
          expect(delay).toBeLessThanOrEqual(full);
        },
      ),
    );
  });

  it("spreads records that came back in the same moment", () => {
    const places = Array.from({ length: 1_000 }, (_, offset) => spread(0.3, offset)).sort(
      (a, b) => a - b,
    );
    const gaps = places.slice(1).map((place, index) => place - places[index]!);
    expect(Math.max(...gaps)).toBeLessThan(0.003);
    expect(places[0]).toBeGreaterThanOrEqual(0);
    expect(places.at(-1)).toBeLessThan(1);
  });
});
