/**
 * P4: what was overdue when the broker comes back is released, dropped or dead-lettered as its topic
 * says, and nothing else is.
 */
import { afterEach, describe, expect, it } from "vitest";
import { CONTEXT, readAll } from "./read-all.ts";
import { World } from "../sim/broker/world.ts";

const HOUR_MS = 3_600_000;
const LATE_AFTER_MS = 60_000;

let world: World;

afterEach(() => world.stop());

async function start(config: Readonly<Record<string, unknown>>, name = "t"): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name, partitions: 1, config }));
}

/** Schedules a record `inMs` from now under the id and value `id`. */
async function schedule(id: string, inMs: number, topic = "t"): Promise<number> {
  const { records } = world.broker.api;
  const record = { value: Buffer.from(id), scheduleId: id, deliverAt: world.wallMs + inMs };
  const [result] = await world.schedule.run(
    records.publish(CONTEXT, { topic, records: [{ ...record, partition: 0 }] }),
  );
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  return result.offset;
}

/** The broker is away while the wall clock goes on. */
async function outage(ms: number): Promise<void> {
  await world.stop();
  world.stepWall(ms);
  await world.boot();
}

const valuesOf = async (topic: string) =>
  (await readAll(world, topic)).map(({ value }) => value?.toString());
const pendingOf = async (topic: string) =>
  (await world.schedule.run(world.broker.api.topics.describe(CONTEXT, topic))).pending;
const reports = () => world.story.filter((line) => line.includes("too late"));

describe("a record that was overdue when the broker came back", () => {
  it("is released where nothing else is said, oldest first", async () => {
    await start({});
    await schedule("second", 20_000);
    await schedule("first", 10_000);
    await outage(HOUR_MS);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t")).toEqual(["first", "second"]);
    expect(reports()).toEqual([]);
  });

  it("is dropped where its topic says so, for good, and counted once", async () => {
    await start({ latePolicy: "drop", lateAfterMs: LATE_AFTER_MS });
    await schedule("late", 10_000);
    await schedule("late too", 20_000);
    await schedule("in time", HOUR_MS - 30_000);
    await schedule("future", 2 * HOUR_MS);
    await outage(HOUR_MS);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t")).toEqual(["in time"]);
    expect(reports()).toHaveLength(1);
    expect(reports()[0]).toMatch(/dropped=2/);
    world.crash("power");
    await world.boot();
    await world.schedule.advance(1_000);
    expect(await pendingOf("t")).toBe(1);
    expect(await valuesOf("t")).toEqual(["in time"]);
    expect(reports()).toHaveLength(1);
  });

  it("is copied to the dead-letter topic first where its topic says so", async () => {
    await start({ latePolicy: "deadLetter", lateAfterMs: LATE_AFTER_MS });
    const offset = await schedule("late", 10_000);
    await schedule("in time", HOUR_MS - 30_000);
    await outage(HOUR_MS);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t")).toEqual(["in time"]);
    const [letter] = await readAll(world, "t.dlq");
    const headers = Object.fromEntries(
      letter!.headers.map(({ key, value }) => [key, Buffer.from(value).toString()]),
    );
    expect(headers).toMatchObject({
      "tidemark-message-id": `t:0:${offset}`,
      "tidemark-dead-letter-reason": "late",
      "tidemark-dead-letter-schedule-id": "late",
    });
    expect(letter!.value?.toString()).toBe("late");
    expect(reports()[0]).toMatch(/deadLettered=1/);
  });

  it("goes to the dead-letter topic that is named", async () => {
    await start({ latePolicy: "deadLetter", lateAfterMs: 0, deadLetterTopic: "parking" });
    await schedule("late", 10_000);
    await outage(HOUR_MS);
    await world.schedule.advance(1_000);
    expect(await valuesOf("parking")).toEqual(["late"]);
  });

  it("is released where it is a dead letter already", async () => {
    await start({ latePolicy: "deadLetter", lateAfterMs: 0 }, "t.dlq");
    await schedule("late", 10_000, "t.dlq");
    await outage(HOUR_MS);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t.dlq")).toEqual(["late"]);
  });
});

