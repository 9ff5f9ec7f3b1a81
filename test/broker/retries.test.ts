/** P7, I5: a retry hears what the first answer said, also of records that were left out. */
import { afterEach, describe, expect, it } from "vitest";
import type { RequestContext } from "../../src/broker/api.ts";
import { ANONYMOUS } from "../../src/model/principal.ts";
import { BatchBuilder } from "../../src/record/build.ts";
import { SCHEDULED } from "../../src/record/layout.ts";
import { World } from "../sim/broker/world.ts";

const CONTEXT: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "test",
};
const YEARS_MS = 20 * 365 * 86_400_000;

let world: World;

afterEach(() => world.stop());

/** Three records; the second is due too far ahead. */
function batch(nowMs: number): Buffer {
  const builder = new BatchBuilder({
    baseTimestamp: nowMs,
    attributes: SCHEDULED,
    producerId: 0,
    producerEpoch: 0,
    baseSequence: 0,
  });
  for (const dueMs of [nowMs + 60_000, nowMs + YEARS_MS, nowMs + 60_000]) {
    builder.append({ timestamp: dueMs, key: undefined, value: Buffer.from("v") });
  }
  return builder.build();
}

function send(bytes: Buffer) {
  const request = { topic: "t", partition: 0, batch: Buffer.from(bytes), acks: "all" } as const;
  return world.schedule.run(world.broker.api.records.produceBatch(CONTEXT, request));
}

describe("a retried batch of which a record was refused", () => {
  it.each(["in the same run", "after a crash"])("names that record again, %s", async (when) => {
    world = new World({ seed: 1 });
    await world.boot();
    const { records, topics } = world.broker.api;
    await world.schedule.run(topics.create(CONTEXT, { name: "t" }));
    await world.schedule.run(records.initProducer(CONTEXT, {}));
    const bytes = batch(world.wallMs);
    const first = await send(bytes);
    expect(first.duplicate).toBe(false);
    expect(first.exceptions.map(({ index, error }) => [index, error?.code])).toEqual([
      [1, "DUE_TIME_TOO_FAR"],
    ]);
    if (when === "after a crash") {
      world.crash("power");
      await world.boot();
    }
    const second = await send(bytes);
    expect(second.duplicate).toBe(true);
    expect(second.baseOffset).toBe(first.baseOffset);
    expect(second.exceptions.map(({ index, error }) => [index, error === undefined])).toEqual([
      [1, false],
    ]);
  });
});
