/** Topics as JSON: what creates and changes them, how they are shown. */
import type { PartitionDescription, TopicDescription } from "../../model/descriptions.ts";
import { PARTITIONS_PER_TOPIC_MAX } from "../../model/limits.ts";
import { Fields } from "./fields.ts";
import { errorJson } from "./status.ts";

const CREATE: ReadonlySet<string> = new Set(["name", "partitions", "replicationFactor", "config"]);
const ALTER: ReadonlySet<string> = new Set(["partitions", "config"]);
const DELETE_RECORDS: ReadonlySet<string> = new Set(["partition", "before"]);

export function createTopicOf(value: unknown) {
  const fields = new Fields(value, CREATE, "the topic", "INVALID_REQUEST");
  const name = fields.text("name");
  if (name === undefined) throw fields.refuse("name", "is missing");
  return {
    name,
    partitions: partitions(fields),
    replicationFactor: fields.integer("replicationFactor", 1, 2 ** 15 - 1),
    config: fields.object("config"),
  };
}

export function alterTopicOf(value: unknown) {
  const fields = new Fields(value, ALTER, "the change", "INVALID_REQUEST");
  return { partitions: partitions(fields), config: fields.object("config") };
}

function partitions(fields: Fields): number | undefined {
  const count = fields.integer("partitions", Number.MIN_SAFE_INTEGER);
  if (count !== undefined && (count < 1 || count > PARTITIONS_PER_TOPIC_MAX))
    throw fields.refuse(
      "partitions",
      `must be from 1 to ${PARTITIONS_PER_TOPIC_MAX}, not ${count}`,
      "INVALID_PARTITIONS",
    );
  return count;
}

export function deleteRecordsOf(value: unknown): { partition: number; before: number } {
  const fields = new Fields(value, DELETE_RECORDS, "the request", "INVALID_REQUEST");
  const partition = fields.integer("partition", 0);
  const before = fields.integer("before", 0);
  if (partition === undefined) throw fields.refuse("partition", "is missing");
  if (before === undefined) throw fields.refuse("before", "is missing: the first offset to keep");
  return { partition, before };
}

export const partitionJson = (partition: PartitionDescription) => ({
  partition: partition.partition,
  leader: partition.leader,
  leaderEpoch: partition.leaderEpoch,
  replicas: partition.replicas,
  isr: partition.isr,
  logStartOffset: partition.logStartOffset,
  highWatermark: partition.highWatermark,
  scheduleStartOffset: partition.scheduleStartOffset,
  pending: partition.pending,
  sizeBytes: partition.sizeBytes,
  pinnedBytes: partition.pinnedBytes,
  nextDue: partition.nextDue ?? null,
  overdue: partition.overdue,
  ...(partition.replicaLag === undefined ? {} : { replicaLag: partition.replicaLag }),
  ...(partition.error === undefined ? {} : { error: errorJson(partition.error) }),
});

/** `nextDue` is null where nothing is pending. */
export const topicJson = (topic: TopicDescription) => ({
  name: topic.name,
  id: topic.id,
  config: topic.config,
  ...(topic.internal ? { internal: true } : {}),
  pending: topic.pending,
  nextDue: topic.nextDue ?? null,
  overdue: topic.overdue,
  partitions: topic.partitions.map(partitionJson),
});
