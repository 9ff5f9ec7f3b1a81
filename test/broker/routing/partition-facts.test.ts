/** What leaders say of their partitions, through any broker; one that is silent is nobody else's error. */
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { CONTEXT } from "../read-all.ts";
import { RoutedWorld, TOPIC } from "./routed-world.ts";

const record = (partition: number) => ({ partition, value: Buffer.from("v") });
const QUESTION = { topic: TOPIC, partitions: [0, 1, 2, 3], overdueMax: 1_000 };

async function filled(seed: number): Promise<RoutedWorld> {
  const world = await new RoutedWorld(seed, 3).start([1, 2, 3, 2]);
  const later = { ...record(1), delayMs: 60_000 };
  await world.run(world.node(1).publish([record(1), record(1), record(2), record(3), later]));
  return world;
}

describe("descriptions of partitions that other brokers lead", () => {
  it("are what their leaders say, whoever is asked", async () => {
    const world = await filled(1);
    for (const node of world.nodes) {
      const [facts] = await world.run(node.facts.of(CONTEXT, [QUESTION]));
      expect(facts!.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
      expect(facts!.map(({ highWatermark }) => highWatermark)).toEqual([0, 3, 1, 1]);
      expect(facts!.map(({ pending }) => pending)).toEqual([0, 1, 0, 0]);
      expect(facts![1]!.nextDue).toBeGreaterThan(node.clock.wallMs());
      expect(facts!.some(({ error }) => error !== undefined)).toBe(false);
    }
  });

  it("are errors after two seconds where a leader is stopped, and of its partitions alone", async () => {
    const world = await filled(2);
    world.network.stop(2);
    const began = world.schedule.nowMs;
    const [facts] = await world.run(world.node(1).facts.of(CONTEXT, [QUESTION]));
    expect(world.schedule.nowMs - began).toBeLessThan(2_100);
    expect(facts!.map(({ error }) => error?.code)).toEqual([
      undefined,
      "PEER_UNREACHABLE",
      undefined,
      "PEER_UNREACHABLE",
    ]);
    expect(facts![2]).toMatchObject({ partition: 2, highWatermark: 1 });
  });

  it("are errors where nobody leads", async () => {
    const world = await filled(3);
    await world.unlead(3);
    const [facts] = await world.run(world.node(2).facts.of(CONTEXT, [QUESTION]));
    expect(facts!.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      "NOT_LEADER",
    ]);
  });
});

describe("deleting records of partitions that other brokers lead", () => {
  it("is done by the leader, and again where the answer is lost", async () => {
    for (let seed = 10; seed < 30; seed += 1) {
      const world = await filled(seed);
      const deleting = world.node(3).deletions.delete(CONTEXT, {
        topic: TOPIC,
        partition: 1,
        before: 2,
      });
      await world.schedule.advance(world.random.float() * 4);
      world.network.breakBetween(2, 3);
      expect(await world.run(deleting)).toBe(2);
      expect(world.replica(1, 2).log.logStartOffset).toBe(2);
    }
  });

  it("is refused as the leader says", async () => {
    const world = await filled(40);
    const tooFar = { topic: TOPIC, partition: 1, before: 99 };
    const error: unknown = await world
      .run(world.node(1).deletions.delete(CONTEXT, tooFar))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TidemarkError);
    expect(error).toMatchObject({ code: "OFFSET_OUT_OF_RANGE", details: { highWatermark: 3 } });
  });
});
