import { describe, expect, it } from "vitest";
import { CONTROL, SCHEDULED } from "../../src/record/layout.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { BASE_TIME_MS, batchAt, batchesOf, LogWorld, offsetsIn, readAll } from "./fixture.ts";

describe("partition log", () => {
  it("gives places at once and is durable when it says so (P1)", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    expect([log.logStartOffset, log.endOffset, log.flushedOffset]).toEqual([0, 0, 0]);
    const first = batchAt({ baseOffset: 0, count: 3 });
    const second = batchAt({ baseOffset: 3 });
    const flushed: number[] = [];
    log.onFlushed = (offset) => flushed.push(offset);
    expect(log.append(first)).toEqual({ segmentBaseOffset: 0, position: 0 });
    expect(log.append(second)).toEqual({ segmentBaseOffset: 0, position: first.length });
    expect([log.endOffset, log.flushedOffset]).toEqual([4, 0]);
    expect(log.queuedBytes).toBe(first.length + second.length);
    await world.run(log.flush());
    expect(flushed).toEqual([4]);
    expect(log.queuedBytes).toBe(0);
    world.die("power");
    const again = await world.open({}, 4);
    expect(Buffer.concat(await world.run(batchesOf(again)))).toEqual(
      Buffer.concat([first, second]),
    );
  });

  it("writes and syncs a group at a time: what arrives meanwhile forms the next", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open();
    const operations: string[] = [];
    world.disk.onOperation = (operation) => operations.push(operation);
    log.append(batchAt({ baseOffset: 0 }));
    log.append(batchAt({ baseOffset: 1 }));
    let more = 2;
    log.onFlushed = (offset) => {
      if (offset === 2) while (more < 7) log.append(batchAt({ baseOffset: more++ }));
    };
    await world.schedule.runUntilIdle();
    expect(operations).toEqual(["open", "write", "sync", "write", "sync"]);
    expect(log.flushedOffset).toBe(7);
  });

  it("bounds a group by bytes", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ groupCommitBytes: 1_000 });
    const writes: number[] = [];
    log.onFlushed = (offset) => writes.push(offset);
    for (let offset = 0; offset < 5; offset++) {
      log.append(batchAt({ baseOffset: offset, valueBytes: 400 }));
    }
    await world.run(log.flush());
    expect(writes).toEqual([2, 4, 5]);
  });

  it("reads across segments, from inside batches and holes, and always at least one", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ segmentBytes: 2_000 });
    const batches = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80].map((baseOffset) =>
      batchAt({ baseOffset, count: 5, valueBytes: 100 }),
    );
    const places = batches.map((batch) => log.append(batch));
    await world.run(log.flush());
    expect(new Set(places.map((place) => place.segmentBaseOffset)).size).toBeGreaterThan(2);
    expect(await world.run(readAll(log))).toEqual(Buffer.concat(batches));
    expect(await world.run(batchesOf(log))).toEqual(batches);
    expect(offsetsIn(await world.run(log.read(12, 85, 1)))).toEqual([10]);
    expect(offsetsIn(await world.run(log.read(15, 85, 1)))).toEqual([20]);
    expect(offsetsIn(await world.run(log.read(26, 85, 1)))).toEqual([30]);
    expect(await world.run(log.read(85, 100, 1))).toEqual([]);
    expect(await world.run(log.read(0, 0, 1))).toEqual([]);
    for (const [index, batch] of batches.entries()) {
      const place = places[index]!;
      const { segmentBaseOffset, position } = place;
      const baseOffset = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80][index]!;
      expect(await world.run(log.positionOf(baseOffset + 2))).toEqual(place);
      const range = log.readRange(segmentBaseOffset, position, batch.length);
      expect(await world.run(range)).toEqual(batch);
    }
    expect(await world.run(log.positionOf(17))).toBeUndefined();
    await expect(world.run(log.readRange(0, 1_990, 5_000))).rejects.toThrow(TidemarkError);
  });

  it("serves the tail from memory, within its bound, and only what is flushed", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ cacheBytes: 2_000 });
    const batches = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((baseOffset) =>
      batchAt({ baseOffset, valueBytes: 100 }),
    );
    const places = batches.map((batch) => log.append(batch));
    expect(log.readCached(9, 10, 1_000)).toEqual([]);
    await world.run(log.flush());
    expect(log.readCached(0, 10, 1_000)).toBeUndefined();
    expect(log.readCached(8, 10, 1_000)).toEqual([batches[8], batches[9]]);
    expect(log.readCached(8, 10, 1)).toEqual([batches[8]]);
    expect(log.readCached(8, 9, 1_000)).toEqual([batches[8]]);
    expect(log.readCached(10, 11, 1_000)).toEqual([]);
    const { segmentBaseOffset, position } = places[9]!;
    expect(await log.readRange(segmentBaseOffset, position + 10, 20)).toEqual(
      batches[9]!.subarray(10, 30),
    );
    log.resizeCache(0);
    expect(log.readCached(9, 10, 1_000)).toBeUndefined();
  });

  it("gives other replicas what is written before it is synced, and nothing that is not", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ cacheBytes: 2_000 });
    world.disk.inject({ operation: "sync", kind: "slow", delayMs: 1_000 });
    const [first, second] = [0, 1].map((baseOffset) => batchAt({ baseOffset }));
    log.append(first!);
    await world.schedule.advance(100);
    log.append(second!);
    await world.schedule.advance(100);
    expect([log.flushedOffset, log.writtenOffset, log.endOffset]).toEqual([0, 1, 2]);
    expect(log.readWritten(0, 1_000)).toEqual([first]);
    expect(log.readCached(0, 10, 1_000)).toEqual([]);
    await world.run(log.flush());
    expect(log.readWritten(0, 1_000)).toEqual([first, second]);
  });

  it("finds offsets by record time, ignoring due times and control batches", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ segmentBytes: 3_000 });
    const times: { offset: number; timeMs: number }[] = [];
    for (let offset = 0; offset < 60; offset += 2) {
      const timeMs = BASE_TIME_MS + offset * 10;
      const kind = offset % 12;
      if (kind === 4) {
        const due = { baseOffset: offset, count: 2, attributes: SCHEDULED, timeMs };
        log.append(batchAt(due));
        times.push({ offset, timeMs }, { offset: offset + 1, timeMs });
      } else if (kind === 8) {
        log.append(batchAt({ baseOffset: offset, count: 2, attributes: CONTROL, timeMs: 2e15 }));
      } else {
        log.append(batchAt({ baseOffset: offset, count: 2, timeMs, valueBytes: 80 }));
        times.push({ offset, timeMs }, { offset: offset + 1, timeMs: timeMs + 1 });
      }
    }
    await world.run(log.flush());
    for (let timeMs = BASE_TIME_MS - 2; timeMs < BASE_TIME_MS + 605; timeMs++) {
      const expected = times.find((entry) => entry.timeMs >= timeMs)?.offset;
      expect(await world.run(log.offsetForTimestamp(timeMs))).toBe(expected);
    }
  });

  it("rolls by age in record time, and not for due times", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ segmentMs: 1_000 });
    const at = (baseOffset: number, timeMs: number, attributes = 0): number =>
      log.append(batchAt({ baseOffset, timeMs, attributes })).segmentBaseOffset;
    expect(at(0, BASE_TIME_MS)).toBe(0);
    expect(at(1, BASE_TIME_MS + 999)).toBe(0);
    expect(at(2, BASE_TIME_MS + 10, SCHEDULED)).toBe(0);
    expect(at(3, BASE_TIME_MS - 5_000)).toBe(0);
    expect(at(4, BASE_TIME_MS + 1_000)).toBe(4);
    await world.run(log.flush());
    expect(log.segments.length).toBe(2);
  });

  it("keeps epochs across restarts, clean and not", async () => {
    const world = await new LogWorld().prepare();
    const options = { segmentBytes: 400 };
    let log = await world.open(options);
    for (let offset = 0; offset < 20; offset++) {
      log.append(batchAt({ baseOffset: offset, epoch: Math.floor(offset / 3) * 2 }));
    }
    await world.run(log.flush());
    const entries = [...log.epochs.entries];
    expect(log.lastEpoch).toBe(12);
    expect(log.epochs.endOf(5, log.endOffset)).toEqual({ epoch: 4, endOffset: 9 });
    world.die("power");
    log = await world.open(options, 20);
    expect(log.epochs.entries).toEqual(entries);
    await world.run(log.close());
    log = await world.open(options, 20);
    expect(log.recovery.clean).toBe(true);
    expect(log.epochs.entries).toEqual(entries);
  });

  it("scans nothing closed after a clean stop, and only the active segment after a crash", async () => {
    const world = await new LogWorld().prepare();
    const options = { segmentBytes: 10_000 };
    let log = await world.open(options);
    for (let offset = 0; offset < 300; offset++) log.append(batchAt({ baseOffset: offset }));
    await world.run(log.flush());
    const { sizeBytes } = log;
    await world.run(log.close());
    log = await world.open(options, 300);
    expect(log.recovery).toMatchObject({ clean: true, cutBytes: 0 });
    expect(log.recovery.scannedBytes).toBeLessThan(600);
    log.append(batchAt({ baseOffset: 300 }));
    await world.run(log.flush());
    world.die("power");
    log = await world.open(options, 300);
    expect(log.endOffset).toBe(301);
    expect(log.recovery.clean).toBe(false);
    expect(log.recovery.scannedBytes).toBeLessThan(10_001);
    expect(sizeBytes).toBeGreaterThan(25_000);
    expect((await world.run(readAll(log))).length).toBe(log.sizeBytes);
  });

  it("says that interval mode acknowledges before the sync, and syncs in its time", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open({ flush: { mode: "interval", intervalMs: 50 } });
    expect(log.acknowledgesBeforeSync).toBe(true);
    log.append(batchAt({ baseOffset: 0 }));
    await world.schedule.advance(10);
    expect([log.flushedOffset, log.durableOffset]).toEqual([1, 0]);
    await world.schedule.advance(60);
    expect(log.durableOffset).toBe(1);
    log.append(batchAt({ baseOffset: 1 }));
    await world.run(log.flush());
    expect(log.durableOffset).toBe(2);
  });
});
