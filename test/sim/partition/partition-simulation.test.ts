import { describe, expect, test } from "vitest";
import { PARTITION_DEFECTS, type PartitionRun, simulatePartition } from "./partition-world.ts";

const SEEDS = Number(process.env["PARTITION_SEEDS"] ?? 8_000);
const FROM = Number(process.env["PARTITION_FROM"] ?? 1);
/** Within how many seeds a planted defect has to be found. */
const BUDGET = 300;

describe("a simulated partition with three replicas", () => {
  test(`loses nothing that was committed in ${SEEDS} seeds`, () => {
    const total = { committed: 0, elections: 0, crashes: 0, truncated: 0, eligibleElected: 0 };
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      let run: PartitionRun;
      try {
        run = simulatePartition(seed);
      } catch (error) {
        const replay = `PARTITION_FROM=${seed} PARTITION_SEEDS=1`;
        throw new Error(`${replay}: ${String(error)}`, { cause: error });
      }
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += run[name];
    }
    // It has to have been worth looking at.
    expect(total.committed / SEEDS).toBeGreaterThan(10);
    expect(total.elections / SEEDS).toBeGreaterThan(5);
    expect(total.crashes / SEEDS).toBeGreaterThan(10);
    expect(total.truncated / SEEDS).toBeGreaterThan(5);
    expect(total.eligibleElected / SEEDS).toBeGreaterThan(1);
  });

  test.each(PARTITION_DEFECTS)("finds one that %s", (defect) => {
    let found: string | undefined;
    for (let seed = 1; seed <= BUDGET && found === undefined; seed++) {
      try {
        simulatePartition(seed, defect);
      } catch (error) {
        found = String(error);
      }
    }
    expect(found, `not found in ${BUDGET} seeds`).toBeDefined();
  });
});
