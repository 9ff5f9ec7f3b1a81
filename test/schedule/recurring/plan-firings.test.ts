/** Which nominal times fire: each at most once, in order, numbered, and by the misfire policy (P4). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRE_ALL_MAX, MISFIRE_AFTER_MS } from "../../../src/model/limits.ts";
import type { Misfire, Recurrence } from "../../../src/model/recurrence.ts";
import {
  define,
  moveNext,
  pause,
  resume,
  type Standing,
} from "../../../src/schedule/recurring/define.ts";
import {
  catchUpFrom,
  type Firing,
  type FiringPlan,
  planFirings,
} from "../../../src/schedule/recurring/plan-firings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function standing(recurrence: Recurrence, nowMs = 0): Standing {
  return { ...define(recurrence, false, nowMs), firings: 0 };
}

function plan(of: Standing, nowMs: number, most = FIRE_ALL_MAX): FiringPlan {
  return planFirings(of, { nowMs, most, fromMs: lookBack(of, nowMs) });
}

function lookBack(of: Standing, nowMs: number): number | undefined {
  const search = catchUpFrom(of, nowMs);
  for (;;) {
    const { done, value } = search.next();
    if (done === true) return value;
  }
}

const hourly = (misfire: Misfire, more: Partial<Recurrence> = {}): Recurrence => ({
  everyMs: HOUR,
  misfire,
  ...more,
});

describe("planFirings", () => {
  const policies: readonly Misfire[] = ["fireOnce", "skip", "fireAll"];

  it.each(policies)("fires what is due, once, with its own time: %s", (misfire) => {
    for (const late of [0, 1, MISFIRE_AFTER_MS]) {
      expect(plan(standing(hourly(misfire)), HOUR + late)).toEqual({
        kind: "fire",
        missed: false,
        firings: [{ number: 1, nominalMs: HOUR, nextDueMs: 2 * HOUR }],
      });
    }
  });

  it("makes one firing of all that was missed, with the latest time: fireOnce", () => {
    expect(plan(standing(hourly("fireOnce")), HOUR + MISFIRE_AFTER_MS + 1)).toEqual({
      kind: "fire",
      missed: true,
      firings: [{ number: 1, nominalMs: HOUR, nextDueMs: 2 * HOUR }],
    });
    expect(plan(standing(hourly("fireOnce")), 5 * HOUR + 1)).toEqual({
      kind: "fire",
      missed: true,
      firings: [{ number: 1, nominalMs: 5 * HOUR, nextDueMs: 6 * HOUR }],
    });
  });

  it("passes over what was missed: skip", () => {
    const missed = MISFIRE_AFTER_MS + 1;
    expect(plan(standing(hourly("skip")), HOUR + missed)).toEqual({
      kind: "move",
      dueMs: 2 * HOUR,
    });
    expect(plan(standing(hourly("skip")), 5 * HOUR + missed)).toEqual({
      kind: "move",
      dueMs: 6 * HOUR,
    });
    // The latest is not missed: it fires.
    expect(plan(standing(hourly("skip")), 5 * HOUR + 1)).toMatchObject({
      firings: [{ number: 1, nominalMs: 5 * HOUR, nextDueMs: 6 * HOUR }],
    });
    const ending = standing(hourly("skip", { end: 2 * HOUR }));
    expect(plan(ending, HOUR + missed)).toEqual({ kind: "end" });
  });

  it("makes up for every one in order, some at a time: fireAll", () => {
    const behind = standing(hourly("fireAll"));
    expect(plan(behind, 3 * HOUR + 1)).toEqual({
      kind: "fire",
      missed: true,
      firings: [
        { number: 1, nominalMs: HOUR, nextDueMs: 2 * HOUR },
        { number: 2, nominalMs: 2 * HOUR, nextDueMs: 3 * HOUR },
        { number: 3, nominalMs: 3 * HOUR, nextDueMs: 4 * HOUR },
      ],
    });
    expect(plan(behind, 3 * HOUR + 1, 2)).toMatchObject({
      firings: [{ number: 1 }, { number: 2, nextDueMs: 3 * HOUR }],
    });
  });

  it.each([
    hourly("fireAll"),
    { cron: "0 * * * *", timeZone: "Europe/Berlin", misfire: "fireAll" as const },
  ])("makes up for no more than the latest thousand: %j", (recurrence) => {
    for (const extra of [-1, 0, 1, 5_000]) {
      const nowMs = (FIRE_ALL_MAX + extra) * HOUR;
      const made = plan(standing(recurrence), nowMs);
      if (made.kind !== "fire") throw new Error(made.kind);
      expect(made.firings.length).toBe(Math.min(FIRE_ALL_MAX, FIRE_ALL_MAX + extra));
      expect(made.firings.at(-1)).toMatchObject({ nominalMs: nowMs, nextDueMs: nowMs + HOUR });
      expect(made.firings[0]!.number).toBe(1);
    }
  });

  it("ends with the last: by count, and before the end", () => {
    const twice = standing(hourly("fireAll", { maxCount: 2 }));
    expect(plan(twice, 9 * HOUR)).toMatchObject({
      firings: [{ number: 1 }, { number: 2, nominalMs: 2 * HOUR, nextDueMs: undefined }],
    });
    const until = standing(hourly("fireOnce", { end: 3 * HOUR }));
    expect(plan(until, 9 * HOUR)).toMatchObject({
      firings: [{ number: 1, nominalMs: 2 * HOUR, nextDueMs: undefined }],
    });
  });

  it("goes on after a moved firing as it was planned", () => {
    const at = standing(hourly("fireAll"));
    const earlier = { ...moveNext(at, HOUR / 2, 0), firings: 0 };
    expect(plan(earlier, HOUR / 2)).toMatchObject({
      firings: [{ number: 1, nominalMs: HOUR / 2, nextDueMs: 2 * HOUR }],
    });
    const later = { ...moveNext(at, 2.5 * HOUR, 0), firings: 0 };
    expect(plan(later, 2.5 * HOUR)).toMatchObject({
      firings: [{ number: 1, nominalMs: 2.5 * HOUR, nextDueMs: 3 * HOUR }],
    });
    // Once it has fired, what was moved is past.
    expect(plan({ ...earlier, dueMs: 2 * HOUR, firings: 1 }, 2 * HOUR)).toMatchObject({
      firings: [{ number: 2, nominalMs: 2 * HOUR, nextDueMs: 3 * HOUR }],
    });
    expect(resume({ ...pause(earlier), firings: 0 }, 0)?.dueMs).toBe(HOUR);
  });
});

interface Run {
  readonly fired: readonly (Firing & { readonly atMs: number })[];
  readonly wakes: readonly number[];
  readonly end: Standing | undefined;
}

/** As the release loop does it: whenever the clock is looked at, until nothing is due. */
function run(recurrence: Recurrence, wakes: readonly number[], most: number): Run {
  const fired: (Firing & { atMs: number })[] = [];
  let now: Standing | undefined = standing(recurrence);
  for (const nowMs of wakes) {
    while (now !== undefined && now.dueMs <= nowMs) {
      const made = plan(now, nowMs, most);
      if (made.kind === "end") now = undefined;
      else if (made.kind === "move") now = { ...now, dueMs: made.dueMs };
      else {
        for (const firing of made.firings) fired.push({ ...firing, atMs: nowMs });
        const last: Firing = made.firings.at(-1)!;
        now =
          last.nextDueMs === undefined
            ? undefined
            : { ...now, dueMs: last.nextDueMs, firings: last.number };
      }
    }
  }
  return { fired, wakes, end: now };
}

