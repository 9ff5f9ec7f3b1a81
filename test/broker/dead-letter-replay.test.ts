/** Dead letters go back where they came from: all of them, in order, in as many calls as it takes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeadLetter } from "../../src/model/dead-letter.ts";
import type { ReplayRequest, ReplayResult } from "../../src/model/dead-letter-replay.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

let world: World;
beforeEach(async () => {
  world = new World({ seed: 5 });
  await world.boot();
  await create("orders", 3);
});
afterEach(() => world.stop());

const create = (name: string, partitions: number) =>
  world.schedule.run(world.broker.api.topics.create(CONTEXT, { name, partitions }));

const replay = (request: Partial<ReplayRequest> = {}): Promise<ReplayResult> =>
  world.schedule.run(
    world.broker.api.deadLetters.replay(CONTEXT, { topic: "orders.dlq", ...request }),
  );

const values = async (topic: string): Promise<string[]> =>
  (await readAll(world, topic)).map(
    ({ partition, value }) => `${partition} ${Buffer.from(value ?? []).toString()}`,
  );

function letter(index: number, more: Partial<DeadLetter> = {}): DeadLetter {
  return {
    topic: "orders",
    partition: index % 3,
    offset: index,
    reason: "deliveries",
    to: "orders.dlq",
    key: Buffer.from("k"),
    value: Buffer.from(`v${index}`),
    headers: [],
    timestamp: world.wallMs,
    group: "g",
    ...more,
  };
}

const write = (letters: readonly DeadLetter[]) =>
  world.schedule.run(world.broker.deadLetters.write(letters));

const SIX = ["0 v0", "0 v3", "1 v1", "1 v4", "2 v2", "2 v5"];

describe("a replay", () => {
  it("puts everything back to its partition, in order, and counts it", async () => {
    await write(Array.from({ length: 6 }, (_, index) => letter(index)));
    expect(await replay()).toEqual({
      replayed: 6,
      duplicates: 0,
      refused: 0,
      refusals: [],
      cursor: undefined,
    });
    expect(await values("orders")).toEqual(SIX);
  });

  it("puts nothing back twice, however often it is made, and whatever the broker does meanwhile", async () => {
    await write(Array.from({ length: 6 }, (_, index) => letter(index)));
    const both = await world.schedule.run(
      Promise.all(
        [1, 2].map(() => world.broker.api.deadLetters.replay(CONTEXT, { topic: "orders.dlq" })),
      ),
    );
    expect(both.map(({ replayed, duplicates }) => replayed + duplicates)).toEqual([6, 6]);
    expect(both[0]!.replayed + both[1]!.replayed).toBe(6);
    world.crash("power");
    await world.boot();
    expect(await replay()).toMatchObject({ replayed: 0, duplicates: 6 });
    expect(await values("orders")).toEqual(SIX);
  });

  it("takes as many calls as it is given room for, and goes no further than its first call saw", async () => {
    await write(Array.from({ length: 6 }, (_, index) => letter(index)));
    const first = await replay({ limit: 4 });
    expect([first.replayed, first.cursor]).toEqual([4, "0:4:6"]);
    // What fails meanwhile is not put back again by the same replay.
    await write([letter(99)]);
    const second = await replay({ limit: 4, cursor: first.cursor! });
    expect([second.replayed, second.cursor]).toEqual([2, undefined]);
    expect(await values("orders")).toEqual(SIX);
  });

  it("keeps to its range", async () => {
    await write(Array.from({ length: 6 }, (_, index) => letter(index)));
    const range = { from: { offset: 1 }, until: { offset: 3 } };
    expect((await replay(range)).replayed).toBe(2);
    expect(await values("orders")).toEqual(["1 v1", "2 v2"]);
    expect((await replay({ from: "latest" })).replayed).toBe(0);
  });

  it("names what cannot go back, and does not stop at it", async () => {
    await write([letter(0), letter(1, { topic: "gone" }), letter(2, { partition: 9 }), letter(3)]);
    const publish = world.broker.api.records.publish(CONTEXT, {
      topic: "orders.dlq",
      records: [{ value: Buffer.from("not one") }],
    });
    await world.schedule.run(publish);
    const { replayed, refused, refusals } = await replay();
    expect([replayed, refused]).toEqual([2, 3]);
    expect(
      refusals
        .map(({ offset, error }) => [offset, error.code])
        .sort(([a], [b]) => Number(a) - Number(b)),
    ).toEqual([
      [1, "UNKNOWN_TOPIC"],
      [2, "UNKNOWN_PARTITION"],
      [4, "INVALID_RECORD"],
    ]);
    expect(await values("orders")).toEqual(["0 v0", "0 v3"]);
  });

  it("goes to another topic where asked", async () => {
    await create("repaired", 1);
    await write([letter(0), letter(1)]);
    expect((await replay({ to: "repaired" })).replayed).toBe(2);
    expect(await values("repaired")).toEqual(["0 v0", "0 v1"]);
    expect(await values("orders")).toEqual([]);
  });

  it("passes over what was purged meanwhile", async () => {
    await write(Array.from({ length: 6 }, (_, index) => letter(index)));
    const { cursor } = await replay({ limit: 1 });
    await world.schedule.run(
      world.broker.api.topics.deleteRecords(CONTEXT, {
        topic: "orders.dlq",
        partition: 0,
        before: 5,
      }),
    );
    expect((await replay({ cursor: cursor! })).replayed).toBe(1);
    expect(await values("orders")).toEqual(["0 v0", "2 v5"]);
  });

  it.each([
    [{ topic: "nowhere" }, "UNKNOWN_TOPIC"],
    [{ limit: 0 }, "INVALID_REQUEST"],
    [{ limit: 10_001 }, "INVALID_REQUEST"],
    [{ cursor: "?" }, "INVALID_REQUEST"],
    [{ partition: 7 }, "UNKNOWN_PARTITION"],
    [{ from: { offset: 100 } }, "OFFSET_OUT_OF_RANGE"],
  ] as const)("refuses %j with %s", async (request, code) => {
    await write([letter(0)]);
    const failure = await replay(request).catch((error: unknown) => error);
    expect((failure as TidemarkError).code).toBe(code);
  });
});
