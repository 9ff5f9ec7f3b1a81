import fc from "fast-check";
import { expect, it } from "vitest";
import { OffsetTable } from "../../src/schedule/offset-table.ts";

it("equals a Map under any sequence of sets and deletes", () => {
  const offset = fc.oneof(
    fc.nat(40),
    fc.nat(2_000).map((value) => value * 64),
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  );
  const step = fc.record({ offset, value: fc.nat(), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = new OffsetTable();
      const model = new Map<number, number>();
      for (const { offset, value, remove } of steps) {
        if (remove) {
          expect(table.delete(offset)).toBe(model.get(offset) ?? -1);
          model.delete(offset);
        } else {
          table.set(offset, value);
          model.set(offset, value);
        }
        expect(table.size).toBe(model.size);
      }
      for (const { offset } of steps) {
        expect(table.get(offset)).toBe(model.get(offset) ?? -1);
        expect(table.has(offset)).toBe(model.has(offset));
      }
    }),
  );
});

it("shrinks when a herd has gone", () => {
  const table = new OffsetTable();
  for (let offset = 0; offset < 100_000; offset++) table.set(offset, offset);
  let wrong = 0;
  for (let offset = 0; offset < 99_990; offset++) if (table.delete(offset) !== offset) wrong++;
  for (let offset = 99_990; offset < 100_000; offset++) if (table.get(offset) !== offset) wrong++;
  expect(wrong).toBe(0);
  expect(table.size).toBe(10);
});
