/** Lines: any split gives the same ones; a line above the limit is skipped and named, others go on. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { LineSplitter } from "../../../src/wire/ndjson/framing.ts";
import { recordOfLine, recordOfValue } from "../../../src/wire/ndjson/records.ts";
import { subscribeLineOf } from "../../../src/wire/ndjson/subscribe.ts";

function linesOf(chunks: readonly Buffer[], maxBytes?: number): [number, string | undefined][] {
  const lines: [number, string | undefined][] = [];
  const splitter = new LineSplitter(
    {
      line: (bytes, number) => lines.push([number, bytes.toString("latin1")]),
      tooLong: (number) => lines.push([number, undefined]),
    },
    maxBytes,
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
  return lines;
}

describe("line splitter", () => {
  test("finds the same lines however the bytes are cut, and skips only what is too long", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "\r", "é", " "), maxLength: 20 });
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), cuts, fc.boolean(), (sent, places, final) => {
        const text = sent.join("\n") + (final && sent.length > 0 ? "\n" : "");
        const bytes = Buffer.from(text, "latin1");
        const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
          (a, b) => a - b,
        );
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        const expected = sent.map((one, index): [number, string | undefined] => [
          index + 1,
          one.length > 12 ? undefined : one,
        ]);
        if (!final && sent.at(-1) === "") expected.pop();
        expect(linesOf(chunks, 12)).toEqual(expected);
      }),
    );
  });

  test("holds at most the limit of a line that never ends", () => {
    const splitter = new LineSplitter({ line: () => {}, tooLong: () => {} }, 100_000);
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(50_000, 97);
    for (let index = 0; index < 200; index++) splitter.push(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

describe("lines of an upload", () => {
  test("are records, errors of their own, or nothing", () => {
    expect(recordOfLine(Buffer.from(""))).toBeUndefined();
    expect(recordOfLine(Buffer.from("  \r"))).toBeUndefined();
    expect(recordOfLine(Buffer.from('{"value":"x"}\r'))).toMatchObject({ value: Buffer.from("x") });
    for (const bad of ["{", "[1]", '{"value":1}x', "nul"])
      expect(recordOfLine(Buffer.from(bad))).toBeInstanceOf(TidemarkError);
    expect(recordOfLine(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ code: "INVALID_JSON" });
  });

  test("never throw, whatever they hold", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void recordOfLine(Buffer.from(bytes))));
    fc.assert(fc.property(fc.json(), (json) => void recordOfLine(Buffer.from(json))));
  });

  test("as bare values are their bytes", () => {
    expect(recordOfValue(Buffer.from([0xff, 0x0d])).value).toEqual(Buffer.from([0xff, 0x0d]));
    expect(recordOfValue(Buffer.from("")).value).toHaveLength(0);
  });
});

describe("lines of a member", () => {
  const read = (text: string) => subscribeLineOf(Buffer.from(text));
  test("grant and commit", () => {
    expect(read('{"credit":5}')).toEqual({ kind: "credit", records: 5 });
    expect(read('{"commit":"3:17"}')).toEqual({ kind: "commit", partition: 3, offset: 17 });
    const place = { kind: "settle", partition: 3, offset: 17 };
    expect(read('{"ack":"3:17"}')).toEqual({ ...place, verb: "ack" });
    expect(read('{"extend":"3:17"}')).toEqual({ ...place, verb: "extend" });
    const nack = { ...place, verb: "nack", delayMs: 5_000, reason: "busy" };
    expect(read('{"nack":"3:17","delay":"5s","reason":"busy"}')).toEqual(nack);
    expect(read(" ")).toBeUndefined();
  });
  test.each([
    '{"credit":0}',
    '{"credit":"5"}',
    '{"commit":"3"}',
    '{"commit":3}',
    "{}",
    "[]",
    '{"credit":1,"x":2}',
    '{"ack":"3:17","delay":"5s"}',
    '{"nack":"3:17","delay":"2d"}',
    '{"nack":"3:17","delay":-1}',
    '{"nack":17}',
  ])("refuse %s", (text) => {
    expect(() => read(text)).toThrow(TidemarkError);
  });
});