const recurrence = fc.record({
  when: fc.oneof(
    fc.integer({ min: 1_000, max: 200_000 }).map((everyMs) => ({ everyMs })),
    fc
      .constantFrom("*/7 * * * * *", "*/3 * * * *", "0 * * * *")
      .map((cron) => ({ cron, timeZone: "Europe/Berlin" })),
  ),
  misfire: fc.constantFrom<Misfire>("fireOnce", "skip", "fireAll"),
  start: fc.option(fc.nat(400_000), { nil: undefined }),
  end: fc.option(fc.integer({ min: 4 * HOUR, max: 5 * HOUR }), { nil: undefined }),
  maxCount: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
});
/** Mostly on time, at times far behind; the clock may step back. */
const wakes = fc
  .array(fc.oneof(fc.nat(5_000), fc.nat(600_000), fc.integer({ min: -900_000, max: 0 })), {
    maxLength: 60,
  })
  .map((steps) => {
    let at = 0;
    return steps.map((step) => (at = Math.max(at + step, 0)));
  });

describe("a recurring schedule", () => {
  it("gives each nominal time at most once, never early, numbered without holes (P4)", () => {
    fc.assert(
      fc.property(
        recurrence,
        wakes,
        fc.integer({ min: 1, max: 20 }),
        ({ when, ...rest }, clock, most) => {
          const asked: Recurrence = { ...when, ...rest };
          const { fired } = run(asked, clock, most);
          fired.forEach(({ number, nominalMs, nextDueMs, atMs }, index) => {
            expect(number).toBe(index + 1);
            expect(nominalMs).toBeLessThanOrEqual(atMs);
            expect(nominalMs).toBeGreaterThan(fired[index - 1]?.nominalMs ?? -1);
            expect(nextDueMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(nominalMs);
            expect(nominalMs).toBeGreaterThanOrEqual(asked.start ?? 0);
            expect(nominalMs).toBeLessThan(asked.end ?? Number.POSITIVE_INFINITY);
            if (asked.everyMs !== undefined) {
              expect((nominalMs - (asked.start ?? 0)) % asked.everyMs).toBe(0);
            }
            if (asked.misfire === "skip")
              expect(atMs - nominalMs).toBeLessThanOrEqual(MISFIRE_AFTER_MS);
          });
          expect(fired.length).toBeLessThanOrEqual(asked.maxCount ?? Number.POSITIVE_INFINITY);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("misses none with fireAll, and the latest never with fireOnce", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5_000, max: 200_000 }),
        wakes,
        fc.boolean(),
        (everyMs, clock, all) => {
          const { fired } = run({ everyMs, misfire: all ? "fireAll" : "fireOnce" }, clock, 7);
          const latest = Math.floor(Math.max(...clock, 0) / everyMs);
          expect(fired.at(-1)?.nominalMs ?? 0).toBe(latest * everyMs);
          if (all) expect(fired.length).toBe(latest);
          else {
            // One for each time that somebody looked and something was due.
            const times = fired.map(({ atMs }) => atMs);
            for (const { nominalMs, atMs } of fired) expect(atMs - nominalMs).toBeLessThan(everyMs);
            expect(new Set(times).size).toBe(times.length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
