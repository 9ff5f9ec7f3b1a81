/** Segments that are written anew: same offsets, fewer bytes, and nobody who reads meanwhile notices. */
import { describe, expect, it } from "vitest";
import { LogResources } from "../../src/log/log-resources.ts";
import type { PartitionLog } from "../../src/log/partition-log.ts";
import type { RewriteJob } from "../../src/log/rewrite-segment.ts";
import { type Retained, retainRecords, type Steps } from "../../src/record/retain.ts";
import { forEachRecord } from "../../src/record/records.ts";
import { BatchView, nextOffsetAt, batchSizeAt } from "../../src/record/view.ts";
import { batchAt, batchesOf, DIRECTORY, LogWorld, offsetsIn } from "./fixture.ts";

const OPTIONS = { segmentBytes: 700, indexIntervalBytes: 100 };

function job(retain: (view: BatchView) => Steps<Retained>): RewriteJob {
  return {
    retain,
    state: () => ({ kind: "compacted", compactedMs: 0, tombstones: 0 }),
    pace: () => Promise.resolve(),
    stopped: () => false,
  };
}

/** Every third offset stays. */
const thirds = job((view) =>
  retainRecords(view, (record) => (view.baseOffset + record.index) % 3 === 0),
);

/** With `alike`, batches are of one size: what an index says of one file fits another by chance. */
async function filled(
  seed = 1,
  count = 60,
  alike = false,
): Promise<{ world: LogWorld; log: PartitionLog }> {
  const world = await new LogWorld(seed).prepare();
  // No file stays open: every reader opens the name anew.
  const resources = alike ? new LogResources(world.disk, { openFilesMax: 0 }) : undefined;
  const segmentBytes = alike ? 60_000 : OPTIONS.segmentBytes;
  const log = await world.open({ ...OPTIONS, segmentBytes }, 0, resources);
  await append(world, log, count, alike);
  return { world, log };
}

async function append(
  world: LogWorld,
  log: PartitionLog,
  count: number,
  alike = false,
): Promise<void> {
  const end = log.endOffset + count;
  while (log.endOffset < end) {
    const size = alike ? 1 : 1 + (log.endOffset % 4);
    const epoch = Math.floor(log.endOffset / 20);
    log.append(batchAt({ baseOffset: log.endOffset, count: size, epoch }));
  }
  await world.run(log.flush());
}

async function rewriteAll(world: LogWorld, log: PartitionLog, how: RewriteJob): Promise<void> {
  for (const segment of log.segments.slice(0, -1)) {
    expect(await world.run(log.upkeep.rewrite(segment, how))).toBe(true);
  }
}

