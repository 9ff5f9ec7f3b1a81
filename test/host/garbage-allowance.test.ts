/** P5: garbage is bounded in bytes, not as a share of a heap that may be large. */
import { expect, it } from "vitest";
import { GARBAGE_BYTES, growthPercent } from "../../src/host/garbage-allowance.ts";

const MiB = 1024 * 1024;

it.each([24, 100, 400])("lets about the same gather above %i MiB of live heap (P5)", (live) => {
  const garbage = (live * MiB * growthPercent(live * MiB)) / 100;
  expect(Math.abs(garbage - GARBAGE_BYTES)).toBeLessThan(3 * MiB);
});

it("never stops a large heap from growing a little", () => {
  expect(growthPercent(64 * 1024 * MiB)).toBe(10);
  expect(growthPercent(0)).toBeGreaterThan(0);
});
