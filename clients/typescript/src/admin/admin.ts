/** Topics, groups, schedules and the cluster: one unary call each. */
import type { PartitionOffset } from "../consumer/types.ts";
import { tidemark } from "../generated/tidemark.js";
import type { Brokers, Decoder, Encoder, RequestOptions } from "../transport/brokers.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Schedules } from "./schedules.ts";
import type {
  AlterTopic,
  ClusterDescription,
  CreateTopic,
  GroupDescription,
  OffsetChange,
  PutGroup,
  ResetOffsets,
  ResetSwitches,
  TopicDescription,
} from "./types.ts";
import { fromPutGroup, toGroup, toTopic } from "./wire.ts";

const v1 = tidemark.v1;

export interface AdminOptions {
  /** For each call with its retries; then `DEADLINE_EXCEEDED` or the last failure. Default 30,000. */
  readonly timeoutMs?: number;
  /** Aborting it fails the calls under way with `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/**
 * Administers a cluster. Calls are retried while that is safe; a change whose answer was lost fails
 * with `OUTCOME_UNKNOWN`.
 *
 * @example
 * const admin = tidemark.admin();
 * await admin.createTopic({ name: "orders", partitions: 4 });
 * for await (const pending of admin.schedules.list("orders")) console.log(pending.id);
 */
export class Admin {
  readonly schedules: Schedules;
  readonly deadLetters: DeadLetters;
  readonly #brokers: Brokers;
  readonly #options: RequestOptions;

