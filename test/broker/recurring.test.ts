/** Recurring schedules on a whole broker in virtual time: P4 for each nominal time, across crashes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PutSchedule } from "../../src/broker/api.ts";
import type { RecordInput } from "../../src/model/records.ts";
import type { RecurrenceInput } from "../../src/model/recurrence.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

let world: World;
/** Wall time at the start. */
let t0: number;

const api = () => world.broker.api;
const record: RecordInput = { key: Buffer.from("k"), value: Buffer.from("v") };

beforeEach(async () => {
  world = new World({ seed: 3 });
  await world.boot();
  await world.schedule.run(api().topics.create(CONTEXT, { name: "t", partitions: 2 }));
  // On a whole second, so that times of a cron expression are easy to say.
  await world.schedule.advance(1_000 - (world.wallMs % 1_000));
  t0 = world.wallMs;
});
afterEach(() => world.stop());

const put = (recurrence: RecurrenceInput, more: Partial<PutSchedule> = {}) =>
  world.schedule.run(
    api().schedules.put(CONTEXT, { topic: "t", id: "s", recurrence, record, ...more }),
  );
const get = () => world.schedule.run(api().schedules.get(CONTEXT, { topic: "t", id: "s" }));
const setPaused = (paused: boolean) =>
  world.schedule.run(api().schedules.setPaused(CONTEXT, { topic: "t", id: "s", paused }));

/** Number and seconds since the start of each firing, in the order of the log. */
async function firings(): Promise<[number, number][]> {
  const records = await readAll(world, "t");
  return records.map(({ scheduled }) => [scheduled!.firing!, (scheduled!.deliverAt - t0) / 1_000]);
}

async function outage(ms: number): Promise<void> {
  world.crash("power");
  world.stepWall(ms);
  await world.boot();
}

describe("a recurring schedule", () => {
  it("fires again and again, each time with its number, time and id", async () => {
    const { schedule, created } = await put({ everyMs: 10_000 });
    expect(created).toBe(true);
    expect(schedule).toMatchObject({ id: "s", deliverAt: t0 + 10_000, recurring: true });
    await world.schedule.advance(35_000);
    expect(await firings()).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    const [first] = await readAll(world, "t");
    expect(first).toMatchObject({
      timestamp: t0 + 10_000,
      key: Buffer.from("k"),
      value: Buffer.from("v"),
      headers: [{ key: "tidemark-schedule-id", value: Buffer.from("s") }],
      scheduled: { id: "s", offset: schedule.offset, deliverAt: t0 + 10_000, firing: 1 },
    });
    expect(await get()).toMatchObject({
      deliverAt: t0 + 40_000,
      recurrence: { everyMs: 10_000, misfire: "fireOnce", paused: false, firings: 3 },
    });
  });

  it("follows a cron expression in its zone", async () => {
    await put({ cron: "*/15 * * * * *", timeZone: "Australia/Lord_Howe" });
    await world.schedule.advance(60_000);
    expect((await firings()).length).toBe(4);
    for (const { timestamp } of await readAll(world, "t")) expect(timestamp % 15_000).toBe(0);
  });

  it("ends after its last firing, by count or before its end", async () => {
    await put({ everyMs: 1_000, maxCount: 2 });
    await put({ everyMs: 1_000, end: t0 + 3_000 }, { id: "until" });
    await world.schedule.advance(10_000);
    const all = await readAll(world, "t");
    const of = (id: string) => all.filter(({ scheduled }) => scheduled?.id === id).length;
    expect([of("s"), of("until")]).toEqual([2, 2]);
    await expect(get()).rejects.toMatchObject({ code: "UNKNOWN_SCHEDULE" });
    const topic = await world.schedule.run(api().topics.describe(CONTEXT, "t"));
    expect([topic.pending, topic.nextDue]).toEqual([0, undefined]);
  });

  it("goes on where it was after a crash, at any moment, each time once (P4)", async () => {
    await put({ everyMs: 1_000, misfire: "fireAll" });
    for (let crash = 0; crash < 40; crash += 1) {
      await world.schedule.advance(737 + crash * 13);
      await outage(0);
    }
    await world.schedule.advance(2_000);
    const made = await firings();
    expect(made.length).toBeGreaterThan(30);
    expect(made).toEqual(made.map((_, index) => [index + 1, index + 1]));
  });

  it.each([
    [
      "fireOnce",
      [
        [1, 10],
        [2, 3_600],
        [3, 3_610],
      ],
    ],
    [
      "skip",
      [
        [1, 10],
        [2, 3_600],
        [3, 3_610],
      ],
    ],
  ] as const)("after an outage: %s", async (misfire, expected) => {
    await put({ everyMs: 10_000, misfire });
    await world.schedule.advance(12_000);
    await outage(3_600_000 - 12_000);
    await world.schedule.advance(11_000);
    expect(await firings()).toEqual(expected);
  });

  it("after an outage: skip passes over what is more than a minute late", async () => {
    await put({ everyMs: 600_000, misfire: "skip" });
    await outage(3_665_000);
    await world.schedule.advance(1_000);
    expect(await firings()).toEqual([]);
    expect(await get()).toMatchObject({ deliverAt: t0 + 4_200_000, recurrence: { firings: 0 } });
    await outage(0);
    await world.schedule.advance(600_000);
    expect(await firings()).toEqual([[1, 4_200]]);
  });

  it("after an outage: skip ends where nothing is left", async () => {
    await put({ everyMs: 600_000, misfire: "skip", end: t0 + 1_300_000 });
    await outage(3_665_000);
    await world.schedule.advance(1_000);
    await expect(get()).rejects.toMatchObject({ code: "UNKNOWN_SCHEDULE" });
    expect(await firings()).toEqual([]);
  });

  it("after an outage: fireAll makes up for each, also across another crash (P4)", async () => {
    await put({ everyMs: 10_000, misfire: "fireAll" });
    await outage(2_000_000);
    await world.schedule.advance(5);
    await outage(0);
    await world.schedule.advance(5_000);
    const made = await firings();
    expect(made).toEqual(Array.from({ length: 200 }, (_, index) => [index + 1, (index + 1) * 10]));
  });

  it("does not fire twice for a clock that steps back, nor early for one that steps forward", async () => {
    await put({ everyMs: 10_000 });
    await world.schedule.advance(12_000);
    world.stepWall(-8_000);
    await world.schedule.advance(10_000);
    expect(await firings()).toEqual([[1, 10]]);
    world.stepWall(6_000);
    await world.schedule.advance(2_000);
    expect(await firings()).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });
});

