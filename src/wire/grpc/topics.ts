/** TopicService: tidemark.v1 ↔ the broker's words. */
import type { TopicDescription } from "../../model/descriptions.ts";
import type { tidemark } from "../generated/tidemark.js";
import { nonZero } from "./decode.ts";
import { errorMessage } from "./status.ts";

/** Absent from the message: no change, no setting. */
const settings = (config: Readonly<Record<string, unknown>>) =>
  Object.keys(config).length === 0 ? undefined : config;

export const createTopicOf = (message: tidemark.v1.CreateTopicRequest) => ({
  name: message.name,
  partitions: nonZero(message.partitions),
  replicationFactor: nonZero(message.replicationFactor),
  config: settings(message.config),
});

export const alterTopicOf = (message: tidemark.v1.AlterTopicRequest) => ({
  name: message.name,
  partitions: nonZero(message.partitions),
  config: settings(
    Object.fromEntries(
      Object.entries(message.config).map(([name, value]) => [name, value === "" ? null : value]),
    ),
  ),
});

export const topicMessage = (topic: TopicDescription): tidemark.v1.Topic.$Properties => ({
  name: topic.name,
  id: topic.id,
  config: Object.fromEntries(
    Object.entries(topic.config).map(([name, value]) => [name, String(value)]),
  ),
  pending: topic.pending,
  nextDue: topic.nextDue,
  overdue: topic.overdue,
  internal: topic.internal,
  partitions: topic.partitions.map((partition) => ({
    ...partition,
    replicaLag: [...(partition.replicaLag ?? [])],
    error: partition.error === undefined ? undefined : errorMessage(partition.error),
  })),
});
