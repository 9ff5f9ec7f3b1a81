import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { placePartitions } from "../../src/controller/placement.ts";
import { planRebalance } from "../../src/controller/rebalance.ts";

function cluster(racks: readonly string[]): ClusterImage {
  const image = new ClusterImage();
  racks.forEach((rack, at) => join(image, at + 1, rack));
  return image;
}

function join(image: ClusterImage, id: number, rack = ""): void {
  image.replay({ type: "broker", id, incarnation: `i${id}`, address: `h${id}:1`, rack });
}

function topic(image: ClusterImage, number: number, partitions: number, factor: number): void {
  const id = number.toString(16).padStart(32, "0");
  const name = `topic-${number}`;
  image.replay({ type: "topic", id, name, config: {}, replicationFactor: factor });
  const placed = placePartitions(image, id, 0, partitions, factor);
  for (const [partition, replicas] of placed.entries()) {
    image.replay({ type: "partition", topicId: id, partition, replicas });
  }
}

const allPartitions = (image: ClusterImage) =>
  [...image.topics].flatMap(({ id, partitions }) =>
    partitions.map(({ partition, replicas }) => ({ key: `${id}-${partition}`, replicas })),
  );

/** Partition -> replicas, as they are after the plan. */
function afterPlan(image: ClusterImage, leaving: readonly number[] = []) {
  const changed = new Map(
    planRebalance(image, { drain: leaving }).map((one) => [
      `${one.topicId}-${one.partition}`,
      one.replicas,
    ]),
  );
  return allPartitions(image).map(({ key, replicas }) => ({
    key,
    before: replicas,
    replicas: changed.get(key) ?? replicas,
  }));
}

function counts(brokers: number, replicas: readonly (readonly number[])[]) {
  const held = new Array<number>(brokers + 1).fill(0);
  const led = new Array<number>(brokers + 1).fill(0);
  for (const list of replicas) {
    for (const broker of list) held[broker]!++;
    led[list[0]!]!++;
  }
  return { held: held.slice(1), led: led.slice(1) };
}

/** Everybody within a tenth of the average, or within one where a tenth is less. */
function expectBalanced(values: readonly number[]): void {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const slack = Math.max(average / 10, 1);
  for (const value of values) expect(Math.abs(value - average)).toBeLessThanOrEqual(slack);
}

const sizes = [3, 4, 5, 6, 7, 8, 9];

describe("placement", () => {
  test.each(sizes)("a hundred partitions on %i brokers, within a tenth", (brokers) => {
    for (const factor of [1, 2, 3]) {
      const one = cluster(Array.from({ length: brokers }, () => ""));
      topic(one, 1, 100, factor);
      const many = cluster(Array.from({ length: brokers }, () => ""));
      for (let number = 1; number <= 100; number++) topic(many, number, 1, factor);
      for (const image of [one, many]) {
        const placed = allPartitions(image).map(({ replicas }) => replicas);
        const { held, led } = counts(brokers, placed);
        expectBalanced(held);
        expectBalanced(led);
      }
    }
  });

  test("replicas are in as many racks as can be, and never twice on a broker", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 3, maxLength: 9 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 30 }),
        (racks, factor, partitions) => {
          const image = cluster(racks);
          topic(image, 1, partitions, factor);
          for (const { replicas } of allPartitions(image)) {
            expect(new Set(replicas).size).toBe(factor);
            const used = new Set(replicas.map((broker) => racks[broker - 1]));
            expect(used.size).toBe(Math.min(factor, new Set(racks).size));
          }
        },
      ),
    );
  });

  test("three racks of the same size stay balanced", () => {
    const image = cluster(["a", "a", "b", "b", "c", "c"]);
    topic(image, 1, 100, 3);
    const { held, led } = counts(
      6,
      allPartitions(image).map(({ replicas }) => replicas),
    );
    expectBalanced(held);
    expectBalanced(led);
  });
});

describe("rebalancing", () => {
  test.each(sizes)("a broker that joins %i gets its share, and nothing else moves", (brokers) => {
    const image = cluster(Array.from({ length: brokers }, () => ""));
    topic(image, 1, 60, 3);
    topic(image, 2, 40, 3);
    // What was just placed may trade leaders, but no data moves.
    for (const { before, replicas } of planRebalance(image)) {
      expect(replicas).toEqual(expect.arrayContaining([...before]));
    }
    const joined = brokers + 1;
    join(image, joined);
    const after = afterPlan(image);
    const moved = after.flatMap(({ before, replicas }) =>
      replicas.filter((broker) => !before.includes(broker)),
    );
    expect(new Set(moved)).toEqual(new Set([joined]));
    expect(moved.length).toBeLessThanOrEqual(Math.ceil(300 / joined));
    const { held, led } = counts(
      joined,
      after.map(({ replicas }) => replicas),
    );
    expectBalanced(held);
    expectBalanced(led);
  });

  test("who leaves holds nothing in the end, and racks stay apart", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (leaver, partitions) => {
          const racks = ["a", "a", "b", "b", "c", "c"];
          const image = cluster(racks);
          topic(image, 1, partitions, 3);
          for (const { replicas } of afterPlan(image, [leaver])) {
            expect(replicas).not.toContain(leaver);
            expect(new Set(replicas.map((broker) => racks[broker - 1])).size).toBe(3);
          }
        },
      ),
    );
  });

  test("with fewer brokers than replicas left, a partition keeps what it has", () => {
    const image = cluster(["", "", ""]);
    topic(image, 1, 4, 3);
    for (const { replicas } of afterPlan(image, [2])) {
      expect([...replicas].sort((a, b) => a - b)).toEqual([1, 2, 3]);
      expect(replicas[0]).not.toBe(2);
    }
  });

  test("the plan of a plan is empty", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            partitions: fc.integer({ min: 1, max: 12 }),
            factor: fc.integer({ min: 1, max: 3 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.integer({ min: 0, max: 3 }),
        (topics, joining) => {
          const image = cluster(["a", "b", "c", "a"]);
          topics.forEach(({ partitions, factor }, at) => topic(image, at + 1, partitions, factor));
          for (let one = 0; one < joining; one++) join(image, 5 + one, "b");
          const moved = cluster(["a", "b", "c", "a"]);
          for (let one = 0; one < joining; one++) join(moved, 5 + one, "b");
          const after = new Map(afterPlan(image).map(({ key, replicas }) => [key, replicas]));
          for (const { id, name, partitions, replicationFactor } of image.topics) {
            moved.replay({ type: "topic", id, name, config: {}, replicationFactor });
            for (const { partition } of partitions) {
              const replicas = after.get(`${id}-${partition}`)!;
              moved.replay({ type: "partition", topicId: id, partition, replicas });
            }
          }
          expect(planRebalance(moved)).toEqual([]);
        },
      ),
    );
  });
});
