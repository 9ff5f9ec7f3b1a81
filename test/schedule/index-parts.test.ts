/** The small parts of the pending index, each against the plain thing that it stands for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashId, ID_HASH_LIMIT } from "../../src/schedule/id-hash.ts";
import { CHUNK_OFFSETS, OffsetChunk } from "../../src/schedule/offset-chunk.ts";
import { PairBuffer } from "../../src/schedule/sort-pairs.ts";

describe("OffsetChunk", () => {
  const low = fc.oneof(fc.nat(CHUNK_OFFSETS - 1), fc.integer({ min: 60, max: 700 }));
  const steps = fc.array(fc.record({ low, remove: fc.boolean() }), {
    maxLength: 2_000,
    size: "max",
  });

  function checkEqual(chunk: OffsetChunk, model: ReadonlySet<number>): void {
    const expected = [...model].sort((left, right) => left - right);
    const found: number[] = [];
    chunk.forEach((value) => found.push(value));
    expect(found).toEqual(expected);
    expect(chunk.count).toBe(model.size);
    expect(chunk.first()).toBe(expected[0] ?? -1);
    for (const group of [0, 64, 640, CHUNK_OFFSETS - 64]) {
      const some = expected.some((value) => value >= group && value < group + 64);
      expect(chunk.hasAnyOf64(group)).toBe(some);
    }
  }

  it("equals a Set in both of its forms, and so does what is read back", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const chunk = new OffsetChunk();
        const model = new Set<number>();
        for (const { low: value, remove } of all) {
          // More additions than removals: bitmaps must come about, and go.
          if (remove && model.size % 3 === 0) {
            expect(chunk.delete(value)).toBe(model.delete(value));
          } else {
            expect(chunk.add(value)).toBe(!model.has(value));
            model.add(value);
          }
        }
        checkEqual(chunk, model);
        const bytes = Buffer.alloc(8 + chunk.sizeBytes, 0xee);
        chunk.writeTo(bytes, 8);
        checkEqual(OffsetChunk.readFrom(bytes, 8, chunk.count), model);
        for (const value of model) if (value % 5 > 0) chunk.delete(value);
        checkEqual(chunk, new Set([...model].filter((value) => value % 5 === 0)));
      }),
      { numRuns: 30 },
    );
  });
});

describe("PairBuffer", () => {
  const key = fc.oneof(fc.nat(3), fc.nat(100_000), fc.integer({ min: 0, max: 2 ** 47 }));
  it("sorts like an array of pairs, whatever the keys' range and the offsets' order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key, offset: fc.nat(50) }), { maxLength: 200, size: "max" }),
        fc.boolean(),
        (pairs, ascending) => {
          const input = ascending ? pairs.map((pair, offset) => ({ ...pair, offset })) : pairs;
          const buffer = new PairBuffer(200);
          buffer.add(9, 9);
          buffer.clear();
          for (const pair of input) buffer.add(pair.key, pair.offset);
          const sorted: { key: number; offset: number }[] = [];
          buffer.forEachSorted((key, offset) => sorted.push({ key, offset }));
          expect(sorted).toEqual(
            [...input].sort((left, right) => left.key - right.key || left.offset - right.offset),
          );
        },
      ),
    );
  });
});

describe("ids", () => {
  it("hashes with its key, below its limit, and hardly ever the same", () => {
    const hashes = new Set<number>();
    for (let number = 0; number < 50_000; number++) {
      const hash = hashId([1, 2], `order-${number}`);
      expect(hash >= 0 && hash < ID_HASH_LIMIT && Number.isInteger(hash)).toBe(true);
      hashes.add(hash);
    }
    expect(hashes.size).toBeGreaterThan(49_990);
    expect(hashId([1, 2], "a")).not.toBe(hashId([1, 3], "a"));
    expect(hashId([1, 2], "ab")).not.toBe(hashId([1, 2], "ab\0"));
  });
});
