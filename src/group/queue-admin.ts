/** What people do to a queue group: settings, offsets, the end of it. Records first, as ever. */
import { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import type { OffsetChange } from "../model/descriptions.ts";
import type { ResetTarget } from "./events.ts";
import type { GroupImage } from "./image.ts";
import { unsettledIn } from "./queue-chunk.ts";
import type { QueueEvent } from "./queue-events.ts";
import type { QueueGroup } from "./queue-group.ts";
import type { GroupRecord } from "./records.ts";
import { notEmpty } from "./reset.ts";

type Event<K extends QueueEvent["kind"]> = Extract<QueueEvent, { kind: K }>;

export function configure(group: QueueGroup, { ticket, settings }: Event<"configure">): void {
  const { name, image, consumers } = group;
  const keyOrder = settings.keyOrder ?? false;
  if (consumers.size > 0 && keyOrder !== group.settings.keyOrder) {
    const error = new TidemarkError(
      "GROUP_NOT_EMPTY",
      `group ${name} has ${consumers.size} members; keyOrder changes only while it has none`,
    );
    return group.effect({ kind: "reply", ticket, error });
  }
  const records: GroupRecord[] = [{ kind: "settings", group: name, settings }];
  if (image === undefined) {
    records.unshift({ kind: "group", group: name, mode: "queue", generation: 0 });
  }
  group.round.change(ticket, records);
}

/** Leases of the topic are lost; everything from the new offset on comes again. */
export function resetQueue(group: QueueGroup, event: Event<"reset">): void {
  const { ticket, offsets, force } = event;
  const { image, name, consumers } = group;
  if (image === undefined) {
    const error = new TidemarkError("UNKNOWN_GROUP", "there is no such group");
    return group.effect({ kind: "reply", ticket, error });
  }
  if (consumers.size > 0 && !force) {
    return group.effect({ kind: "reply", ticket, error: notEmpty(name, consumers) });
  }
  const changes = queueChanges(offsets, image);
  const records = offsets.flatMap(({ topicId, partition, offset }): GroupRecord[] => {
    const live = group.topics.get(topicId)?.partitions.get(partition);
    if (live !== undefined) {
      for (const entry of live.reset(offset)) group.leases.drop(entry);
      return [];
    }
    const place = { group: name, topicId, partition };
    const counts = image.counts(topicId, partition);
    return [...chunksGone(image, place), { kind: "offset", ...place, offset, counts }];
  });
  if (records.length > 0) group.round.change(undefined, records);
  group.round.reply({ ticket, changes });
}

export function deleteGroup(group: QueueGroup, { ticket }: Event<"delete">): void {
  const { image, name, consumers } = group;
  if (image === undefined || consumers.size > 0) {
    const error =
      image === undefined
        ? new TidemarkError("UNKNOWN_GROUP", `there is no group ${name}`)
        : new TidemarkError(
            "GROUP_NOT_EMPTY",
            `group ${name} has ${consumers.size} members; stop them first`,
          );
    return group.effect({ kind: "reply", ticket, error });
  }
  const ids = new Set([...image.topics.keys(), ...image.offsets.keys(), ...group.topics.keys()]);
  const records = [...ids].flatMap((id) => closeTopic(group, id));
  group.round.change(ticket, [
    ...records,
    { kind: "settings-gone", group: name },
    { kind: "group-gone", group: name },
  ]);
}

/** The topic was deleted, and what the group knew of it goes. */
export function forgetTopic(group: QueueGroup, topicId: TopicId): void {
  const records = closeTopic(group, topicId);
  if (records.length > 0) group.round.change(undefined, records);
}

function closeTopic(group: QueueGroup, topicId: TopicId): GroupRecord[] {
  const { name, image } = group;
  for (const partition of group.topics.get(topicId)?.partitions.values() ?? []) {
    for (const entry of partition.reset(partition.position)) group.leases.drop(entry);
  }
  group.topics.delete(topicId);
  if (image === undefined) return [];
  const records: GroupRecord[] = [];
  for (const place of image.committed()) {
    if (place.topicId !== topicId) continue;
    const at = { group: name, topicId, partition: place.partition };
    records.push(...chunksGone(image, at), { kind: "offset-gone", ...at });
  }
  if (image.topics.has(topicId)) records.push({ kind: "topic-gone", group: name, topicId });
  return records;
}

function chunksGone(
  image: GroupImage,
  place: { readonly group: string; readonly topicId: TopicId; readonly partition: number },
): GroupRecord[] {
  const chunks = [...image.chunks(place.topicId, place.partition).keys()];
  return chunks.map((chunk) => ({ kind: "chunk-gone", ...place, chunk }));
}

/** What a reset would do; `before` is the oldest offset that is not settled. */
export function queueChanges(
  offsets: readonly ResetTarget[],
  image: GroupImage | undefined,
): OffsetChange[] {
  return offsets.map(({ topic, topicId, partition, offset }) => ({
    topic,
    partition,
    before: image && queueFloor(image, topicId, partition),
    after: offset,
  }));
}

/** The oldest offset that is not settled, as far as the log knows. */
export function queueFloor(
  image: GroupImage,
  topicId: TopicId,
  partition: number,
): number | undefined {
  const first = [...image.chunks(topicId, partition)].sort(([a], [b]) => a - b)[0];
  const open = first === undefined ? undefined : unsettledIn(...first)[0];
  return open?.offset ?? image.offset(topicId, partition);
}
