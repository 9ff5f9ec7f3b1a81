import { describe, expect, it } from "vitest";
import type { TidemarkError } from "../../src/model/errors.ts";
import type { PartitionLog } from "../../src/log/partition-log.ts";
import { batchAt, batchesOf, LogWorld, offsetsIn } from "./fixture.ts";

interface Failures {
  readonly codes: string[];
  readonly truncatedTo: number[];
}

function listen(log: PartitionLog): Failures {
  const failures: Failures = { codes: [], truncatedTo: [] };
  log.onAppendFailed = (error: TidemarkError, truncatedTo: number) => {
    failures.codes.push(error.code);
    failures.truncatedTo.push(truncatedTo);
  };
  return failures;
}

describe("a full disk", () => {
  it("refuses appends, keeps reading, and goes on when there is room (F15)", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ cacheBytes: 10_000 });
    const failures = listen(log);
    log.append(batchAt({ baseOffset: 0 }));
    await world.run(log.flush());
    world.disk.capacityBytes = world.disk.bytesOf(world.path("log")).length + 1_000;
    for (let round = 0; round < 3; round++) {
      log.append(batchAt({ baseOffset: 1, valueBytes: 600, epoch: 7 }));
      log.append(batchAt({ baseOffset: 2, valueBytes: 600, epoch: 8 }));
      await expect(world.run(log.flush())).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect([log.endOffset, log.flushedOffset, log.queuedBytes]).toEqual([1, 1, 0]);
      expect(log.lastEpoch).toBe(0);
      expect(world.disk.bytesOf(world.path("log"))).toEqual(batchAt({ baseOffset: 0 }));
      expect(offsetsIn(await world.run(log.read(0, 10, 100)))).toEqual([0]);
      expect(log.readCached(0, 10, 100)).toHaveLength(1);
    }
    expect(failures).toEqual({
      codes: ["STORAGE_FULL", "STORAGE_FULL", "STORAGE_FULL"],
      truncatedTo: [1, 1, 1],
    });
    world.disk.capacityBytes = Infinity;
    const later = batchAt({ baseOffset: 1, valueBytes: 700, epoch: 1 });
    log.append(later);
    await world.run(log.flush());
    expect(log.readCached(1, 10, 100)).toEqual([later]);
    world.die("power");
    const again = await world.open({}, 2);
    expect((await world.run(batchesOf(again)))[1]).toEqual(later);
    expect(world.fatals).toEqual([]);
  });

  it("is seen in a short write without an error, at every length", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    const failures = listen(log);
    const batch = batchAt({ baseOffset: 0 });
    for (let shortBytes = 1; shortBytes < batch.length; shortBytes++) {
      world.disk.inject({ operation: "write", kind: "short", shortBytes, times: 1 });
      log.append(batch);
      await expect(world.run(log.flush())).rejects.toThrow(/wrote \d+ of \d+ bytes/);
      expect(world.disk.bytesOf(world.path("log")).length).toBe(0);
    }
    expect(failures.codes).toHaveLength(batch.length - 1);
    log.append(batch);
    await world.run(log.flush());
    expect(world.disk.bytesOf(world.path("log"))).toEqual(batch);
  });

  it("drops what was appended while it was found out, and says so once", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    const failures = listen(log);
    world.disk.inject({ operation: "write", kind: "FULL", times: 1 });
    log.append(batchAt({ baseOffset: 0 }));
    await world.schedule.step();
    await world.schedule.step();
    log.append(batchAt({ baseOffset: 1 }));
    await expect(world.run(log.flush())).rejects.toMatchObject({ code: "STORAGE_FULL" });
    expect(failures.truncatedTo).toEqual([0]);
    expect(log.endOffset).toBe(0);
  });

  it.each(["create", "write", "syncDirectory"] as const)(
    "at any step of a roll leaves the old segment active: %s",
    async (operation) => {
      for (let after = 0, struck = true; struck; after++) {
        const world = await new LogWorld().prepare();
        const log = await world.open({ segmentBytes: 150 });
        log.append(batchAt({ baseOffset: 0 }));
        await world.run(log.flush());
        const fault = world.disk.inject({ operation, kind: "FULL", after, times: 1 });
        log.append(batchAt({ baseOffset: 1 }));
        const refused = await world.run(log.flush()).then(
          () => false,
          () => true,
        );
        struck = !fault.clear();
        expect(refused).toBe(struck);
        if (after === 0) expect(struck).toBe(true);
        // Small enough for the old segment, where the refused one was not.
        log.append(batchAt({ baseOffset: log.endOffset, valueBytes: 1 }));
        log.append(batchAt({ baseOffset: log.endOffset }));
        await world.run(log.flush());
        const expected = await world.run(batchesOf(log));
        expect(expected).toHaveLength(struck ? 3 : 4);
        world.die("power");
        const again = await world.open({ segmentBytes: 150 }, expected.length);
        expect(await world.run(batchesOf(again))).toEqual(expected);
        expect(world.fatals).toEqual([]);
      }
    },
  );

  it("does not keep retention from making room", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ segmentBytes: 150 });
    for (let offset = 0; offset < 6; offset++) log.append(batchAt({ baseOffset: offset }));
    await world.run(log.flush());
    world.disk.capacityBytes = 0;
    await world.run(log.deleteBefore(4, 4));
    expect([log.logStartOffset, log.segments.length]).toEqual([4, 2]);
    world.die("power");
    expect((await world.open({}, 6)).logStartOffset).toBe(4);
  });

  it("at start lets the log be read", async () => {
    const world = await new LogWorld().prepare();
    let log = await world.open({ segmentBytes: 150 });
    for (let offset = 0; offset < 4; offset++) log.append(batchAt({ baseOffset: offset }));
    await world.run(log.flush());
    world.die("process");
    await world.run(world.disk.remove(world.path("digest", 1)));
    world.disk.capacityBytes = 0;
    log = await world.open({ segmentBytes: 150 }, 4);
    expect(await world.run(batchesOf(log))).toHaveLength(4);
  });
});

