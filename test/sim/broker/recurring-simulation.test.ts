/** P4 of recurring schedules: each nominal time once, numbered without holes, never early. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as EventsModule from "../../../src/schedule/events.ts";
import type { ScheduleEvent } from "../../../src/schedule/entry.ts";
import { simulateRecurring } from "./simulate-recurring.ts";

const SEEDS = Number(process.env["RECURRING_SEEDS"] ?? 150);
const FIRST_SEED = Number(process.env["FIRST_SEED"] ?? 1);

type Meddle = (events: readonly ScheduleEvent[]) => readonly ScheduleEvent[];
const planted: { meddle: Meddle | undefined; booting: boolean } = vi.hoisted(() => ({
  meddle: undefined,
  booting: false,
}));

vi.mock("../../../src/schedule/events.ts", async (original) => {
  const real = await original<typeof EventsModule>();
  return {
    ...real,
    scheduleEventsOf: (...args: Parameters<typeof real.scheduleEventsOf>) => {
      const events = real.scheduleEventsOf(...args);
      return planted.meddle === undefined ? events : planted.meddle(events);
    },
  };
});

afterEach(() => {
  planted.meddle = undefined;
});

const options = {
  onBoot: (booting: boolean) => {
    planted.booting = booting;
  },
};

async function firstFailure(budget: number): Promise<string | undefined> {
  for (let seed = 1; seed <= budget; seed += 1) {
    try {
      await simulateRecurring({ ...options, seed });
    } catch (error) {
      return (error as Error).message.split("\n")[0];
    }
  }
  return undefined;
}

describe("simulated recurring schedules", () => {
  it(`keep their promises over ${SEEDS} seeds`, { timeout: 600_000 }, async () => {
    const totals = { fired: 0, crashes: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const { fired, crashes } = await simulateRecurring({ seed });
      totals.fired += fired;
      totals.crashes += crashes;
    }
    console.log(`${SEEDS} seeds:`, totals);
    expect(totals.fired).toBeGreaterThan(SEEDS * 10);
    expect(totals.crashes).toBeGreaterThan(SEEDS);
  });

  it("run the same way twice", async () => {
    for (const seed of [1, 2, 3]) {
      const [one, two] = [await simulateRecurring({ seed }), await simulateRecurring({ seed })];
      expect(one.hash).toBe(two.hash);
    }
  });

  const fired = (event: ScheduleEvent) => event.kind === "fired";
  it.each<[string, Meddle]>([
    [
      "forgets at a start what fired",
      (events) => (planted.booting ? events.filter((event) => !fired(event)) : events),
    ],
    [
      "counts no firings",
      (events) => events.map((event) => (event.kind === "fired" ? { ...event, firing: 1 } : event)),
    ],
    [
      "is due again a second early",
      (events) =>
        events.map((event) =>
          event.kind === "fired" ? { ...event, dueMs: event.dueMs - 1_000 } : event,
        ),
    ],
    [
      "takes a firing for the last",
      (events) =>
        events.map((event) => {
          if (event.kind !== "fired") return event;
          return { kind: "released", position: event.position, offset: event.offset };
        }),
    ],
    [
      "forgets a pause at a start",
      (events) =>
        planted.booting
          ? events.filter(
              (event) => event.kind !== "scheduled" || event.dueMs < 253_402_300_800_000,
            )
          : events,
    ],
  ])("finds a fold that %s", { timeout: 120_000 }, async (name, meddle) => {
    planted.meddle = meddle;
    const found = await firstFailure(50);
    console.log(`${name}: ${found ?? "NOT FOUND"}`);
    expect(found).toBeDefined();
  });
});
