import { describe, expect, it } from "vitest";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

describe("the virtual clock", () => {
  it("fires timers by time, then by the order they were set in, microtasks in between (P10)", async () => {
    const clock = new SimClock();
    const fired: string[] = [];
    const at = (name: string, delayMs: number): void => {
      clock.setTimer(delayMs, () => {
        fired.push(name);
        void Promise.resolve()
          .then(() => undefined)
          .then(() => fired.push(`${name}'`));
      });
    };
    at("c", 5);
    at("a", 1);
    at("d", 5);
    at("b", 1);
    await clock.advance(4.9);
    expect(fired).toEqual(["a", "a'", "b", "b'"]);
    expect(clock.monotonicMs()).toBe(4.9);
    await clock.advance(0.1);
    expect(fired.slice(4)).toEqual(["c", "c'", "d", "d'"]);
  });

  it("has a wall clock that steps, freezes and drifts while timers do not notice", async () => {
    const clock = new SimClock(new SimSchedule(), 1_000_000);
    let fired = false;
    clock.setTimer(100, () => {
      fired = true;
    });
    clock.stepWall(-3_600_000);
    await clock.advance(50);
    expect(clock.wallMs()).toBe(1_000_000 - 3_600_000 + 50);
    clock.setWallRate(0);
    await clock.advance(50);
    expect([clock.wallMs(), fired]).toEqual([1_000_000 - 3_600_000 + 50, true]);
    clock.setWallRate(2);
    await clock.advance(10);
    expect(clock.wallMs()).toBe(1_000_000 - 3_600_000 + 70);
  });

  it("drops timers that were cancelled or whose node died, and no others", async () => {
    const schedule = new SimSchedule();
    const [dead, alive] = [new SimClock(schedule), new SimClock(schedule)];
    const fired: string[] = [];
    dead.setTimer(1, () => fired.push("dead"));
    alive.setTimer(1, () => fired.push("cancelled")).cancel();
    alive.setTimer(2 ** 40, () => fired.push("alive"));
    dead.halt();
    dead.setTimer(1, () => fired.push("dead later"));
    await schedule.runUntilIdle();
    expect(fired).toEqual(["alive"]);
    expect(schedule.nowMs).toBe(2 ** 40);
  });

  it("says so when work can never finish", async () => {
    const schedule = new SimSchedule();
    await expect(schedule.run(new Promise(() => undefined))).rejects.toThrow(/deadlock/);
    await expect(schedule.run(Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  });
});

describe("seeded randomness", () => {
  it("repeats by seed and label, and streams do not disturb each other", () => {
    const draw = (random: SimRandom): number[] => Array.from({ length: 5 }, () => random.float());
    const root = new SimRandom(7);
    const first = draw(root.stream("disk"));
    expect(draw(new SimRandom(7).stream("disk"))).toEqual(first);
    draw(root);
    draw(root.stream("network"));
    expect(draw(root.stream("disk"))).toEqual(first);
    expect(draw(new SimRandom(8).stream("disk"))).not.toEqual(first);
    expect(draw(root.stream("disk").stream("a"))).not.toEqual(draw(root.stream("disk")));
  });

  it("is uniform enough and within its bounds", () => {
    const random = new SimRandom(3);
    const counts = new Array<number>(10).fill(0);
    for (let round = 0; round < 10_000; round++) counts[random.int(0, 10)]!++;
    for (const count of counts) expect(count).toBeGreaterThan(850);
    expect(random.shuffle([1, 2, 3, 4]).sort((left, right) => left - right)).toEqual([1, 2, 3, 4]);
    expect(random.bytes(9)).toHaveLength(9);
  });
});

/** Runs one write of `size` bytes, unsynced, and cuts the power. */
async function tornBy(seed: number, size: number): Promise<Buffer> {
  const schedule = new SimSchedule();
  const disk = new SimDisk({ schedule, random: new SimRandom(seed) });
  await schedule.run(
    (async () => {
      const file = await disk.open("a", "create");
      await disk.syncDirectory(".");
      await file.write([Buffer.alloc(100, 1)], 0);
      await file.sync();
      await file.write([Buffer.alloc(size, 2)], 100);
    })(),
  );
  disk.crash();
  return disk.bytesOf("a");
}

describe("the simulated disk", () => {
  it("keeps what was synced, and of the rest every kind of part over the seeds", async () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const bytes = await tornBy(seed, 2_000);
      expect(bytes.subarray(0, 100)).toEqual(Buffer.alloc(100, 1));
      const tail = bytes.subarray(100);
      const kept = tail.filter((byte) => byte === 2).length;
      if (tail.length === 0) kinds.add("nothing");
      else if (kept === 2_000) kinds.add("all");
      else if (kept === 0) kinds.add("zeros");
      else if (tail.subarray(0, kept).every((byte) => byte === 2)) kinds.add("a beginning");
      else kinds.add("holes");
    }
    expect([...kinds].sort()).toEqual(["a beginning", "all", "holes", "nothing", "zeros"]);
  });

  it("is the same for the same seed (P10)", async () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(await tornBy(seed, 700)).toEqual(await tornBy(seed, 700));
    }
  });

  it("forgets names that no directory sync covered, and keeps the others", async () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const schedule = new SimSchedule();
      const disk = new SimDisk({ schedule, random: new SimRandom(seed) });
      await schedule.run(
        (async () => {
          await disk.makeDirectory("d");
          await disk.syncDirectory(".");
          await (await disk.open("d/kept", "create")).close();
          await disk.syncDirectory("d");
          const file = await disk.open("d/new", "create");
          await file.write([Buffer.from("x")], 0);
          await file.sync();
          await disk.rename("d/kept", "d/renamed");
        })(),
      );
      disk.crash();
      outcomes.add(disk.filesBelow("d").sort().join(" "));
    }
    expect([...outcomes].sort()).toEqual([
      "d/kept",
      "d/kept d/new",
      "d/new d/renamed",
      "d/renamed",
    ]);
  });

  it("loses for good what a failed sync was to write, although readers still see it", async () => {
    let lost = 0;
    for (let seed = 0; seed < 30; seed++) {
      const schedule = new SimSchedule();
      const disk = new SimDisk({ schedule, random: new SimRandom(seed) });
      const file = await schedule.run(disk.open("a", "create"));
      await schedule.run(disk.syncDirectory("."));
      disk.inject({ operation: "sync", kind: "IO", times: 1 });
      await schedule.run(file.write([Buffer.from("x")], 0));
      await expect(schedule.run(file.sync())).rejects.toMatchObject({ code: "IO" });
      await schedule.run(file.sync());
      expect(disk.bytesOf("a").toString()).toBe("x");
      disk.crash();
      if (disk.bytesOf("a").length === 0) lost++;
    }
    expect(lost).toBeGreaterThan(5);
    expect(lost).toBeLessThan(25);
  });

  it("is full with a short write first and an error after it", async () => {
    const schedule = new SimSchedule();
    const disk = new SimDisk({ schedule, random: new SimRandom(1) });
    disk.capacityBytes = 10;
    const file = await schedule.run(disk.open("a", "create"));
    expect(await schedule.run(file.write([Buffer.alloc(16)], 0))).toBe(10);
    await expect(schedule.run(file.write([Buffer.alloc(1)], 10))).rejects.toMatchObject({
      code: "FULL",
    });
    expect(await schedule.run(file.write([Buffer.alloc(10)], 0))).toBe(10);
  });

  it("answers nobody of a process that stopped", async () => {
    const schedule = new SimSchedule();
    const disk = new SimDisk({ schedule, random: new SimRandom(1) });
    disk.haltAtMutation(2);
    const file = await schedule.run(disk.open("a", "create"));
    let answered = false;
    void file.write([Buffer.alloc(1)], 0).then(() => (answered = true));
    await schedule.runUntilIdle();
    expect([disk.halted, answered]).toEqual([true, false]);
    disk.kill();
    void file.sync().then(() => (answered = true));
    await schedule.runUntilIdle();
    expect([answered, disk.openFiles]).toEqual([false, 0]);
    expect(await schedule.run(disk.stat("a"))).toBeDefined();
  });
});
