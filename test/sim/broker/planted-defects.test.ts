/** The simulation finds each planted defect within its budget of seeds. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as EventsModule from "../../../src/schedule/events.ts";
import {
  foldDefects,
  ignoringShortWrites,
  meddle,
  withoutDirectorySync,
  withoutSync,
} from "./defects.ts";
import { simulate, SimulationFailed, type SimulationOptions } from "./simulate.ts";

vi.mock("../../../src/schedule/events.ts", async (original) => {
  const real = await original<typeof EventsModule>();
  return {
    ...real,
    // So that all batches go through what the defects meddle with.
    isPlain: () => false,
    scheduleEventsOf: (...args: Parameters<typeof real.scheduleEventsOf>) =>
      meddle(real.scheduleEventsOf(...args)),
  };
});

afterEach(() => {
  Object.assign(foldDefects, {
    forgetReleasesAtStart: false,
    forgetCancellations: false,
    releaseEarly: false,
    booting: false,
  });
});

/** The first seed that fails, and what it says. */
async function firstFailure(
  budget: number,
  options: Omit<SimulationOptions, "seed">,
): Promise<{ seed: number; message: string } | undefined> {
  for (let seed = 1; seed <= budget; seed += 1) {
    try {
      await simulate({ ...options, seed });
    } catch (error) {
      if (!(error instanceof SimulationFailed)) throw error;
      return { seed, message: error.message.split("\n")[0] ?? "" };
    }
  }
  return undefined;
}

const onBoot = (booting: boolean) => {
  foldDefects.booting = booting;
};

const DEFECTS: readonly {
  readonly name: string;
  readonly budget: number;
  readonly options?: Omit<SimulationOptions, "seed">;
  readonly plant?: () => void;
}[] = [
  { name: "acknowledge before fsync", budget: 50, options: { wrapDisk: withoutSync } },
  { name: "forget directory sync", budget: 50, options: { wrapDisk: withoutDirectorySync } },
  {
    name: "take a short write for a whole one",
    budget: 50,
    options: { wrapDisk: ignoringShortWrites },
  },
  {
    name: "release twice after a crash",
    budget: 50,
    options: { onBoot },
    plant: () => (foldDefects.forgetReleasesAtStart = true),
  },
  {
    name: "cancellation not kept",
    budget: 50,
    plant: () => (foldDefects.forgetCancellations = true),
  },
  { name: "release a second early", budget: 50, plant: () => (foldDefects.releaseEarly = true) },
];

describe("planted defects", () => {
  it.each(DEFECTS)(
    "finds: $name (within $budget seeds)",
    async ({ name, budget, options, plant }) => {
      plant?.();
      const found = await firstFailure(budget, options ?? {});
      console.log(
        `${name}: ${found === undefined ? "NOT FOUND" : `seed ${found.seed}, ${found.message}`}`,
      );
      expect(found).toBeDefined();
    },
  );

  it("finds nothing where nothing is planted", async () => {
    expect(await firstFailure(50, { onBoot })).toBeUndefined();
  });
});
