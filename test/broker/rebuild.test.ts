/** P4: a partition whose index is lost is not there until it is whole, whatever happens meanwhile. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordInput } from "../../src/broker/api.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

const HOUR_MS = 3_600_000;
/** More than is rebuilt before the broker is up. */
const RECORDS = 40_000;
const PER_CALL = 10_000;
const VALUE_BYTES = 250;
const SOON = 50;

let world: World;

async function publish(topic: string, records: readonly RecordInput[]): Promise<void> {
  const { records: api } = world.broker.api;
  const results = await world.schedule.run(api.publish(CONTEXT, { topic, records }));
  for (const result of results) if ("error" in result) throw result.error;
}

const codeOf = (call: Promise<unknown>) =>
  world.schedule.run(
    call.then(
      () => "done",
      (error: { code: string }) => error.code,
    ),
  );

/** A large topic, of which some records become due an hour on, and a small one; then the index is lost. */
beforeEach(async () => {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  for (const name of ["large", "small"]) {
    await world.schedule.run(topics.create(CONTEXT, { name, partitions: 1 }));
  }
  const nowMs = world.wallMs;
  for (let first = 0; first < RECORDS; first += PER_CALL) {
    await publish(
      "large",
      Array.from({ length: PER_CALL }, (_, index) => {
        const number = first + index;
        const soon = number < SOON;
        const value = Buffer.alloc(VALUE_BYTES, `${String(number).padStart(6, "0")} `);
        return { value, deliverAt: nowMs + (soon ? 1 : 9) * HOUR_MS + number };
      }),
    );
  }
  await publish("small", [{ value: Buffer.from("s"), scheduleId: "s", delayMs: 9 * HOUR_MS }]);
  world.crash("kill", "lost");
  world.stepWall(2 * HOUR_MS);
  await world.boot();
});

afterEach(() => world.stop());

const status = () => world.broker.api.readiness().status;

async function untilReady(): Promise<void> {
  while (status() === "rebuilding") await world.schedule.step();
}

async function checkReleases(): Promise<void> {
  await world.schedule.advance(2_000);
  const numbers = (await readAll(world, "large")).map(({ value }) =>
    Number(value!.toString().slice(0, 6)),
  );
  expect(numbers).toEqual(Array.from({ length: SOON }, (_, number) => number));
  const { pending } = await world.schedule.run(world.broker.api.topics.describe(CONTEXT, "large"));
  expect(pending).toBe(RECORDS - SOON);
}

describe("a partition that lost its index", () => {
  it("says that it is being rebuilt, while the others are served, and then releases", async () => {
    const { schedules, records, topics } = world.broker.api;
    const readiness = () => world.broker.api.readiness();
    expect(readiness()).toMatchObject({
      ready: true,
      status: "rebuilding",
      rebuilding: [{ topic: "large", partition: 0, totalOffsets: RECORDS }],
    });
    expect(await codeOf(schedules.get(CONTEXT, { topic: "small", id: "s" }))).toBe("done");
    const [refused] = await world.schedule.run(
      records.publish(CONTEXT, { topic: "large", records: [{ value: Buffer.from("v") }] }),
    );
    expect(refused).toMatchObject({ error: { code: "SCHEDULE_REBUILDING", retriable: true } });
    for (const call of [
      () => schedules.list(CONTEXT, { topic: "large" }),
      () => schedules.get(CONTEXT, { topic: "large", id: "x" }),
      () => schedules.cancel(CONTEXT, { topic: "large", id: "0:1" }),
      () => schedules.cancelMany(CONTEXT, { topic: "large", prefix: "" }),
    ]) {
      expect(await codeOf(call())).toBe("SCHEDULE_REBUILDING");
    }
    const described = await world.schedule.run(topics.describe(CONTEXT, "large"));
    expect(described.partitions[0]!.error?.code).toBe("SCHEDULE_REBUILDING");
    await untilReady();
    expect(readiness()).toMatchObject({ ready: true, status: "ready", rebuilding: [] });
    await checkReleases();
  });

  it.each(["stopped", "killed"])("goes on where it was when the broker is %s", async (how) => {
    expect(status()).toBe("rebuilding");
    if (how === "stopped") await world.stop();
    else world.crash("kill");
    await world.boot();
    await untilReady();
    await checkReleases();
  });

  it("can be deleted with its topic", async () => {
    const { topics } = world.broker.api;
    expect(await codeOf(topics.delete(CONTEXT, "large"))).toBe("done");
    expect(status()).toBe("ready");
    expect(await codeOf(topics.create(CONTEXT, { name: "large", partitions: 1 }))).toBe("done");
    await publish("large", [{ value: Buffer.from("anew") }]);
    await world.stop();
    await world.boot();
    expect((await readAll(world, "large")).map(({ value }) => value!.toString())).toEqual(["anew"]);
    expect(world.story.filter((line) => line.includes("quarantine"))).toEqual([]);
  });
});