describe("a rewritten segment", () => {
  it("keeps offsets, ends where it ended, and is found again after any stop", async () => {
    for (const how of ["clean", "power", "process"] as const) {
      const { world, log } = await filled();
      const ends = log.segments.map(({ baseOffset, endOffset }) => [baseOffset, endOffset]);
      const before = log.sizeBytes;
      await rewriteAll(world, log, thirds);
      expect(log.sizeBytes).toBeLessThan(before);
      const batches = await world.run(batchesOf(log));
      if (how === "clean") await world.run(log.close());
      world.die(how === "power" ? "power" : "process");
      const again = await world.open(OPTIONS, log.endOffset);
      expect(again.segments.map(({ baseOffset, endOffset }) => [baseOffset, endOffset])).toEqual(
        ends,
      );
      expect(Buffer.concat(await world.run(batchesOf(again)))).toEqual(Buffer.concat(batches));
      expect(again.epochs.lastEpoch).toBe(log.epochs.lastEpoch);
    }
  });

  it("says where it ends even when nothing of it is left, without its digest too", async () => {
    const { world, log } = await filled();
    await rewriteAll(
      world,
      log,
      job((view) => retainRecords(view, () => false)),
    );
    const [first] = log.segments;
    expect(first!.sizeBytes).toBe(61);
    const { endOffset } = log;
    await world.run(log.close());
    for (const path of world.disk.filesBelow(DIRECTORY)) {
      if (!path.endsWith(".log") && path.includes("0000")) await world.run(world.disk.remove(path));
    }
    const again = await world.open(OPTIONS, endOffset);
    expect(again.endOffset).toBe(endOffset);
    expect(again.segments[0]!.endOffset).toBe(first!.endOffset);
    const [chunk] = await world.run(again.read(0, endOffset, 1));
    expect(offsetsIn([chunk!])[0]).toBeGreaterThanOrEqual(first!.endOffset - 1);
  });

  it("is read whole or as it was, whatever is replaced meanwhile (F29)", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { world, log } = await filled(seed, 90);
      const random = world.random.stream("readers");
      const readers = Array.from({ length: 4 }, async () => {
        for (let pass = 0; pass < 6; pass++) {
          const from = random.int(0, log.endOffset);
          const seen = await readOn(log, from, random.int(1, 900));
          // What was there before and what is left after the last pass.
          const kept = [...Array(log.endOffset - from).keys()]
            .map((index) => from + index)
            .filter((offset) => offset % 9 === 0 && offset < log.segments.at(-1)!.baseOffset);
          expect(kept.filter((offset) => !seen.has(offset))).toEqual([]);
        }
      });
      const cleaner = (async () => {
        for (const every of [3, 9]) {
          for (const segment of log.segments.slice(0, -1)) {
            await log.upkeep.rewrite(
              segment,
              job((view) =>
                retainRecords(view, ({ index }) => (view.baseOffset + index) % every === 0),
              ),
            );
          }
        }
      })();
      await world.run(Promise.all([...readers, cleaner]));
      expect(world.fatals).toEqual([]);
    }
  });

  it("is not read at the old one's positions by who opens its name late", async () => {
    const { world, log } = await filled(1, 1_000, true);
    const [first] = log.segments;
    await world.run(log.read(100, 101, 1));
    world.disk.inject({ operation: "open", path: /0\.log$/, kind: "slow", delayMs: 50, after: 1 });
    let late: Promise<Buffer[]> | undefined;
    world.disk.onOperation = (operation, path) => {
      // All is copied, and the old file not open any more.
      if (operation === "sync" && path.endsWith(".tmp")) late = log.read(100, 101, 1);
    };
    const even = job((view) => retainRecords(view, () => view.baseOffset % 2 === 0));
    expect(await world.run(log.upkeep.rewrite(first!, even))).toBe(true);
    expect(offsetsIn(await world.run(late!))).toEqual([100]);
  });

  it("is not there after the log was closed or the segment removed meanwhile", async () => {
    const { world, log } = await filled();
    const [first] = log.segments;
    const overtaken = log.upkeep.rewrite(first!, {
      ...thirds,
      pace: () => world.run(log.deleteBefore(first!.endOffset, first!.endOffset)),
    });
    expect(await world.run(overtaken)).toBe(false);
    expect(world.disk.filesBelow(DIRECTORY).filter((path) => path.endsWith(".tmp"))).toEqual([]);
    const [second] = log.segments;
    const rewriting = log.upkeep.rewrite(second!, thirds);
    await world.run(log.close());
    expect(await rewriting).toBe(false);
    expect(world.disk.openFiles).toBe(0);
  });

  it("leaves the old one where it is damaged, or where the disk is full", async () => {
    const { world, log } = await filled();
    const [first, second] = log.segments;
    world.disk.flipBit(first!.path, 200, 3);
    const damaged = world.run(log.upkeep.rewrite(first!, thirds));
    await expect(damaged).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
    world.disk.inject({ operation: "write", path: /\.tmp$/, kind: "FULL", times: 1 });
    const full = world.run(log.upkeep.rewrite(second!, thirds));
    await expect(full).rejects.toMatchObject({ code: "STORAGE_FULL" });
    expect(log.segments[1]).toBe(second);
    world.disk.inject({ operation: "rename", path: /\.tmp$/, kind: "FULL", times: 1 });
    const unnamed = world.run(log.upkeep.rewrite(second!, thirds));
    await expect(unnamed).rejects.toMatchObject({ code: "STORAGE_FULL" });
    expect(log.segments[1]).toBe(second);
    const [chunk] = await world.run(log.read(second!.baseOffset, log.endOffset, 1));
    expect(offsetsIn([chunk!])[0]).toBe(second!.baseOffset);
    expect(await world.run(log.upkeep.rewrite(second!, thirds))).toBe(true);
  });
});

describe("a quiet segment", () => {
  it("is closed when asked for, and the next batch goes into a new one", async () => {
    const { world, log } = await filled(1, 3);
    expect(log.segments.length).toBe(1);
    const end = log.endOffset;
    await world.run(log.upkeep.closeActive());
    await world.run(log.upkeep.closeActive());
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, end]);
    world.die("power");
    const again = await world.open(OPTIONS, end);
    expect(again.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, end]);
    await append(world, again, 2);
    expect(again.segments.at(-1)!.endOffset).toBe(again.endOffset);
  });

  it("stays open where the disk has no room for another", async () => {
    const { world, log } = await filled(1, 3);
    world.disk.inject({ operation: "create", path: /\.log$/, kind: "FULL", times: 1 });
    await world.run(log.upkeep.closeActive());
    expect(log.segments.length).toBe(1);
    await append(world, log, 2);
    expect(log.flushedOffset).toBe(log.endOffset);
  });
});

/** All offsets that a reader from `from` to the end is given. */
async function readOn(log: PartitionLog, from: number, maxBytes: number): Promise<Set<number>> {
  const seen = new Set<number>();
  let next = from;
  while (next < log.flushedOffset) {
    const chunks = await log.read(next, log.flushedOffset, maxBytes);
    if (chunks.length === 0) break;
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
        const view = new BatchView(chunk, at);
        forEachRecord(view, ({ index }) => seen.add(view.baseOffset + index));
        next = nextOffsetAt(chunk, at);
      }
    }
  }
  return seen;
}