describe("a disk that fails", () => {
  it.each(["write", "sync"] as const)("ends the process, once: %s (F13)", async (operation) => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    const flushed: number[] = [];
    log.onFlushed = (offset) => flushed.push(offset);
    world.disk.inject({ operation, kind: "IO", times: 1 });
    log.append(batchAt({ baseOffset: 0 }));
    await expect(world.run(log.flush())).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(log.flush()).rejects.toMatchObject({ code: "INTERNAL" });
    expect(world.fatals).toHaveLength(1);
    expect(flushed).toEqual([]);
    expect(() => log.append(batchAt({ baseOffset: 1 }))).toThrow(/closed or failed/);
    world.die("power");
    expect((await world.open()).endOffset).toBeLessThanOrEqual(1);
  });

  it("ends the process where a sync finds no space: what was written may be lost", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    world.disk.inject({ operation: "sync", kind: "FULL", times: 1 });
    log.append(batchAt({ baseOffset: 0 }));
    await world.schedule.runUntilIdle();
    expect(world.fatals).toHaveLength(1);
    expect(log.flushedOffset).toBe(0);
  });

  it("ends the process where a refused group cannot be cut off", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    world.disk.inject({ operation: "write", kind: "short", shortBytes: 5, times: 1 });
    world.disk.inject({ operation: "truncate", kind: "IO", times: 1 });
    log.append(batchAt({ baseOffset: 0 }));
    await world.schedule.runUntilIdle();
    expect(world.fatals).toHaveLength(1);
  });

  it("is an error of the one read it failed", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    log.append(batchAt({ baseOffset: 0 }));
    await world.run(log.flush());
    world.disk.inject({ operation: "read", kind: "IO", times: 1 });
    await expect(world.run(log.read(0, 1, 100))).rejects.toMatchObject({
      code: "PARTITION_DAMAGED",
    });
    expect(await world.run(log.read(0, 1, 100))).toHaveLength(1);
  });

  it("without a file to be had refuses and goes on (F16)", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    const failures = listen(log);
    world.disk.openFilesMax = 0;
    log.append(batchAt({ baseOffset: 0 }));
    await expect(world.run(log.flush())).rejects.toMatchObject({ code: "OVERLOADED" });
    expect(failures.codes).toEqual(["OVERLOADED"]);
    world.disk.openFilesMax = Infinity;
    log.append(batchAt({ baseOffset: 0 }));
    await world.run(log.flush());
    expect(log.flushedOffset).toBe(1);
  });

  it("that is slow holds up nothing but its own acknowledgements (F14)", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ cacheBytes: 1_000 });
    world.disk.inject({ operation: "sync", kind: "slow", delayMs: 5_000, times: 1 });
    log.append(batchAt({ baseOffset: 0 }));
    await world.schedule.advance(4_000);
    for (let offset = 1; offset < 100; offset++) log.append(batchAt({ baseOffset: offset }));
    expect(log.flushedOffset).toBe(0);
    await world.run(log.flush());
    expect(log.flushedOffset).toBe(100);
    expect(world.schedule.nowMs).toBeLessThan(5_100);
  });
});