  /** @internal Use `Tidemark.admin()`. */
  constructor(brokers: Brokers, options: AdminOptions = {}) {
    this.#brokers = brokers;
    this.#options = { timeoutMs: options.timeoutMs, signal: options.signal };
    this.schedules = new Schedules(brokers, this.#options);
    this.deadLetters = new DeadLetters(brokers, this.#options);
  }

  #read<I, O>(path: string, request: Encoder<I>, response: Decoder<O>, message: I): Promise<O> {
    const options = { ...this.#options, idempotent: true };
    return this.#brokers.request(path, request, response, message, options);
  }

  #change<I, O>(path: string, request: Encoder<I>, response: Decoder<O>, message: I): Promise<O> {
    return this.#brokers.request(path, request, response, message, this.#options);
  }

  /** Resolves once every partition has a leader. `TOPIC_EXISTS` where there is one of that name. */
  async createTopic(topic: CreateTopic): Promise<TopicDescription> {
    const { name, partitions = 0, replicationFactor = 0, config = {} } = topic;
    const request = { name, partitions, replicationFactor, config: texts(config) };
    const path = "/tidemark.v1.TopicService/CreateTopic";
    return toTopic(await this.#change(path, v1.CreateTopicRequest, v1.Topic, request));
  }

  /** `internal`: also the broker's own. */
  async listTopics(options: { readonly internal?: boolean } = {}): Promise<TopicDescription[]> {
    const path = "/tidemark.v1.TopicService/ListTopics";
    const codecs = [v1.ListTopicsRequest, v1.ListTopicsResponse] as const;
    const request = { internal: options.internal ?? false };
    const { topics } = await this.#read(path, ...codecs, request);
    return topics.map(toTopic);
  }

  /** By name or id. `UNKNOWN_TOPIC` where there is none. */
  async describeTopic(name: string): Promise<TopicDescription> {
    const path = "/tidemark.v1.TopicService/DescribeTopic";
    const codecs = [v1.DescribeTopicRequest, v1.Topic] as const;
    return toTopic(await this.#read(path, ...codecs, { name }));
  }

  /** More partitions, other settings. */
  async alterTopic(name: string, changes: AlterTopic): Promise<TopicDescription> {
    const { partitions = 0, config = {} } = changes;
    const path = "/tidemark.v1.TopicService/AlterTopic";
    const request = { name, partitions, config: texts(config) };
    return toTopic(await this.#change(path, v1.AlterTopicRequest, v1.Topic, request));
  }

  /** With all its records, also those that wait. */
  async deleteTopic(name: string): Promise<void> {
    const path = "/tidemark.v1.TopicService/DeleteTopic";
    await this.#change(path, v1.DeleteTopicRequest, v1.DeleteTopicResponse, { name });
  }

  /** Makes records below `before` unreadable; resolves with the first readable offset. */
  async deleteRecords(topic: string, partition: number, before: number): Promise<number> {
    const path = "/tidemark.v1.TopicService/DeleteRecords";
    const codecs = [v1.DeleteRecordsRequest, v1.DeleteRecordsResponse] as const;
    const request = { topic, partition, before };
    return (await this.#read(path, ...codecs, request)).logStartOffset;
  }

  async listGroups(): Promise<GroupDescription[]> {
    const path = "/tidemark.v1.GroupService/ListGroups";
    const codecs = [v1.ListGroupsRequest, v1.ListGroupsResponse] as const;
    return (await this.#read(path, ...codecs, {})).groups.map(toGroup);
  }

  /** Members, committed offsets and lag. `UNKNOWN_GROUP` where there is none. */
  async describeGroup(group: string): Promise<GroupDescription> {
    const path = "/tidemark.v1.GroupService/DescribeGroup";
    const codecs = [v1.DescribeGroupRequest, v1.Group] as const;
    return toGroup(await this.#read(path, ...codecs, { group }));
  }

  /** Says how a group works, and makes it if it is new. */
  async putGroup(group: PutGroup): Promise<GroupDescription> {
    const path = "/tidemark.v1.GroupService/PutGroup";
    return toGroup(await this.#read(path, v1.PutGroupRequest, v1.Group, fromPutGroup(group)));
  }

  /** With its offsets. `GROUP_NOT_EMPTY` while it has members. */
  async deleteGroup(group: string): Promise<void> {
    const path = "/tidemark.v1.GroupService/DeleteGroup";
    await this.#change(path, v1.DeleteGroupRequest, v1.DeleteGroupResponse, { group });
  }

  /** Committed offsets by partition; partitions without one are left out. */
  async groupOffsets(group: string, topic: string): Promise<Record<number, number>> {
    const path = "/tidemark.v1.GroupService/FetchOffsets";
    const codecs = [v1.FetchOffsetsRequest, v1.FetchOffsetsResponse] as const;
    const { offsets } = await this.#read(path, ...codecs, { group, topic });
    return Object.fromEntries(offsets.map(({ partition, offset }) => [partition, offset]));
  }

  /** Moves a group; forwards skips records, backwards brings them again. */
  async resetOffsets(reset: ResetOffsets): Promise<OffsetChange[]> {
    const { group, topic, to, shift, force, dryRun } = reset;
    const partitions = [...(reset.partitions ?? [])];
    const where = to === undefined ? { shift } : { shift, ...target(topic, to) };
    return this.#reset({ group, topic, partitions, force, dryRun, ...where }, shift !== undefined);
  }

  /** Everything that the group has committed: what `importOffsets` takes. */
  async exportOffsets(group: string): Promise<PartitionOffset[]> {
    const path = "/tidemark.v1.GroupService/FetchOffsets";
    const codecs = [v1.FetchOffsetsRequest, v1.FetchOffsetsResponse] as const;
    const { offsets } = await this.#read(path, ...codecs, { group });
    return offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  /**
   * Sets these offsets, of one topic or many, all or none; the group is made where there is none.
   * `OFFSET_OUT_OF_RANGE` where a partition does not hold its offset.
   */
  importOffsets(
    group: string,
    offsets: readonly PartitionOffset[],
    switches: ResetSwitches = {},
  ): Promise<OffsetChange[]> {
    return this.#reset({ group, offsets: [...offsets], ...switches }, false);
  }

  /** `relative`: doing it twice is not the same as doing it once. */
  async #reset(
    request: tidemark.v1.ResetOffsetsRequest.$Properties,
    relative: boolean,
  ): Promise<OffsetChange[]> {
    const path = "/tidemark.v1.GroupService/ResetOffsets";
    const codecs = [v1.ResetOffsetsRequest, v1.ResetOffsetsResponse] as const;
    const { changes } = await (relative
      ? this.#change(path, ...codecs, request)
      : this.#read(path, ...codecs, request));
    return changes.map(({ topic, partition, before, after }) => ({
      topic,
      partition,
      before: before ?? undefined,
      after,
    }));
  }

  async describeCluster(): Promise<ClusterDescription> {
    const path = "/tidemark.v1.ClusterService/DescribeCluster";
    const codecs = [v1.DescribeClusterRequest, v1.Cluster] as const;
    const cluster = await this.#read(path, ...codecs, {});
    const { clusterId, controller, timeMs } = cluster;
    const brokers = cluster.brokers.map(({ id, address, rack, state }) => ({
      id,
      address,
      rack,
      state,
    }));
    return { clusterId, controller, brokers, timeMs };
  }
}

/** Settings as the wire has them: text, empty for "back to the default". */
function texts(config: NonNullable<AlterTopic["config"]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, value === null ? "" : String(value)]),
  );
}

function target(
  topic: string,
  to: NonNullable<ResetOffsets["to"]>,
): Pick<tidemark.v1.ResetOffsetsRequest.$Properties, "to" | "offsets"> {
  if (to === "earliest") return { to: { earliest: true } };
  if (to === "latest") return { to: { latest: true } };
  if (to instanceof Date) return { to: { timestamp: to.getTime() } };
  const offsets = Object.entries(to).map(([partition, offset]) => ({
    topic,
    partition: Number(partition),
    offset,
  }));
  return { offsets };
}