describe("put", () => {
  it("changes nothing where it is the same again", async () => {
    const before = await put({ everyMs: 10_000 });
    await world.schedule.advance(15_000);
    const again = await put({ cron: "@every 10s" });
    expect(again).toMatchObject({
      created: false,
      schedule: { offset: before.schedule.offset, recurrence: { firings: 1 } },
    });
    await setPaused(true);
    const paused = await put({ everyMs: 10_000 });
    expect(paused.schedule).toMatchObject({ deliverAt: undefined, recurrence: { firings: 1 } });
    const resumed = await put({ everyMs: 10_000, paused: false });
    expect(resumed.schedule).toMatchObject({ deliverAt: t0 + 20_000, recurrence: { firings: 1 } });
  });

  it("counts anew where anything differs", async () => {
    await put({ everyMs: 10_000 });
    await world.schedule.advance(15_000);
    const other = await put(
      { everyMs: 10_000 },
      { record: { ...record, value: Buffer.from("w") } },
    );
    expect(other).toMatchObject({ created: false, schedule: { recurrence: { firings: 0 } } });
    const dueMs = other.schedule.deliverAt! - t0;
    expect(dueMs).toBeGreaterThanOrEqual(25_000);
    await world.schedule.advance(11_000);
    expect(await firings()).toEqual([
      [1, 10],
      [1, dueMs / 1_000],
    ]);
  });

  it("goes where the id is pending, else by key, else by id, unless it is told", async () => {
    const { schedule } = await put({ everyMs: 10_000 });
    const elsewhere = await put({ everyMs: 20_000 }, { record: { value: Buffer.from("v") } });
    expect(elsewhere.schedule.partition).toBe(schedule.partition);
    const told = await put({ everyMs: 10_000 }, { id: "told", partition: 1 - schedule.partition });
    expect(told.schedule.partition).toBe(1 - schedule.partition);
  });

  it("takes the place of a record that waits under the id, and gives it up to one", async () => {
    const publish = () =>
      world.schedule.run(
        api().records.publish(CONTEXT, {
          topic: "t",
          records: [{ ...record, scheduleId: "s", deliverAt: t0 + 60_000, onConflict: "replace" }],
        }),
      );
    await publish();
    expect(await put({ everyMs: 10_000 })).toMatchObject({ created: false });
    await publish();
    expect(await get()).toMatchObject({ recurring: false, deliverAt: t0 + 60_000 });
  });

  const broken = (headers: RecordInput["headers"]) => ({ record: { ...record, headers } });
  it.each<[string, Partial<PutSchedule>, RegExp]>([
    ["an id like a place", { id: "1:2" }, /digits:digits/],
    ["an empty id", { id: "" }, /must not be empty/],
    ["a partition that is not there", { partition: 9 }, /has partitions 0 to 1/],
    ["a message id", { record: { ...record, messageId: "m" } }, /record.messageId/],
    ["another schedule id", { record: { ...record, scheduleId: "m" } }, /record.scheduleId/],
    [
      "a message id as a header",
      broken([{ key: "tidemark-message-id", value: Buffer.from("m") }]),
      /same on every firing/,
    ],
    [
      "the broker's own header",
      broken([{ key: "tidemark-firing", value: Buffer.from("1") }]),
      /broker alone/,
    ],
    ["a large value", { record: { value: Buffer.alloc(4 * 1024 * 1024 + 1) } }, /at most/],
    [
      "a start too far ahead",
      { recurrence: { everyMs: 10_000, start: 253_402_300_799_999 } },
      /scheduleDelayMaxMs/,
    ],
  ])("refuses %s", async (_what, request, message) => {
    await expect(put({ everyMs: 10_000 }, request)).rejects.toThrow(message);
  });
});

