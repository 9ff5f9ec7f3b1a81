/**
 * Topics and partitions of a queue group: which are open, where new ones begin, what becomes of them
 * as topics come, grow and go.
 */
import type { Position } from "../model/records.ts";
import type { TopicEntry } from "./events.ts";
import { forgetTopic } from "./queue-admin.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Moment, QueueEvent } from "./queue-events.ts";
import type { QueueGroup } from "./queue-group.ts";
import { QueuePartition } from "./queue-partition.ts";
import { QueueTopic } from "./queue-topic.ts";

type Started = Extract<QueueEvent, { kind: "started" }>;

/** Opens what is not open yet of a topic. */
export function openTopic(
  group: QueueGroup,
  entry: TopicEntry,
  start: Position,
  now: Moment,
): void {
  const { id: topicId, name, partitions } = entry;
  let topic = group.topics.get(topicId);
  if (topic === undefined) group.topics.set(topicId, (topic = new QueueTopic(topicId, name)));
  const { image } = group;
  const known = image?.topics.get(topicId) ?? group.round.begins(topicId, partitions);
  for (let partition = 0; partition < partitions; partition++) {
    if (topic.partitions.has(partition) || topic.opening.has(partition)) continue;
    const place = { topicId, topic: name, partition };
    if (image?.offset(topicId, partition) === undefined) {
      topic.opening.add(partition);
      // Younger than the group's interest: "latest" would skip what came before it was seen.
      const position = partition < known ? start : "earliest";
      group.effect({ kind: "resolve", place, position });
      continue;
    }
    const { keyOrder } = group.settings;
    const revive = (found: QueueEntry) => group.leases.revive(found, now);
    const queue = QueuePartition.restore(place, image, keyOrder, group.totals, revive);
    opened(group, topic, queue);
  }
}

/** The place is durable soon: "latest" must not mean something later after a crash. */
export function startPartition(group: QueueGroup, event: Started): void {
  const { topicId, partition, offset } = event;
  const topic = group.topics.get(topicId);
  if (topic === undefined || !topic.opening.delete(partition)) return;
  const place = { topicId, topic: topic.name, partition };
  const queue = new QueuePartition(place, offset, group.settings.keyOrder, group.totals);
  queue.ledger.begin();
  opened(group, topic, queue);
}

function opened(group: QueueGroup, topic: QueueTopic, queue: QueuePartition): void {
  topic.partitions.set(queue.partition, queue);
  group.effect({ kind: "follow", place: queue });
}

/** Topics came, went or grew. */
export function topicsChanged(group: QueueGroup, now: Moment): void {
  for (const topic of group.topics.values()) {
    const entry = group.catalogue.byId(topic.id);
    if (entry === undefined) forgetTopic(group, topic.id);
    else openTopic(group, entry, "earliest", now);
  }
  const { image } = group;
  for (const id of new Set([...(image?.topics.keys() ?? []), ...(image?.offsets.keys() ?? [])])) {
    if (group.catalogue.byId(id) === undefined) forgetTopic(group, id);
  }
}
