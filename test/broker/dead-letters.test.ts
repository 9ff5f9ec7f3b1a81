/** Dead letters are committed before the caller goes on, whatever they hold. */
import { afterEach, describe, expect, it } from "vitest";
import type { DeadLetter } from "../../src/model/dead-letter.ts";
import { DEAD_LETTER_HEADERS } from "../../src/model/headers.ts";
import { RECORD_BYTES_MAX } from "../../src/model/limits.ts";
import { CONTEXT, readAll } from "./read-all.ts";
import { World } from "../sim/broker/world.ts";

let world: World;

afterEach(() => world.stop());

async function boot(): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
}

const letter = (offset: number, more: Partial<DeadLetter> = {}): DeadLetter => ({
  topic: "orders",
  partition: 0,
  offset,
  reason: "late",
  to: "orders.dlq",
  key: undefined,
  value: Buffer.from(`v${offset}`),
  headers: [],
  timestamp: 5,
  ...more,
});

const write = (letters: readonly DeadLetter[]) =>
  world.schedule.run(world.broker.deadLetters.write(letters));
const valuesOf = async (topic: string) =>
  (await readAll(world, topic)).map(({ value }) => value?.toString());

describe("dead letters", () => {
  it("go to a topic that is made for them, in order, and survive a power cut", async () => {
    await boot();
    const offsets = Array.from({ length: 1_200 }, (_, offset) => offset);
    await write(offsets.map((offset) => letter(offset)));
    world.crash("power");
    await world.boot();
    expect(await valuesOf("orders.dlq")).toEqual(offsets.map((offset) => `v${offset}`));
    const topic = await world.schedule.run(world.broker.api.topics.describe(CONTEXT, "orders.dlq"));
    expect(topic.partitions).toHaveLength(1);
    expect(topic.config["retentionMs"]).toBe(-1);
  });

  it("go to several topics in one call, and to one that is there", async () => {
    await boot();
    const { topics } = world.broker.api;
    await world.schedule.run(topics.create(CONTEXT, { name: "lost", partitions: 1 }));
    await write([letter(1), letter(2, { to: "lost" }), letter(3)]);
    expect(await valuesOf("orders.dlq")).toEqual(["v1", "v3"]);
    expect(await valuesOf("lost")).toEqual(["v2"]);
  });

  it("of the largest record leaves its value where it is", async () => {
    await boot();
    const value = Buffer.alloc(RECORD_BYTES_MAX - 100);
    await write([letter(1), letter(2, { value }), letter(3)]);
    const records = await readAll(world, "orders.dlq");
    expect(records.map(({ value: read }) => read?.toString())).toEqual(["v1", "", "v3"]);
    const bytes = records[1]!.headers.find(({ key }) => key === DEAD_LETTER_HEADERS.valueBytes);
    expect(Buffer.from(bytes!.value).toString()).toBe(String(value.length));
  });

  it("that cannot be written fail the call, which may be made again", async () => {
    await boot();
    await write([letter(1)]);
    world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times: 1 });
    await expect(write([letter(2)])).rejects.toThrow(/full/i);
    await world.schedule.advance(2_000);
    await write([letter(2)]);
    expect((await valuesOf("orders.dlq")).at(-1)).toBe("v2");
  });

  it("written again are one, unless another topic had the name or the first was purged", async () => {
    await boot();
    const { topics } = world.broker.api;
    const create = () => world.schedule.run(topics.create(CONTEXT, { name: "orders" }));
    await create();
    await write([letter(1), letter(2)]);
    await write([letter(1), letter(2)]);
    expect(await valuesOf("orders.dlq")).toEqual(["v1", "v2"]);
    await world.schedule.run(topics.delete(CONTEXT, "orders"));
    await create();
    const other = letter(1, { value: Buffer.from("of the new topic") });
    await write([other, letter(3)]);
    await write([other]);
    expect(await valuesOf("orders.dlq")).toEqual(["v1", "v2", "v3", "of the new topic"]);
    const { partitions } = await world.schedule.run(topics.describe(CONTEXT, "orders.dlq"));
    const { partition, highWatermark: before } = partitions[0]!;
    await world.schedule.run(
      topics.deleteRecords(CONTEXT, { topic: "orders.dlq", partition, before }),
    );
    await write([letter(3)]);
    expect(await valuesOf("orders.dlq")).toEqual(["v3"]);
  });
});
