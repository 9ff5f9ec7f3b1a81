/** What one turn hands out, gathered into one delivery for each consumer and partition. */
import type { ConsumedRecord } from "../model/records.ts";
import type { Catalogue } from "./events.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import type { QueueEffect } from "./queue-events.ts";
import type { QueuePartition } from "./queue-partition.ts";
import type { HandOut } from "./queue-topic.ts";

interface Pile {
  readonly to: QueueConsumer;
  readonly partition: QueuePartition;
  readonly records: ConsumedRecord[];
  sizeBytes: number;
}

export class Handed {
  readonly #catalogue: Catalogue;
  readonly #piles = new Map<QueueConsumer, Map<QueuePartition, Pile>>();
  count = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  add({ to, entry, stock }: HandOut): void {
    const { partition, deliveries, firstDeliveryMs: firstDeliveredAt } = entry;
    let piles = this.#piles.get(to);
    if (piles === undefined) this.#piles.set(to, (piles = new Map()));
    let pile = piles.get(partition);
    if (pile === undefined) {
      piles.set(partition, (pile = { to, partition, records: [], sizeBytes: 0 }));
    }
    pile.records.push({ ...stock.record, deliveries, firstDeliveredAt });
    pile.sizeBytes += stock.sizeBytes;
    this.count += 1;
  }

  effects(): QueueEffect[] {
    return [...this.#piles.values()].flatMap((piles) =>
      [...piles.values()].map(({ to, partition, records, sizeBytes }): QueueEffect => {
        const { topicId, topic, end, position } = partition;
        const bounds = this.#catalogue.bounds(topicId, partition.partition);
        const delivery = {
          topic,
          partition: partition.partition,
          batches: [],
          records,
          nextOffset: position,
          highWatermark: end,
          logStartOffset: bounds?.logStartOffset ?? 0,
          recordCount: records.length,
          sizeBytes,
        };
        return { kind: "deliver", session: to.session, delivery };
      }),
    );
  }
}
