/** Topics: create, list, describe, alter, delete. Changes go through the controller. */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import type { ControllerCommand } from "../controller/commands.ts";
import type { PartitionState, TopicState } from "../controller/cluster-image.ts";
import { NO_LEADER } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import { isInternalTopic } from "../model/names.ts";
import type { TopicConfig } from "../model/topic-config.ts";
import type { Clock } from "../platform/clock.ts";
import { countedMost } from "../schedule/count-due.ts";
import type { PartitionDescription, RequestContext, TopicDescription, TopicsApi } from "./api.ts";
import type { Replicas } from "./replicas.ts";
import { Attempts, wasNotDone } from "./routing/attempts.ts";
import { type LeaderFacts, noFacts, type PartitionFacts } from "./routing/partition-facts.ts";
import type { RecordDeletions } from "./routing/record-deletions.ts";

export interface TopicsParts {
  readonly clock: Clock;
  readonly metadata: MetadataNode;
  readonly replicas: Replicas;
  readonly defaultPartitions: () => number;
  readonly defaultReplicationFactor: () => number;
  /** How many are, or will be, there. */
  readonly brokersExpected: () => number;
  /** A topic's settings, with what it takes from the broker filled in. */
  readonly effectiveConfig: (topic: TopicState) => TopicConfig;
  readonly newTopicId: () => string;
  readonly facts: LeaderFacts;
  readonly deletions: RecordDeletions;
  /** Resolves when all that was committed of the metadata before is replayed here. */
  readonly catchUp: () => Promise<void>;
  /** Resolves when the partitions of a topic are known here; rejects with LEADER_NOT_READY, or UNKNOWN_TOPIC. */
  readonly opened: (topic: string) => Promise<unknown>;
}

export class Topics implements TopicsApi {
  readonly #parts: TopicsParts;

  constructor(parts: TopicsParts) {
    this.#parts = parts;
  }

