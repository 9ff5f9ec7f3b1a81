/**
 * Decides about topics and producer ids: a command becomes records and a reply, or a TidemarkError. Changes
 * nothing itself: the records do, once they are committed and replayed. Pure.
 */
import { TidemarkError } from "../model/errors.ts";
import { PARTITIONS_MAX, PARTITIONS_PER_TOPIC_MAX, TOPICS_MAX } from "../model/limits.ts";
import { isInternalTopic, isTopicName, TOPIC_NAME_RULE } from "../model/names.ts";
import { parseTopicSetting, type TopicConfig, topicSettingName } from "../model/topic-config.ts";
import type { ClusterImage, TopicState } from "./cluster-image.ts";
import type { Decision } from "./decision.ts";
import type { MetadataRecord } from "./metadata-records.ts";
import { PartitionChanges, Standing } from "./partition-changes.ts";
import { placePartitions } from "./placement.ts";

/** Producer ids are handed out by the thousand: one entry of the metadata log for each block. */
export const PRODUCER_ID_BLOCK = 1_000;

export interface CreateTopic {
  readonly name: string;
  /** A fresh random id, 32 hex digits. */
  readonly id: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** The broker's own topics are made by the broker alone. */
  readonly internal: boolean;
}

export function createTopic(image: ClusterImage, command: CreateTopic): Decision<string> {
  const { name, id, partitions, replicationFactor } = command;
  if (!isTopicName(name)) {
    throw new TidemarkError("INVALID_TOPIC_NAME", `topic name "${name}": want ${TOPIC_NAME_RULE}`);
  }
  if (isInternalTopic(name) !== command.internal) {
    throw new TidemarkError(
      "INTERNAL_TOPIC",
      `"${name}": names that begin with __ are the broker's`,
    );
  }
  // Sent again: it was created, and perhaps deleted since.
  if (image.topicById(id)?.name === name || image.wasDeleted(id)) return { records: [], reply: id };
  if (image.topicByName(name) !== undefined) {
    throw new TidemarkError("TOPIC_EXISTS", `topic "${name}" exists`);
  }
  if (image.topicCount >= TOPICS_MAX) {
    throw new TidemarkError("OVERLOADED", `there are ${TOPICS_MAX} topics already`);
  }
  checkPartitions(image, partitions, 0);
  const config = mergeConfig({}, command.config);
  const replicas = placePartitions(image, id, 0, partitions, replicationFactor);
  const records: MetadataRecord[] = [{ type: "topic", id, name, config, replicationFactor }];
  return { records: [...records, ...partitionRecords(id, 0, replicas)], reply: id };
}

export interface AlterTopic {
  readonly name: string;
  readonly partitions?: number | undefined;
  /** `null` or an empty text: back to the default. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

export function alterTopic(image: ClusterImage, command: AlterTopic): Decision<undefined> {
  const topic = existing(image, command.name);
  if (isInternalTopic(topic.name)) {
    throw new TidemarkError(
      "INTERNAL_TOPIC",
      `"${topic.name}" is the broker's own and stays as it is`,
    );
  }
  const records: MetadataRecord[] = [];
  if (command.config !== undefined) {
    const config = mergeConfig(topic.config, command.config);
    if (!sameConfig(config, topic.config)) {
      records.push({ type: "topicConfig", id: topic.id, config });
      records.push(...withOtherMinInsync(image, { ...topic, config }));
    }
  }
  const { length } = topic.partitions;
  if (command.partitions !== undefined && command.partitions !== length) {
    checkPartitions(image, command.partitions, length);
    const added = command.partitions - length;
    const replicas = placePartitions(image, topic.id, length, added, topic.replicationFactor);
    records.push(...partitionRecords(topic.id, length, replicas));
  }
  return { records, reply: undefined };
}

/** Who may be elected beside those in sync depends on how many are enough. */
function withOtherMinInsync(image: ClusterImage, topic: TopicState): MetadataRecord[] {
  const changes = new PartitionChanges(new Standing(image));
  for (const { partition } of topic.partitions) changes.electOne(topic, partition);
  return changes.records(image);
}

/** With `id` it is done already where that topic was deleted, whoever has its name now. */
export function deleteTopic(image: ClusterImage, name: string, id?: string): Decision<string> {
  if (id !== undefined && image.wasDeleted(id)) return { records: [], reply: id };
  const topic = existing(image, name);
  if (isInternalTopic(name)) {
    throw new TidemarkError("INTERNAL_TOPIC", `"${name}" is the broker's own and stays`);
  }
  return { records: [{ type: "topicDeleted", id: topic.id }], reply: topic.id };
}

/** The reply is the first id of the block. */
export function allocateProducerIds(image: ClusterImage): Decision<number> {
  const first = image.nextProducerId;
  return { records: [{ type: "producerIds", next: first + PRODUCER_ID_BLOCK }], reply: first };
}

function existing(image: ClusterImage, name: string): TopicState {
  const topic = image.topicByName(name);
  if (topic === undefined) {
    throw new TidemarkError("UNKNOWN_TOPIC", `there is no topic "${name}"`);
  }
  return topic;
}

function checkPartitions(image: ClusterImage, wanted: number, now: number): void {
  if (!Number.isSafeInteger(wanted) || wanted < 1 || wanted > PARTITIONS_PER_TOPIC_MAX) {
    throw new TidemarkError(
      "INVALID_PARTITIONS",
      `${wanted} partitions: want 1 to ${PARTITIONS_PER_TOPIC_MAX}`,
    );
  }
  if (wanted < now) {
    throw new TidemarkError(
      "INVALID_PARTITIONS",
      `the topic has ${now} partitions; their number can grow but not shrink to ${wanted}`,
    );
  }
  if (image.partitionCount + wanted - now > PARTITIONS_MAX) {
    throw new TidemarkError(
      "INVALID_PARTITIONS",
      `the cluster has ${image.partitionCount} of at most ${PARTITIONS_MAX} partitions`,
    );
  }
}

function mergeConfig(before: TopicConfig, changes: Readonly<Record<string, unknown>>): TopicConfig {
  const merged: Record<string, number | string> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") {
      delete merged[topicSettingName(name)];
      continue;
    }
    const setting = parseTopicSetting(name, value);
    merged[setting.name] = setting.value;
  }
  return merged;
}

function sameConfig(some: TopicConfig, others: TopicConfig): boolean {
  const entries = Object.entries(some);
  return (
    entries.length === Object.keys(others).length &&
    entries.every(([name, value]) => others[name as keyof TopicConfig] === value)
  );
}

function partitionRecords(
  topicId: string,
  first: number,
  replicas: readonly (readonly number[])[],
): MetadataRecord[] {
  return replicas.map((ids, index) => ({
    type: "partition",
    topicId,
    partition: first + index,
    replicas: ids,
  }));
}
