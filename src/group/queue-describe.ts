/** A queue group as people see it: who consumes, what is in flight, how far it is. */
import type {
  GroupDescription,
  GroupPartitionDescription,
  QueuePartitionDescription,
} from "../model/descriptions.ts";
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import { QUEUE_DEFAULTS } from "../model/queue-settings.ts";
import { byPlace } from "./describe.ts";
import type { Catalogue } from "./events.ts";
import type { GroupImage } from "./image.ts";
import { queueFloor } from "./queue-admin.ts";
import { countUnsettled } from "./queue-chunk.ts";
import type { QueueGroup } from "./queue-group.ts";
import type { QueuePartition } from "./queue-partition.ts";

/** Undefined: there is no such group. `live` is absent where nobody consumes. */
export function describeQueue(
  name: string,
  image: GroupImage | undefined,
  catalogue: Catalogue,
  live: QueueGroup | undefined,
): GroupDescription | undefined {
  const consumers = [...(live?.consumers.values() ?? [])];
  if (image === undefined && consumers.length === 0) return undefined;
  const members = consumers.map(({ memberId: id, clientId, address, held }) => {
    return { id, clientId, address, partitions: [], inFlight: held.size };
  });
  return {
    name,
    mode: "queue",
    state: members.length === 0 ? "empty" : "stable",
    generation: 0,
    members,
    partitions: partitionsOf(image, catalogue, live),
    settings: { ...QUEUE_DEFAULTS, ...image?.settings },
  };
}

/** What is open, and what the log knows. */
function partitionsOf(
  image: GroupImage | undefined,
  catalogue: Catalogue,
  live: QueueGroup | undefined,
): GroupPartitionDescription[] {
  const open = new Map<string, QueuePartition>();
  for (const each of live?.partitions() ?? []) open.set(partitionKey(each), each);
  const places = new Map<string, { topicId: TopicId; partition: number }>(open);
  for (const place of image?.committed() ?? []) places.set(partitionKey(place), place);
  return [...places]
    .flatMap(([key, { topicId, partition }]) => {
      const topic = catalogue.byId(topicId)?.name;
      if (topic === undefined) return [];
      const bounds = catalogue.bounds(topicId, partition);
      const highWatermark = bounds?.highWatermark ?? 0;
      const committed = image && queueFloor(image, topicId, partition);
      const at = { topic, partition, committed, highWatermark, memberId: undefined };
      const queue = open.get(key);
      if (queue !== undefined) return [{ ...at, lag: queue.lag, queue: liveCounts(queue) }];
      const reach = Math.max(image?.offset(topicId, partition) ?? 0, bounds?.logStartOffset ?? 0);
      const lag = Math.max(0, highWatermark - reach) + unsettledOf(image, topicId, partition);
      const counts = image!.counts(topicId, partition);
      return [{ ...at, lag, queue: { inFlight: 0, waiting: 0, ...counts } }];
    })
    .sort(byPlace);
}

function liveCounts({ ledger }: QueuePartition): QueuePartitionDescription {
  let inFlight = 0;
  let waiting = 0;
  for (const { phase } of ledger.all()) {
    if (phase.kind === "held") inFlight++;
    else if (phase.kind === "waiting") waiting++;
  }
  return { inFlight, waiting, ...ledger.counts };
}

function unsettledOf(image: GroupImage | undefined, topicId: TopicId, partition: number): number {
  let count = 0;
  for (const chunk of image?.chunks(topicId, partition).values() ?? []) {
    count += countUnsettled(chunk);
  }
  return count;
}
