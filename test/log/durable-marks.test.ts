import { describe, expect, it } from "vitest";
import { DurableMarks } from "../../src/log/durable-marks.ts";
import { LogWorld } from "./fixture.ts";

const PATH = "durable-marks.json";

describe("durable marks", () => {
  it("are written once a second at most, and only when one moved", async () => {
    const world = await new LogWorld().prepare();
    const marks = await world.run(DurableMarks.load(world.disk, PATH));
    expect([marks.lastStop, marks.get("a-0")]).toEqual(["none", 0]);
    let renames = 0;
    world.disk.onOperation = (operation) => {
      if (operation === "rename") renames++;
    };
    await world.run(marks.start(world.clock));
    expect(renames).toBe(1);
    for (let offset = 1; offset <= 4_000; offset++) {
      marks.note("a-0", offset);
      await world.schedule.advance(1);
    }
    expect(renames).toBeGreaterThanOrEqual(4);
    expect(renames).toBeLessThanOrEqual(5);
    await world.schedule.advance(10_000);
    expect(renames).toBeLessThanOrEqual(6);
    world.die("power");
    const again = await world.run(DurableMarks.load(world.disk, PATH));
    expect([again.lastStop, again.get("a-0")]).toEqual(["unclean", 4_000]);
  });

  it("know a clean stop, never go back by themselves, and can be lowered and forgotten", async () => {
    const world = await new LogWorld().prepare();
    const marks = await world.run(DurableMarks.load(world.disk, PATH));
    await world.run(marks.start(world.clock));
    marks.note("a-0", 10);
    marks.note("a-0", 5);
    marks.note("b-1", 7);
    marks.note("c-2", 8);
    await world.run(marks.lower("b-1", 3));
    marks.forget("c-2");
    await world.run(marks.stop());
    expect(world.clock.timersSet).toBe(0);
    world.die("power");
    const again = await world.run(DurableMarks.load(world.disk, PATH));
    expect(again.lastStop).toBe("clean");
    expect([again.get("a-0"), again.get("b-1"), again.get("c-2")]).toEqual([10, 3, 0]);
  });

  it("are the old or the new ones after a crash at any step", async () => {
    for (let haltAt = 1; haltAt <= 8; haltAt++) {
      const world = await new LogWorld(haltAt).prepare();
      const marks = await world.run(DurableMarks.load(world.disk, PATH));
      marks.note("a-0", 1);
      await world.run(marks.start(world.clock));
      marks.note("a-0", 2);
      world.disk.haltAtMutation(haltAt);
      await world.schedule.advance(2_000);
      world.die("power");
      const again = await world.run(DurableMarks.load(world.disk, PATH));
      expect([1, 2]).toContain(again.get("a-0"));
    }
  });

  it("say so when they cannot be written, and go on trying", async () => {
    const world = await new LogWorld().prepare();
    const marks = await world.run(DurableMarks.load(world.disk, PATH));
    await world.run(marks.start(world.clock));
    const failures: unknown[] = [];
    marks.onWriteFailed = (error) => failures.push(error);
    world.disk.inject({ operation: "write", kind: "FULL", times: 2 });
    marks.note("a-0", 2);
    await world.schedule.advance(5_000);
    expect(failures).toHaveLength(2);
    world.die("power");
    expect((await world.run(DurableMarks.load(world.disk, PATH))).get("a-0")).toBe(2);
  });

  it("are refused where they are damaged", async () => {
    const world = await new LogWorld().prepare();
    const marks = await world.run(DurableMarks.load(world.disk, PATH));
    marks.note("a-0", 10);
    await world.run(marks.start(world.clock));
    const size = world.disk.bytesOf(PATH).length;
    for (let at = 0; at < size - 1; at++) {
      world.disk.flipBit(PATH, at, at % 7);
      const loading = world.run(DurableMarks.load(world.disk, PATH));
      await expect(loading).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
      world.disk.flipBit(PATH, at, at % 7);
    }
  });
});
