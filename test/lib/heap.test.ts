import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Heap } from "../../src/lib/heap.ts";

it("gives back its items least first, pushes and pops interleaved", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), (steps) => {
      const heap = new Heap<number>((left, right) => left < right);
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) expect(heap.pop()).toBe(model.shift());
        else {
          heap.push(step);
          model.push(step);
          model.sort((left, right) => left - right);
        }
        expect(heap.peek()).toBe(model[0]);
        expect(heap.length).toBe(model.length);
      }
      while (model.length > 0) expect(heap.pop()).toBe(model.shift());
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

it("forgets everything when cleared", () => {
  const heap = new Heap<number>((left, right) => left < right);
  heap.push(1);
  heap.clear();
  expect(heap.peek()).toBeUndefined();
});
