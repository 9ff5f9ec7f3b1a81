/**
 * P4: of "cancelled", "moved" and "released" exactly what the answer said is true, whoever was faster
 * and whatever was cut from the log in between.
 */
import { afterEach, describe, expect, it } from "vitest";
import type { RecordResult } from "../../src/broker/api.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

const TOPIC = "t";
const SEEDS = 150;
const NEVER_MS = 86_400_000;

let world: World;
afterEach(() => (world.up ? world.stop() : undefined));

async function start(seed: number): Promise<void> {
  world = new World({ seed });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: TOPIC, partitions: 1 }));
}

async function schedule(id: string, inMs: number): Promise<number> {
  const { records } = world.broker.api;
  const record = { value: Buffer.from(id), scheduleId: id, deliverAt: world.wallMs + inMs };
  const results: readonly RecordResult[] = await world.schedule.run(
    records.publish(CONTEXT, { topic: TOPIC, records: [record] }),
  );
  const [result] = results;
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  return result.offset;
}

type Outcome = "done" | "ALREADY_RELEASED" | "UNKNOWN_SCHEDULE" | "STORAGE_FULL";

const outcomeOf = async (call: Promise<unknown>): Promise<Outcome> => {
  try {
    await call;
    return "done";
  } catch (error) {
    if (error instanceof TidemarkError) return error.code as Outcome;
    throw error;
  }
};

/** Calls that race each other and the release of one record, and a disk that is full at times. */
async function race(seed: number): Promise<ReadonlySet<string>> {
  await start(seed);
  const random = new SimRandom(seed);
  const dueInMs = random.int(5, 25);
  const offset = await schedule("r", dueInMs);
  const { schedules } = world.broker.api;
  const selector = () => ({ topic: TOPIC, id: random.chance(0.5) ? "r" : `0:${offset}` });
  const calls: { readonly kind: "cancel" | "move"; outcome?: Outcome }[] = [];
  for (let count = random.int(2, 6); count > 0; count -= 1) {
    // Most of them about when it is due: a release takes a few milliseconds.
    const atMs = random.chance(0.7) ? dueInMs + random.float() * 6 - 2 : random.float() * 40;
    world.schedule.after(atMs, () => {
      const kind = random.chance(0.5) ? "cancel" : "move";
      const call: (typeof calls)[number] = { kind };
      calls.push(call);
      const work =
        kind === "cancel"
          ? schedules.cancel(CONTEXT, selector())
          : schedules.reschedule(CONTEXT, { ...selector(), delayMs: random.int(0, 20) });
      void outcomeOf(work).then((outcome) => (call.outcome = outcome));
    });
  }
  for (let count = random.int(0, 4); count > 0; count -= 1) {
    world.schedule.after(random.float() * 40, () => {
      const times = random.int(1, 3);
      world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times });
    });
  }
  await world.schedule.advance(10_000);
  const seen = await readAll(world, TOPIC);
  const cancelled = calls.filter(({ kind, outcome }) => kind === "cancel" && outcome === "done");
  const story = `seed ${seed}: ${JSON.stringify(calls)}, seen ${seen.length}`;
  expect(
    calls.every(({ outcome }) => outcome !== undefined),
    story,
  ).toBe(true);
  expect(seen.length + cancelled.length, story).toBe(1);
  const told = new Set(calls.map(({ kind, outcome }) => `${kind} ${outcome}`));
  if (told.has("cancel ALREADY_RELEASED") || told.has("move ALREADY_RELEASED")) {
    expect(seen, story).toHaveLength(1);
  }
  const { pending } = await world.schedule.run(world.broker.api.topics.describe(CONTEXT, TOPIC));
  expect(pending, story).toBe(0);
  return told;
}

describe("cancel and reschedule", () => {
  it("race the release of a record, and the answer is what happened", async () => {
    const told = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      if (seed > 1) await world.stop();
      for (const one of await race(seed)) told.add(one);
    }
    // Else nothing raced.
    for (const one of [
      "cancel done",
      "cancel ALREADY_RELEASED",
      "cancel UNKNOWN_SCHEDULE",
      "cancel STORAGE_FULL",
      "move done",
      "move ALREADY_RELEASED",
    ]) {
      expect(told).toContain(one);
    }
  });

  it("leave alone what takes the id while they are under way", async () => {
    await start(1);
    const first = await schedule("r", NEVER_MS);
    const { records, schedules, topics } = world.broker.api;
    const byId = outcomeOf(schedules.cancel(CONTEXT, { topic: TOPIC, id: "r" }));
    const byPlace = outcomeOf(schedules.cancel(CONTEXT, { topic: TOPIC, id: `0:${first}` }));
    const replacing = records.publish(CONTEXT, {
      topic: TOPIC,
      records: [
        { value: Buffer.from("new"), scheduleId: "r", delayMs: NEVER_MS, onConflict: "replace" },
      ],
    });
    await world.schedule.run(replacing);
    // One of the three was first, and the record is in the log once.
    const answers = [await world.schedule.run(byId), await world.schedule.run(byPlace)];
    expect(answers.filter((answer) => answer === "done").length).toBeLessThanOrEqual(1);
    const now = await world.schedule.run(schedules.get(CONTEXT, { topic: TOPIC, id: "r" }));
    expect(now.offset).toBeGreaterThan(first);
    expect((await world.schedule.run(topics.describe(CONTEXT, TOPIC))).pending).toBe(1);
  });
});

describe("a bulk cancellation", () => {
  it("needs to be told what, also where that is everything", async () => {
    await start(1);
    await schedule("a", NEVER_MS);
    const { schedules } = world.broker.api;
    const all = (prefix?: string) =>
      world.schedule.run(schedules.cancelMany(CONTEXT, { topic: TOPIC, prefix }));
    await expect(all()).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(await all("b")).toBe(0);
    expect(await all("")).toBe(1);
  });

  it.each(["the caller gives up", "the broker drains"])("ends where %s", async (why) => {
    await start(1);
    const count = 3_000;
    const records = Array.from({ length: count }, (_, index) => ({
      value: Buffer.from("v"),
      scheduleId: `s${index}`,
      delayMs: NEVER_MS,
    }));
    const { records: api, schedules, topics } = world.broker.api;
    await world.schedule.run(api.publish(CONTEXT, { topic: TOPIC, records }));
    const controller = new AbortController();
    const context = { ...CONTEXT, signal: controller.signal };
    const cancelling = schedules.cancelMany(context, { topic: TOPIC, prefix: "s" });
    const ended = cancelling.catch((error: unknown) => error as TidemarkError);
    const pendingNow = async () =>
      (await world.schedule.run(topics.describe(CONTEXT, TOPIC))).pending;
    while ((await pendingNow()) === count) await world.schedule.step();
    if (why === "the broker drains") await world.broker.drain();
    else controller.abort();
    const error = await world.schedule.run(ended);
    const code = why === "the broker drains" ? "SHUTTING_DOWN" : "CANCELLED";
    expect(error).toMatchObject({ code });
    const left = await pendingNow();
    expect(left).toBeGreaterThan(0);
    expect((error as TidemarkError).message).toContain(`${count - left} were cancelled`);
  });
});
