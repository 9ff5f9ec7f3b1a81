/** Compaction, said in examples: what stays, what goes and when, and what a producer's retry meets. */
import { describe, expect, it } from "vitest";
import { buildBatch } from "../../src/record/build.ts";
import { BatchView } from "../../src/record/view.ts";
import { cleanPartition } from "../../src/replication/clean-partition.ts";
import { CleaningModel, type ToAppend } from "./cleaning-model.ts";
import { NOW_MS, ReplicaWorld } from "./replica-world.ts";

const DAY_MS = 86_400_000;

async function opened(tombstoneRetentionMs = DAY_MS, compactionLagMinMs = 0) {
  const world = await new ReplicaWorld(1).prepare();
  const compaction = { tombstoneRetentionMs, compactionLagMinMs };
  return new CleaningModel(world, await world.open(), compaction);
}

const record = (key: string | undefined, tombstone = false): ToAppend => ({
  size: 100,
  key,
  tombstone,
});

/** Appends so much that what was appended before lies in closed segments. */
async function fill(model: CleaningModel): Promise<void> {
  for (let count = 0; count < 8; count++) model.plain([record(undefined)]);
  await model.commit();
}

async function keysLeft(model: CleaningModel): Promise<string> {
  const readable = await model.readable();
  return [...readable.values()].map(({ key, value }) => key && key + (value ? "" : "!")).join("");
}

describe("compaction", () => {
  it("leaves the latest record of each key, where it was, and all that have none", async () => {
    const model = await opened();
    for (const key of "abcabdxxxxyzabe") model.plain([record(key)]);
    await fill(model);
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("cdxyzabe");
    expect([...(await model.readable())].length).toBe(8 + 8);
    await model.check();
  });

  it("takes many keys in several rounds, which leave as little", async () => {
    const model = await opened();
    const keys = "abcdefghijklmnopqrstuvwxyz".repeat(3);
    for (const key of keys) model.plain([record(key)]);
    await fill(model);
    await model.clean(-1);
    expect((await keysLeft(model)).length).toBe(26);
    await model.check();
  });

  it("keeps a tombstone for its time after everything older is gone, then drops it", async () => {
    const model = await opened();
    model.plain([record("a"), record("b")]);
    model.plain([record("a", true)]);
    await fill(model);
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("ba!");
    await model.world.schedule.run(
      new Promise<void>((resolve) => void model.world.clock.setTimer(DAY_MS - 1_000, resolve)),
    );
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("ba!");
    await model.world.schedule.run(
      new Promise<void>((resolve) => void model.world.clock.setTimer(2_000, resolve)),
    );
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("b");
  });

  it("leaves alone what is younger than the lag", async () => {
    const model = await opened(DAY_MS, 60_000);
    for (const key of "aaaa") model.plain([record(key)]);
    await fill(model);
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("aaaa");
    model.world.clock.stepWall(61_000);
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("a");
  });

  it("lets only visible records shadow and be shadowed", async () => {
    const model = await opened();
    const waits = { ...record("a"), dueMs: NOW_MS + 1_000, id: undefined };
    model.plain([record("a")]);
    model.scheduleAll([waits, waits]);
    await fill(model);
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("a");
    expect(model.replica.schedule.count).toBe(2);
    await model.release([0]);
    await model.commit();
    const before = model.replica.highWatermark;
    await fill(model);
    await fill(model);
    await model.clean(-1);
    const left = [...(await model.readable())].filter(([, { key }]) => key === "a");
    expect(left.map(([offset]) => offset)).toEqual([before - 1]);
    await model.check();
  });

  it("compresses again what was compressed, by the same codec", async () => {
    const model = await opened();
    model.plain([record("a"), record("b"), record("c")], "gzip");
    model.plain([record("b")]);
    await fill(model);
    await model.clean(-1);
    const { log, highWatermark } = model.replica;
    const [chunk] = await model.world.run(log.read(0, highWatermark, 1));
    const view = new BatchView(chunk!);
    expect([view.compression, view.recordCount, view.lastOffsetDelta]).toEqual([1, 2, 2]);
    expect(await keysLeft(model)).toBe("acb");
  });

  it("does not copy again and again: half of what it reads is new to it", async () => {
    const model = await opened();
    for (const key of "abcdefghijklmnopqrst") model.plain([record(key)]);
    await fill(model);
    await model.clean(-1);
    const { cleanings } = model;
    for (const key of "abcde") model.plain([record(key)]);
    await fill(model);
    await model.clean(-1);
    expect(model.cleanings).toBe(cleanings);
  });
});

describe("an idempotent producer's retry", () => {
  it("meets its first copy although its records and the store are gone", async () => {
    const model = await opened();
    const batch = (baseSequence: number) =>
      buildBatch([{ timestamp: NOW_MS, key: Buffer.from("a"), value: Buffer.alloc(100) }], {
        producerId: 7,
        producerEpoch: 0,
        baseSequence,
      });
    let lastOffset = -1;
    for (let sequence = 0; sequence < 8; sequence++) {
      lastOffset = model.replica.produce(batch(sequence)).baseOffset;
      await model.commit();
    }
    for (let count = 0; count < 3; count++) model.plain([record("a")]);
    await fill(model);
    await model.clean(-1);
    const check = () => {
      const again = model.replica.produce(batch(7));
      expect(again).toMatchObject({ duplicate: true, baseOffset: lastOffset, partial: false });
      // One that is remembered, and one from long ago.
      expect(model.replica.produce(batch(4)).duplicate).toBe(true);
      expect(() => model.replica.produce(batch(0))).toThrow(/was appended before/);
    };
    check();
    await model.die("power", false);
    check();
    await model.die("power", true);
    check();
  });
});

describe("the header of an emptied batch", () => {
  it("goes once its producer is past it", async () => {
    const model = await opened();
    const batch = (baseSequence: number) =>
      buildBatch([{ timestamp: NOW_MS, key: Buffer.from("a"), value: Buffer.alloc(100) }], {
        producerId: 7,
        producerEpoch: 0,
        baseSequence,
      });
    for (let sequence = 0; sequence < 40; sequence++) {
      model.replica.produce(batch(sequence));
      await model.commit();
      if (sequence % 10 === 9) await fill(model);
      await model.clean(-1);
    }
    const { log } = model.replica;
    let empty = 0;
    await model.world.run(
      log.scan(
        0,
        (view) => void (empty += view.producerId === 7 && view.recordCount === 0 ? 1 : 0),
      ),
    );
    expect(empty).toBeLessThan(10);
  });
});

describe("a cleaning that is told to stop", () => {
  it("leaves the log as it was, and the next one does the rest", async () => {
    const model = await opened();
    for (const key of "aaaaaaaaaaaaaaaa") model.plain([record(key)]);
    await fill(model);
    let asked = 0;
    const report = await model.world.run(
      cleanPartition(model.replica, {
        policy: {
          retentionMs: -1,
          retentionBytes: -1,
          segmentMs: 1e12,
          compaction: model.compaction,
        },
        nowMs: NOW_MS,
        hashKey: () => [1, 2, 3, 4],
        pace: () => Promise.resolve(),
        stopped: () => ++asked > 12,
        nextTurn: () => model.world.clock.nextTurn(),
      }),
    );
    expect(report.rewrittenBytes).toBeLessThan(500);
    await model.check();
    await model.clean(-1);
    expect(await keysLeft(model)).toBe("a");
    expect(model.world.disk.filesBelow(".").filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });
});
