/** The pending index against a model that folds the whole log for each answer: P4, rebuilt equals live. */
import fc from "fast-check";
import { describe, it } from "vitest";
import { DUE_NEVER_MS } from "../../src/model/limits.ts";
import { SCHEDULE_SIZES } from "../../src/schedule/sizes.ts";
import { ScheduleHarness, scheduled, TINY_SIZES } from "./schedule-harness.ts";

const dueMs = fc.oneof(fc.integer({ min: 900, max: 1_100 }), fc.nat(5_000), fc.nat(2 ** 42));
const pick = fc.nat();

const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("schedule" as const),
      records: fc.array(
        fc.record({
          dueMs: fc.oneof({ weight: 9, arbitrary: dueMs }, fc.constant(DUE_NEVER_MS)),
          id: fc.option(fc.nat(9), { nil: undefined }),
          recurring: fc.boolean(),
        }),
        { minLength: 1, maxLength: 9 },
      ),
      gap: fc.oneof(fc.nat(3), fc.nat(200)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("plain" as const), count: fc.nat(5_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cancel" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("reschedule" as const), pick, dueMs }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("take" as const), most: fc.nat(6) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("release" as const), most: fc.nat(6) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("fire" as const), pick, most: fc.nat(3), dueMs }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("giveBack" as const) }) },
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constant("commit" as const), all: fc.boolean(), pick }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("truncate" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("clock" as const), nowMs: dueMs }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("checkpoint" as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("endCommit" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leader" as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

async function run(harness: ScheduleHarness, step: Action): Promise<void> {
  const { model, schedule } = harness;
  const pickPending = (nth: number): number | undefined => {
    const pending = model.pending(model.end);
    return pending[nth % Math.max(pending.length, 1)]?.offset;
  };
  /** An offset at which a batch ends, from the high watermark on. */
  const pickEnd = (nth: number): number => {
    const ends = [model.highWatermark, ...model.batches.map(({ next }) => next)];
    const allowed = ends.filter((end) => end >= model.highWatermark);
    return allowed[nth % allowed.length]!;
  };
  switch (step.do) {
    case "schedule":
      if (step.gap > 0) harness.append(step.gap);
      harness.append(step.records.length, (base) =>
        step.records.map((record, index) =>
          scheduled(
            base + index,
            record.dueMs,
            record.id === undefined ? undefined : `id-${record.id}`,
            record.recurring,
          ),
        ),
      );
      break;
    case "plain":
      if (step.count > 0) harness.append(step.count);
      break;
    case "cancel": {
      const offset = pickPending(step.pick);
      if (offset === undefined) break;
      harness.append(1, (position) => [{ kind: "cancelled", position, offset }]);
      break;
    }
    case "reschedule": {
      const offset = pickPending(step.pick);
      if (offset === undefined) break;
      const firings = schedule.pendingAt(offset)!.firings;
      harness.append(1, (position) => [
        { kind: "rescheduled", position, offset, dueMs: step.dueMs, firings },
      ]);
      break;
    }
    case "take":
      harness.take(step.most);
      break;
    case "release": {
      const flying = harness.releasable();
      const offsets = flying.slice(0, step.most);
      if (offsets.length === 0) break;
      harness.append(offsets.length, (base) =>
        offsets.map((offset, index) => ({ kind: "released", position: base + index, offset })),
      );
      break;
    }
    case "fire": {
      const flying = harness.releasable();
      const offset = flying[step.pick % Math.max(flying.length, 1)];
      if (offset === undefined) break;
      const { firings } = schedule.pendingAt(offset)!;
      // Several in one batch, as one that catches up makes them.
      harness.append(step.most + 1, (base) =>
        Array.from({ length: step.most + 1 }, (_, index) => ({
          kind: "fired" as const,
          position: base + index,
          offset,
          dueMs: step.dueMs + index,
          firing: firings + index + 1,
        })),
      );
      break;
    }
    case "giveBack":
      harness.giveBack([...model.inFlight.keys()]);
      break;
    case "commit":
      harness.commit(step.all ? model.end : pickEnd(step.pick));
      break;
    case "truncate":
      harness.truncate(pickEnd(step.pick));
      break;
    case "clock":
      harness.nowMs = step.nowMs;
      break;
    case "checkpoint":
      schedule.checkpoint();
      break;
    case "endCommit":
      await harness.endCommit();
      break;
    case "refuse":
      harness.refuseNext = true;
      break;
    case "crash":
      await harness.crash(pickEnd(step.pick));
      break;
    case "settle":
      await harness.settle();
      break;
    case "leader":
      model.epoch++;
      break;
  }
}

async function property(harness: ScheduleHarness, steps: readonly Action[]): Promise<void> {
  for (const step of steps) {
    await run(harness, step);
    harness.check(harness.sizes === SCHEDULE_SIZES);
  }
  harness.checkList();
  harness.checkList({ afterMs: 950, beforeMs: 1_050 });
  harness.checkList({ prefix: "id-1" });
  await harness.settle();
  harness.check(harness.sizes === SCHEDULE_SIZES);
  harness.checkList();
  // Rebuilt from what is stored, then from nothing: both equal the live one.
  await harness.crash(harness.model.end);
  harness.check(harness.sizes === SCHEDULE_SIZES);
  harness.checkList();
  harness.expectNoDamage();
}

/** More of them find rarer things: SCHEDULE_RUNS=1000. */
const RUNS = Number(process.env["SCHEDULE_RUNS"] ?? 40);

describe("PartitionSchedule", () => {
  it("equals its model under any sequence of events, in tiny slices (P4)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 150, size: "max" }), (steps) =>
        property(new ScheduleHarness(TINY_SIZES), steps),
      ),
      { numRuns: RUNS },
    );
  });

  it("equals its model under any sequence of events, in slices of full size (P4)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 150, size: "max" }), (steps) =>
        property(new ScheduleHarness(), steps),
      ),
      { numRuns: RUNS },
    );
  });

  it("lists a record once that was moved twice to one time, wherever a page ends (P4)", () => {
    const harness = new ScheduleHarness(TINY_SIZES);
    harness.append(4, (base) =>
      [0, 1, 2, 3].map((index) => scheduled(base + index, 2_000 + index)),
    );
    for (let move = 0; move < 2; move++) {
      harness.append(1, (position) => [
        { kind: "rescheduled", position, offset: 3, dueMs: 2_000, firings: 0 },
      ]);
    }
    harness.commit();
    harness.checkList();
  });
});
