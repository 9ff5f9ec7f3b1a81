/** The simulated cluster finds each planted defect within its budget of seeds. */
import { afterEach, describe, expect, it } from "vitest";
import { CLUSTER_DEFECTS, plant } from "./cluster-defects.ts";
import { ClusterFailed, simulateCluster } from "./simulate-cluster.ts";

let undo: () => void = () => undefined;
afterEach(() => undo());

describe("defects planted in a simulated cluster", () => {
  it.each(CLUSTER_DEFECTS)("finds one that $name", { timeout: 300_000 }, async (defect) => {
    undo = plant(defect);
    const { wrapDisk } = defect;
    let found: string | undefined;
    for (let seed = 1; seed <= defect.budget && found === undefined; seed += 1) {
      try {
        await simulateCluster({ seed, steps: 60, ...(wrapDisk === undefined ? {} : { wrapDisk }) });
      } catch (error) {
        if (!(error instanceof ClusterFailed)) throw error;
        found = error.message.split("\n")[0]!;
      }
    }
    expect(found).toBeDefined();
  });
});
