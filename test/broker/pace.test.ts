/**
 * docs/replay.md: a paced reader gets every record, in each partition in order, none before its time
 * on the one clock of all partitions, and none much later where it has credit.
 */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ConsumedRecord, Delivery, FetchPartition } from "../../src/broker/api.ts";
import { Pace } from "../../src/broker/delivery/pace.ts";
import { readRecords } from "../../src/record/records.ts";
import { batchSizeAt, BatchView } from "../../src/record/view.ts";
import { World } from "../sim/broker/world.ts";
import { SIM_WALL_START_MS, SimClock } from "../sim/platform/sim-clock.ts";
import { CONTEXT } from "./read-all.ts";

const DAY_MS = 86_400_000;
const START_MS = SIM_WALL_START_MS - DAY_MS;

interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  /** Since the first one. */
  readonly atMs: number;
}

let world: World;
afterEach(async () => {
  if (world.up) await world.stop();
});

/** `batches`: records of a partition by their times after the start, a publish call each. */
async function filled(batches: readonly (readonly [number, readonly number[]])[]): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { records, topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions: 3 }));
  for (const [partition, times] of batches) {
    const list = times.map((time) => ({
      partition,
      value: Buffer.from("v"),
      timestamp: START_MS + time,
    }));
    await world.schedule.run(records.publish(CONTEXT, { topic: "t", records: list }));
  }
}

function opened(
  options: { speed: number; encoding?: "batch" | "records"; untilEnd?: boolean },
  bounds: Partial<FetchPartition> = {},
) {
  const seen: Seen[] = [];
  const next = new Map<number, number>();
  let firstMs: number | undefined;
  let over = false;
  const { encoding = "records", untilEnd = true, speed } = options;
  const session = world.broker.api.records.openFetch(
    CONTEXT,
    { encoding, untilEnd, speed },
    {
      deliver(delivery) {
        for (const { offset, timestamp } of recordsOf(delivery)) {
          const { partition } = delivery;
          if (offset < (next.get(partition) ?? 0)) continue;
          firstMs ??= world.schedule.nowMs;
          seen.push({ partition, offset, timestamp, atMs: world.schedule.nowMs - firstMs });
        }
        next.set(delivery.partition, delivery.nextOffset);
      },
      partitionError: (_topic, _partition, error) => expect.unreachable(error.message),
      needed: () => undefined,
      end: () => (over = true),
    },
  );
  const partitions = [0, 1, 2].map((partition) => ({ topic: "t", partition }));
  session.assign(partitions.map((place) => ({ position: "earliest", ...place, ...bounds })));
  return { session, seen, isOver: () => over };
}

function recordsOf(delivery: Delivery): Pick<ConsumedRecord, "offset" | "timestamp">[] {
  const batches = delivery.batches.flatMap((bytes) => {
    const chunk = Buffer.from(bytes);
    const views: BatchView[] = [];
    for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
      views.push(new BatchView(chunk, at));
    }
    return views.flatMap((view) =>
      readRecords(view).map(({ index, timestamp }) => ({
        offset: view.baseOffset + index,
        timestamp,
      })),
    );
  });
  return [...batches, ...delivery.records];
}

