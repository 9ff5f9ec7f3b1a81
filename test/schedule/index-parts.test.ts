/** The small parts of the pending index, each against the plain thing that it stands for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashId, ID_HASH_LIMIT } from "../../src/schedule/id-hash.ts";
import { addToFilter, filterMayHave, filterWords, spreadOf } from "../../src/schedule/id-filter.ts";
import { ScheduleIndexDamaged } from "../../src/schedule/index-damaged.ts";
import { CHUNK_OFFSETS, OffsetChunk } from "../../src/schedule/offset-chunk.ts";
import { newValue, seal, unseal } from "../../src/schedule/sealed-value.ts";
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

  it("never filters out what is there, and lets one in fifty through at most", () => {
    const inside = Array.from({ length: 4_096 }, (_, number) => hashId([5, 6], `in-${number}`));
    // As in a segment of a large run: neighbours.
    const near = inside.map((hash) => 77 * 2 ** 32 + (hash % 2 ** 25));
    for (const hashes of [inside, near]) {
      const words = new Uint32Array(filterWords(hashes.length));
      for (const hash of hashes) addToFilter(words, hash);
      const missing = hashes.filter((hash) => !filterMayHave(words, hash, spreadOf(hash)));
      expect(missing).toEqual([]);
      let passed = 0;
      for (let number = 0; number < 10_000; number++) {
        const other = hashId([7, 8], `out-${number}`);
        const hash = hashes === near ? 77 * 2 ** 32 + (other % 2 ** 25) : other;
        if (filterMayHave(words, hash, spreadOf(hash))) passed++;
      }
      expect(passed).toBeLessThan(200);
    }
  });
});

describe("sealed values", () => {
  const key = Buffer.from("some-key");
  const sealed = (): Buffer => seal(key, newValue(0x50, 3, 40).fill(9, 8));

  it("come back as they were", () => {
    const value = unseal(0x50, key, sealed());
    expect(value.subarray(8)).toEqual(Buffer.alloc(32, 9));
    // Also from memory that is not aligned.
    const shifted = Buffer.concat([Buffer.alloc(3), sealed()]).subarray(3);
    expect(unseal(0x50, key, shifted).byteOffset % 8).toBe(0);
  });

  it("are refused with any bit flipped, at another key, of another kind, or cut", () => {
    for (let bit = 0; bit < 40 * 8; bit++) {
      const value = sealed();
      value[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unseal(0x50, key, value)).toThrow(ScheduleIndexDamaged);
    }
    expect(() => unseal(0x50, Buffer.from("other"), sealed())).toThrow(/CRC/);
    expect(() => unseal(0x51, key, sealed())).toThrow(/kind/);
    expect(() => unseal(0x50, key, sealed().subarray(0, 39))).toThrow(ScheduleIndexDamaged);
    expect(() => unseal(0x50, key, Buffer.alloc(40))).toThrow(ScheduleIndexDamaged);
    expect(() => unseal(0x50, key, Buffer.alloc(0))).toThrow(ScheduleIndexDamaged);
  });
});
