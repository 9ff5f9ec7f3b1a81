/** P1, P2, P3, P4, P8 of a partition with three replicas, and that all of them fold the same. */
import { describe, expect, test } from "vitest";
import { SET_DEFECTS } from "./set-defects.ts";
import { type SetRun, simulateSet } from "./simulate-set.ts";

const SEEDS = Number(process.env["REPLICA_SEEDS"] ?? 120);
const FROM = Number(process.env["REPLICA_FROM"] ?? 1);

/** Within how many seeds a planted defect has to be found. */
const BUDGET = 300;

describe("three replicas", () => {
  test(`keep what they promised in ${SEEDS} seeds`, { timeout: 3_600_000 }, async () => {
    const total = {
      committed: 0,
      acknowledged: 0,
      released: 0,
      elections: 0,
      crashes: 0,
      startedAnew: 0,
    };
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      let run: SetRun;
      try {
        run = await simulateSet(seed);
      } catch (error) {
        const replay = `REPLICA_FROM=${seed} REPLICA_SEEDS=1`;
        throw new Error(`${replay}: ${String(error)}`, { cause: error });
      }
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += run[name];
    }
    // It has to have been worth looking at.
    expect(total.acknowledged / SEEDS).toBeGreaterThan(5);
    expect(total.released / SEEDS).toBeGreaterThan(3);
    expect(total.elections / SEEDS).toBeGreaterThan(1);
    expect(total.crashes / SEEDS).toBeGreaterThan(1);
  });

  test.each(SET_DEFECTS)("find one that %s", async (defect) => {
    const findings: unknown[] = [];
    for (let seed = 1; seed <= BUDGET && findings.length === 0; seed++) {
      await simulateSet(seed, defect).catch((error: unknown) => findings.push(error));
    }
    expect(findings, `not found in ${BUDGET} seeds`).toHaveLength(1);
  });
});
