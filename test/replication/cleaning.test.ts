/**
 * P4 under cleaning: after any sequence of appends, settlements, retention, deletion and crashes the
 * index folded anew from the disk is the live one, nothing that waits is lost, nothing settled comes
 * back, and readers find every record from the log start on.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompactionPolicy } from "../../src/log/compaction.ts";
import { CleaningModel } from "./cleaning-model.ts";
import { NOW_MS, ReplicaWorld } from "./replica-world.ts";

/** More of them, for a long run. */
const RUNS = Number(process.env["RUNS"] ?? 30);

const dueMs = fc.integer({ min: NOW_MS + 1_000, max: NOW_MS + 9_000 });
const content = {
  size: fc.integer({ min: 12, max: 120 }),
  key: fc.option(fc.constantFrom(..."a b c d e f g h i j".split(" ")), { nil: undefined }),
  tombstone: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
};
const picks = fc.array(fc.nat(50), { minLength: 1, maxLength: 4 });
const how = fc.constantFrom("power" as const, "process" as const);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("plain" as const),
      records: fc.array(fc.record(content), { minLength: 1, maxLength: 5 }),
      compression: fc.constantFrom("none" as const, "none" as const, "gzip" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("schedule" as const),
      records: fc.array(
        fc.record({
          dueMs,
          id: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
          ...content,
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("recurring" as const),
      record: fc.record({ dueMs, id: fc.constantFrom("a", "b", "d"), ...content }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fire" as const),
      pick: fc.nat(50),
      nextDueMs: fc.oneof({ weight: 4, arbitrary: dueMs }, fc.constant(undefined)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("release" as const), picks }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), picks }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("reschedule" as const), pick: fc.nat(50), dueMs }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("clean" as const),
      retentionBytes: fc.oneof(fc.constant(-1), fc.nat(1_200)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("deleteRecords" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("check" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("die" as const),
      how,
      storeIsLost: fc.boolean(),
      // In a cleaning pass, or between two of anything.
      haltAt: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      retentionBytes: fc.oneof(fc.constant(-1), fc.nat(1_000)),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(model: CleaningModel, next: Step): Promise<void> {
  switch (next.do) {
    case "plain":
      return model.plain(next.records, next.compression);
    case "schedule":
      return model.scheduleAll(next.records);
    case "recurring":
      return model.scheduleRecurring(next.record);
    case "fire":
      return model.fire(next.pick, next.nextDueMs);
    case "release":
      return model.release(next.picks);
    case "cancel":
      return model.pending.size === 0 ? undefined : model.cancel(next.picks);
    case "reschedule":
      return model.pending.size === 0 ? undefined : model.reschedule(next.pick, next.dueMs);
    case "clean":
      return model.clean(next.retentionBytes);
    case "deleteRecords":
      return model.deleteRecords(next.share);
    case "refuse":
      model.world.refuseNext = true;
      return undefined;
    case "check":
      return model.check();
    case "die":
      if (next.haltAt !== undefined) await model.clean(next.retentionBytes, next.haltAt);
      return model.die(next.how, next.storeIsLost);
  }
}

async function live(
  seed: number,
  steps: readonly Step[],
  compaction?: CompactionPolicy,
): Promise<CleaningModel> {
  const world = await new ReplicaWorld(seed).prepare();
  const model = new CleaningModel(world, await world.open(), compaction);
  for (const next of steps) await take(model, next);
  await model.check();
  await model.die("power", false);
  await model.check();
  // Rebuilt from nothing but the log.
  await model.die("process", true);
  await model.check();
  return model;
}

const lives = fc.array(step, { minLength: 15, maxLength: 60, size: "max" });

describe("a cleaned partition", () => {
  it("folds to the same index, whatever happens to it (P4)", async () => {
    let cleanings = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), lives, async (seed, steps) => {
        cleanings += (await live(seed, steps)).cleanings;
      }),
      { numRuns: RUNS },
    );
    expect(cleanings).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});

describe("a recurring schedule's latest firing", () => {
  it.each([
    ["below the log start", 0, undefined],
    ["shadowed", -1, { tombstoneRetentionMs: 1e9, compactionLagMinMs: 0 }],
  ])("stays where it is %s: it says when the next one is due (P4)", async (_, bytes, policy) => {
    const world = await new ReplicaWorld(1).prepare();
    const model = new CleaningModel(world, await world.open(), policy);
    model.scheduleRecurring({ id: "a", dueMs: NOW_MS + 1_000, size: 50, key: "k" });
    for (const nextDueMs of [NOW_MS + 2_000, NOW_MS + 3_000]) {
      await model.fire(0, nextDueMs);
      for (let count = 0; count < 10; count++) model.plain([{ size: 100, key: "k" }]);
    }
    await model.commit();
    await model.clean(bytes);
    expect(model.cleanings).toBe(1);
    await model.check();
    await model.die("power", true);
    await model.check();
  });
});

describe("a compacted partition", () => {
  it("keeps the latest of each key and all that waits, whatever happens to it (P4)", async () => {
    let cleanings = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000),
        lives,
        fc.constantFrom(0, 1e9),
        async (seed, steps, tombstoneRetentionMs) => {
          const compaction = { tombstoneRetentionMs, compactionLagMinMs: 0 };
          const model = await live(seed, steps, compaction);
          cleanings += model.cleanings;
        },
      ),
      { numRuns: RUNS },
    );
    expect(cleanings).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});
