/**
 * Stream groups of this node: the coordinator over the internal topic that holds offsets, and what
 * people ask of groups.
 */
import type { Config } from "../config/settings.ts";
import type { MetadataNode } from "../consensus/metadata-node.ts";
import {
  GroupCoordinator,
  type LogRecord,
  type OffsetsLog,
  type QueueSource,
  type TopicsView,
} from "../coordination/group-coordinator.ts";
import { type TopicId, topicId } from "../model/ids.ts";
import { OFFSETS_TOPIC } from "../model/names.ts";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import { BatchBuilder } from "../record/build.ts";
import { forEachRecord } from "../record/records.ts";
import type { GroupsApi } from "./api.ts";
import { withLagAges } from "./lag-ages.ts";
import { resolvePosition } from "./position.ts";
import type { Replicas } from "./replicas.ts";

export interface GroupsParts {
  readonly metadata: MetadataNode;
  readonly replicas: Replicas;
  readonly clock: Clock;
  readonly config: Config;
  readonly random: Random;
  readonly queueSource: QueueSource;
  readonly onTopicsChange: (listener: () => void) => () => void;
}

export interface Groups {
  readonly coordinator: GroupCoordinator;
  readonly api: GroupsApi;
}

export async function openGroups(parts: GroupsParts): Promise<Groups> {
  const { metadata, clock, random, config } = parts;
  if (metadata.image.topicByName(OFFSETS_TOPIC) === undefined) {
    const id = Buffer.from(random.bytes(16)).toString("hex");
    const shape = { partitions: 1, replicationFactor: 1, config: {}, internal: true };
    await metadata.submit({ type: "createTopic", name: OFFSETS_TOPIC, id, ...shape });
  }
  const coordinator = await GroupCoordinator.open({
    clock,
    random,
    log: offsetsLog(parts),
    topics: topicsView(parts),
    source: parts.queueSource,
    rebalanceTimeoutMs: config.rebalanceTimeoutMs,
    sessionTimeouts: {
      defaultMs: config.sessionTimeoutMs,
      minMs: config.sessionTimeoutMinMs,
      maxMs: config.sessionTimeoutMaxMs,
    },
  });
  const api: GroupsApi = {
    list: async () => coordinator.views.list(),
    describe: (_context, group) =>
      withLagAges(coordinator.views.describe(group), parts.replicas, clock),
    put: (_context, { group, mode, settings }) => coordinator.configure(group, mode, settings),
    delete: (_context, group) => coordinator.delete(group),
    fetchOffsets: async (_context, request) => coordinator.views.fetchOffsets(request),
    resetOffsets: (_context, request) => coordinator.resetOffsets(request),
  };
  return { coordinator, api };
}

function offsetsLog({ replicas, clock }: GroupsParts): OffsetsLog {
  return {
    async append(records: readonly LogRecord[]) {
      const replica = replicas.serving(OFFSETS_TOPIC, 0);
      const timestamp = clock.wallMs();
      const builder = new BatchBuilder({ baseTimestamp: timestamp });
      for (const { key, value } of records) builder.append({ timestamp, key, value });
      await replica.committed(replica.append(builder.build()).lastOffset);
    },
    replay: (visit) =>
      replicas.serving(OFFSETS_TOPIC, 0).log.scan(0, (view) => {
        if (view.isControl) return;
        forEachRecord(view, ({ key, value }) => {
          if (key !== undefined) visit({ key, value });
        });
      }),
  };
}

function topicsView(parts: GroupsParts): TopicsView {
  const { metadata, replicas } = parts;
  const { image } = metadata;
  // What can be read already: one that is being created or grows is announced when it is open.
  const entry = (topic: ReturnType<typeof image.topicById>) =>
    topic === undefined || !replicas.has(topic.name)
      ? undefined
      : {
          id: topicId(topic.id),
          name: topic.name,
          partitions: replicas.partitionCount(topic.name),
        };
  const serving = (id: TopicId, partition: number) => {
    const topic = image.topicById(id);
    return replicas.serving(topic?.name ?? id, partition, id);
  };
  return {
    byName: (name) => entry(image.topicByName(name)),
    byId: (id) => entry(image.topicById(id)),
    bounds(id, partition) {
      const topic = image.topicById(id);
      if (topic === undefined || !replicas.has(topic.name)) return undefined;
      const held = replicas.find(topic.name, partition);
      if (held?.kind !== "serving") return undefined;
      const { highWatermark, log } = held.replica;
      return { logStartOffset: log.logStartOffset, highWatermark };
    },
    onChange: parts.onTopicsChange,
    async resolve(id, partition, position) {
      const where = `${image.topicById(id)?.name ?? id}/${partition}`;
      return resolvePosition(serving(id, partition), position, where);
    },
  };
}
