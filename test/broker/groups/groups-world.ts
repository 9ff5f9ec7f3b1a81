/** Brokers that serve groups to each other, in virtual time, over real replicas of the groups log. */
import type { GroupDescription, SubscribeOptions } from "../../../src/broker/api.ts";
import { ExpiredRecords } from "../../../src/broker/expired-records.ts";
import { type Groups, openGroups } from "../../../src/broker/groups.ts";
import { partitionOfGroup } from "../../../src/broker/groups/offsets-topic.ts";
import { PartitionSource } from "../../../src/broker/queue/queue-source.ts";
import { Subscribe } from "../../../src/broker/subscribe.ts";
import type { Membership, QueueMembership } from "../../../src/coordination/group-coordinator.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import { OFFSETS_TOPIC } from "../../../src/model/names.ts";
import { silentLog } from "../../server/routes/harness.ts";
import type { SimClock } from "../../sim/platform/sim-clock.ts";
import { CONTEXT } from "../read-all.ts";
import { type Node, OBSERVER, RoutedWorld, TOPIC, TOPIC_IDS } from "../routing/routed-world.ts";

const IMAGE = {
  topicByName: (name: string) => namedTopic(TOPIC_IDS[name], name),
  topicById: (id: string) => {
    const [name] = Object.entries(TOPIC_IDS).find(([, each]) => each === id) ?? [];
    return name === undefined ? undefined : namedTopic(id, name);
  },
  brokers: [],
};

function namedTopic(id: string | undefined, name: string) {
  return id === undefined ? undefined : { id, name };
}

const CONFIG = {
  groupPartitions: 3,
  rebalanceTimeoutMs: 1_000,
  sessionTimeoutMs: 5_000,
  sessionTimeoutMinMs: 10,
  sessionTimeoutMaxMs: 60_000,
};

const writeDeadLetters = async () => undefined;

function expiredRecords(clock: SimClock): ExpiredRecords {
  return new ExpiredRecords({
    clock,
    log: silentLog,
    image: { topicByName: () => undefined } as never,
    expired: () => undefined,
    writeDeadLetters,
  });
}

/** One stream of a member of a stream group, with all that it has heard. */
export class TestMember {
  memberId = "";
  generation = 0;
  readonly held = new Map<number, number>();
  ended: TidemarkError | undefined;
  membership!: Membership;

  commit(partition: number, offset: number): Promise<TidemarkError | undefined> {
    const offsets = [{ topic: TOPIC, partition, offset }];
    return new Promise((resolve) => this.membership.commit(undefined, offsets, resolve));
  }
}

/** The same of a queue group. */
export class TestConsumer {
  readonly got: number[] = [];
  readonly lost: number[] = [];
  ended: TidemarkError | undefined;
  membership!: QueueMembership;

  ack(...offsets: readonly number[]): Promise<TidemarkError | undefined> {
    const records = offsets.map((offset) => ({ topic: TOPIC, partition: 0, offset }));
    return new Promise((resolve) => this.membership.settle({ verb: "ack", records }, resolve));
  }
}

export class GroupsWorld extends RoutedWorld {
  readonly groups = new Map<number, Groups>();
  readonly #onTopics = new Set<() => void>();

  /** `seats[p]` leads partition p of the groups log; the topic's partitions are led by `leaders`. */
  async startGroups(seats: readonly number[], leaders: readonly number[]): Promise<this> {
    await this.start(leaders);
    for (const [partition, leader] of seats.entries()) {
      await this.lead(partition, leader, OFFSETS_TOPIC);
    }
    for (const node of this.nodes) this.groups.set(node.brokerId, await this.#open(node));
    return this;
  }

  #open(node: Node): Promise<Groups> {
    const { clock, replicas, leaders, peers, readables, network } = node;
    const random = this.random.stream(`groups ${node.brokerId}`);
    const expired = expiredRecords(clock);
    const source = { clock, readables, log: silentLog, writeDeadLetters, expired };
    return this.run(
      openGroups({
        metadata: { image: IMAGE, submit: () => Promise.reject(new Error("no topic is made")) },
        replicas,
        leaders,
        readables,
        peers,
        network,
        clock,
        config: CONFIG,
        random,
        log: silentLog,
        queueSource: new PartitionSource(source),
        onTopicsChange: (listener) => {
          this.#onTopics.add(listener);
          return () => this.#onTopics.delete(listener);
        },
        newTopicId: () => "",
        replicationFactor: () => 1,
        alone: false,
      }),
    );
  }

