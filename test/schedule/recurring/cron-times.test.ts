/** Cron in time zones: calendars, both changes of the clocks, and agreement with a naive walk. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CronTimes, isTimeZone } from "../../../src/schedule/recurring/cron-times.ts";

const at = (iso: string): number => Date.parse(iso);

function next(cron: string, zone: string, from: string, count: number): string[] {
  const times = CronTimes.of(cron, zone);
  const found: string[] = [];
  for (let ms = at(from), left = count; left > 0; left -= 1) {
    ms = times.after(ms)!;
    found.push(new Date(ms).toISOString().replace(/:00\.000Z$/, "Z"));
  }
  return found;
}

describe("CronTimes over the change of the clocks", () => {
  // The clocks jump: Berlin 29 March 2026, 02:00 to 03:00; New York 8 March, 02:00 to 03:00; Lord Howe
  // 4 October, 02:00 to 02:30. They are set back: 25 October, 1 November, 5 April (02:00 to 01:30).
  it.each([
    [
      "Europe/Berlin",
      "30 2 * * *",
      "2026-03-28T12:00Z",
      ["2026-03-29T01:00Z", "2026-03-30T00:30Z"],
    ],
    [
      "America/New_York",
      "30 2 * * *",
      "2026-03-08T00:00Z",
      ["2026-03-08T07:00Z", "2026-03-09T06:30Z"],
    ],
    [
      "Australia/Lord_Howe",
      "15 2 * * *",
      "2026-10-03T00:00Z",
      ["2026-10-03T15:30Z", "2026-10-04T15:15Z"],
    ],
  ])("fires what falls into the gap at its end: %s", (zone, cron, from, expected) => {
    expect(next(cron, zone, from, 2)).toEqual(expected);
  });

  it.each([
    [
      "Europe/Berlin",
      "30 2 * * *",
      "2026-10-24T12:00Z",
      ["2026-10-25T00:30Z", "2026-10-26T01:30Z"],
    ],
    [
      "America/New_York",
      "30 1 * * *",
      "2026-10-31T12:00Z",
      ["2026-11-01T05:30Z", "2026-11-02T06:30Z"],
    ],
    [
      "Australia/Lord_Howe",
      "45 1 * * *",
      "2026-04-04T00:00Z",
      ["2026-04-04T14:45Z", "2026-04-05T15:15Z"],
    ],
  ])(
    "fires a time of day that comes twice once, the first time: %s",
    (zone, cron, from, expected) => {
      expect(next(cron, zone, from, 2)).toEqual(expected);
    },
  );

  it.each([
    ["Europe/Berlin", "2026-03-29T00:30Z", ["2026-03-29T01:00Z", "2026-03-29T01:30Z"]],
    ["Europe/Berlin", "2026-10-25T00:30Z", ["2026-10-25T01:00Z", "2026-10-25T01:30Z"]],
    ["America/New_York", "2026-11-01T05:30Z", ["2026-11-01T06:00Z", "2026-11-01T06:30Z"]],
    ["Australia/Lord_Howe", "2026-04-04T14:30Z", ["2026-04-04T15:00Z", "2026-04-04T15:30Z"]],
  ])("goes on by elapsed time every half hour: %s", (zone, from, expected) => {
    expect(next("*/30 * * * *", zone, from, 2)).toEqual(expected);
  });

  it("keeps the time of day on both sides", () => {
    expect(next("0 9 * * *", "Europe/Berlin", "2026-10-24T00:00Z", 3)).toEqual([
      "2026-10-24T07:00Z",
      "2026-10-25T08:00Z",
      "2026-10-26T08:00Z",
    ]);
  });
});

