import { describe, expect, test } from "vitest";
import { DEFECTS } from "./defects.ts";
import { type RaftRun, simulateRaft } from "./raft-world.ts";

const SEEDS = Number(process.env["RAFT_SEEDS"] ?? 600);
const FROM = Number(process.env["RAFT_FROM"] ?? 1);
/** Within how many seeds a planted defect has to be found. */
const BUDGET = 200;

describe("a simulated Raft group", () => {
  test(`keeps the rules of Raft in ${SEEDS} seeds, and does something in them`, () => {
    const runs: RaftRun[] = [];
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      try {
        runs.push(simulateRaft(seed));
      } catch (error) {
        throw new Error(`RAFT_FROM=${seed} RAFT_SEEDS=1: ${String(error)}`, { cause: error });
      }
    }
    const total = (of: (run: RaftRun) => number): number =>
      runs.reduce((sum, run) => sum + of(run), 0);
    expect(total(({ committed }) => committed) / SEEDS).toBeGreaterThan(20);
    expect(total(({ crashes }) => crashes) / SEEDS).toBeGreaterThan(5);
    expect(total(({ elections }) => elections) / SEEDS).toBeGreaterThan(3);
    expect(total(({ snapshots }) => snapshots) / SEEDS).toBeGreaterThan(0.1);
    expect(total(({ memberships }) => memberships) / SEEDS).toBeGreaterThan(1);
    expect(total(({ reads }) => reads) / SEEDS).toBeGreaterThan(2);
  });

  test("goes the same way for the same seed", () => {
    expect(simulateRaft(7)).toEqual(simulateRaft(7));
    expect(simulateRaft(7).fingerprint).not.toBe(simulateRaft(8).fingerprint);
  });

  test.each(DEFECTS)("finds a group that %s", (defect) => {
    let found: string | undefined;
    for (let seed = 1; seed <= BUDGET && found === undefined; seed++) {
      try {
        simulateRaft(seed, defect);
      } catch (error) {
        found = String(error);
      }
    }
    expect(found, `not found in ${BUDGET} seeds`).toBeDefined();
  });
});
