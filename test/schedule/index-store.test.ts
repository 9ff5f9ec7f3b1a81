/** The pending index at sizes that fill pages, segments and levels, and in the face of a bad store. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCHEDULE_NEAR_MAX } from "../../src/model/limits.ts";
import { ScheduleIndexDamaged } from "../../src/schedule/index-damaged.ts";
import { clearIndex } from "../../src/schedule/stored-index.ts";
import { ScheduleHarness, scheduled, TINY_SIZES, turn } from "./schedule-harness.ts";

/** Appends and commits `count` scheduled records in batches, letting the store work along. */
async function fill(
  harness: ScheduleHarness,
  count: number,
  dueOf: (offset: number) => number,
  idOf: (offset: number) => string | undefined = () => undefined,
): Promise<void> {
  const { schedule, model } = harness;
  for (let done = 0; done < count; done += 1_000) {
    const base = model.end;
    const events = Array.from({ length: 1_000 }, (_, index) =>
      scheduled(base + index, dueOf(base + index), idOf(base + index)),
    );
    const batch = model.append(events, 1_000);
    schedule.stage(batch.events, batch.next, batch.epoch);
    harness.commit();
    await harness.endCommit();
  }
}

/** Takes and releases everything due, in turns; returns the offsets in the order of release. */
async function drain(harness: ScheduleHarness, nowMs: number): Promise<number[]> {
  const { schedule, model } = harness;
  const released: number[] = [];
  for (let idle = 0; idle < 1_000; idle++) {
    const taken = schedule.takeDue(nowMs, 1_000, 1 << 20);
    if (taken.length === 0) continue;
    idle = 0;
    const base = model.end;
    const events = taken.map(({ offset }, index) => {
      released.push(offset);
      return { kind: "released", position: base + index, offset } as const;
    });
    const batch = model.append(events, events.length);
    schedule.stage(batch.events, batch.next, batch.epoch);
    harness.commit();
    if (released.length % 7 === 0) await harness.endCommit();
  }
  return released;
}

describe("PartitionSchedule at size", () => {
  it("releases a herd in the order of its offsets, with a bounded part of it near (P4, P5)", async () => {
    const harness = new ScheduleHarness();
    await fill(harness, 100_000, () => 5_000);
    await harness.settle();
    expect(harness.schedule.count).toBe(100_000);
    expect(harness.schedule.nextDueMs).toBe(5_000);
    expect(harness.schedule.nearCount).toBeLessThanOrEqual(SCHEDULE_NEAR_MAX);
    expect(harness.schedule.takeDue(4_999, 10, 1 << 20)).toEqual([]);
    const released = await drain(harness, 5_000);
    expect(released.length).toBe(100_000);
    expect(released.every((offset, index) => offset === index)).toBe(true);
    expect([harness.schedule.count, harness.schedule.nextDueMs]).toEqual([0, undefined]);
    // Nothing is pending, so next to nothing is kept.
    await harness.settle();
    expect(harness.store.size).toBeLessThan(10);
    harness.expectNoDamage();
  });

  it("finds each of many records by due time, id and offset, before and after a crash", async () => {
    const harness = new ScheduleHarness();
    const count = 70_000;
    // Every due time once, in an order that has nothing to do with that of the offsets.
    const dueOf = (offset: number): number => 1_000_000 + ((offset * 7_919) % count);
    await fill(harness, count, dueOf, (offset) => `order-${offset}`);
    await harness.settle();
    for (const again of [false, true]) {
      if (again) await harness.crash(harness.model.end);
      const { schedule } = harness;
      expect(schedule.count).toBe(count);
      expect(schedule.nextDueMs).toBe(1_000_000);
      for (let offset = 5; offset < count; offset += 1_777) {
        expect(schedule.pendingById(`order-${offset}`)).toMatchObject({
          offset,
          dueMs: dueOf(offset),
        });
        expect(schedule.pendingById(`other-${offset}`)).toBe(undefined);
      }
      const page = schedule.list({ afterMs: 1_040_000, limit: 3 });
      expect(page.entries.map(({ dueMs }) => dueMs)).toEqual([1_040_000, 1_040_001, 1_040_002]);
    }
    const released = await drain(harness, 2_000_000);
    expect(released.map(dueOf)).toEqual(Array.from({ length: count }, (_, at) => 1_000_000 + at));
    await harness.settle();
    harness.expectNoDamage();
  });

  it("keeps what is rescheduled often no larger than what is pending", async () => {
    const harness = new ScheduleHarness();
    await fill(harness, 1_000, (offset) => 10_000 + offset);
    for (let round = 0; round < 100; round++) {
      const { model } = harness;
      const base = model.end;
      const events = Array.from({ length: 1_000 }, (_, offset) => ({
        kind: "rescheduled" as const,
        position: base + offset,
        offset,
        dueMs: 10_000 + ((offset + round * 13) % 1_000),
      }));
      const batch = model.append(events, 1_000);
      harness.schedule.stage(batch.events, batch.next, batch.epoch);
      harness.commit();
      await harness.settle();
    }
    expect(harness.store.size).toBeLessThan(1_000 + 400);
    expect(harness.schedule.nearCount).toBe(1_000);
    harness.checkList();
    await harness.crash(harness.model.end);
    harness.checkList();
    harness.expectNoDamage();
  });
});