describe("a recurring schedule that is changed", () => {
  it("fires nothing while it is paused, and goes on with what comes next", async () => {
    await put({ everyMs: 10_000, misfire: "fireAll" });
    await world.schedule.advance(15_000);
    expect(await setPaused(true)).toMatchObject({
      deliverAt: undefined,
      recurrence: { paused: true },
    });
    const topic = await world.schedule.run(api().topics.describe(CONTEXT, "t"));
    expect([topic.pending, topic.nextDue]).toEqual([1, undefined]);
    const { schedules } = await world.schedule.run(api().schedules.list(CONTEXT, { topic: "t" }));
    expect(schedules).toMatchObject([{ deliverAt: undefined, recurrence: { paused: true } }]);
    await outage(0);
    await world.schedule.advance(50_000);
    expect(await setPaused(false)).toMatchObject({ deliverAt: t0 + 70_000 });
    await world.schedule.advance(10_000);
    expect(await firings()).toEqual([
      [1, 10],
      [2, 70],
    ]);
  });

  it("is not paused or resumed twice, nor is a record that is released once", async () => {
    const { schedule } = await put({ everyMs: 10_000 });
    expect((await setPaused(false)).offset).toBe(schedule.offset);
    const { offset } = await setPaused(true);
    expect((await setPaused(true)).offset).toBe(offset);
    await world.schedule.run(
      api().records.publish(CONTEXT, {
        topic: "t",
        records: [{ ...record, scheduleId: "once", delayMs: 5_000 }],
      }),
    );
    const once = { topic: "t", id: "once", paused: true };
    await expect(world.schedule.run(api().schedules.setPaused(CONTEXT, once))).rejects.toThrow(
      /released once/,
    );
  });

  it("fires the next one at another time, the others as planned", async () => {
    await put({ everyMs: 10_000 });
    const move = (deliverAt: number) =>
      world.schedule.run(api().schedules.reschedule(CONTEXT, { topic: "t", id: "s", deliverAt }));
    const moved = await move(t0 + 3_000);
    expect(moved).toMatchObject({ deliverAt: t0 + 3_000, recurring: true });
    await world.schedule.advance(25_000);
    expect(await firings()).toEqual([
      [1, 3],
      [2, 20],
    ]);
    await setPaused(true);
    await expect(move(t0 + 60_000)).rejects.toThrow(/paused/);
  });

  it("takes changes that meet one another one after the other", async () => {
    await put({ everyMs: 10_000 });
    const name = { topic: "t", id: "s" };
    const changes = Promise.all([
      api().schedules.reschedule(CONTEXT, { ...name, deliverAt: t0 + 3_000 }),
      api().schedules.setPaused(CONTEXT, { ...name, paused: true }),
      api().schedules.setPaused(CONTEXT, { ...name, paused: false }),
    ]);
    const answers = await world.schedule.run(changes);
    expect(answers.map(({ recurrence }) => recurrence?.paused)).toEqual([false, true, false]);
    // Which came last nobody knows; the next one does.
    await setPaused(false);
    await world.schedule.advance(25_000);
    const numbers = (await firings()).map(([number]) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(1);
  });

  it("is cancelled like anything that waits", async () => {
    await put({ everyMs: 10_000 });
    await world.schedule.advance(15_000);
    const cancelled = await world.schedule.run(
      api().schedules.cancel(CONTEXT, { topic: "t", id: "s" }),
    );
    expect(cancelled).toMatchObject({ recurring: true, recurrence: { firings: 1 } });
    await world.schedule.advance(30_000);
    expect(await firings()).toEqual([[1, 10]]);
  });

  it("shows what many of them do at one moment, in the order of time and offset", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `s${index}`);
    for (const id of ids)
      await put(
        { everyMs: 10_000 + (ids.indexOf(id) % 2), start: t0 + 5_000 },
        { id, partition: 0 },
      );
    await world.schedule.advance(40_000);
    const all = await readAll(world, "t");
    expect(all.length).toBe(50 * 4);
    for (const [index, one] of all.entries()) {
      const before = all[index - 1];
      if (before === undefined) continue;
      const order =
        one.timestamp - before.timestamp || one.scheduled!.offset - before.scheduled!.offset;
      expect(order).toBeGreaterThan(0);
    }
  });
});
