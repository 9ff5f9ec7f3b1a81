/** What the groups log keeps of unsettled records comes back as it was, and nothing else is taken. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chunkJson,
  chunkOf,
  chunkState,
  countUnsettled,
  parseChunk,
  unsettledIn,
} from "../../src/group/queue-chunk.ts";
import { QUEUE_CHUNK_OFFSETS } from "../../src/model/limits.ts";

const tries = fc.record({
  deliveries: fc.integer({ min: 1, max: 1_000 }),
  firstDeliveryMs: fc.integer({ min: 0, max: 2 ** 45 }),
  notBeforeMs: fc.integer({ min: 0, max: 2 ** 45 }),
});
const places = fc.uniqueArray(
  fc.record({
    place: fc.nat({ max: QUEUE_CHUNK_OFFSETS - 1 }),
    tries: fc.option(tries, { nil: undefined }),
  }),
  { selector: ({ place }) => place, maxLength: 200 },
);

describe("chunk of unsettled records", () => {
  it("comes back from the log as it was", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 30 }), places, (chunk, all) => {
        const records = all.map(({ place, tries: known }) => ({
          offset: chunk * QUEUE_CHUNK_OFFSETS + place,
          tries: known,
        }));
        const json: unknown = JSON.parse(JSON.stringify(chunkJson(chunkState(records))));
        const state = parseChunk(json as Record<string, unknown>)!;
        expect(countUnsettled(state)).toBe(records.length);
        expect(unsettledIn(chunk, state)).toEqual(records.sort((a, b) => a.offset - b.offset));
        for (const { offset } of records) expect(chunkOf(offset)).toBe(chunk);
      }),
    );
  });

  it("costs 128 bytes at most, however many there are", () => {
    const all = Array.from({ length: QUEUE_CHUNK_OFFSETS }, (_, offset) => ({
      offset,
      tries: undefined,
    }));
    expect(chunkState(all).bits.length).toBe(128);
  });

  it("is the example of the documentation", () => {
    const open = [3, 4, 5, 6, 7].map((offset) => ({ offset, tries: undefined }));
    expect(chunkJson(chunkState(open))).toEqual({ bits: "+A==" });
  });

  it.each([
    {},
    { bits: 3 },
    { bits: "", tries: {} },
    { bits: "A".repeat(400) },
    { bits: "", tries: [[1, 2, 3]] },
    { bits: "", tries: [[QUEUE_CHUNK_OFFSETS, 1, 1, 1]] },
    { bits: "", tries: [[1, -1, 1, 1]] },
  ])("refuses %j", (value) => {
    expect(parseChunk(value)).toBeUndefined();
  });
});
