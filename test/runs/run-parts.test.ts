/** What stored views are made of, each part against the plain thing that it stands for. */
import { describe, expect, it } from "vitest";
import { addToFilter, filterMayHave, filterWords, spreadOf } from "../../src/runs/hash-filter.ts";
import { newValue, seal, unseal } from "../../src/runs/sealed-value.ts";
import { ViewDamaged } from "../../src/runs/view-damaged.ts";
import { hashId } from "../../src/schedule/id-hash.ts";

describe("filters", () => {
  it("never filters out what is there, and lets one in fifty through at most", () => {
    const inside = Array.from({ length: 4_096 }, (_, number) => hashId([5, 6], `in-${number}`));
    // As in a segment of a large run: neighbours.
    const near = inside.map((hash) => 77 * 2 ** 32 + (hash % 2 ** 25));
    for (const hashes of [inside, near]) {
      const words = new Uint32Array(filterWords(hashes.length, 12));
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
      expect(() => unseal(0x50, key, value)).toThrow(ViewDamaged);
    }
    expect(() => unseal(0x50, Buffer.from("other"), sealed())).toThrow(/CRC/);
    expect(() => unseal(0x51, key, sealed())).toThrow(/kind/);
    expect(() => unseal(0x50, key, sealed().subarray(0, 39))).toThrow(ViewDamaged);
    expect(() => unseal(0x50, key, Buffer.alloc(40))).toThrow(ViewDamaged);
    expect(() => unseal(0x50, key, Buffer.alloc(0))).toThrow(ViewDamaged);
  });
});
