/** P6: a reader that will grant no more is told when what it granted is used up, to the last record. */
import { afterEach, expect, it } from "vitest";
import type { DeliverySink, RequestContext } from "../../src/broker/api.ts";
import { ANONYMOUS } from "../../src/model/principal.ts";
import { World } from "../sim/broker/world.ts";

const CONTEXT: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "test",
};

let world: World;

afterEach(() => world.stop());

it.each([2, 5])("after exactly %i records, whether more wait or not", async (granted) => {
  world = new World({ seed: 1 });
  await world.boot();
  const { records, topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t" }));
  const five = Array.from({ length: 5 }, (_, index) => ({ value: Buffer.from(`v${index}`) }));
  await world.schedule.run(records.publish(CONTEXT, { topic: "t", records: five }));
  const seen: number[] = [];
  let needed = 0;
  const sink: DeliverySink = {
    deliver: (delivery) => void seen.push(...delivery.records.map(({ offset }) => offset)),
    partitionError: (_topic, _partition, error) => expect.unreachable(error.message),
    needed: () => void (needed += 1),
    end: () => undefined,
  };
  const session = records.openFetch(CONTEXT, { encoding: "records", untilEnd: false }, sink);
  session.assign([{ topic: "t", partition: 0, position: "earliest" }]);
  session.credit(granted, 1_000_000);
  await world.schedule.advance(50);
  expect(needed).toBe(0);
  session.lastCredit();
  await world.schedule.advance(50);
  expect(seen).toHaveLength(granted);
  expect(needed).toBe(1);
});
