/** P4, P7, no cliff: what is taken and what is refused at every edge of a due time, on every way in. */
import { afterEach, describe, expect, it } from "vitest";
import type { RecordInput, RecordResult } from "../../src/broker/api.ts";
import { DUE_TIME_MAX_MS } from "../../src/model/limits.ts";
import { BatchBuilder } from "../../src/record/build.ts";
import { SCHEDULED } from "../../src/record/layout.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

const DELAY_MAX_MS = 10_000;
const DAY_MS = 86_400_000;
/** As far as a topic may allow: beyond the year 9999. */
const ANY_DELAY_MS = 8_000 * 365 * DAY_MS;
const SET_TIMEOUT_MAX_MS = 2 ** 31 - 1;

let world: World;
afterEach(() => world.stop());

async function start(scheduleDelayMaxMs: number): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const request = { name: "t", partitions: 1, config: { scheduleDelayMaxMs } };
  await world.schedule.run(world.broker.api.topics.create(CONTEXT, request));
}

type Outcome = "taken" | "INVALID_DUE_TIME" | "DUE_TIME_TOO_FAR";

/** One record, by each way in; all must say the same. */
async function outcomes(deliverAt: number): Promise<readonly string[]> {
  const { records, schedules } = world.broker.api;
  const value = Buffer.from("v");
  const said = (result: RecordResult | undefined) =>
    result !== undefined && "error" in result ? result.error.code : "taken";
  const [published] = await world.schedule.run(
    records.publish(CONTEXT, { topic: "t", records: [{ value, deliverAt }] }),
  );
  const builder = new BatchBuilder({ baseTimestamp: world.wallMs, attributes: SCHEDULED });
  builder.append({ timestamp: deliverAt, key: undefined, value });
  const batch = { topic: "t", partition: 0, batch: builder.build(), acks: "all" } as const;
  const produced = await world.schedule.run(
    records.produceBatch(CONTEXT, batch).then(
      ({ exceptions }) => exceptions[0]?.error?.code ?? "taken",
      (error: { code: string }) => error.code,
    ),
  );
  const waiting: RecordInput = { value, delayMs: DELAY_MAX_MS, scheduleId: "moved" };
  await world.schedule.run(records.publish(CONTEXT, { topic: "t", records: [waiting] }));
  const selector = { topic: "t", id: "moved" };
  const moved = await world.schedule.run(
    schedules.reschedule(CONTEXT, { ...selector, deliverAt }).then(
      () => "taken",
      (error: { code: string }) => error.code,
    ),
  );
  return [said(published), produced, moved];
}

const all = (outcome: Outcome) => [outcome, outcome, outcome];

describe("a due time", () => {
  it.each<[string, number, Outcome]>([
    ["before the epoch", -1, "INVALID_DUE_TIME"],
    ["at the epoch", 0, "taken"],
    ["after the epoch", 1, "taken"],
    ["before the end of 9999", DUE_TIME_MAX_MS - 1, "taken"],
    ["at the end of 9999", DUE_TIME_MAX_MS, "taken"],
    ["in the year 10000", DUE_TIME_MAX_MS + 1, "INVALID_DUE_TIME"],
  ])("%s", async (_where, deliverAt, expected) => {
    await start(ANY_DELAY_MS);
    expect(await outcomes(deliverAt)).toEqual(all(expected));
  });

  it.each<[number, Outcome]>([
    [-1, "taken"],
    [0, "taken"],
    [1, "DUE_TIME_TOO_FAR"],
  ])("%i ms beyond what the topic allows", async (beyondMs, expected) => {
    // No virtual time passes between the clock that is read here and the broker's look at it.
    const outcomeOf = async (call: (deliverAt: number) => Promise<string>) => {
      const deliverAt = world.wallMs + DELAY_MAX_MS + beyondMs;
      return world.schedule.run(call(deliverAt));
    };
    await start(DELAY_MAX_MS);
    const { records, schedules } = world.broker.api;
    const value = Buffer.from("v");
    const publish = async (record: RecordInput) => {
      const [result] = await records.publish(CONTEXT, { topic: "t", records: [record] });
      return result !== undefined && "error" in result ? result.error.code : "taken";
    };
    expect(await outcomeOf((deliverAt) => publish({ value, deliverAt }))).toBe(expected);
    const delayMs = DELAY_MAX_MS + beyondMs;
    expect(await outcomeOf(() => publish({ value, delayMs }))).toBe(expected);
    await outcomeOf(() => publish({ value, delayMs: DELAY_MAX_MS, scheduleId: "moved" }));
    const moved = await outcomeOf((deliverAt) =>
      schedules.reschedule(CONTEXT, { topic: "t", id: "moved", deliverAt }).then(
        () => "taken",
        (error: { code: string }) => error.code,
      ),
    );
    expect(moved).toBe(expected);
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("of %d ms is none", async (due) => {
    await start(ANY_DELAY_MS);
    const { records } = world.broker.api;
    for (const record of [{ deliverAt: due }, { delayMs: due }]) {
      const [result] = await world.schedule.run(
        records.publish(CONTEXT, {
          topic: "t",
          records: [{ value: Buffer.from("v"), ...record }],
        }),
      );
      expect(result).toMatchObject({ error: { code: "INVALID_DUE_TIME" } });
    }
  });

  it.each([
    ["the epoch", () => 0],
    ["a millisecond ago", () => world.wallMs - 1],
    ["now", () => world.wallMs],
  ])("of %s is released at once", async (_name, deliverAt) => {
    await start(ANY_DELAY_MS);
    const { records } = world.broker.api;
    const record = { value: Buffer.from("v"), deliverAt: deliverAt() };
    await world.schedule.run(records.publish(CONTEXT, { topic: "t", records: [record] }));
    await world.schedule.advance(100);
    const [released] = await readAll(world, "t");
    expect(released?.scheduled?.deliverAt).toBe(record.deliverAt);
    expect(released?.timestamp).toBe(record.deliverAt);
  });
});

describe("a delay about the longest that a timer can sleep", () => {
  it.each([-1, 0, 1])("%i ms beyond it neither fires at once nor early", async (beyondMs) => {
    await start(ANY_DELAY_MS);
    const { records } = world.broker.api;
    const deliverAt = world.wallMs + SET_TIMEOUT_MAX_MS + beyondMs;
    const record = { value: Buffer.from("v"), deliverAt };
    await world.schedule.run(records.publish(CONTEXT, { topic: "t", records: [record] }));
    await world.schedule.advance(5_000);
    expect(await readAll(world, "t")).toEqual([]);
    world.stepWall(deliverAt - world.wallMs - 2_000);
    while ((await readAll(world, "t")).length === 0) {
      expect(world.wallMs).toBeLessThan(deliverAt + 100);
      await world.schedule.step();
    }
    expect(world.wallMs).toBeGreaterThanOrEqual(deliverAt);
  });
});
