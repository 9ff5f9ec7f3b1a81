/** Definitions as people make and change them: what is refused names its field (P7). */
import { describe, expect, it } from "vitest";
import { DUE_NEVER_MS } from "../../../src/model/limits.ts";
import type { RecurrenceInput } from "../../../src/model/recurrence.ts";
import {
  define,
  moveNext,
  pause,
  recurrenceOf,
  resume,
  sameRecurrence,
} from "../../../src/schedule/recurring/define.ts";
import { decodeDefinition, encodeDefinition } from "../../../src/schedule/recurring/definition.ts";

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 0, 1, 12, 30);

describe("recurrenceOf", () => {
  it("fills in what was not said, and knows one thing under two names", () => {
    expect(recurrenceOf({ cron: " 0 9 * * * " })).toEqual({
      cron: "0 9 * * *",
      timeZone: "UTC",
      misfire: "fireOnce",
    });
    const every = recurrenceOf({ everyMs: 90_000, misfire: "skip" });
    expect(every).toEqual({ everyMs: 90_000, misfire: "skip" });
    expect(sameRecurrence(every, recurrenceOf({ cron: "@every 1m30s", misfire: "skip" }))).toBe(
      true,
    );
    expect(sameRecurrence(every, recurrenceOf({ everyMs: 90_000 }))).toBe(false);
  });

  it.each<[RecurrenceInput, RegExp]>([
    [{}, /^cron or every/],
    [{ cron: "@daily", everyMs: 1_000 }, /^cron or every/],
    [{ cron: "x y z" }, /^cron is not an expression .* five fields/],
    [{ cron: "99 * * * *" }, /^cron .*minute: 99/],
    [{ cron: "2026-05-01T00:00:00" }, /^cron /],
    [{ cron: `${"1,".repeat(200)}1 * * * *` }, /^cron has \d+ characters/],
    [{ cron: "@every" }, /^cron /],
    [{ cron: "@every soon" }, /^cron has no duration/],
    [{ cron: "@every 10ms" }, /^cron must be a duration of at least 1000/],
    [{ cron: "@daily", timeZone: "Mars/Base" }, /^timeZone /],
    [{ cron: "@daily", timeZone: "x".repeat(99) }, /^timeZone /],
    [{ everyMs: 1_000, timeZone: "UTC" }, /^timeZone goes with a cron/],
    [{ everyMs: 999 }, /^every /],
    [{ everyMs: 1_000.5 }, /^every /],
    [{ everyMs: 1_000, start: -1 }, /^start /],
    [{ everyMs: 1_000, end: 253_402_300_800_000 }, /^end /],
    [{ everyMs: 1_000, start: 5, end: 5 }, /^end must lie after start/],
    [{ everyMs: 1_000, maxCount: 0 }, /^maxCount /],
    [{ everyMs: 1_000, maxCount: 2 ** 32 }, /^maxCount /],
  ])("refuses %j", (input, message) => {
    expect(() => recurrenceOf(input)).toThrow(message);
  });
});

describe("define", () => {
  it("begins with the first time after now, or at the start", () => {
    const dueOf = (input: RecurrenceInput) => define(recurrenceOf(input), false, T0).dueMs;
    expect(dueOf({ cron: "0 * * * *" })).toBe(T0 + HOUR / 2);
    expect(dueOf({ cron: "30 * * * *" })).toBe(T0 + HOUR);
    expect(dueOf({ everyMs: HOUR })).toBe(T0 + HOUR);
    expect(dueOf({ everyMs: HOUR, start: T0 + 7 })).toBe(T0 + 7);
    // Counted from the start, and what lies before now is not made up for.
    expect(dueOf({ everyMs: HOUR, start: T0 - HOUR / 4 })).toBe(T0 + (3 * HOUR) / 4);
    expect(dueOf({ cron: "30 * * * *", start: T0 + 2 * HOUR })).toBe(T0 + 2 * HOUR);
  });

  it("refuses what never fires", () => {
    expect(() => define(recurrenceOf({ cron: "0 0 30 2 *" }), false, T0)).toThrow(/^cron leaves/);
    const over = recurrenceOf({ everyMs: HOUR, end: T0 });
    expect(() => define(over, false, T0)).toThrow(/^end leaves/);
    const exclusive = recurrenceOf({ everyMs: HOUR, end: T0 + HOUR });
    expect(() => define(exclusive, false, T0)).toThrow(/^end leaves/);
    const inclusive = recurrenceOf({ everyMs: HOUR, end: T0 + HOUR + 1 });
    expect(define(inclusive, false, T0).dueMs).toBe(T0 + HOUR);
  });
});

