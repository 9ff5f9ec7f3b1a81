/** P3: the high watermark is what every in-sync replica has flushed, and never goes back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InSyncSet } from "../../src/partition/in-sync-set.ts";
import { Waiters } from "../../src/partition/waiters.ts";

describe("InSyncSet", () => {
  it("is the least flushed end, monotone", () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(100)));
    fc.assert(
      fc.property(moves, (steps) => {
        const set = new InSyncSet(
          [
            [1, 0],
            [2, 0],
            [3, 0],
          ],
          2,
          0,
        );
        const ends = new Map([
          [1, 0],
          [2, 0],
          [3, 0],
        ]);
        let before = 0;
        for (const [id, end] of steps) {
          set.flushed(id, end);
          ends.set(id, Math.max(end, ends.get(id) ?? 0));
          expect(set.highWatermark).toBe(Math.min(...ends.values()));
          expect(set.highWatermark).toBeGreaterThanOrEqual(before);
          before = set.highWatermark;
        }
      }),
    );
  });

  it("stands still below minInsyncReplicas", () => {
    const set = new InSyncSet([[1, 0]], 2, 0);
    expect(set.flushed(1, 10)).toBe(false);
    expect(set.highWatermark).toBe(0);
    expect(set.enough).toBe(false);
  });
});

describe("Waiters", () => {
  it("completes in offset order, fails what was cut, and holds nothing after", () => {
    const seen: string[] = [];
    const waiters = new Waiters();
    for (const until of [5, 3, 9, 7]) {
      waiters.add({
        until,
        done: (error) => seen.push(`${until}${error === undefined ? "" : "!"}`),
      });
    }
    waiters.reached(5);
    waiters.fail(7, new Error("cut"));
    waiters.reached(7);
    expect(seen).toEqual(["3", "5", "9!", "7"]);
    expect(waiters.size).toBe(0);
  });
});