describe("PartitionSchedule on a bad store", () => {
  it("tries again what the store refused", async () => {
    const harness = new ScheduleHarness();
    harness.append(3, (base) => [0, 1, 2].map((index) => scheduled(base + index, 2_000)));
    harness.commit();
    harness.refuseNext = true;
    const flushed = harness.schedule.flush();
    const refused = expect(flushed).rejects.toThrow(/refused/);
    await harness.endAllCommits();
    await refused;
    expect(harness.failures).toHaveLength(1);
    expect([harness.schedule.appliedOffset, harness.schedule.count]).toEqual([0, 3]);
    const again = harness.schedule.flush();
    await harness.endAllCommits();
    await again;
    expect([harness.schedule.appliedOffset, harness.schedule.overlayCount]).toEqual([3, 0]);
    await harness.crash(3);
    harness.check(true);
  });

  it("answers rightly or says that it is damaged, whatever bit flips; then is rebuilt", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (nth, bit) => {
        const harness = new ScheduleHarness(TINY_SIZES);
        for (let round = 0; round < 12; round++) {
          harness.append(6, (base) =>
            Array.from({ length: 6 }, (_, index) =>
              scheduled(
                base + index,
                1_000 + (((base + index) * 37) % 50),
                `id-${(base + index) % 40}`,
              ),
            ),
          );
          if (round % 3 === 2) {
            harness.append(1, (position) => [
              { kind: "rescheduled", position, offset: position - 2, dueMs: 1_010 },
            ]);
          }
          harness.commit();
          await harness.settle();
        }
        harness.store.damage(nth, bit);
        try {
          await harness.crash(harness.model.end);
          harness.nowMs = 1_020;
          harness.take(20);
          harness.check(false);
          harness.checkList();
          await harness.settle();
          harness.expectNoDamage();
        } catch (error) {
          const damage =
            error instanceof ScheduleIndexDamaged ||
            harness.failures.some((failure) => failure instanceof ScheduleIndexDamaged);
          if (!damage) throw error;
        }
        await harness.schedule.close();
        const cleared = clearIndex(harness.store, harness.prefix);
        await harness.endAllCommits();
        await cleared;
        expect(harness.store.size).toBe(0);
        harness.schedule = harness.open();
        harness.model.inFlight.clear();
        expect(harness.schedule.appliedOffset).toBe(0);
        harness.replay();
        harness.check(false);
        harness.checkList();
      }),
      { numRuns: 40 },
    );
  });
});