describe("a definition that is changed", () => {
  const made = { ...define(recurrenceOf({ everyMs: HOUR }), false, T0), firings: 0 };

  it("waits for ever while it is paused, and goes on with what comes next", () => {
    const fired = { ...made, dueMs: T0 + 4 * HOUR, firings: 3 };
    const paused = { ...pause(fired), firings: 0 };
    expect(paused.dueMs).toBe(DUE_NEVER_MS);
    expect(paused.definition).toMatchObject({ paused: true, firings: 3 });
    expect(pause(paused).definition).toEqual(paused.definition);
    const resumed = resume(paused, T0 + 6.5 * HOUR)!;
    expect(resumed.dueMs).toBe(T0 + 7 * HOUR);
    expect(resumed.definition).toEqual({ ...made.definition, firings: 3 });
    // A clock that stepped back does not bring back what has fired.
    expect(resume(paused, T0)!.dueMs).toBe(T0 + 4 * HOUR);
    const ending = { ...made.definition, end: T0 + 2 * HOUR };
    expect(resume({ ...paused, definition: { ...ending, paused: true } }, T0 + 9 * HOUR)).toBe(
      undefined,
    );
  });

  it("is not resumed into what was before it was first due", () => {
    const paused = { ...define(recurrenceOf({ everyMs: HOUR }), true, T0), firings: 0 };
    expect(paused.dueMs).toBe(DUE_NEVER_MS);
    expect(resume(paused, T0 + 10)!.dueMs).toBe(T0 + HOUR);
  });

  it("moves one firing, again and again, and never into the past", () => {
    const moved = moveNext(made, T0 + 5, T0);
    expect(moved).toMatchObject({ dueMs: T0 + 5, definition: { movedFrom: T0 + HOUR } });
    const again = moveNext({ ...moved, firings: 0 }, T0 + 9, T0);
    expect(again).toMatchObject({ dueMs: T0 + 9, definition: { movedFrom: T0 + HOUR } });
    expect(moveNext(made, T0 - HOUR, T0).dueMs).toBe(T0);
  });

  it("is read back as it was written", () => {
    for (const { definition } of [made, pause(made), moveNext(made, T0 + 5, T0)]) {
      expect(decodeDefinition(encodeDefinition(definition))).toEqual(definition);
    }
    const cron = define(recurrenceOf({ cron: "@daily", timeZone: "Europe/Berlin" }), false, T0);
    expect(JSON.parse(encodeDefinition(cron.definition).toString())).toEqual({
      version: 1,
      cron: "@daily",
      timeZone: "Europe/Berlin",
      misfire: "fireOnce",
      firings: 0,
    });
  });

  it.each([
    "",
    "null",
    "{}",
    '{"version":2,"everyMs":1000,"misfire":"skip","firings":0}',
    '{"version":1,"misfire":"skip","firings":0}',
    '{"version":1,"everyMs":1000,"cron":"@daily","misfire":"skip","firings":0}',
    '{"version":1,"everyMs":1000,"misfire":"later","firings":0}',
    '{"version":1,"everyMs":1000,"misfire":"skip","firings":-1}',
    '{"version":1,"everyMs":1000,"misfire":"skip","firings":0,"end":"soon"}',
  ])("is not guessed at: %s", (text) => {
    expect(decodeDefinition(Buffer.from(text))).toBe(undefined);
  });
});