  /** Answers once every partition has a leader that serves, or time is up. */
  async create(
    context: RequestContext,
    request: Parameters<TopicsApi["create"]>[1],
  ): Promise<TopicDescription> {
    const { defaultPartitions, defaultReplicationFactor, newTopicId } = this.#parts;
    const { name, partitions, replicationFactor, config } = request;
    await this.#createOnceThere(context, {
      type: "createTopic",
      name,
      id: newTopicId(),
      // 0 is how a gRPC client leaves it out.
      partitions: partitions || defaultPartitions(),
      replicationFactor: replicationFactor || defaultReplicationFactor(),
      config: config ?? {},
      internal: false,
    });
    return this.#onceServed(context, name);
  }

  async list(
    context: RequestContext,
    request: { readonly internal: boolean },
  ): Promise<readonly TopicDescription[]> {
    const { metadata, replicas } = this.#parts;
    const topics = [...metadata.image.topics]
      .filter(({ name }) => request.internal || !isInternalTopic(name))
      // One that is being created is not there yet.
      .filter(({ name }) => replicas.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#describe(context, topics);
  }

  async describe(
    context: RequestContext,
    name: string,
    options: { readonly leadersOnly?: boolean } = {},
  ): Promise<TopicDescription> {
    const topic = await this.#existing(name);
    // One that is just being opened has no partitions here yet: who reads would read nothing for ever.
    await this.#parts.opened(topic.name);
    if (options.leadersOnly !== true) return this.#describeOne(context, topic);
    const partitions = this.#open(topic).map(({ partition }) => noFacts(partition));
    return this.#described(topic, partitions);
  }

  async alter(
    context: RequestContext,
    request: Parameters<TopicsApi["alter"]>[1],
  ): Promise<TopicDescription> {
    const { config } = request;
    const partitions = request.partitions || undefined;
    const { name } = await this.#existing(request.name);
    await this.#parts.metadata.submit({ type: "alterTopic", name, partitions, config });
    return this.#onceServed(context, name);
  }

  async delete(_context: RequestContext, name: string): Promise<void> {
    const { metadata } = this.#parts;
    const id = metadata.image.topicByName(name)?.id;
    await metadata.submit({ type: "deleteTopic", name, ...(id === undefined ? {} : { id }) });
  }

  async deleteRecords(
    context: RequestContext,
    request: { readonly topic: string; readonly partition: number; readonly before: number },
  ): Promise<number> {
    const { topic } = request;
    if (isInternalTopic(topic)) {
      throw new TidemarkError("INTERNAL_TOPIC", `"${topic}" is the broker's own`);
    }
    return this.#parts.deletions.delete(context, request);
  }

  /** By name, or by id. */
  async #existing(name: string): Promise<TopicState> {
    const { metadata, catchUp } = this.#parts;
    const found = () => metadata.image.topicByName(name) ?? metadata.image.topicById(name);
    const topic = found() ?? (await catchUp().then(found));
    if (topic !== undefined) return topic;
    throw new TidemarkError(
      "UNKNOWN_TOPIC",
      `there is no topic "${name}"; create it with POST /v1/topics {"name":"${name}"}`,
    );
  }

  /** Its leaders may have heard of it later than this node. */
  /** Brokers that have just started are active in a moment: who asks that early waits for them. */
  async #createOnceThere(
    context: RequestContext,
    command: ControllerCommand & { readonly type: "createTopic" },
  ): Promise<void> {
    const { clock, metadata, brokersExpected } = this.#parts;
    const goOn = () => context.signal.throwIfAborted();
    const attempts = new Attempts(clock, goOn, context.deadlineMs);
    for (;;) {
      try {
        await metadata.submit(command);
        return;
      } catch (error) {
        const tooFew =
          error instanceof TidemarkError && error.code === "INVALID_REPLICATION_FACTOR";
        const mayCome = command.replicationFactor <= brokersExpected();
        if (!tooFew || !mayCome || !(await attempts.another())) throw error;
      }
    }
  }

  async #onceServed(context: RequestContext, name: string): Promise<TopicDescription> {
    const { clock } = this.#parts;
    const goOn = () => context.signal.throwIfAborted();
    const attempts = new Attempts(clock, goOn, context.deadlineMs);
    for (;;) {
      const described = await this.#describeOne(context, await this.#existing(name));
      const waits = described.partitions.some(({ error }) => error !== undefined && mayPass(error));
      if (!waits || !(await attempts.another())) return described;
    }
  }

  async #describeOne(context: RequestContext, topic: TopicState): Promise<TopicDescription> {
    const [described] = await this.#describe(context, [topic]);
    return described!;
  }

  /** Each leader is asked once for all of them. */
  async #describe(
    context: RequestContext,
    topics: readonly TopicState[],
  ): Promise<readonly TopicDescription[]> {
    const questions = topics.map((topic) => {
      const partitions = this.#open(topic).map(({ partition }) => partition);
      return { topic: topic.name, partitions, overdueMax: countedMost(partitions.length) };
    });
    const facts = await this.#parts.facts.of(context, questions);
    return topics.map((topic, index) => this.#described(topic, facts[index]!));
  }

  /** Those that are being added are not there yet. */
  #open({ name, partitions }: TopicState): readonly PartitionState[] {
    const { replicas } = this.#parts;
    return partitions.slice(0, replicas.has(name) ? replicas.partitionCount(name) : 0);
  }

  #described(topic: TopicState, facts: readonly PartitionFacts[]): TopicDescription {
    const partitions = facts.map((of): PartitionDescription => {
      const state = topic.partitions[of.partition]!;
      const { leader = NO_LEADER, leaderEpoch, replicas, inSync: isr } = state;
      return { ...of, leader, leaderEpoch, replicas, isr };
    });
    const nextDue = partitions.flatMap(({ nextDue: due }) => due ?? []);
    return {
      name: topic.name,
      id: topic.id,
      config: this.#parts.effectiveConfig(topic),
      internal: isInternalTopic(topic.name),
      pending: partitions.reduce((sum, { pending }) => sum + pending, 0),
      nextDue: nextDue.length === 0 ? undefined : Math.min(...nextDue),
      overdue: partitions.reduce((sum, { overdue }) => sum + overdue, 0),
      partitions,
    };
  }
}

/** Its leader is on its way, or has not heard of it yet. */
const mayPass = (error: TidemarkError): boolean =>
  wasNotDone(error) || error.code === "UNKNOWN_TOPIC" || error.code === "UNKNOWN_PARTITION";
