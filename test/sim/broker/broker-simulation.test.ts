/** P1–P4, P9 and P10 of a whole broker under crashes, clocks that step, full disks and lost indexes. */
import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";

/** For a long run: npm run sim -- --seeds 100000 --from 1 */
const SEEDS = Number(process.env["SEEDS"] ?? 450);
const FIRST_SEED = Number(process.env["FIRST_SEED"] ?? 1);

describe("a simulated broker", () => {
  it(`keeps its promises over ${SEEDS} seeds`, { timeout: 600_000 }, async () => {
    const totals = { acknowledged: 0, released: 0, crashes: 0, events: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const result = await simulate({ seed });
      totals.acknowledged += result.acknowledged;
      totals.released += result.released;
      totals.crashes += result.crashes;
      totals.events += result.events;
    }
    console.log(`${SEEDS} seeds:`, totals);
    // A simulation in which nothing happens proves nothing.
    expect(totals.released).toBeGreaterThan(SEEDS * 5);
    expect(totals.crashes).toBeGreaterThan(SEEDS);
  });

  it("runs the same way twice", async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      expect((await simulate({ seed })).hash).toBe((await simulate({ seed })).hash);
    }
  });
});
