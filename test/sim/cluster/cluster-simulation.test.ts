/** P1–P4, P8–P10 of whole clusters under crashes, stops, partitions, slow and broken links, odd clocks. */
import { describe, expect, it } from "vitest";
import { simulateCluster } from "./simulate-cluster.ts";

/** For a long run: npm run sim -- --cluster --seeds 10000 --from 1 */
const SEEDS = Number(process.env["SEEDS"] ?? 80);
const FIRST_SEED = Number(process.env["FIRST_SEED"] ?? 1);
/** Without a number each seed says how many. */
const { BROKERS } = process.env;
const SIZE = BROKERS === undefined ? {} : { brokers: Number(BROKERS) };

describe("a simulated cluster", () => {
  it(`keeps its promises over ${SEEDS} seeds`, { timeout: 900_000 }, async () => {
    const totals = { acknowledged: 0, released: 0, replaced: 0, faults: 0, events: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const result = await simulateCluster({ seed, ...SIZE });
      totals.acknowledged += result.acknowledged;
      totals.released += result.released;
      totals.replaced += result.topicsReplaced;
      totals.events += result.events;
      for (const count of Object.values(result.faults)) totals.faults += count;
    }
    console.log(`${SEEDS} seeds:`, totals);
    // A simulation in which nothing happens proves nothing.
    expect(totals.released).toBeGreaterThan(SEEDS * 3);
    expect(totals.replaced).toBeGreaterThan(SEEDS / 10);
    expect(totals.faults).toBeGreaterThan(SEEDS * 3);
  });

  it("runs the same way twice", async () => {
    for (const seed of [1, 2, 3]) {
      const [one, other] = [
        await simulateCluster({ seed, ...SIZE }),
        await simulateCluster({ seed, ...SIZE }),
      ];
      expect(one.hash).toBe(other.hash);
    }
  });
});
