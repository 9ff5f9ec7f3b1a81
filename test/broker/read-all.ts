/** Reads what a simulated broker holds of a topic, from its first record to its end. */
import type { ConsumedRecord, RequestContext } from "../../src/broker/api.ts";
import { ANONYMOUS } from "../../src/model/principal.ts";
import type { World } from "../sim/broker/world.ts";

export const CONTEXT: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "test",
};

/** By partition, then offset. */
export async function readAll(world: World, topic: string): Promise<ConsumedRecord[]> {
  const { api } = world.broker;
  const { partitions } = await world.schedule.run(api.topics.describe(CONTEXT, topic));
  const records: ConsumedRecord[] = [];
  await world.schedule.run(
    new Promise<void>((resolve, reject) => {
      const session = api.records.openFetch(
        CONTEXT,
        { encoding: "records", untilEnd: true },
        {
          deliver: (delivery) => records.push(...delivery.records),
          partitionError: (_topic, _partition, error) => reject(error),
          needed: () => undefined,
          end: (error) => (error === undefined ? resolve() : reject(error)),
        },
      );
      session.credit(1_000_000, 60_000_000);
      session.assign(
        partitions.map(({ partition }) => ({ topic, partition, position: "earliest" as const })),
      );
    }),
  );
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}
