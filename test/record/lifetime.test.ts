/** Lifetimes as headers say them: what is over, what makes no sense, and where nobody looks. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEADER_TTL_MS } from "../../src/model/headers.ts";
import { buildBatch } from "../../src/record/build.ts";
import { expiredIndexes, expiresAtMs, forEachBadLifetime } from "../../src/record/lifetime.ts";
import { readRecords } from "../../src/record/records.ts";
import { BatchView } from "../../src/record/view.ts";

const NOW_MS = 1_000_000;

function batchOf(records: readonly { readonly at: number; readonly ttl?: string | undefined }[]) {
  return new BatchView(
    buildBatch(
      records.map(({ at, ttl }) => ({
        timestamp: at,
        value: Buffer.from("v"),
        headers: ttl === undefined ? [] : [{ key: HEADER_TTL_MS, value: Buffer.from(ttl) }],
      })),
    ),
  );
}

describe("lifetimes", () => {
  it("are over from timestamp and lifetime on, record by record", () => {
    const record = fc.record({
      at: fc.integer({ min: NOW_MS - 2_000, max: NOW_MS }),
      ttl: fc.option(fc.integer({ min: 1, max: 2_000 }).map(String), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const view = batchOf(records);
        const over = records.flatMap(({ at, ttl }, index) =>
          ttl !== undefined && at + Number(ttl) <= NOW_MS ? [index] : [],
        );
        expect(expiredIndexes(view, NOW_MS)).toEqual(over);
        const one = readRecords(view).filter((each) => expiresAtMs(each) <= NOW_MS);
        expect(one.map(({ index }) => index)).toEqual(over);
        expect(view.hasTtl).toBe(records.some(({ ttl }) => ttl !== undefined));
      }),
    );
  });

  it("that make no sense never end, and are named", () => {
    const texts = ["0", "01", "-5", "1.5", "1e3", "", " 1", "9".repeat(17), "abc"];
    const view = batchOf([...texts, "7"].map((ttl) => ({ at: 0, ttl })));
    expect(expiredIndexes(view, NOW_MS)).toEqual([texts.length]);
    const bad: string[] = [];
    forEachBadLifetime(view, (_index, text) => bad.push(text));
    expect(bad).toEqual(texts);
  });
});