  /** Another broker coordinates the group from now on, in a new epoch. */
  async seat(group: string, brokerId: number): Promise<void> {
    await this.lead(partitionOfGroup(group, 3), brokerId, OFFSETS_TOPIC);
    for (const listener of this.#onTopics) listener();
  }

  api(brokerId: number): Groups["api"] {
    return this.groups.get(brokerId)!.api;
  }

  describe(brokerId: number, group: string): Promise<GroupDescription> {
    return this.run(this.api(brokerId).describe(CONTEXT, group));
  }

  /** Joins through that broker. */
  async join(brokerId: number, group: string, memberId?: string): Promise<TestMember> {
    const options = this.#options(group, "stream", memberId);
    const access = await this.#enter(brokerId, options);
    const member = new TestMember();
    member.membership = access.join(options, {
      joined: (id, generation) => Object.assign(member, { memberId: id, generation }),
      assigned: (generation, added) => {
        member.generation = generation;
        for (const { partition, offset } of added) member.held.set(partition, offset);
      },
      revoked: (generation, partitions) => {
        for (const { partition } of partitions) member.held.delete(partition);
        member.membership.released(generation, partitions);
      },
      end: (error) => (member.ended = error),
    });
    await this.schedule.advance(50);
    return member;
  }

  /** A whole session of a member through that broker: what it is handed over, by partition. */
  async subscribe(brokerId: number, group: string): Promise<Map<number, number[]>> {
    const { clock, readables } = this.node(brokerId);
    const options = this.#options(group, "stream", undefined);
    const access = await this.#enter(brokerId, options);
    const got = new Map<number, number[]>();
    const nothing = () => undefined;
    const session = new Subscribe(
      { clock, readables, group: access, observer: OBSERVER, expired: expiredRecords(clock) },
      "c",
      options,
      {
        joined: nothing,
        assigned: nothing,
        revoked: nothing,
        commitResult: nothing,
        needed: nothing,
        end: nothing,
        partitionError: (_topic, _partition, error) => {
          throw error;
        },
        deliver: ({ partition, records }) => {
          got.set(partition, [
            ...(got.get(partition) ?? []),
            ...records.map((each) => each.offset),
          ]);
        },
      },
      nothing,
    );
    session.credit(10_000, 10_000_000);
    await this.schedule.advance(50);
    return got;
  }

  async consume(brokerId: number, group: string): Promise<TestConsumer> {
    const options = this.#options(group, "queue", undefined);
    const access = await this.#enter(brokerId, options);
    const consumer = new TestConsumer();
    consumer.membership = access.joinQueue(options, {
      joined: () => undefined,
      deliver: ({ records }) => consumer.got.push(...records.map(({ offset }) => offset)),
      needed: () => undefined,
      lost: (records) => consumer.lost.push(...records.map(({ offset }) => offset)),
      partitionError: () => undefined,
      end: (error) => (consumer.ended = error),
    });
    consumer.membership.credit(10_000, 10_000_000);
    await this.schedule.advance(50);
    return consumer;
  }

  async #enter(brokerId: number, options: SubscribeOptions) {
    const entered = this.groups.get(brokerId)!.entrance.enter(CONTEXT, options);
    // Virtual time stands still where nothing has to happen first.
    return (entered instanceof Promise ? await this.run(entered) : entered).access;
  }

  #options(
    group: string,
    mode: "stream" | "queue",
    memberId: string | undefined,
  ): SubscribeOptions {
    const how = { encoding: "records", autoCommit: false, untilEnd: false } as const;
    const start = "earliest" as const;
    return { group, topics: [TOPIC], mode, start, memberId, address: "a", ...how };
  }
}
