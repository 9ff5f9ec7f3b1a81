import { describe, expect, it } from "vitest";
import { GROUP_COMMIT_BYTES_MAX } from "../../src/model/limits.ts";
import type { PartitionLog } from "../../src/log/partition-log.ts";
import { encodeCheckedJson } from "../../src/log/checked-json.ts";
import { HEADER_BYTES } from "../../src/record/layout.ts";
import { batchAt, batchesOf, DIRECTORY, LogWorld, readAll } from "./fixture.ts";

const SMALL = { segmentBytes: 500, indexIntervalBytes: 150 };

/** A log of `count` single-record batches in small segments, its process dead, all of it synced. */
async function deadLog(
  count: number,
  options: Parameters<LogWorld["open"]>[0] = SMALL,
  how: "close" | "die" = "die",
): Promise<{ world: LogWorld; batches: Buffer[]; activeBase: number }> {
  const world = await new LogWorld().prepare();
  const log = await world.open(options);
  const batches: Buffer[] = [];
  let activeBase = 0;
  for (let baseOffset = 0; baseOffset < count; baseOffset++) {
    batches.push(batchAt({ baseOffset, valueBytes: 30 + (baseOffset % 7) }));
    activeBase = log.append(batches[baseOffset]!).segmentBaseOffset;
  }
  await world.run(log.flush());
  if (how === "close") await world.run(log.close());
  world.die("process");
  return { world, batches, activeBase };
}

function snapshot(world: LogWorld): string {
  const files = world.disk.filesBelow(".").sort();
  return files.map((path) => `${path} ${world.disk.bytesOf(path).toString("base64")}`).join("\n");
}

/** Opening says PARTITION_DAMAGED, in a sentence that matches, and changes nothing. */
async function expectDamaged(world: LogWorld, mark: number, what: RegExp): Promise<void> {
  const before = snapshot(world);
  const opening = world.open(SMALL, mark);
  await expect(opening).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
  await expect(opening).rejects.toThrow(what);
  expect(snapshot(world)).toBe(before);
}

async function contentsOf(world: LogWorld, log: PartitionLog): Promise<Buffer> {
  return Buffer.concat(await world.run(batchesOf(log)));
}

describe("the torn end of a crash", () => {
  it("is cut after the last whole batch, whatever byte it was torn at (F9)", async () => {
    const { world, batches, activeBase } = await deadLog(10, {});
    const path = world.path("log", activeBase);
    const whole = world.disk.bytesOf(path);
    const last = batches[9]!;
    for (let kept = 0; kept < last.length; kept++) {
      world.disk.replace(path, whole.subarray(0, whole.length - last.length + kept));
      const log = await world.open({}, 9);
      expect(log.endOffset).toBe(9);
      expect(log.recovery.cutBytes).toBe(kept);
      expect(world.disk.bytesOf(path)).toEqual(Buffer.concat(batches.slice(0, 9)));
      log.append(batchAt({ baseOffset: 9 }));
      await world.run(log.flush());
      world.die("power");
    }
  });

  it("is damage where a durable mark covers it", async () => {
    const { world, activeBase } = await deadLog(10);
    const path = world.path("log", activeBase);
    const whole = world.disk.bytesOf(path);
    for (const cut of [1, 20, 60, 90]) {
      world.disk.replace(path, whole.subarray(0, whole.length - cut));
      await expectDamaged(world, 10, /durable/);
    }
    world.disk.replace(path, Buffer.concat([whole.subarray(0, -30), Buffer.alloc(30)]));
    await expectDamaged(world, 10, /durable/);
  });

  it("is cut where it is zeros, and where later bytes made it to the disk first", async () => {
    const { world, batches } = await deadLog(10, {});
    const path = world.path("log");
    const whole = world.disk.bytesOf(path);
    const from = whole.length - batches[9]!.length - batches[8]!.length;
    for (const zeros of [batches[8]!.length, batches[8]!.length + 17]) {
      const torn = Buffer.from(whole);
      torn.fill(0, from, from + zeros);
      world.disk.replace(path, torn);
      const log = await world.open({}, 8);
      expect(log.endOffset).toBe(8);
      expect(world.disk.bytesOf(path).length).toBe(from);
      world.die("process");
    }
  });

  it("is damage where more than one group commit follows: no crash tears that much", async () => {
    const { world } = await deadLog(3, {});
    const path = world.path("log");
    const whole = world.disk.bytesOf(path);
    world.disk.replace(path, Buffer.concat([whole, Buffer.alloc(GROUP_COMMIT_BYTES_MAX + 1)]));
    await expectDamaged(world, 3, /more than a crash can tear/);
    world.disk.replace(path, Buffer.concat([whole, Buffer.alloc(GROUP_COMMIT_BYTES_MAX)]));
    expect((await world.open({}, 3)).endOffset).toBe(3);
  });
});

