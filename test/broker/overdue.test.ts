/**
 * What is overdue is told, flows soon after a restart, oldest first, and leaves room for what producers
 * send and for other partitions.
 */
import { afterEach, describe, expect, it } from "vitest";
import type { RecordInput } from "../../src/broker/api.ts";
import { RELEASE_BATCH_BYTES_MAX } from "../../src/model/limits.ts";
import { countedMost } from "../../src/schedule/count-due.ts";
import { CONTEXT, readAll } from "./read-all.ts";
import { World } from "../sim/broker/world.ts";

const HOUR_MS = 3_600_000;
const FULL_DISK_TIMES = 1_000;
/** Of releases that wait for the disk. */
const UNFLUSHED_BYTES = 4 * RELEASE_BATCH_BYTES_MAX;

let world: World;

async function start(partitions: number): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions }));
}

async function publish(records: readonly RecordInput[]): Promise<void> {
  const { records: api } = world.broker.api;
  const results = await world.schedule.run(api.publish(CONTEXT, { topic: "t", records }));
  for (const result of results) if ("error" in result) throw result.error;
}

/** As many to each partition, the later ones due earlier. */
async function schedule(count: number, partitions: number, pad = ""): Promise<void> {
  const nowMs = world.wallMs;
  for (let partition = 0; partition < partitions; partition += 1) {
    await publish(
      Array.from({ length: count }, (_, index) => ({
        value: Buffer.from(`due ${String(count - index).padStart(6, "0")}${pad}`),
        partition,
        deliverAt: nowMs + HOUR_MS - index,
      })),
    );
  }
}

async function outage(): Promise<void> {
  await world.stop();
  world.stepWall(2 * HOUR_MS);
  await world.boot();
}

const topicNow = () => world.schedule.run(world.broker.api.topics.describe(CONTEXT, "t"));

describe("how many overdue records are counted", () => {
  it.each([
    [0, 10_000],
    [10, 10_000],
    [11, 9_091],
    [1_000, 100],
  ])("of each of %i partitions: up to %i", (partitions, most) => {
    expect(countedMost(partitions)).toBe(most);
  });
});

describe("what is overdue", () => {
  afterEach(() => world.stop());

  it("is counted, by topic and partition, while it cannot be released", async () => {
    await start(2);
    await schedule(30, 2);
    await publish([{ value: Buffer.from("future"), partition: 0, delayMs: 9 * HOUR_MS }]);
    await world.stop();
    world.stepWall(2 * HOUR_MS);
    world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times: FULL_DISK_TIMES });
    await world.boot();
    const during = await topicNow();
    expect(during.overdue).toBe(60);
    expect(during.partitions.map(({ overdue, pending }) => [overdue, pending])).toEqual([
      [30, 31],
      [30, 30],
    ]);
    expect(during.partitions[1]!.nextDue).toBe(during.nextDue);
    await world.schedule.advance(HOUR_MS / 2);
    const after = await topicNow();
    expect([after.overdue, after.pending]).toEqual([0, 1]);
    expect(after.partitions[1]!.nextDue).toBeUndefined();
  });

  it("flows within a second of the start, oldest first, all partitions side by side", async () => {
    const [count, partitions] = [5_000, 3];
    await start(partitions);
    await schedule(count, partitions);
    await outage();
    await world.schedule.advance(1_000);
    const begun = await topicNow();
    const released = begun.partitions.map(({ pending }) => count - pending);
    expect(Math.min(...released)).toBeGreaterThan(0);
    await world.schedule.advance(60_000);
    expect((await topicNow()).pending).toBe(0);
    const records = await readAll(world, "t");
    for (let partition = 0; partition < partitions; partition += 1) {
      const values = records
        .filter((record) => record.partition === partition)
        .map(({ value }) => value!.toString());
      expect(values).toHaveLength(count);
      expect(values).toEqual(values.toSorted());
    }
  });

  it("lets producers in after a few MiB", async () => {
    const [count, padBytes] = [6_000, 4_000];
    await start(1);
    await schedule(count, 1, "x".repeat(padBytes));
    await outage();
    let published = 0;
    while ((await topicNow()).pending > 0) {
      published += 1;
      await publish([{ value: Buffer.from(`now ${published}`), partition: 0 }]);
    }
    const kinds = (await readAll(world, "t")).map(({ value }) => value!.toString().slice(0, 3));
    expect(kinds.filter((kind) => kind === "due")).toHaveLength(count);
    let longest = 0;
    let run = 0;
    for (const kind of kinds) {
      run = kind === "due" ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    // What may wait for the disk, and what may be written meanwhile.
    expect(longest * padBytes).toBeLessThan(2 * UNFLUSHED_BYTES);
  });
});
