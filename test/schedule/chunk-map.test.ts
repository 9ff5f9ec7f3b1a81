/** The map of chunks is a Map, whatever the numbers. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ChunkMap } from "../../src/schedule/chunk-map.ts";

it("equals a Map under any sequence of calls", () => {
  const number = fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 2 ** 39 }));
  const call = fc.tuple(fc.constantFrom("set", "delete", "get"), number);
  fc.assert(
    fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
      const map = new ChunkMap<number>();
      const model = new Map<number, number>();
      for (const [at, [name, key]] of calls.entries()) {
        if (name === "set") {
          map.set(key, at);
          model.set(key, at);
        } else if (name === "delete") {
          map.delete(key);
          model.delete(key);
        }
        expect(map.get(key)).toBe(model.get(key));
      }
      const order = (left: readonly number[], right: readonly number[]) => left[0]! - right[0]!;
      expect([...map].sort(order)).toEqual([...model].sort(order));
    }),
  );
});