describe("a paced reader", () => {
  const batches = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 6 },
  );
  const speeds = fc.constantFrom(0.5, 1, 7, 1_000);
  const encodings = fc.constantFrom("batch" as const, "records" as const);

  it("gets everything, in order, at its time", async () => {
    await fc.assert(
      fc.asyncProperty(batches, speeds, encodings, async (made, speed, encoding) => {
        await filled(made);
        const { session, seen, isOver } = opened({ speed, encoding });
        session.credit(1_000_000, 10_000_000);
        await world.schedule.advance(60_000 / speed + 1_000);
        expect(isOver()).toBe(true);
        expect(seen).toHaveLength(made.flatMap(([, times]) => times).length);
        const begin = Math.min(...firstTimes(made));
        for (const partition of [0, 1, 2]) {
          let reached = begin;
          const mine = seen.filter((each) => each.partition === partition);
          expect(mine.map(({ offset }) => offset)).toEqual(mine.map((_, index) => index));
          for (const { timestamp, atMs } of mine) {
            reached = Math.max(reached, timestamp - START_MS);
            const dueMs = (reached - begin) / speed;
            expect(atMs).toBeGreaterThanOrEqual(dueMs - 0.001);
            expect(atMs).toBeLessThan(dueMs + 5);
          }
        }
        await world.stop();
      }),
      { numRuns: 20 },
    );
  });

  it("holds to its credits, and catches up when there are more (P6)", async () => {
    await filled([[0, [0, 100, 200, 300, 400]]]);
    const { session, seen, isOver } = opened({ speed: 1 });
    session.credit(2, 1_000_000);
    await world.schedule.advance(1_000);
    expect(seen.map(({ offset }) => offset)).toEqual([0, 1]);
    session.credit(10, 1_000_000);
    await world.schedule.advance(1);
    expect(seen).toHaveLength(5);
    expect(isOver()).toBe(true);
  });

  it("ends at its bound: at an offset, at a time, at one that is yet to come", async () => {
    await filled([[0, [0, 1_000, 2_000, 3_000]]]);
    const byOffset = opened({ speed: 10 }, { until: { offset: 2 } });
    const byTime = opened(
      { speed: 10, encoding: "batch" },
      { until: { timestamp: START_MS + 3_000 } },
    );
    const ahead = opened(
      { speed: 10, untilEnd: false },
      { until: { timestamp: SIM_WALL_START_MS + 900_000 } },
    );
    for (const { session } of [byOffset, byTime, ahead]) session.credit(100, 1_000_000);
    await world.schedule.advance(2_000);
    expect(byOffset.seen.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(byTime.seen.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(ahead.seen.map(({ offset }) => offset)).toEqual([0, 1, 2, 3]);
    expect(ahead.isOver()).toBe(false);
    ahead.session.close();
  });

  it("leaves no timer behind when it goes in the middle (P5)", async () => {
    await filled([[0, [0, 1_000_000]]]);
    const { session, seen } = opened({ speed: 0.001 });
    session.credit(100, 1_000_000);
    await world.schedule.advance(10);
    session.close();
    await world.schedule.advance(3_600_000);
    expect(seen).toHaveLength(1);
  });

  it.each([0, -1, 0.0001, 1e9, Number.NaN])("refuses speed %d", async (speed) => {
    await filled([]);
    expect(() => opened({ speed })).toThrow(/speed is .*; it must be from 0.001 to 1000000/);
  });
});

/** Of each partition, the time of its first record. */
function firstTimes(made: readonly (readonly [number, readonly number[]])[]): number[] {
  return [0, 1, 2].flatMap((partition) => {
    const first = made.find((batch) => batch[0] === partition);
    return first === undefined ? [] : [first[1][0]!];
  });
}

describe("the pace clock", () => {
  it("rests after a long look, so that one reader does not take the event loop", async () => {
    const clock = new SimClock();
    let woken = 0;
    const pace = new Pace(clock, { speed: 1, mayBegin: () => true }, () => woken++);
    const partition = { hasMore: true, headTimeMs: 5_000 };
    expect(pace.hold([partition])).toBe(true);
    expect(pace.lets(partition)).toBe(true);
    pace.looked(20);
    expect(pace.lets(partition)).toBe(false);
    pace.hold([partition]);
    await clock.advance(79);
    expect([woken, pace.lets(partition)]).toEqual([0, false]);
    await clock.advance(1);
    expect([woken, pace.lets(partition)]).toEqual([1, true]);
  });

  it("begins only when every partition is there, at the earliest first record", () => {
    let complete = false;
    const pace = new Pace(new SimClock(), { speed: 2, mayBegin: () => complete }, () => undefined);
    const late = { hasMore: true, headTimeMs: 900 };
    const early = { hasMore: true, headTimeMs: 100 };
    expect(pace.hold([late])).toBe(false);
    complete = true;
    expect(pace.hold([late, early, { hasMore: false, headTimeMs: 1 }])).toBe(true);
    expect([pace.reachedMs, pace.lets(early), pace.lets(late)]).toEqual([100, true, false]);
  });
});
