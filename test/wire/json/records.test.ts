/** Records as JSON: what is stored, what is shown, what is refused and why. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import type { ConsumedRecord } from "../../../src/model/records.ts";
import { recordText } from "../../../src/wire/json/delivery.ts";
import { parseJson } from "../../../src/wire/json/parse.ts";
import { recordOf, resultText } from "../../../src/wire/json/records.ts";
import { compact, elementSources, memberSource } from "../../../src/wire/json/source.ts";

const read = (text: string) => recordOf(parseJson(Buffer.from(text)));
const valueOf = (text: string) => read(text).value?.toString();
const headersOf = (text: string) =>
  read(text).headers?.map(({ key, value }) => [key, Buffer.from(value).toString()]);

describe("record in", () => {
  test("stores text as its UTF-8, other JSON as written without white space", () => {
    expect(valueOf('{"value":"gr\\u00fcn"}')).toBe("grün");
    expect(headersOf('{"value":"x"}')).toBeUndefined();
    expect(valueOf('{"value": { "a" : [1, 2.50, "x y"] } }')).toBe('{"a":[1,2.50,"x y"]}');
    expect(headersOf('{"value":1}')).toEqual([["content-type", "application/json"]]);
    expect(headersOf('{"value":1,"headers":{"content-type":"x"}}')).toEqual([
      ["content-type", "x"],
    ]);
    expect(valueOf('{"value":true}')).toBe("true");
  });

  test("keeps every digit of a number", () => {
    expect(valueOf('{"value":{"n":12345678901234567890}}')).toBe('{"n":12345678901234567890}');
    expect(valueOf('{"value":1e400}')).toBe("1e400");
  });

  test("takes null for a tombstone and refuses a record without any value", () => {
    expect(read('{"key":"k","value":null}').value).toBeUndefined();
    expect(() => read('{"key":"k"}')).toThrow(/value is missing/);
  });

  test("takes bytes in base64, headers that repeat, times and durations as people write them", () => {
    const record = read(
      `{"keyBase64":"AP8=","valueBase64":"","headers":{"a":["x",{"base64":"/w=="}]},` +
        `"partition":3,"messageId":"m","deliverAt":"2030-01-01T00:00:00+01:00","scheduleId":"s",` +
        `"onConflict":"keep","ttl":"1h30m"}`,
    );
    expect(record.key).toEqual(Buffer.from([0, 255]));
    expect(record.value).toHaveLength(0);
    expect(record.headers?.map(({ value }) => [...value])).toEqual([[120], [255]]);
    expect(record).toMatchObject({
      partition: 3,
      messageId: "m",
      deliverAt: Date.UTC(2029, 11, 31, 23),
      scheduleId: "s",
      onConflict: "keep",
      ttlMs: 5_400_000,
    });
    expect(read('{"value":"","delay":"90s"}').delayMs).toBe(90_000);
    expect(read('{"value":"","delay":250}').delayMs).toBe(250);
    expect(read('{"value":"","deliverAt":0}').deliverAt).toBe(0);
  });

  test.each([
    ['{"vlaue":1}', "INVALID_RECORD", /unknown field "vlaue"/],
    ["[]", "INVALID_RECORD", /must be a JSON object/],
    ['{"value":1,"valueBase64":""}', "INVALID_RECORD", /both given/],
    ['{"value":"","key":1}', "INVALID_RECORD", /key must be text/],
    ['{"value":"","key":"a","keyBase64":""}', "INVALID_RECORD", /both given/],
    ['{"valueBase64":"a"}', "INVALID_RECORD", /base64/],
    ['{"value":"","headers":{"a":1}}', "INVALID_RECORD", /header "a" must be text/],
    ['{"value":"","partition":-1}', "INVALID_RECORD", /partition must be an integer from 0/],
    ['{"value":"","partition":"0"}', "INVALID_RECORD", /partition must be an integer/],
    ['{"value":"","onConflict":"x"}', "INVALID_RECORD", /one of reject, replace, keep/],
    ['{"value":"","deliverAt":"soon"}', "INVALID_DUE_TIME", /ISO 8601/],
    ['{"value":"","deliverAt":"2030-01-01T00:00:00"}', "INVALID_DUE_TIME", /no zone/],
    [
      '{"value":"","deliverAt":"2030-02-30T00:00:00Z"}',
      "INVALID_DUE_TIME",
      /not a time that exists/,
    ],
    ['{"value":"","deliverAt":1.5}', "INVALID_DUE_TIME", /whole number/],
    ['{"value":"","delay":"5 parsecs"}', "INVALID_DUE_TIME", /90s, 5m/],
    ['{"value":"","delay":-1}', "INVALID_DUE_TIME", /milliseconds from 0/],
    ['{"value":"","delay":1,"deliverAt":1}', "INVALID_DUE_TIME", /both given/],
    ['{"value":"","scheduleId":5}', "INVALID_SCHEDULE_ID", /must be text/],
  ])("refuses %s", (text, code, sentence) => {
    expect(() => read(text)).toThrow(sentence);
    expect(() => read(text)).toThrow(expect.objectContaining({ code }) as Error);
  });

  test("refuses what is not JSON, too deep or not UTF-8", () => {
    const deep = `{"value":${"[".repeat(64)}${"]".repeat(64)}}`;
    for (const bytes of [Buffer.from(""), Buffer.from("{"), Buffer.from(deep), Buffer.from([0xff])])
      expect(() => parseJson(bytes)).toThrow(
        expect.objectContaining({ code: "INVALID_JSON" }) as Error,
      );
    expect(() => parseJson(Buffer.from(`[${"[],".repeat(1_000_001)}1]`))).toThrow(
      expect.objectContaining({ code: "REQUEST_TOO_LARGE" }) as Error,
    );
    const atLimit = `{"value":${"[".repeat(63)}${"]".repeat(63)}}`;
    expect(valueOf(atLimit)).toHaveLength(126);
    expect(valueOf(`{"value":"${"[".repeat(500)}"}`)).toHaveLength(500);
  });
});

describe("JSON sources", () => {
  const value = fc.jsonValue({ maxDepth: 3 });

  test("find a member and elements exactly, whatever the spacing", () => {
    fc.assert(
      fc.property(value, value, fc.string(), fc.nat(3), (first, second, name, indent) => {
        const object = JSON.stringify({ [`${name}!`]: first, value: second }, undefined, indent);
        const source = memberSource(object, "value") ?? "";
        expect(JSON.parse(source)).toEqual(JSON.parse(JSON.stringify(second)));
        expect(compact(source)).toBe(JSON.stringify(second));
        const array = JSON.stringify([first, second, first], undefined, indent);
        expect(elementSources(array).map(compact)).toEqual(
          [first, second, first].map((element) => JSON.stringify(element)),
        );
      }),
    );
    expect(elementSources(" [ ] ")).toEqual([]);
    expect(memberSource('{"a":1}', "value")).toBeUndefined();
    expect(memberSource('{"\\u0076alue": 5 }', "value")).toBe("5");
  });
});

describe("record out", () => {
  const consumed = (extra: Partial<ConsumedRecord>): ConsumedRecord => ({
    topic: "t",
    partition: 0,
    offset: 5,
    timestamp: 9,
    key: undefined,
    value: undefined,
    headers: [],
    ...extra,
  });
  const shown = (extra: Partial<ConsumedRecord>) =>
    JSON.parse(recordText(consumed(extra))) as Record<string, unknown>;

  test("shows text as text and other bytes in base64", () => {
    expect(shown({ key: Buffer.from("k"), value: Buffer.from([255]) })).toEqual({
      topic: "t",
      partition: 0,
      offset: 5,
      timestamp: 9,
      key: "k",
      valueBase64: "/w==",
      headers: {},
    });
    expect(shown({ key: Buffer.from([254]) })).toMatchObject({ keyBase64: "/g==", value: null });
  });

  test("shows what was stored as JSON as JSON, on one line, if it is", () => {
    const headers = [
      { key: "content-type", value: Buffer.from("application/json; charset=utf-8") },
    ];
    expect(shown({ headers, value: Buffer.from('{"a": 1}') })["value"]).toEqual({ a: 1 });
    const text = recordText(
      consumed({ headers, value: Buffer.from('{\n"a":12345678901234567890}') }),
    );
    expect(text).toContain('"value":{"a":12345678901234567890}');
    expect(shown({ headers, value: Buffer.from("{") })["value"]).toBe("{");
  });

  test("shows repeated and binary headers as arrays", () => {
    const header = (key: string, ...bytes: number[]) => ({ key, value: Buffer.from(bytes) });
    const headers = [header("a", 120), header("b", 255), header("c", 120), header("c", 255)];
    expect(shown({ headers })["headers"]).toEqual({
      a: "x",
      b: [{ base64: "/w==" }],
      c: ["x", { base64: "/w==" }],
    });
  });

  test("what is shown can be produced again", () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined });
    const header = fc.record({ key: fc.string({ minLength: 1 }), value: fc.uint8Array() });
    fc.assert(
      fc.property(bytes, bytes, fc.array(header, { maxLength: 3 }), (key, value, headers) => {
        fc.pre(headers.every((one) => one.key !== "__proto__" && one.key !== "content-type"));
        const { topic: _t, offset: _o, ...again } = shown({ key, value, headers });
        const record = read(JSON.stringify(again));
        expect(record.key ?? null).toEqual(key === undefined ? null : Buffer.from(key));
        expect(record.value ?? null).toEqual(value === undefined ? null : Buffer.from(value));
        const sorted = (list: readonly { key: string; value: Uint8Array }[] = []) =>
          list.map((one) => `${one.key}=${Buffer.from(one.value).toString("hex")}`).sort();
        expect(sorted(record.headers)).toEqual(sorted(headers));
      }),
    );
  });

  test("shows where a released record came from", () => {
    expect(shown({ scheduled: { offset: 1, deliverAt: 2 }, deliveries: 3 })).toMatchObject({
      scheduled: { offset: 1, deliverAt: 2 },
      deliveries: 3,
    });
  });
});

describe("result", () => {
  test("says place, schedule, duplicate or error with its line", () => {
    expect(resultText({ partition: 1, offset: 2 }, 9)).toBe('{"partition":1,"offset":2}');
    expect(
      resultText(
        { partition: 1, offset: 2, duplicate: true, scheduled: { id: "a", deliverAt: 3 } },
        9,
      ),
    ).toBe('{"partition":1,"offset":2,"scheduled":{"id":"a","deliverAt":3},"duplicate":true}');
    const existing = { id: "a", partition: 1, offset: 2, deliverAt: 3 };
    const error = new TidemarkError("ALREADY_SCHEDULED", "no", { existing });
    expect(JSON.parse(resultText({ error }, 9))).toEqual({
      error: { code: "ALREADY_SCHEDULED", message: "no", retriable: false, existing },
      line: 9,
    });
  });
});
