/**
 * The simulated cluster finds planted defects. Each is looked for from the seed on that was seen to find it;
 * `npm run sim -- --defects` looks for all of them, the rare ones too, from the first seed on.
 */
import { describe, expect, it } from "vitest";
import { CLUSTER_DEFECTS, findDefect } from "./cluster-defects.ts";

/** What a change of the broker may move a finding by: ten times the mean distance of two. */
const BUDGET = Number(process.env["DEFECT_SEEDS"] ?? 100);
const OFTEN = CLUSTER_DEFECTS.filter(({ rare }) => rare !== true);

describe("defects planted in a simulated cluster", () => {
  it.each(OFTEN)("finds one that $name", { timeout: 300_000 }, async (defect) => {
    expect(await findDefect(defect, defect.from, BUDGET)).toBeDefined();
  });
});
