/** The simulation finds each planted defect within its budget of seeds. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as RecordsModule from "../../../src/group/records.ts";
import type * as EventsModule from "../../../src/schedule/events.ts";
import * as defects from "./defects.ts";
import { fold, FOLD_DEFECTS, type FoldDefect, meddle, meddleGroup } from "./defects.ts";
import { simulate, SimulationFailed, type SimulationOptions } from "./simulate.ts";

vi.mock("../../../src/schedule/events.ts", async (original) => {
  const real = await original<typeof EventsModule>();
  return {
    ...real,
    // The short cut would go around what meddles.
    isPlain: (...args: Parameters<typeof real.isPlain>) =>
      fold.defect?.event === undefined && real.isPlain(...args),
    scheduleEventsOf: (...args: Parameters<typeof real.scheduleEventsOf>) =>
      meddle(real.scheduleEventsOf(...args)),
  };
});

vi.mock("../../../src/group/records.ts", async (original) => {
  const real = await original<typeof RecordsModule>();
  return {
    ...real,
    decodeGroupRecord: (...args: Parameters<typeof real.decodeGroupRecord>) =>
      meddleGroup(real.decodeGroupRecord(...args)),
  };
});

let undo: () => void = () => undefined;

afterEach(() => {
  undo();
  undo = () => undefined;
  fold.defect = undefined;
});

/** The first seed that fails, and what it says. */
async function firstFailure(
  budget: number,
  options: Omit<SimulationOptions, "seed"> = {},
): Promise<{ seed: number; message: string } | undefined> {
  const onBoot = (booting: boolean): void => {
    fold.booting = booting;
  };
  for (let seed = 1; seed <= budget; seed += 1) {
    try {
      await simulate({ ...options, onBoot, seed });
    } catch (error) {
      if (!(error instanceof SimulationFailed)) throw error;
      return { seed, message: error.message.split("\n")[0] ?? "" };
    }
  }
  return undefined;
}

interface Defect {
  readonly name: string;
  /** Seeds; each takes ten at most at present. */
  readonly budget: number;
  readonly options?: Omit<SimulationOptions, "seed">;
  readonly fold?: FoldDefect;
  readonly plant?: () => () => void;
}

const DEFECTS: readonly Defect[] = [
  { name: "acknowledge before fsync", budget: 50, options: { wrapDisk: defects.withoutSync } },
  {
    name: "forget directory sync",
    budget: 50,
    options: { wrapDisk: defects.withoutDirectorySync },
  },
  {
    name: "take a short write for a whole one",
    budget: 50,
    options: { wrapDisk: defects.ignoringShortWrites },
  },
  { name: "release twice after a crash", budget: 50, fold: FOLD_DEFECTS.forgetReleases },
  { name: "cancellation not kept", budget: 50, fold: FOLD_DEFECTS.forgetCancellations },
  {
    name: "cancellation forgotten at a crash",
    budget: 50,
    fold: FOLD_DEFECTS.forgetCancellationsAtStart,
  },
  { name: "reschedule forgotten at replay", budget: 50, fold: FOLD_DEFECTS.forgetMovesAtStart },
  { name: "release a second early", budget: 50, fold: FOLD_DEFECTS.releaseEarly },
  { name: "replace without removing", budget: 50, fold: FOLD_DEFECTS.forgetNames },
  { name: "group commits go back", budget: 50, fold: FOLD_DEFECTS.commitsGoBack },
  {
    name: "a millisecond early after a clock step",
    budget: 50,
    options: { wrapClock: defects.fastAfterStep },
  },
  {
    name: "sleep through a clock step",
    budget: 50,
    options: { wrapClock: defects.sleepingThrough },
  },
  {
    name: "index root before its pages",
    budget: 50,
    options: { wrapStore: defects.rootBeforePages },
  },
  {
    name: "refused store commit taken for done",
    budget: 50,
    options: { wrapStore: defects.ignoringRefusals },
  },
  { name: "tail of the index dropped at a crash", budget: 50, fold: FOLD_DEFECTS.dropTailAtStart },
  { name: "no second look at the append", budget: 100, plant: defects.noSecondLook },
  { name: "the latest of a herd first", budget: 50, plant: defects.latestFirst },
  { name: "half a second late", budget: 50, plant: defects.wakeLate },
  { name: "a taken name is free", budget: 50, plant: defects.namesAreFree },
  { name: "message ids not looked for", budget: 50, plant: defects.forgetIds },
  { name: "cuts of the log not undone", budget: 50, plant: defects.forgetCuts },
  { name: "what was not appended is not due again", budget: 100, plant: defects.neverGiveBack },
  { name: "changes answered before they are durable", budget: 50, plant: defects.answerAtOnce },
];

describe("planted defects", () => {
  it.each(DEFECTS)("finds: $name (within $budget seeds)", { timeout: 600_000 }, async (defect) => {
    undo = defect.plant?.() ?? undo;
    fold.defect = defect.fold;
    const found = await firstFailure(defect.budget, defect.options);
    const what = found === undefined ? "NOT FOUND" : `seed ${found.seed}, ${found.message}`;
    console.log(`${defect.name}: ${what}`);
    expect(found).toBeDefined();
  });

  it("finds nothing where nothing is planted", async () => {
    expect(await firstFailure(50)).toBeUndefined();
  });
});
