/**
 * P4, no cliff: at every place where a due time meets the edge of something (a level of the wheel, the
 * near horizon, what a timer can sleep, the first and last due time) it is due at its millisecond and
 * not one before, in order.
 */
import { describe, expect, it } from "vitest";
import { DUE_TIME_MAX_MS } from "../../src/model/limits.ts";
import { SCHEDULE_SIZES, type ScheduleSizes } from "../../src/schedule/sizes.ts";
import { WHEEL_TIME_MAX_MS } from "../../src/schedule/timing-wheel.ts";
import { scheduled, ScheduleHarness, TINY_SIZES } from "./schedule-harness.ts";

/** What setTimeout takes at most. */
const SET_TIMEOUT_MAX_MS = 2 ** 31 - 1;
/** 2026-11-21T10:00:00Z, which is in the middle of a slot on every level. */
const NOW_MS = 1_795_255_200_000;
/** Of the wheel: levels of 64 slots. */
const SLOT_BITS = 6;
const LEVELS = 8;

/** The ends of the slot that holds `nowMs`, on each level: where an item changes slot or level. */
function wheelEdges(nowMs: number): number[] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const widthMs = 2 ** (SLOT_BITS * (level + 1));
    return [Math.floor(nowMs / widthMs) * widthMs, (Math.floor(nowMs / widthMs) + 1) * widthMs];
  }).flat();
}

const edges = (nowMs: number): number[] => [
  0,
  nowMs,
  nowMs + SET_TIMEOUT_MAX_MS,
  2 ** 31,
  2 ** 32,
  DUE_TIME_MAX_MS,
  ...wheelEdges(nowMs),
];

/** Each edge, and a millisecond to either side, as far as a due time may be there. */
function dueTimes(nowMs: number): number[] {
  const around = edges(nowMs).flatMap((edge) => [edge - 1, edge, edge + 1]);
  const allowed = around.filter((dueMs) => dueMs >= 0 && dueMs <= DUE_TIME_MAX_MS);
  return [...new Set(allowed)].sort((a, b) => a - b);
}

/** Releases what is due and gives its due times, in order. */
async function releaseDue(harness: ScheduleHarness): Promise<number[]> {
  const { schedule } = harness;
  const released: number[] = [];
  for (;;) {
    const wakeMs = schedule.nextWakeMs();
    if (wakeMs === undefined || wakeMs > harness.nowMs) return released;
    const due = schedule.takeDue(harness.nowMs, 100, 1_000_000);
    for (const entry of due) {
      const { offset, dueMs } = entry;
      expect(schedule.isReleasable(entry, dueMs - 1)).toBe(false);
      expect(schedule.isReleasable(entry, dueMs)).toBe(true);
      released.push(dueMs);
      harness.append(1, (position) => [{ kind: "released", position, offset }]);
    }
    harness.commit();
    await harness.endAllCommits();
  }
}

const SIZES: readonly (readonly [string, ScheduleSizes])[] = [
  ["all of it near", SCHEDULE_SIZES],
  ["eight of it near", TINY_SIZES],
];

describe.each(SIZES)("every edge of time, with %s", (_name, sizes) => {
  it.each(["scheduled there", "moved there"])("is kept to the millisecond, %s", async (how) => {
    const harness = new ScheduleHarness(sizes);
    const dues = dueTimes(NOW_MS);
    const moved = how === "moved there";
    harness.append(dues.length, (base) =>
      // In an order that is not theirs.
      dues.toReversed().map((dueMs, index) => scheduled(base + index, moved ? NOW_MS : dueMs)),
    );
    harness.commit();
    if (moved) {
      harness.append(dues.length, (base) =>
        dues.map((dueMs, index) => ({
          kind: "rescheduled",
          position: base + index,
          offset: dues.length - 1 - index,
          dueMs,
          firings: 0,
        })),
      );
      harness.commit();
    }
    await harness.settle();
    for (const dueMs of dues) {
      if (dueMs > 0) {
        harness.nowMs = dueMs - 1;
        expect(await releaseDue(harness)).toEqual([]);
      }
      expect(harness.schedule.nextDueMs).toBe(dueMs);
      harness.nowMs = dueMs;
      expect(await releaseDue(harness)).toEqual([dueMs]);
    }
    expect(harness.schedule.count).toBe(0);
  });

  it("leaves in order where all of it is overdue at once", async () => {
    const harness = new ScheduleHarness(sizes);
    const dues = dueTimes(NOW_MS);
    harness.append(dues.length, (base) =>
      dues.toReversed().map((dueMs, index) => scheduled(base + index, dueMs)),
    );
    harness.commit();
    await harness.settle();
    harness.nowMs = DUE_TIME_MAX_MS;
    expect(await releaseDue(harness)).toEqual(dues);
  });
});

it("lets the wheel reach beyond the last due time", () => {
  expect(WHEEL_TIME_MAX_MS).toBeGreaterThan(DUE_TIME_MAX_MS + 1);
});
