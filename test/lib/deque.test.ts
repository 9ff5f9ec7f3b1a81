import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Deque } from "../../src/lib/deque.ts";

it("behaves as an array does, through growing, wrapping and shrinking", () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("pushBack", "pushFront") },
    { weight: 2, arbitrary: fc.constantFrom("popFront", "popBack") },
    { weight: 1, arbitrary: fc.constantFrom("fill", "drain") },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const deque = new Deque<number>();
      const model: number[] = [];
      let next = 0;
      const push = () => {
        deque.pushBack(next);
        model.push(next++);
      };
      for (const name of steps) {
        if (name === "pushBack") push();
        else if (name === "pushFront") {
          deque.pushFront(next);
          model.unshift(next++);
        } else if (name === "popFront") expect(deque.popFront()).toBe(model.shift());
        else if (name === "popBack") expect(deque.popBack()).toBe(model.pop());
        else if (name === "fill") for (let count = 0; count < 40; count++) push();
        else while (model.length > 3) expect(deque.popFront()).toBe(model.shift());
        expect(deque.length).toBe(model.length);
        expect(deque.front()).toBe(model[0]);
        expect(deque.back()).toBe(model.at(-1));
      }
      expect([...deque]).toEqual(model);
      expect(deque.at(-1)).toBeUndefined();
      expect(deque.at(model.length)).toBeUndefined();
      deque.clear();
      expect(deque.popFront()).toBeUndefined();
      expect(deque.popBack()).toBeUndefined();
    }),
  );
});
