import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyOffsets } from "../../src/replication/key-offsets.ts";

describe("KeyOffsets", () => {
  it("holds the latest offset of each key, as a Map does", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 400 }), (keys) => {
        const offsets = new KeyOffsets([1, 2, 3, 4], keys.length, 1 << 20);
        const model = new Map<string, number>();
        for (const [offset, key] of keys.entries()) {
          expect(offsets.put(Buffer.from(key), offset)).toBe(true);
          model.set(String(key), offset);
        }
        expect(offsets.count).toBe(model.size);
        for (const key of keys) {
          expect(offsets.latest(Buffer.from(key))).toBe(model.get(String(key)));
        }
        expect(offsets.latest(Buffer.from("not among them"))).toBe(-1);
      }),
    );
  });

  it("says when it is full, and goes on with the keys that it has (P5)", () => {
    const offsets = new KeyOffsets([1, 2, 3, 4], 1_000_000, 16 * 24);
    const key = (index: number) => Buffer.from(`key ${index}`);
    let taken = 0;
    while (offsets.put(key(taken), taken)) taken++;
    expect(taken).toBe(12);
    expect(offsets.put(key(3), 99)).toBe(true);
    expect([offsets.latest(key(3)), offsets.latest(key(taken))]).toEqual([99, -1]);
  });
});
