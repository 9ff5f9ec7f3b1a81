/** Records that outlive their use: groups pass them, others see them, and where asked one copy is kept. */
import { afterEach, describe, expect, it } from "vitest";
import type { SubscribeSession } from "../../src/broker/api.ts";
import { DEAD_LETTER_HEADERS } from "../../src/model/headers.ts";
import type { RecordInput } from "../../src/model/records.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

let world: World;

afterEach(() => world.stop());

async function start(config: Readonly<Record<string, unknown>> = {}): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions: 1, config }));
}

const record = (value: string, more: RecordInput = {}): RecordInput => ({
  value: Buffer.from(value),
  ...more,
});

async function publish(...records: RecordInput[]): Promise<void> {
  const results = await world.schedule.run(
    world.broker.api.records.publish(CONTEXT, { topic: "t", records }),
  );
  for (const result of results) if ("error" in result) throw result.error;
}

/** What a group gets from its committed offset to the end; it commits that where asked. */
async function readAs(group: string, commits: boolean): Promise<string[]> {
  const values: string[] = [];
  await world.schedule.run(
    new Promise<void>((resolve, reject) => {
      const session: SubscribeSession = world.broker.api.records.openSubscribe(
        CONTEXT,
        {
          group,
          topics: ["t"],
          mode: "stream",
          start: "earliest",
          encoding: "records",
          autoCommit: commits,
          untilEnd: true,
          address: "test",
        },
        {
          joined: () => session.credit(1_000, 1_000_000),
          assigned: () => undefined,
          revoked: () => undefined,
          commitResult: () => undefined,
          deliver: ({ records }) => values.push(...records.map(({ value }) => String(value))),
          partitionError: (_topic, _partition, error) => reject(error),
          needed: () => undefined,
          end: (error) => (error === undefined ? resolve() : reject(error)),
        },
      );
    }),
  );
  return values;
}

/** What a queue group hands to its one consumer in two seconds; nothing is acknowledged. */
async function receiveAs(group: string): Promise<string[]> {
  const values: string[] = [];
  const session: SubscribeSession = world.broker.api.records.openSubscribe(
    CONTEXT,
    {
      group,
      topics: ["t"],
      mode: "queue",
      start: "earliest",
      encoding: "records",
      autoCommit: false,
      untilEnd: false,
      address: "test",
    },
    {
      joined: () => undefined,
      assigned: () => undefined,
      revoked: () => undefined,
      commitResult: () => undefined,
      deliver: ({ records }) => values.push(...records.map(({ value }) => String(value))),
      partitionError: () => undefined,
      needed: () => undefined,
      end: () => undefined,
    },
  );
  session.credit(100, 1_000_000);
  await world.schedule.advance(2_000);
  session.close(true);
  return values;
}

async function lagOf(group: string): Promise<number | undefined> {
  const { partitions } = await world.schedule.run(world.broker.api.groups.describe(CONTEXT, group));
  return partitions[0]?.lag;
}

const deadLetters = async () =>
  (await readAll(world, "t.dlq")).map(({ value, headers }) => [
    String(value),
    headers.find(({ key }) => key === DEAD_LETTER_HEADERS.reason)?.value.toString(),
    headers.find(({ key }) => key === DEAD_LETTER_HEADERS.offset)?.value.toString(),
  ]);

describe("a record whose lifetime is over", () => {
  it("is passed over by groups, which have no lag for it, and seen by others", async () => {
    await start();
    await publish(record("a"), record("b", { ttlMs: 1_000 }), record("c", { ttlMs: 60_000 }));
    await publish(record("d", { ttlMs: 1_000 }));
    expect(await readAs("early", true)).toEqual(["a", "b", "c", "d"]);
    await world.schedule.advance(1_500);
    expect(await readAs("late", true)).toEqual(["a", "c"]);
    expect(await lagOf("late")).toBe(0);
    expect((await readAll(world, "t")).map(({ value }) => String(value))).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
  });

  it("was scheduled: its lifetime begins when it is due", async () => {
    await start();
    const deliverAt = world.wallMs + 10_000;
    await publish(record("waits", { deliverAt, ttlMs: 5_000 }));
    await world.schedule.advance(12_000);
    expect(await readAs("early", true)).toEqual(["waits"]);
    await world.schedule.advance(5_000);
    expect(await readAs("late", true)).toEqual([]);
  });

  it("is dead-lettered once, by whichever group passes it first, across a crash", async () => {
    await start({ expiredPolicy: "deadLetter" });
    await publish(record("a", { ttlMs: 1_000 }), record("b"), record("c", { ttlMs: 1_000 }));
    await world.schedule.advance(1_500);
    expect(await readAs("one", false)).toEqual(["b"]);
    world.crash("power");
    await world.boot();
    expect(await readAs("one", true)).toEqual(["b"]);
    expect(await readAs("two", true)).toEqual(["b"]);
    expect(await deadLetters()).toEqual([
      ["a", "expired", "0"],
      ["c", "expired", "2"],
    ]);
  });

  it("is settled unseen in a queue group, with the same one dead letter", async () => {
    await start({ expiredPolicy: "deadLetter" });
    await publish(record("a", { ttlMs: 1_000 }), record("b"), record("c", { ttlMs: 1_000 }));
    await world.schedule.advance(1_500);
    expect(await receiveAs("queue")).toEqual(["b"]);
    expect(await readAs("stream", true)).toEqual(["b"]);
    expect(await deadLetters()).toEqual([
      ["a", "expired", "0"],
      ["c", "expired", "2"],
    ]);
  });

  it("is not passed before its copy is kept", async () => {
    await start({ expiredPolicy: "deadLetter" });
    await publish(record("a", { ttlMs: 1_000 }), record("b"));
    await world.schedule.advance(1_500);
    world.disk.capacityBytes = 0;
    const reading = readAs("one", true);
    await world.schedule.advance(3_000);
    expect(await lagOf("one")).toBe(2);
    world.disk.capacityBytes = Number.POSITIVE_INFINITY;
    expect(await reading).toEqual(["b"]);
    expect(await deadLetters()).toEqual([["a", "expired", "0"]]);
  });
});

describe("a lifetime that is none", () => {
  it("is refused", async () => {
    await start();
    await expect(publish(record("a", { ttlMs: 0 }))).rejects.toThrow(/ttl/);
    const headers = [{ key: "tidemark-ttl-ms", value: Buffer.from("soon") }];
    await expect(publish(record("a", { headers }))).rejects.toThrow(/lifetime is "soon"/);
  });
});
