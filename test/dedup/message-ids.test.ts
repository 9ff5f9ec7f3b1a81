/** Remembered ids against a model that keeps a plain list: nothing in the window is forgotten, nothing else found. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DedupHarness, TINY_DEDUP } from "./dedup-harness.ts";

const pick = fc.nat();
const id = fc.oneof(
  { weight: 5, arbitrary: fc.nat(40).map((number) => `id-${number}`) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const action = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("publish" as const),
      ids: fc.array(id, { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("plain" as const), count: fc.nat(60) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(300) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(3_000) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("commit" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("checkpoint" as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("endCommit" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("window" as const),
      ms: fc.constantFrom(0, 500, 1_000, 1_000, 1_000, 4_000),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

async function run(harness: DedupHarness, step: Action): Promise<void> {
  switch (step.do) {
    case "publish":
      harness.publish(step.ids);
      break;
    case "plain":
      if (step.count > 0) harness.plain(step.count);
      break;
    case "wait":
      harness.nowMs += step.ms;
      break;
    case "commit":
      harness.commit(step.pick);
      break;
    case "cut":
      harness.cut(step.pick);
      break;
    case "checkpoint":
      harness.ids.checkpoint(harness.nowMs);
      break;
    case "endCommit":
      await harness.endCommit();
      break;
    case "refuse":
      harness.refuseNext = true;
      break;
    case "crash":
      await harness.crash(step.pick);
      break;
    case "settle":
      await harness.settle();
      break;
    case "window":
      harness.setWindow(step.ms);
      break;
  }
}

describe("MessageIds", () => {
  it("remembers what a list of all records would, across cuts, crashes and expiry (P2)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 120, size: "max" }), async (steps) => {
        const harness = new DedupHarness(TINY_DEDUP);
        for (const step of steps) await run(harness, step);
        await harness.settle();
        harness.expectNoDamage();
        harness.checkAll();
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  it("forgets by whole runs: after a window of silence nothing is left in the store", async () => {
    const harness = new DedupHarness(TINY_DEDUP);
    for (let round = 0; round < 60; round++) {
      harness.publish([`a-${round}`, `b-${round}`, `c-${round}`]);
      harness.commit(0);
      harness.nowMs += 20;
      await harness.endAllCommits();
    }
    await harness.settle();
    expect(harness.ids.storedCount).toBeGreaterThan(0);
    harness.nowMs += 1_100;
    harness.ids.checkpoint(harness.nowMs);
    await harness.settle();
    expect(harness.ids.storedCount).toBe(0);
    // The root alone.
    expect(harness.store.size).toBe(1);
  });

  it("forgets the oldest first where all partitions together remember too many (P5)", async () => {
    const harness = new DedupHarness({ ...TINY_DEDUP, ageIds: 20 }, 100);
    for (let round = 0; round < 100; round++) {
      harness.publish([`a-${round}`, `b-${round}`, `c-${round}`]);
      harness.commit(0);
      await harness.settle();
      expect(harness.ids.storedCount).toBeLessThanOrEqual(130);
    }
    expect(harness.forgotten).toBeGreaterThan(150);
    expect(harness.find("a-99")).toBeGreaterThan(0);
    expect(harness.find("a-75")).toBeGreaterThan(0);
    expect(harness.find("a-1")).toBe(-1);
  });
});
