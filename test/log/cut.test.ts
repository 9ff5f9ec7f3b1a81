import { describe, expect, it } from "vitest";
import { LogResources } from "../../src/log/log-resources.ts";
import type { PartitionLog } from "../../src/log/partition-log.ts";
import { batchAt, batchesOf, DIRECTORY, LogWorld, offsetsIn, readAll } from "./fixture.ts";

const SMALL = { segmentBytes: 300, indexIntervalBytes: 100 };

async function filled(world: LogWorld, count: number): Promise<PartitionLog> {
  const log = await world.open(SMALL);
  for (let index = 0; index < count; index++) {
    log.append(batchAt({ baseOffset: index * 2, count: 2, epoch: Math.floor(index / 6) }));
  }
  await world.run(log.flush());
  return log;
}

describe("the start of a log", () => {
  it("moves durably, takes whole segments, and stops at what is pinned", async () => {
    const world = await new LogWorld().prepare();
    let log = await filled(world, 20);
    await world.run(log.deleteBefore(25, 13));
    expect(log.logStartOffset).toBe(25);
    expect(log.firstOffset).toBeLessThanOrEqual(13);
    expect(log.firstOffset).toBeGreaterThan(8);
    const pinned = log.firstOffset;
    const scanned = offsetsIn(await world.run(batchesOf(log)));
    expect(scanned[0]).toBe(pinned);
    await world.run(log.deleteBefore(10, Infinity));
    expect(log.logStartOffset).toBe(25);
    expect(log.firstOffset).toBeGreaterThan(pinned);
    await world.run(log.deleteBefore(1_000, Infinity));
    expect(log.logStartOffset).toBe(40);
    expect(log.segments.length).toBe(1);
    const { firstOffset } = log;
    const files = world.disk.filesBelow(DIRECTORY).filter((path) => path.endsWith(".log"));
    expect(files).toHaveLength(1);
    world.die("power");
    log = await world.open(SMALL, 40);
    expect([log.logStartOffset, log.firstOffset, log.endOffset]).toEqual([40, firstOffset, 40]);
  });

  it("moves under readers without failing them", async () => {
    const world = await new LogWorld().prepare();
    const log = await filled(world, 20);
    const scanning = batchesOf(log);
    const reading = readAll(log, 50);
    const cutting = log.deleteBefore(30, 30);
    await world.run(Promise.all([scanning, reading, cutting]));
    expect(offsetsIn(await scanning).at(-1)).toBe(38);
    expect(offsetsIn([await reading]).at(-1)).toBe(38);
    const gone = log.readRange(0, 0, 10);
    await expect(world.run(gone)).rejects.toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
  });
});

describe("a visitor that fails", () => {
  it("ends its scan with its own error, also where its segment is removed meanwhile", async () => {
    const world = await new LogWorld().prepare();
    const log = await filled(world, 20);
    let cutting: Promise<void> | undefined;
    const scanning = log.scan(0, async () => {
      cutting ??= log.deleteBefore(30, 30);
      await cutting;
      throw new Error("mine");
    });
    await expect(world.run(scanning)).rejects.toThrow("mine");
  });
});

describe("the end of a log", () => {
  it("can be cut at any offset, survives a crash, and is appended to again", async () => {
    for (let offset = 0; offset <= 41; offset++) {
      const world = await new LogWorld().prepare();
      let log = await filled(world, 20);
      const before = await world.run(batchesOf(log));
      const lowered: number[] = [];
      await world.run(
        log.truncateTo(offset, (endOffset) => {
          lowered.push(endOffset);
          return Promise.resolve();
        }),
      );
      const end = Math.min(40, offset - (offset % 2));
      expect(lowered).toEqual(offset < 40 ? [end] : []);
      expect([log.endOffset, log.flushedOffset]).toEqual([end, end]);
      const batch = batchAt({ baseOffset: end, epoch: 9 });
      log.append(batch);
      await world.run(log.flush());
      const expected = [...before.slice(0, end / 2), batch];
      expect(await world.run(batchesOf(log))).toEqual(expected);
      expect(log.epochs.endOf(3, log.endOffset)?.endOffset).toBe(end === 0 ? undefined : end);
      world.die("power");
      log = await world.open(SMALL, end + 1);
      expect(await world.run(batchesOf(log))).toEqual(expected);
    }
  });

  it("is whole after a crash at any step of the cut", async () => {
    for (let haltAt = 1, halted = true; halted; haltAt++) {
      const world = await new LogWorld(haltAt).prepare();
      let log = await filled(world, 20);
      const before = await world.run(batchesOf(log));
      let mark = 40;
      world.disk.haltAtMutation(haltAt);
      const cutting = log.truncateTo(11, (endOffset) => {
        mark = endOffset;
        return Promise.resolve();
      });
      await world.schedule.runUntilIdle();
      void cutting;
      ({ halted } = world.disk);
      world.die("power");
      log = await world.open(SMALL, mark);
      const after = await world.run(batchesOf(log));
      expect(after).toEqual(before.slice(0, after.length));
      expect(after.length).toBeGreaterThanOrEqual(5);
      if (!halted) expect(after).toHaveLength(5);
    }
  });
});

describe("many segments", () => {
  it("cost few open files and bounded index memory", async () => {
    const world = await new LogWorld().prepare();
    const resources = new LogResources(world.disk, { openFilesMax: 4, indexBytesMax: 3_000 });
    const log = await world.open(SMALL, 0, resources);
    for (let offset = 0; offset < 400; offset++) log.append(batchAt({ baseOffset: offset }));
    await world.run(log.flush());
    expect(log.segments.length).toBeGreaterThan(100);
    const random = world.random.stream("reads");
    for (let round = 0; round < 300; round++) {
      const from = random.int(0, 400);
      expect(offsetsIn(await world.run(log.read(from, 400, 1)))).toEqual([from]);
      expect(world.disk.openFiles).toBeLessThanOrEqual(5);
      expect(resources.indexes.memoryBytes).toBeLessThan(4_000);
    }
    await world.run(log.close());
    await world.run(resources.close());
    expect(world.disk.openFiles).toBe(0);
  });
});