describe("CronTimes over the calendar", () => {
  it.each([
    ["0 0 31 * *", ["2026-01-31T00:00Z", "2026-03-31T00:00Z", "2026-05-31T00:00Z"]],
    ["0 0 L * *", ["2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z"]],
    ["0 0 29 2 *", ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]],
    ["0 0 15W * *", ["2026-01-15T00:00Z", "2026-02-16T00:00Z", "2026-03-16T00:00Z"]],
    ["0 9 * * 1#1", ["2026-01-05T09:00Z", "2026-02-02T09:00Z", "2026-03-02T09:00Z"]],
    ["0 9 * * MON-FRI", ["2026-01-02T09:00Z", "2026-01-05T09:00Z", "2026-01-06T09:00Z"]],
    // Where both are restricted either day will do, as in every cron since the first.
    ["0 0 13 * 5", ["2026-01-02T00:00Z", "2026-01-09T00:00Z", "2026-01-13T00:00Z"]],
    ["@yearly", ["2027-01-01T00:00Z", "2028-01-01T00:00Z", "2029-01-01T00:00Z"]],
    ["@monthly", ["2026-02-01T00:00Z", "2026-03-01T00:00Z", "2026-04-01T00:00Z"]],
    ["@weekly", ["2026-01-04T00:00Z", "2026-01-11T00:00Z", "2026-01-18T00:00Z"]],
    ["@daily", ["2026-01-02T00:00Z", "2026-01-03T00:00Z", "2026-01-04T00:00Z"]],
    ["@hourly", ["2026-01-01T13:00Z", "2026-01-01T14:00Z", "2026-01-01T15:00Z"]],
  ])("%s", (cron, expected) => {
    expect(next(cron, "UTC", "2026-01-01T12:00Z", 3)).toEqual(expected);
  });

  it("counts seconds in a field of their own, and is strictly after and at most", () => {
    const times = CronTimes.of("*/20 * * * * *", "UTC");
    const minute = at("2026-01-01T00:00:00Z");
    expect(times.after(minute - 1)).toBe(minute);
    expect(times.after(minute)).toBe(minute + 20_000);
    expect(times.after(minute + 1)).toBe(minute + 20_000);
    expect(times.until(minute)).toBe(minute);
    expect(times.until(minute - 1)).toBe(minute - 20_000);
    expect(times.until(minute + 19_999)).toBe(minute);
  });

  it("says where there is no time at all", () => {
    expect(CronTimes.of("0 0 30 2 *", "UTC").after(0)).toBe(undefined);
    expect(CronTimes.of("0 0 30 2 *", "UTC").until(at("2026-01-01T00:00Z"))).toBe(undefined);
  });

  it.each([
    "* * * *",
    "* * * * * * *",
    "61 * * * *",
    "* 24 * * *",
    "x * * * *",
    "",
    "@sometimes",
    "2026-05-01T00:00:00",
    "0 0 * * 8",
    "5/15 * * * *",
  ])("refuses %j", (cron) => {
    expect(() => CronTimes.of(cron, "UTC")).toThrow();
  });

  it("knows IANA zones and nothing else", () => {
    const zones = ["UTC", "Europe/Berlin", "Mars/Phobos", "+02:00", "", "Europe/Berlin2"];
    expect(zones.map(isTimeZone)).toEqual([true, true, false, false, false, false]);
  });
});

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
const CHANGES = [
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2026-03-08T07:00Z",
  "2026-11-01T06:00Z",
  "2026-10-03T15:30Z",
  "2026-04-04T15:00Z",
  "2028-02-29T00:00Z",
].map(at);

const field = (min: number, max: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 4 })
      .map((list) => list.join()),
  );
const moment = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -86_400_000, max: 86_400_000 }))
  .map(([change, by]) => change + by);

describe("CronTimes", () => {
  it("steps forward and back over the same times, without a hole or a double", () => {
    const cron = fc
      .tuple(field(0, 59), field(0, 23))
      .map(([minute, hour]) => `${minute} ${hour} * * *`);
    fc.assert(
      fc.property(cron, fc.constantFrom(...ZONES), moment, (expression, zone, from) => {
        const times = CronTimes.of(expression, zone);
        const after = times.after(from)!;
        expect(after).toBeGreaterThan(from);
        expect(times.until(after)).toBe(after);
        const before = times.until(from)!;
        expect(before).toBeLessThanOrEqual(from);
        expect(times.until(after - 1)).toBe(before);
        expect(times.after(before)).toBe(after);
      }),
      { numRuns: 300 },
    );
  });

  it("agrees with a walk over every minute where it goes by elapsed time", () => {
    // A wildcard in the hour: neither gap nor repetition is special.
    const interval = field(0, 59).map((minute) => `${minute} * * * *`);
    fc.assert(
      fc.property(interval, fc.constantFrom(...ZONES), moment, (expression, zone, from) => {
        const wanted = minutesOf(expression.split(" ")[0]!);
        const clock = new Intl.DateTimeFormat("en", { timeZone: zone, minute: "numeric" });
        const expected: number[] = [];
        const begin = Math.ceil((from + 1) / 60_000) * 60_000;
        for (let ms = begin; ms < from + 4 * 3_600_000; ms += 60_000) {
          if (wanted.has(Number(clock.format(ms)))) expected.push(ms);
        }
        const found: number[] = [];
        const times = CronTimes.of(expression, zone);
        for (let ms = times.after(from)!; ms < from + 4 * 3_600_000; ms = times.after(ms)!) {
          found.push(ms);
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

function minutesOf(text: string): Set<number> {
  const all = Array.from({ length: 60 }, (_, minute) => minute);
  if (text === "*") return new Set(all);
  const step = /^\*\/(\d+)$/.exec(text)?.[1];
  if (step !== undefined) return new Set(all.filter((minute) => minute % Number(step) === 0));
  return new Set(text.split(",").map(Number));
}
