/** Publishing through any broker: each record once at most, in order, and its result is true (P1, P2). */
import { describe, expect, it } from "vitest";
import type { RecordResult } from "../../../src/broker/api.ts";
import { RoutedWorld } from "./routed-world.ts";

const record = (partition: number, value: string, messageId?: string) => ({
  partition,
  value: Buffer.from(value),
  ...(messageId === undefined ? {} : { messageId }),
});

const codeOf = (result: RecordResult): string =>
  "error" in result ? result.error.code : `${result.partition}:${result.offset}`;

async function valuesIn(world: RoutedWorld, partition: number): Promise<readonly string[]> {
  const reading = world.node(1).read(partition, false);
  await world.schedule.advance(20_000);
  expect(reading.errors).toEqual([]);
  return reading.values;
}

describe("publishing through a broker that does not lead", () => {
  it("sends records to their leaders, and answers in their order", async () => {
    const world = await new RoutedWorld(1, 3).start([1, 2, 3, 2]);
    const records = Array.from({ length: 40 }, (_, index) => record(index % 4, `v${index}`));
    const results = await world.run(world.node(1).publish(records));
    expect(results.map(codeOf)).toEqual(
      records.map(({ partition }, index) => `${partition}:${Math.floor(index / 4)}`),
    );
    expect(await valuesIn(world, 3)).toEqual(
      Array.from({ length: 10 }, (_, index) => `v${index * 4 + 3}`),
    );
  });

  it("tells each record what its leader said of it", async () => {
    const world = await new RoutedWorld(2, 2).start([2]);
    await world.run(world.node(2).publish([record(0, "a", "id-1")]));
    const delayed = { ...record(0, "d"), delayMs: 60_000, scheduleId: "s" };
    const results = await world.run(
      world.node(1).publish([record(0, "b"), record(0, "a", "id-1"), delayed, delayed]),
    );
    expect(results[1]).toMatchObject({ partition: 0, offset: 0, duplicate: true });
    expect(results[2]).toMatchObject({ scheduled: { id: "s" } });
    expect(results.map(codeOf)[3]).toBe("ALREADY_SCHEDULED");
    expect(results[3]).toMatchObject({ error: { details: { existing: { id: "s" } } } });
  });

  it("waits for the next leader, and gives up after five seconds", async () => {
    const world = await new RoutedWorld(3, 2).start([2]);
    await world.unlead(0);
    const waiting = world.node(1).publish([record(0, "a")]);
    await world.schedule.advance(2_000);
    await world.lead(0, 2);
    expect((await world.run(waiting)).map(codeOf)).toEqual(["0:0"]);
    await world.unlead(0);
    const began = world.schedule.nowMs;
    const [result] = await world.run(world.node(1).publish([record(0, "b")]));
    expect(codeOf(result!)).toBe("NOT_LEADER");
    expect(world.schedule.nowMs - began).toBeLessThan(6_000);
  });

  it("looks for another where the leader's process is gone", async () => {
    const world = await new RoutedWorld(4, 3).start([2]);
    await world.run(world.node(2).publish([record(0, "a")]));
    world.network.kill(2);
    const waiting = world.node(1).publish([record(0, "b")]);
    await world.schedule.advance(500);
    await world.lead(0, 3);
    expect((await world.run(waiting)).map(codeOf)).toEqual(["0:1"]);
  });

  it("says that it does not know, where the answer was lost, except of records with a message id", async () => {
    const seen = new Set<string>();
    for (let seed = 100; seed < 160; seed += 1) {
      const world = await new RoutedWorld(seed, 2).start([2]);
      await world.run(world.node(1).publish([record(0, "first")]));
      const records = [
        record(0, "a"),
        record(0, "b", "id-b"),
        record(0, "c"),
        record(0, "d", "id-d"),
      ];
      const waiting = world.node(1).publish(records);
      await world.schedule.advance(world.random.float() * 3);
      world.network.breakBetween(1, 2);
      const results = (await world.run(waiting)).map(codeOf);
      const values = await valuesIn(world, 0);
      for (const [index, { value, messageId }] of records.entries()) {
        const kept = values.filter((one) => one === String(value)).length;
        seen.add(`${results[index]!.startsWith("0:") ? "done" : results[index]} ${kept}`);
        if (messageId !== undefined || results[index] !== "OUTCOME_UNKNOWN") expect(kept).toBe(1);
        else expect(kept).toBeLessThanOrEqual(1);
      }
    }
    // All that can happen was seen: the answer lost before and after the records were appended.
    expect([...seen].sort()).toEqual(["OUTCOME_UNKNOWN 0", "OUTCOME_UNKNOWN 1", "done 1"]);
  });

  it("says so too where the leader changes before the records are committed", async () => {
    const seen = new Set<string>();
    for (let seed = 200; seed < 240; seed += 1) {
      const world = await new RoutedWorld(seed, 2).start([1]);
      const records = [record(0, "a"), record(0, "b", "id-b")];
      const waiting = world.node(1).publish(records);
      await world.schedule.advance(world.random.float() * 3);
      await world.lead(0, 2);
      const results = (await world.run(waiting)).map(codeOf);
      const values = await valuesIn(world, 0);
      const kept = values.filter((one) => one === "a").length;
      seen.add(results[0]!.startsWith("0:") ? "done" : results[0]!);
      expect(kept).toBe(1);
      expect(values.filter((one) => one === "b").length).toBe(1);
    }
    expect(seen.has("done")).toBe(true);
  });

  it("sends what is larger than one message in pieces, one after another", async () => {
    const world = await new RoutedWorld(6, 2).start([2]);
    const value = "x".repeat(900_000);
    const records = Array.from({ length: 20 }, (_, index) => record(0, `${index}${value}`));
    const results = await world.run(world.node(1).publish(records));
    expect(results.map(codeOf)).toEqual(records.map((_, index) => `0:${index}`));
  });
});
