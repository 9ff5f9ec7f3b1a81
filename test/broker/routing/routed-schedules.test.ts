/** Schedules through any broker: what it answers is so, whoever leads their partitions (P4). */
import { describe, expect, it } from "vitest";
import type { PendingRecord } from "../../../src/broker/api.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { CONTEXT } from "../read-all.ts";
import { type Node, RoutedWorld, TOPIC } from "./routed-world.ts";

const topic = TOPIC;
const MINUTE_MS = 60_000;

async function codeOf(world: RoutedWorld, work: Promise<unknown>): Promise<string> {
  const settled = work.then(
    () => "done",
    (error: unknown) => (error instanceof TidemarkError ? error.code : String(error)),
  );
  return world.run(settled);
}

/** `s0` … on partition `n % partitions`, due a minute after each other. */
async function scheduled(world: RoutedWorld, node: Node, count: number, partitions: number) {
  const records = Array.from({ length: count }, (_, index) => ({
    partition: index % partitions,
    value: Buffer.from("v"),
    scheduleId: `s${index}`,
    delayMs: (index + 1) * MINUTE_MS,
  }));
  const results = await world.run(node.publish(records));
  expect(results.filter((result) => "error" in result)).toEqual([]);
}

async function listAll(world: RoutedWorld, node: Node, limit: number): Promise<PendingRecord[]> {
  const all: PendingRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.run(node.schedules.list(CONTEXT, { topic, limit, cursor }));
    expect(page.schedules.length).toBeLessThanOrEqual(limit);
    all.push(...page.schedules);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return all;
}

const ids = (records: readonly PendingRecord[]): string[] => records.map(({ id }) => id);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `s${n}`);

