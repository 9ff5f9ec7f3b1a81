/** The log's crash test over many seeds: every disk operation of each is an end once. */
import { describe, expect, it } from "vitest";
import { crashRun } from "../log/crash-run.ts";

const SEEDS = 10;

describe("a log whose process stops at any disk operation", () => {
  it.each(["power", "process"] as const)("over many seeds (P1, P2): %s", async (how) => {
    for (let seed = 100; seed < 100 + SEEDS; seed++) {
      const mutations = await crashRun({ seed, how });
      expect(mutations).toBeGreaterThan(50);
      for (let haltAt = 1; haltAt <= mutations; haltAt++) {
        await crashRun({ seed, how, haltAt }).catch((error: unknown) => {
          throw new Error(`seed ${seed}, stop at mutation ${haltAt}, ${how}`, { cause: error });
        });
      }
    }
  });
});