describe("PartitionSchedule over a store that was damaged under it", () => {
  it.each([
    ["a place", (harness: ScheduleHarness) => harness.schedule.pendingAt(3)],
    ["an id", (harness: ScheduleHarness) => harness.schedule.pendingById("id-3")],
    ["a list", (harness: ScheduleHarness) => harness.schedule.list({})],
    ["the next due time", (harness: ScheduleHarness) => harness.schedule.nextDueMs],
  ])("tells its owner when somebody asks for %s", async (_what, ask) => {
    const harness = new ScheduleHarness(TINY_SIZES);
    harness.append(6, (base) =>
      [0, 1, 2, 3, 4, 5].map((index) => scheduled(base + index, 5_000, `id-${base + index}`)),
    );
    harness.commit();
    await harness.settle();
    await harness.crash(harness.model.end);
    for (let nth = 0; nth < harness.store.size; nth++) harness.store.damage(nth, 99);
    expect(() => ask(harness)).toThrow(ScheduleIndexDamaged);
    expect(harness.failures).toEqual([expect.any(ScheduleIndexDamaged)]);
  });
});

describe("PartitionSchedule's answers", () => {
  it("takes at most the bytes asked for, and always one record", async () => {
    const harness = new ScheduleHarness();
    harness.append(5, (base) => [0, 1, 2, 3, 4].map((index) => scheduled(base + index, 1)));
    harness.commit();
    await turn();
    expect(harness.take(10, 130).map(({ offset }) => offset)).toEqual([0, 1]);
    expect(harness.take(10, 1).map(({ offset }) => offset)).toEqual([2]);
    expect(harness.take(0)).toEqual([]);
    harness.giveBack([1, 0, 77]);
    expect(harness.take(10).map(({ offset }) => offset)).toEqual([0, 1, 3, 4]);
  });

  it("lets exactly one of a release and a cancellation be true", () => {
    const harness = new ScheduleHarness();
    harness.append(1, (base) => [scheduled(base, 1, "once")]);
    harness.commit();
    const [entry] = harness.take(1);
    // The cancellation is appended while the record is being read for its release.
    harness.append(1, (position) => [{ kind: "cancelled", position, offset: 0 }]);
    expect(harness.schedule.isReleasable(entry!, harness.nowMs)).toBe(false);
    expect(harness.schedule.pendingById("once")).toBe(undefined);
    expect(harness.schedule.count).toBe(1);
    // The append failed: the release may go ahead after all.
    harness.truncate(1);
    expect(harness.schedule.pendingById("once")?.offset).toBe(0);
    harness.giveBack([0]);
    expect(harness.take(1)).toHaveLength(1);
    harness.append(1, (position) => [{ kind: "released", position, offset: 0 }]);
    harness.commit();
    expect([harness.schedule.count, harness.schedule.nextWakeMs()]).toEqual([0, undefined]);
  });

  it("holds back a record that was moved while it was in flight", () => {
    const harness = new ScheduleHarness();
    harness.append(1, (base) => [scheduled(base, 1)]);
    harness.commit();
    const [taken] = harness.take(1);
    harness.append(1, (position) => [{ kind: "rescheduled", position, offset: 0, dueMs: 9_000 }]);
    expect(harness.schedule.isReleasable(taken!, harness.nowMs)).toBe(false);
    harness.commit();
    expect(harness.schedule.isReleasable(taken!, harness.nowMs)).toBe(false);
    // Even where its new time has come by now: what was taken says the old one.
    expect(harness.schedule.isReleasable(taken!, 9_000)).toBe(false);
    harness.giveBack([0]);
    expect(harness.take(1)).toEqual([]);
    expect(harness.schedule.nextWakeMs()).toBe(9_000);
    harness.nowMs = 9_000;
    expect(harness.take(1)[0]?.dueMs).toBe(9_000);
  });

  it("refuses a cursor that no list gave", () => {
    const { schedule } = new ScheduleHarness();
    expect(() => schedule.list({ cursor: "yesterday" })).toThrow(/cursor "yesterday"/);
    expect(schedule.list({})).toEqual({ entries: [], cursor: undefined });
  });
});
