/** Topics: create, list, describe, alter, delete. Changes go through the controller. */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import type { TopicState } from "../controller/cluster-image.ts";
import { NO_LEADER } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import { isInternalTopic } from "../model/names.ts";
import type { TopicConfig } from "../model/topic-config.ts";
import type { Clock } from "../platform/clock.ts";
import { countedMost } from "../schedule/count-due.ts";
import type { PartitionDescription, RequestContext, TopicDescription, TopicsApi } from "./api.ts";
import type { Replicas } from "./replicas.ts";

/** Of a partition that is out of service. */
const NOTHING = {
  logStartOffset: 0,
  highWatermark: 0,
  scheduleStartOffset: 0,
  pending: 0,
  overdue: 0,
  sizeBytes: 0,
  pinnedBytes: 0,
};

export interface TopicsParts {
  readonly clock: Clock;
  readonly metadata: MetadataNode;
  readonly replicas: Replicas;
  readonly defaultPartitions: () => number;
  readonly defaultReplicationFactor: () => number;
  /** A topic's settings, with what it takes from the broker filled in. */
  readonly effectiveConfig: (topic: TopicState) => TopicConfig;
  readonly newTopicId: () => string;
  /** Records were deleted: there may be something to free. */
  readonly recordsDeleted: () => void;
}

export class Topics implements TopicsApi {
  readonly #parts: TopicsParts;

  constructor(parts: TopicsParts) {
    this.#parts = parts;
  }

  async create(
    _context: RequestContext,
    request: Parameters<TopicsApi["create"]>[1],
  ): Promise<TopicDescription> {
    const { metadata, defaultPartitions, defaultReplicationFactor, newTopicId } = this.#parts;
    const { name, partitions, replicationFactor, config } = request;
    await metadata.submit({
      type: "createTopic",
      name,
      id: newTopicId(),
      // 0 is how a gRPC client leaves it out.
      partitions: partitions || defaultPartitions(),
      replicationFactor: replicationFactor || defaultReplicationFactor(),
      config: config ?? {},
      internal: false,
    });
    return this.#describe(this.#existing(name));
  }

  async list(
    _context: RequestContext,
    request: { readonly internal: boolean },
  ): Promise<readonly TopicDescription[]> {
    const { metadata, replicas } = this.#parts;
    return (
      [...metadata.image.topics]
        .filter(({ name }) => request.internal || !isInternalTopic(name))
        // One that is being created is not there yet.
        .filter(({ name }) => replicas.has(name))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((topic) => this.#describe(topic))
    );
  }

  async describe(_context: RequestContext, name: string): Promise<TopicDescription> {
    return this.#describe(this.#existing(name));
  }

  async alter(
    _context: RequestContext,
    request: Parameters<TopicsApi["alter"]>[1],
  ): Promise<TopicDescription> {
    const { name, config } = request;
    const partitions = request.partitions || undefined;
    const topic = this.#existing(name).name;
    await this.#parts.metadata.submit({ type: "alterTopic", name: topic, partitions, config });
    return this.#describe(this.#existing(name));
  }

  async delete(_context: RequestContext, name: string): Promise<void> {
    const { metadata } = this.#parts;
    const id = metadata.image.topicByName(name)?.id;
    await metadata.submit({ type: "deleteTopic", name, ...(id === undefined ? {} : { id }) });
  }

  async deleteRecords(
    _context: RequestContext,
    request: { readonly topic: string; readonly partition: number; readonly before: number },
  ): Promise<number> {
    const { topic, partition, before } = request;
    if (isInternalTopic(topic)) {
      throw new TidemarkError("INTERNAL_TOPIC", `"${topic}" is the broker's own`);
    }
    const { replicas, recordsDeleted } = this.#parts;
    const logStartOffset = await replicas.serving(topic, partition).deleteRecords(before);
    recordsDeleted();
    return logStartOffset;
  }

  /** By name, or by id. */
  #existing(name: string): TopicState {
    const { image } = this.#parts.metadata;
    const topic = image.topicByName(name) ?? image.topicById(name);
    if (topic !== undefined) return topic;
    throw new TidemarkError(
      "UNKNOWN_TOPIC",
      `there is no topic "${name}"; create it with POST /v1/topics {"name":"${name}"}`,
    );
  }

  #describe(topic: TopicState): TopicDescription {
    const { effectiveConfig } = this.#parts;
    const nowMs = this.#parts.clock.wallMs();
    let pending = 0;
    let overdue = 0;
    let nextDue: number | undefined;
    const { replicas: held } = this.#parts;
    // Those that are being added are not there yet.
    const open = topic.partitions.slice(0, held.partitionCount(topic.name));
    const most = countedMost(open.length);
    const partitions = open.map((state): PartitionDescription => {
      const { partition, leader = NO_LEADER, leaderEpoch, replicas, inSync: isr } = state;
      const common = { partition, leader, leaderEpoch, replicas, isr };
      const here = held.held(topic.name, partition);
      if (here.kind === "out") {
        return { ...common, ...NOTHING, error: here.error };
      }
      const { replica } = here;
      const { count, nextDueMs } = replica.schedule;
      const late = replica.schedule.overdueCount(nowMs, most);
      pending += count;
      overdue += late;
      if (nextDueMs !== undefined) nextDue = Math.min(nextDue ?? Infinity, nextDueMs);
      const { highWatermark, scheduleStartOffset, pinnedBytes } = replica;
      const { logStartOffset, sizeBytes } = replica.log;
      const offsets = { logStartOffset, highWatermark, scheduleStartOffset };
      const waiting = { pending: count, nextDue: nextDueMs, overdue: late };
      return { ...common, ...offsets, ...waiting, sizeBytes, pinnedBytes };
    });
    return {
      name: topic.name,
      id: topic.id,
      config: effectiveConfig(topic),
      internal: isInternalTopic(topic.name),
      pending,
      nextDue,
      overdue,
      partitions,
    };
  }
}
