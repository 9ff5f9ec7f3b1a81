/**
 * A cleaning pass that ends at each of its disk operations in turn, by kill and by power cut, with the
 * store kept and lost. What waits is there once, what readers are promised is there, and the next pass
 * finishes the work.
 */
import { expect, it } from "vitest";
import { CleaningModel } from "../replication/cleaning-model.ts";
import { NOW_MS, ReplicaWorld } from "../replication/replica-world.ts";

/** Chosen so that the last pass has something to do with either policy. */
const SEEDS = [2];
const RETAINED_BYTES = 1_500;

interface Plan {
  readonly seed: number;
  readonly compacts: boolean;
  readonly how: "power" | "process";
  readonly storeIsLost: boolean;
}

/** Past segments with all kinds of garbage and pins, older cleaned ones among them. */
async function prepared({ seed, compacts }: Plan): Promise<CleaningModel> {
  const world = await new ReplicaWorld(seed).prepare();
  const compaction = { tombstoneRetentionMs: 0, compactionLagMinMs: 0 };
  const model = new CleaningModel(world, await world.open(), compacts ? compaction : undefined);
  const random = world.random.stream("scenario");
  for (let round = 0; round < 14; round++) {
    const keys = ["a", "b", "c", undefined];
    const one = () => ({
      size: random.int(20, 150),
      key: keys[random.int(0, 4)],
      tombstone: random.int(0, 5) === 0,
    });
    model.plain([one(), one(), one()], round % 3 === 0 ? "gzip" : "none");
    const dueMs = () => NOW_MS + random.int(1_000, 9_000);
    const id = () => ["x", "y", undefined][random.int(0, 3)];
    model.scheduleAll([
      { ...one(), dueMs: dueMs(), id: id() },
      { ...one(), dueMs: dueMs(), id: id() },
    ]);
    if (round % 2 === 0) await model.release([random.int(0, 20)]);
    if (round % 3 === 1) model.cancel([random.int(0, 20)]);
    if (round % 2 === 1) model.reschedule(random.int(0, 20), dueMs());
    await model.commit();
    if (round === 7) await model.clean(RETAINED_BYTES);
  }
  return model;
}

async function endAt(plan: Plan, haltAt: number): Promise<void> {
  const model = await prepared(plan);
  await model.clean(RETAINED_BYTES, haltAt);
  await model.die(plan.how, plan.storeIsLost);
  await model.check();
  await model.clean(RETAINED_BYTES);
  await model.check();
  await model.die(plan.how, true);
  await model.check();
}

const PLANS: Plan[] = [];
for (const seed of SEEDS) {
  for (const compacts of [false, true]) {
    for (const how of ["power", "process"] as const) {
      for (const storeIsLost of [false, true]) PLANS.push({ seed, compacts, how, storeIsLost });
    }
  }
}

it.each(PLANS)(
  "seed $seed, compacts: $compacts, $how, store lost: $storeIsLost (P4)",
  async (plan) => {
    const whole = await prepared(plan);
    const before = whole.world.disk.mutations;
    const { cleanings } = whole;
    await whole.clean(RETAINED_BYTES);
    expect(whole.cleanings).toBe(cleanings + 1);
    const mutations = whole.world.disk.mutations - before;
    expect(mutations).toBeGreaterThan(30);
    for (let haltAt = 1; haltAt <= mutations; haltAt++) {
      await endAt(plan, haltAt).catch((error: unknown) => {
        throw new Error(`stop at operation ${haltAt} of ${mutations}`, { cause: error });
      });
    }
  },
);
