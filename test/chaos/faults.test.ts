/** What a seed draws: the same each time, and every kind of fault before any comes again. */
import { expect, it } from "vitest";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { FAULT_NAMES, faultOrder, FAULTS } from "./faults.ts";

function draw(seed: number, count: number): string[] {
  const order = faultOrder(FAULT_NAMES, new SimRandom(seed, "order"));
  return Array.from({ length: count }, () => order.next().value as string);
}

it("draws the same faults from the same seed, and others from another", () => {
  expect(draw(7, 100)).toEqual(draw(7, 100));
  expect(draw(7, 100)).not.toEqual(draw(8, 100));
});

it("draws each kind once before any comes again, and then by weight", () => {
  const all = draw(3, 10_000);
  expect(new Set(all.slice(0, FAULT_NAMES.length)).size).toBe(FAULT_NAMES.length);
  const share = (name: string): number => all.filter((each) => each === name).length / all.length;
  const weights = Object.values(FAULTS).reduce((sum, { weight }) => sum + weight, 0);
  for (const name of FAULT_NAMES) {
    expect(share(name)).toBeCloseTo(FAULTS[name].weight / weights, 1);
  }
});
