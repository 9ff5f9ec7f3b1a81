/** Queries and times, read strictly: unknown, repeated and malformed parameters are named. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuery, type QueryParameter } from "../../../src/wire/json/query.ts";
import { isProblem, parseDuration, parseInstant } from "../../../src/wire/json/times.ts";

const parameters: readonly QueryParameter[] = [
  { name: "limit", kind: "integer", min: 1, max: 10, doc: "" },
  { name: "follow", kind: "flag", doc: "" },
  { name: "from", kind: "position", doc: "" },
  { name: "after", kind: "instant", doc: "" },
  { name: "format", kind: "choice", choices: ["json", "value"], doc: "" },
  { name: "prefix", kind: "text", doc: "" },
];

describe("query", () => {
  test("reads every kind", () => {
    const query = parseQuery(
      "limit=5&follow=true&from=17&after=2030-01-01T00:00:00+02:00&format=value&prefix=a%20b",
      parameters,
    );
    expect(query.number("limit")).toBe(5);
    expect(query.flag("follow")).toBe(true);
    expect(query.position("from")).toEqual({ offset: 17 });
    expect(query.number("after")).toBe(Date.UTC(2029, 11, 31, 22));
    expect(query.text("format")).toBe("value");
    expect(query.text("prefix")).toBe("a b");
    expect(parseQuery("", parameters).has("limit")).toBe(false);
    expect(parseQuery("from=latest", parameters).position("from")).toBe("latest");
    expect(parseQuery("from=2030-01-01T00:00Z", parameters).position("from")).toEqual({
      timestamp: Date.UTC(2030, 0, 1),
    });
  });

  test.each([
    ["lmit=5", /"lmit" is unknown here; known are: limit, follow/],
    ["limit=5&limit=6", /limit is given twice/],
    ["limit=0", /from 1 to 10/],
    ["limit=x", /integer/],
    ["limit=1e3", /integer/],
    ["follow=yes", /true or false/],
    ["from=yesterday", /ISO 8601/],
    ["format=xml", /one of json, value/],
  ])("refuses %s", (search, sentence) => {
    expect(() => parseQuery(search, parameters)).toThrow(sentence);
  });

  test("asks for what is required", () => {
    const required = { name: "group", kind: "text", required: true, doc: "the group" } as const;
    expect(() => parseQuery("", [required])).toThrow(/group is missing/);
  });
});

describe("instants", () => {
  test("read what Date prints, in any zone", () => {
    const times = fc.integer({ min: 0, max: 253_402_300_799_999 });
    const offsets = fc.integer({ min: -23 * 60, max: 23 * 60 });
    fc.assert(
      fc.property(times, offsets, (ms, minutes) => {
        expect(parseInstant(new Date(ms).toISOString())).toBe(ms);
        const local = ms + minutes * 60_000;
        if (local < 0 || local > 253_402_300_799_999) return;
        const pad = (value: number) => String(Math.abs(value)).padStart(2, "0");
        const zone = `${minutes < 0 ? "-" : "+"}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
        expect(parseInstant(new Date(local).toISOString().replace("Z", zone))).toBe(ms);
      }),
    );
  });

  test("round a fraction of a millisecond up: nothing is due early (P4)", () => {
    expect(parseInstant("1970-01-01T00:00:00.0000001Z")).toBe(1);
    expect(parseInstant("1970-01-01T00:00:00.123Z")).toBe(123);
    expect(parseInstant("1970-01-01T00:00Z")).toBe(0);
  });

  test.each([
    "2030-13-01T00:00:00Z",
    "2030-01-01T24:00:00Z",
    "2030-01-01T00:00:60Z",
    "2030-01-01",
    "2030-01-01T00:00:00+25:00",
    "1e3",
    "",
  ])("refuse %j", (text) => {
    expect(isProblem(parseInstant(text))).toBe(true);
  });
});

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["1.5s", 1_500],
    ["2d", 172_800_000],
    [0, 0],
  ])("%j is %d ms", (given, ms) => {
    expect(parseDuration(given)).toBe(ms);
  });
  test.each(["", "s", "-5s", "5x", "1h-30m", -1, 1.5, true, undefined, "99999999999999999d"])(
    "%j is none",
    (given) => {
      expect(isProblem(parseDuration(given))).toBe(true);
    },
  );
});
