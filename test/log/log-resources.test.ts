import { describe, expect, it } from "vitest";
import { CommitSlots } from "../../src/log/commit-slots.ts";
import { FileHandles } from "../../src/log/file-handles.ts";
import { createLogStart, readLogStart, writeLogStart } from "../../src/log/log-start.ts";
import { LogWorld } from "./fixture.ts";

async function worldWithFiles(count: number): Promise<LogWorld> {
  const world = await new LogWorld().prepare();
  for (let index = 0; index < count; index++) {
    await (await world.run(world.disk.open(`f${index}`, "create"))).close();
  }
  return world;
}

describe("open files", () => {
  it("stay open while used, and few while idle; a dropped one closes after its last user", async () => {
    const world = await worldWithFiles(6);
    const handles = new FileHandles(world.disk, 2);
    const size = (index: number): Promise<number> =>
      handles.use(`f${index}`, "read", (file) => file.sizeBytes());
    for (let index = 0; index < 6; index++) await world.run(size(index));
    expect(world.disk.openFiles).toBe(2);
    let release: () => void = () => undefined;
    const using = handles.use("f0", "read", async (file) => {
      await new Promise<void>((resolve) => (release = resolve));
      return await file.sizeBytes();
    });
    await world.schedule.runUntilIdle();
    await world.run(handles.drop("f0"));
    release();
    expect(await world.run(using)).toBe(0);
    await world.run(handles.close());
    expect(world.disk.openFiles).toBe(0);
  });

  it("make room when the process has none left, and forget what could not be opened", async () => {
    const world = await worldWithFiles(3);
    const handles = new FileHandles(world.disk, 10);
    world.disk.openFilesMax = 2;
    const size = (name: string): Promise<number> =>
      world.run(handles.use(name, "read", (file) => file.sizeBytes()));
    for (const name of ["f0", "f1", "f2", "f0"]) expect(await size(name)).toBe(0);
    await expect(size("none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await (await world.run(world.disk.open("none", "create").catch(() => undefined)))?.close();
    expect(handles.openCount).toBeLessThanOrEqual(2);
  });
});

describe("commit slots", () => {
  it("are given in order, never more than there are", async () => {
    const slots = new CommitSlots(2);
    const got: number[] = [];
    expect([slots.acquire(), slots.acquire()]).toEqual([undefined, undefined]);
    const waiting = [1, 2, 3].map((name) => slots.acquire()!.then(() => got.push(name)));
    slots.release();
    await waiting[0];
    expect(got).toEqual([1]);
    slots.release();
    slots.release();
    await Promise.all(waiting);
    expect(got).toEqual([1, 2, 3]);
    slots.release();
    slots.release();
    expect(slots.acquire()).toBeUndefined();
  });
});

describe("the log start", () => {
  it("is the old or the new one after a crash while it is written", async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 80; seed++) {
      const world = await new LogWorld(seed).prepare();
      const { disk } = world;
      const start = await world.run(createLogStart(disk, "log-start", 5));
      await world.run(disk.syncDirectory("."));
      const next = { ...start, version: start.version + 1, logStartOffset: 9, firstOffset: 7 };
      await world.run(writeLogStart(disk, "log-start", next));
      disk.haltAtMutation(2);
      void writeLogStart(disk, "log-start", {
        ...next,
        version: next.version + 1,
        logStartOffset: 12,
        firstOffset: 11,
      });
      await world.schedule.runUntilIdle();
      world.die("power");
      const found = await world.run(readLogStart(disk, "log-start"));
      seen.add(found!.logStartOffset);
    }
    expect([...seen].sort((left, right) => left - right)).toEqual([9, 12]);
  });
});