describe("damage in a log", () => {
  it("is found for every bit of a batch header below the mark, before anything is served", async () => {
    const { world, activeBase } = await deadLog(12);
    const path = world.path("log", activeBase);
    for (let at = 0; at < HEADER_BYTES; at++) {
      for (const bit of [0, 3, 7]) {
        world.disk.flipBit(path, at, bit);
        await expectDamaged(world, 12, /damaged/i);
        world.disk.flipBit(path, at, bit);
      }
    }
  });

  it("is never served from a closed segment: each byte of it flipped (F10, I16)", async () => {
    const { world, batches } = await deadLog(12, SMALL, "close");
    const path = world.path("log");
    const size = world.disk.bytesOf(path).length;
    for (let at = 0; at < size; at++) {
      world.disk.flipBit(path, at, at % 8);
      const log = await world.open(SMALL, 12);
      await expect(world.run(batchesOf(log))).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
      const read = world.run(readAll(log, 200));
      await expect(read).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
      // One batch alone: either right or refused.
      const first = await world.run(log.read(1, 2, 1)).catch(() => []);
      if (first.length > 0) expect(first[0]).toEqual(batches[1]);
      world.die("process");
      world.disk.flipBit(path, at, at % 8);
    }
  });

  it("is a missing, shortened or foreign file", async () => {
    const { world, activeBase } = await deadLog(20);
    const paths = world.disk.filesBelow(DIRECTORY).filter((path) => path.endsWith(".log"));
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) {
      const whole = world.disk.bytesOf(path);
      await world.run(world.disk.remove(path));
      await expectDamaged(world, 20, /missing|ends at/);
      await (await world.run(world.disk.open(path, "create"))).close();
      world.disk.replace(path, whole.subarray(0, whole.length - 1));
      await expectDamaged(world, 20, /bytes|whole batch/);
      world.disk.replace(path, whole);
    }
    const other = { format: 1, topicId: "ffffffffffffffffffffffffffffffff", partition: 3 };
    const identity = world.disk.bytesOf(`${DIRECTORY}/partition.json`);
    world.disk.replace(`${DIRECTORY}/partition.json`, encodeCheckedJson(other));
    await expectDamaged(world, 20, /belongs to partition ffff/);
    world.disk.replace(`${DIRECTORY}/partition.json`, encodeCheckedJson({ ...other, format: 2 }));
    await expectDamaged(world, 20, /format 2/);
    world.disk.replace(`${DIRECTORY}/partition.json`, identity);
    const log = await world.open(SMALL, 20);
    expect(log.endOffset).toBe(20);
    expect(activeBase).toBeGreaterThan(0);
  });

  it("is two segments swapped, one doubled, and an old copy (F11)", async () => {
    const { world } = await deadLog(20, { ...SMALL, segmentBytes: 300 });
    const [first, second] = [world.path("log", 0), world.path("log", 3)];
    const bytes = [world.disk.bytesOf(first), world.disk.bytesOf(second)] as const;
    world.disk.replace(first, bytes[1]);
    world.disk.replace(second, bytes[0]);
    await expectDamaged(world, 20, /bytes/);
    for (const base of [0, 3]) await world.run(world.disk.remove(world.path("digest", base)));
    await expectDamaged(world, 20, /ends at offset|missing|above/);
    world.disk.replace(first, bytes[0]);
    await expectDamaged(world, 20, /comes after|ends at offset/);
    world.disk.replace(second, bytes[1]);
    expect((await world.open(SMALL, 20)).endOffset).toBe(20);
  });

  it("is found by readers where two segments of one size are swapped", async () => {
    const world = await new LogWorld().prepare();
    const log = await world.open(SMALL);
    for (let offset = 0; offset < 20; offset++) log.append(batchAt({ baseOffset: offset }));
    await world.run(log.close());
    world.die("process");
    const paths = world.disk.filesBelow(DIRECTORY).filter((path) => path.endsWith(".log"));
    const [first, second] = [paths[0]!, paths[1]!];
    const bytes = [world.disk.bytesOf(first), world.disk.bytesOf(second)] as const;
    expect(bytes[0].length).toBe(bytes[1].length);
    world.disk.replace(first, bytes[1]);
    world.disk.replace(second, bytes[0]);
    const again = await world.open(SMALL, 20);
    await expect(world.run(readAll(again))).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
    await expect(world.run(batchesOf(again))).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
  });

  it("is a batch that moved over the mark; a mark at either side of a hole is none", async () => {
    const world = await new LogWorld().prepare();
    let log = await world.open({});
    log.append(batchAt({ baseOffset: 0 }));
    log.append(batchAt({ baseOffset: 10 }));
    await world.run(log.flush());
    for (const mark of [1, 10, 11]) {
      world.die("process");
      log = await world.open({}, mark);
      expect(log.endOffset).toBe(11);
    }
    world.die("process");
    await expectDamaged(world, 2, /had been durable/);
  });

  it("is a folder that lost its log, when a mark says there was one", async () => {
    const world = await new LogWorld().prepare();
    await expectDamaged(world, 5, /missing or empty/);
    expect((await world.open(SMALL, 0)).recovery.created).toBe(true);
  });

  it("is a log start of which no copy is whole; one copy will do", async () => {
    const { world } = await deadLog(20);
    let log = await world.open(SMALL, 20);
    await world.run(log.deleteBefore(9, 9));
    world.die("power");
    const path = `${DIRECTORY}/log-start`;
    const whole = world.disk.bytesOf(path);
    world.disk.flipBit(path, 512 + 20, 1);
    log = await world.open(SMALL, 20);
    expect(log.logStartOffset).toBe(9);
    world.die("process");
    world.disk.flipBit(path, 20, 1);
    await expectDamaged(world, 20, /log-start/);
    world.disk.replace(path, whole);
    expect((await world.open(SMALL, 20)).logStartOffset).toBe(9);
  });
});