describe("schedules whose partitions other brokers lead", () => {
  it("are listed as one sequence by due time, whatever the pages", async () => {
    const world = await new RoutedWorld(1, 3).start([1, 2, 3, 2]);
    await scheduled(world, world.node(1), 41, 4);
    for (const limit of [1, 2, 7, 40, 41, 1_000]) {
      expect(ids(await listAll(world, world.node(1), limit))).toEqual(numbered(41));
    }
    const some = { topic, partition: 1, prefix: "s1" };
    const page = await world.run(world.node(3).schedules.list(CONTEXT, some));
    expect(ids(page.schedules)).toEqual(["s1", "s13", "s17"]);
  });

  it("are found, moved and cancelled by id or place, at any broker", async () => {
    const world = await new RoutedWorld(2, 3).start([1, 2, 3]);
    await scheduled(world, world.node(1), 6, 3);
    for (const { schedules } of world.nodes) {
      const byId = await world.run(schedules.get(CONTEXT, { topic, id: "s4" }));
      expect(byId).toMatchObject({ id: "s4", partition: 1 });
      const id = `1:${byId.offset}`;
      expect(await world.run(schedules.get(CONTEXT, { topic, id }))).toEqual(byId);
      expect(await codeOf(world, schedules.get(CONTEXT, { topic, id: "none" }))).toBe(
        "UNKNOWN_SCHEDULE",
      );
      expect(await codeOf(world, schedules.get(CONTEXT, { topic, id: "9:0" }))).toBe(
        "UNKNOWN_PARTITION",
      );
      expect(await codeOf(world, schedules.get(CONTEXT, { topic, id: "s4", partition: 0 }))).toBe(
        "UNKNOWN_SCHEDULE",
      );
    }
    const { schedules } = world.node(3);
    const move = { topic, id: "s4", delayMs: MINUTE_MS / 2 };
    await world.run(schedules.reschedule(CONTEXT, move));
    expect(ids(await listAll(world, world.node(1), 2))[0]).toBe("s4");
    expect(await world.run(schedules.cancel(CONTEXT, { topic, id: "s4" }))).toMatchObject({
      id: "s4",
    });
    expect(await codeOf(world, schedules.cancel(CONTEXT, { topic, id: "s4" }))).toBe(
      "UNKNOWN_SCHEDULE",
    );
    expect(world.node(2).cancelled).toBe(1);
  });

  it("are ambiguous where two brokers have one of the same id", async () => {
    const world = await new RoutedWorld(3, 2).start([1, 2]);
    const record = { value: Buffer.from("v"), scheduleId: "twice", delayMs: MINUTE_MS };
    await world.run(
      world.node(1).publish([
        { ...record, partition: 0 },
        { ...record, partition: 1 },
      ]),
    );
    const { schedules } = world.node(1);
    const selector = { topic, id: "twice" };
    expect(await codeOf(world, schedules.cancel(CONTEXT, selector))).toBe("AMBIGUOUS_SCHEDULE");
    await world.run(schedules.cancel(CONTEXT, { ...selector, partition: 1 }));
    expect(await world.run(schedules.get(CONTEXT, selector))).toMatchObject({ partition: 0 });
  });

  it("are cancelled by the many, each counted once", async () => {
    const world = await new RoutedWorld(4, 3).start([1, 2, 3, 2]);
    await scheduled(world, world.node(2), 30, 4);
    const { schedules } = world.node(1);
    const window = { topic, before: world.node(1).clock.wallMs() + 20.5 * MINUTE_MS };
    expect(await world.run(schedules.cancelMany(CONTEXT, window))).toBe(20);
    expect(world.nodes.map(({ cancelled }) => cancelled)).toEqual([5, 10, 5]);
    expect(ids(await listAll(world, world.node(3), 100))).toEqual(numbered(30).slice(20));
    expect(await codeOf(world, schedules.cancelMany(CONTEXT, { topic }))).toBe("INVALID_REQUEST");
  });

  it("recur where they are, whoever puts, pauses and moves them", async () => {
    const world = await new RoutedWorld(5, 3).start([2, 3, 2]);
    const put = (node: Node, everyMs: number, partition?: number) => {
      const record = { value: Buffer.from("v") };
      const request = { topic, id: "daily", recurrence: { everyMs }, record, partition };
      return world.run(node.schedules.put(CONTEXT, request));
    };
    const first = await put(world.node(1), MINUTE_MS, 1);
    expect(first).toMatchObject({ created: true, schedule: { partition: 1 } });
    // Where it is, not where its id would lead.
    const second = await put(world.node(2), 2 * MINUTE_MS);
    expect(second).toMatchObject({ created: false, schedule: { partition: 1 } });
    const paused = await world.run(
      world.node(1).schedules.setPaused(CONTEXT, { topic, id: "daily", paused: true }),
    );
    expect(paused).toMatchObject({ recurrence: { paused: true } });
    expect(paused.deliverAt).toBeUndefined();
    expect(ids(await listAll(world, world.node(1), 10))).toEqual(["daily"]);
  });

  it("wait for a leader, and say so where there is none", async () => {
    const world = await new RoutedWorld(6, 2).start([1, 2]);
    await scheduled(world, world.node(1), 4, 2);
    await world.unlead(1);
    const { schedules } = world.node(1);
    const list = schedules.list(CONTEXT, { topic });
    const get = schedules.get(CONTEXT, { topic, id: "s1" });
    const here = schedules.get(CONTEXT, { topic, id: "s0", partition: 0 });
    expect(await world.run(here)).toMatchObject({ id: "s0" });
    await world.schedule.advance(2_000);
    await world.lead(1, 2);
    expect(ids((await world.run(list)).schedules)).toEqual(numbered(4));
    expect(await world.run(get)).toMatchObject({ id: "s1" });
    await world.unlead(1);
    expect(await codeOf(world, schedules.list(CONTEXT, { topic }))).toBe("NOT_LEADER");
  });

  it("are not told by a broker that may lead no more", async () => {
    const world = await new RoutedWorld(6, 2).start([1, 2]);
    await scheduled(world, world.node(1), 4, 2);
    world.node(2).unsure = true;
    const { schedules } = world.node(1);
    expect(await codeOf(world, schedules.list(CONTEXT, { topic }))).toBe("LEADER_NOT_READY");
    const other = { topic, id: "none", partition: 1 };
    expect(await codeOf(world, schedules.get(CONTEXT, other))).toBe("LEADER_NOT_READY");
    const mine = schedules.list(CONTEXT, { topic, partition: 0 });
    expect((await world.run(mine)).schedules).toHaveLength(2);
    const list = schedules.list(CONTEXT, { topic });
    await world.schedule.advance(1_000);
    world.node(2).unsure = false;
    expect(ids((await world.run(list)).schedules)).toEqual(numbered(4));
  });

  it("are looked at again where the connection breaks, in every moment of a look", async () => {
    for (let seed = 400; seed < 420; seed += 1) {
      const world = await new RoutedWorld(seed, 3).start([2, 3]);
      await scheduled(world, world.node(1), 2, 2);
      const { schedules } = world.node(1);
      const looks = [
        schedules.list(CONTEXT, { topic }).then((page) => ids(page.schedules)),
        schedules.list(CONTEXT, { topic, partition: 0 }).then((page) => ids(page.schedules)),
        schedules.get(CONTEXT, { topic, id: "s0" }).then(({ id }) => [id]),
      ];
      await world.schedule.advance(world.random.float() * 3);
      world.network.breakBetween(1, 2);
      expect(await world.run(Promise.all(looks))).toEqual([["s0", "s1"], ["s0"], ["s0"]]);
    }
  });

  it("are cancelled once or not at all where the connection breaks, and the answer is true", async () => {
    const seen = new Set<string>();
    for (let seed = 300; seed < 340; seed += 1) {
      const world = await new RoutedWorld(seed, 2).start([2]);
      await scheduled(world, world.node(1), 2, 1);
      const cancelling = codeOf(
        world,
        world.node(1).schedules.cancel(CONTEXT, { topic, id: "s0" }),
      );
      await world.schedule.advance(world.random.float() * 3);
      world.network.breakBetween(1, 2);
      const answer = await cancelling;
      const left = ids(await listAll(world, world.node(1), 10));
      seen.add(`${answer} ${left.length}`);
      if (answer === "done") expect(left).toEqual(["s1"]);
      else expect(answer).toBe("OUTCOME_UNKNOWN");
    }
    expect([...seen].sort()).toEqual(["OUTCOME_UNKNOWN 1", "OUTCOME_UNKNOWN 2", "done 1"]);
  });
});