describe("a record that is not late", () => {
  it("since it was scheduled for the past while the broker runs is released", async () => {
    await start({ latePolicy: "drop", lateAfterMs: 0 });
    await schedule("late", 10_000);
    await outage(HOUR_MS);
    await schedule("past", -HOUR_MS / 2);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t")).toEqual(["past"]);
  });

  it("since the disk was full while the broker ran is released", async () => {
    await start({ latePolicy: "drop", lateAfterMs: 0 });
    await schedule("stalled", 100);
    world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times: 20 });
    await world.schedule.advance(60_000);
    expect(await valuesOf("t")).toEqual(["stalled"]);
  });

  it("since somebody moved it into the past after the broker came back is released", async () => {
    await start({ latePolicy: "drop", lateAfterMs: 0 });
    await schedule("future", 2 * HOUR_MS);
    for (let count = 0; count < 3; count += 1) await schedule(`late ${count}`, 10_000);
    await world.stop();
    world.stepWall(HOUR_MS);
    await world.boot();
    const { schedules } = world.broker.api;
    const moving = schedules.reschedule(CONTEXT, {
      topic: "t",
      id: "future",
      deliverAt: world.wallMs - HOUR_MS,
    });
    await world.schedule.run(moving);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t")).toEqual(["future"]);
    expect(reports()[0]).toMatch(/dropped=3/);
  });
});

describe("while dead letters are written", () => {
  const count = 5;
  const names = Array.from({ length: count }, (_, index) => `late ${index}`);

  async function lateRecords(): Promise<void> {
    await start({ latePolicy: "deadLetter", lateAfterMs: 0 });
    for (const [index, name] of names.entries()) await schedule(name, 10_000 + index);
    await world.stop();
    world.stepWall(HOUR_MS);
    await world.boot();
  }

  it("a crash at any moment neither loses nor releases one", async () => {
    let crashes = 0;
    for (let events = 0; ; events += 1) {
      if (events > 0) await world.stop();
      await lateRecords();
      for (let event = 0; event < events; event += 1) await world.schedule.step();
      if ((await pendingOf("t")) === 0) break;
      crashes += 1;
      world.crash(events % 3 === 0 ? "kill" : "power");
      await world.boot();
      await world.schedule.advance(1_000);
      expect(await valuesOf("t")).toEqual([]);
      expect([...new Set(await valuesOf("t.dlq"))]).toEqual(names);
    }
    expect(crashes).toBeGreaterThan(10);
  });

  it("a cancellation comes too late, and is told so", async () => {
    await lateRecords();
    const { schedules } = world.broker.api;
    // Until the first dead letter is on its way to the disk.
    for (let event = 0; event < 200 && !(await hasTopic("t.dlq")); event += 1) {
      await world.schedule.step();
    }
    const cancelling = schedules.cancel(CONTEXT, { topic: "t", id: names[0]! });
    await expect(world.schedule.run(cancelling)).rejects.toMatchObject({
      code: "ALREADY_RELEASED",
    });
    const many = await world.schedule.run(
      schedules.cancelMany(CONTEXT, { topic: "t", prefix: "late" }),
    );
    expect(many).toBe(0);
    await world.schedule.advance(1_000);
    expect(await valuesOf("t.dlq")).toEqual(names);
  });

  it("the topic can be deleted", async () => {
    await lateRecords();
    const { topics } = world.broker.api;
    await world.schedule.run(topics.delete(CONTEXT, "t"));
    await world.schedule.advance(1_000);
    expect(await hasTopic("t")).toBe(false);
  });

  it("the broker can be stopped, and goes on at its next start", async () => {
    await lateRecords();
    await outage(0);
    await world.schedule.advance(1_000);
    expect([...new Set(await valuesOf("t.dlq"))]).toEqual(names);
  });
});

async function hasTopic(name: string): Promise<boolean> {
  const topics = await world.schedule.run(
    world.broker.api.topics.list(CONTEXT, { internal: false }),
  );
  return topics.some((topic) => topic.name === name);
}