describe("sidecars", () => {
  it.each(["index", "timeindex", "digest"])(
    "are built anew where one is missing or damaged: %s",
    async (kind) => {
      const { world, batches, activeBase } = await deadLog(30, SMALL, "close");
      for (const change of ["missing", "flipped", "empty"]) {
        for (let base = 0; base <= activeBase; base++) {
          const path = world.path(kind, base);
          if (!world.disk.filesBelow(DIRECTORY).includes(path)) continue;
          const { length } = world.disk.bytesOf(path);
          if (change === "missing") await world.run(world.disk.remove(path));
          else if (change === "empty") world.disk.replace(path, Buffer.alloc(0));
          else if (length > 0) world.disk.flipBit(path, length >> 1, 2);
        }
        const log = await world.open(SMALL, 30);
        expect(await contentsOf(world, log)).toEqual(Buffer.concat(batches));
        expect(await world.run(readAll(log, 100))).toEqual(Buffer.concat(batches));
        for (const [offset, batch] of batches.entries()) {
          const time = Number(batch.readBigInt64BE(35));
          expect(await world.run(log.offsetForTimestamp(time))).toBe(offset);
        }
        await world.run(log.close());
        world.die("process");
      }
    },
  );

  it("are what Kafka's tools expect: batches only, entries by last offset", async () => {
    const { world, activeBase } = await deadLog(30, SMALL, "close");
    expect(activeBase).toBeGreaterThan(0);
    const index = world.disk.bytesOf(world.path("index"));
    const times = world.disk.bytesOf(world.path("timeindex"));
    const segment = world.disk.bytesOf(world.path("log"));
    expect([index.length % 8, times.length % 12]).toEqual([0, 0]);
    expect(index.length).toBeGreaterThan(0);
    for (let at = 0; at < index.length; at += 8) {
      const position = index.readInt32BE(at + 4);
      const lastOffset =
        Number(segment.readBigInt64BE(position)) + segment.readInt32BE(position + 23);
      expect(index.readInt32BE(at)).toBe(lastOffset);
    }
    for (let at = 0; at < times.length; at += 12) {
      const offset = times.readInt32BE(at + 8);
      expect(Number(times.readBigInt64BE(at))).toBe(1_767_225_600_000 + offset);
    }
  });

  it("are left alone where they are not the log's own", async () => {
    const { world } = await deadLog(3);
    await world.run(
      (async () => {
        await (await world.disk.open(`${DIRECTORY}/notes.txt`, "create")).close();
        await (await world.disk.open(world.path("index", 777), "create")).close();
        await (await world.disk.open(`${DIRECTORY}/partition.json.tmp`, "create")).close();
      })(),
    );
    await world.open(SMALL, 3);
    const names = world.disk.filesBelow(DIRECTORY);
    expect(names).toContain(`${DIRECTORY}/notes.txt`);
    expect(names).not.toContain(world.path("index", 777));
    expect(names).not.toContain(`${DIRECTORY}/partition.json.tmp`);
  });
});
