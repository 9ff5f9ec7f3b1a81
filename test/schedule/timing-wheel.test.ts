/** The wheel against a sorted list: P4 rests on it never handing out an item early, late or twice. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimingWheel, WHEEL_TIME_MAX_MS } from "../../src/schedule/timing-wheel.ts";

/** Takes everything due at `nowMs`, checking the order. */
function takeAll(wheel: TimingWheel, nowMs: number): { dueMs: number; item: number }[] {
  const taken: { dueMs: number; item: number }[] = [];
  for (;;) {
    const node = wheel.firstDue(nowMs);
    if (node < 0) return taken;
    taken.push({ dueMs: wheel.dueMs(node), item: wheel.item(node) });
    wheel.cancel(node);
  }
}

const inOrder = (a: { dueMs: number; item: number }, b: { dueMs: number; item: number }): number =>
  a.dueMs - b.dueMs || a.item - b.item;

/** Around every power of 64 and of 2: where levels, digits and 32-bit arithmetic end. */
const BOUNDARIES = Array.from({ length: 48 }, (_, bit) => 2 ** bit).flatMap((power) => [
  power - 1,
  power,
  power + 1,
]);

describe("TimingWheel", () => {
  it("hands out an item at its due time and not a millisecond before (P4)", () => {
    for (const start of [0, 1, 63, 64, 4095, 1_700_000_000_000, 2 ** 40 - 1]) {
      for (const delay of BOUNDARIES) {
        const dueMs = start + delay;
        if (dueMs > WHEEL_TIME_MAX_MS) continue;
        const wheel = new TimingWheel();
        // Moves the cursor to the start.
        wheel.insert(start, 0);
        expect(takeAll(wheel, start)).toHaveLength(1);
        wheel.insert(dueMs, 1);
        expect(wheel.nextDueMs()).toBe(dueMs);
        expect(wheel.firstDue(dueMs - 1)).toBe(-1);
        expect(takeAll(wheel, dueMs)).toEqual([{ dueMs, item: 1 }]);
        expect(wheel.size).toBe(0);
      }
    }
  });

  it("takes times at the epoch, in the year 9999 and at the end of its range", () => {
    const wheel = new TimingWheel();
    for (const dueMs of [0, 253_402_300_799_999, WHEEL_TIME_MAX_MS]) wheel.insert(dueMs, dueMs);
    expect(wheel.nextDueMs()).toBe(0);
    expect(takeAll(wheel, WHEEL_TIME_MAX_MS).map(({ item }) => item)).toEqual([
      0,
      253_402_300_799_999,
      WHEEL_TIME_MAX_MS,
    ]);
    expect(() => wheel.insert(WHEEL_TIME_MAX_MS + 1, 0)).toThrow(/does not fit/);
    expect(() => wheel.insert(-1, 0)).toThrow(/does not fit/);
    expect(() => wheel.insert(1.5, 0)).toThrow(/does not fit/);
  });

  it("releases a herd in the order of its items", () => {
    const wheel = new TimingWheel();
    const dueMs = 1_700_000_123_456;
    for (let item = 9_999; item >= 0; item--) wheel.insert(dueMs, item);
    expect(wheel.firstDue(dueMs - 1)).toBe(-1);
    expect(takeAll(wheel, dueMs).map(({ item }) => item)).toEqual(
      Array.from({ length: 10_000 }, (_, item) => item),
    );
  });

  it("holds back what is due later when the clock steps back", () => {
    const wheel = new TimingWheel();
    wheel.insert(5_000, 1);
    wheel.insert(5_000, 2);
    wheel.cancel(wheel.firstDue(5_000));
    expect(wheel.firstDue(4_999)).toBe(-1);
    wheel.insert(4_000, 3);
    expect(takeAll(wheel, 4_999)).toEqual([{ dueMs: 4_000, item: 3 }]);
    expect(takeAll(wheel, 5_000)).toEqual([{ dueMs: 5_000, item: 2 }]);
  });

  it("equals a sorted list under any sequence of inserts, cancels and clock movements (P4)", () => {
    const due = fc.oneof(
      fc.nat(200),
      fc.nat(300_000),
      fc.constantFrom(...BOUNDARIES),
      fc.integer({ min: 0, max: WHEEL_TIME_MAX_MS }),
    );
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ insert: due }) },
      { weight: 2, arbitrary: fc.record({ cancel: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ take: due, most: fc.nat(5) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const wheel = new TimingWheel();
        const model: { dueMs: number; item: number; node: number }[] = [];
        let item = 1_000;
        for (const action of steps) {
          if ("insert" in action) {
            item--;
            model.push({ dueMs: action.insert, item, node: wheel.insert(action.insert, item) });
            model.sort(inOrder);
          } else if ("cancel" in action) {
            if (model.length === 0) continue;
            const [gone] = model.splice(action.cancel % model.length, 1);
            wheel.cancel(gone!.node);
          } else {
            for (let count = 0; count < action.most; count++) {
              const expected = model[0];
              const node = wheel.firstDue(action.take);
              if (expected === undefined || expected.dueMs > action.take) {
                expect(node).toBe(-1);
                break;
              }
              expect(node).toBe(expected.node);
              wheel.cancel(node);
              model.shift();
            }
          }
          expect(wheel.nextDueMs()).toBe(model[0]?.dueMs);
          expect(wheel.size).toBe(model.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
