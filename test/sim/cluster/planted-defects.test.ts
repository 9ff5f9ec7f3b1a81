/**
 * The simulated cluster finds each planted defect. Each is looked for from the seed on that was seen to
 * find it; `npm run sim -- --defects` looks for all of them from the first seed on.
 */
import { describe, expect, it } from "vitest";
import { CLUSTER_DEFECTS, findDefect } from "./cluster-defects.ts";

/** What a change of the broker may move a finding by. */
const BUDGET = Number(process.env["DEFECT_SEEDS"] ?? 40);

describe("defects planted in a simulated cluster", () => {
  it.each(CLUSTER_DEFECTS)("finds one that $name", { timeout: 300_000 }, async (defect) => {
    expect(await findDefect(defect, defect.from, BUDGET)).toBeDefined();
  });
});
