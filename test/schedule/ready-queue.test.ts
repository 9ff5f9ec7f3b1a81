/** What is due leaves by due time, then item, in whatever order it came and went. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ReadyQueue } from "../../src/schedule/ready-queue.ts";
import { WheelPool } from "../../src/schedule/wheel-pool.ts";

it("equals a sorted list, mostly in order or not at all (P4)", () => {
  const add = fc.record({ dueMs: fc.nat({ max: 3 }), rising: fc.boolean() });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ add }) },
    { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ take: fc.nat({ max: 4 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.nat({ max: 3 }), (steps, slope) => {
      const pool = new WheelPool();
      const queue = new ReadyQueue(pool);
      const model: { dueMs: number; item: number; node: number }[] = [];
      let next = 1_000;
      const remove = (at: number): void => {
        const [gone] = model.splice(at, 1);
        queue.remove(gone!.node);
        pool.free(gone!.node);
      };
      for (const [index, action] of steps.entries()) {
        if ("add" in action) {
          const dueMs = action.add.dueMs + Math.floor((index * slope) / 4);
          const item = action.add.rising ? next++ : 1_000 - index;
          const node = pool.take(dueMs, item);
          queue.add(node);
          model.push({ dueMs, item, node });
          model.sort((left, right) => left.dueMs - right.dueMs || left.item - right.item);
        } else if ("remove" in action) {
          if (model.length > 0) remove(action.remove % model.length);
        } else {
          for (let count = 0; count < action.take && model.length > 0; count++) {
            expect(queue.first()).toBe(model[0]!.node);
            remove(0);
          }
        }
        expect(queue.size).toBe(model.length);
        if (model.length > 0) expect(queue.first()).toBe(model[0]!.node);
      }
    }),
    { numRuns: 500 },
  );
});
