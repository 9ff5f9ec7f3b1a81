/** The cluster as the metadata log describes it: only `replay` and `restore` change it. */
import { assert, unreachable } from "../lib/assert.ts";
import { TOPICS_DELETED_REMEMBERED_MAX } from "../model/limits.ts";
import {
  type BrokerState,
  INCARNATIONS_REMEMBERED,
  type PartitionState,
  type TopicState,
} from "./cluster-state.ts";
import type { ImageSnapshot } from "./image-snapshot.ts";
import type { MetadataRecord } from "./metadata-records.ts";

export type { BrokerState, PartitionState, TopicState } from "./cluster-state.ts";

type Of<Type extends MetadataRecord["type"]> = MetadataRecord & { readonly type: Type };

export class ClusterImage {
  readonly #brokers = new Map<number, BrokerState>();
  readonly #topics = new Map<string, TopicState>();
  readonly #names = new Map<string, string>();
  /** Oldest first. */
  readonly #deleted = new Set<string>();
  #partitionCount = 0;
  #nextProducerId = 0;
  #removedEpoch = 0;

  get brokers(): Iterable<BrokerState> {
    return this.#brokers.values();
  }
  get brokerCount(): number {
    return this.#brokers.size;
  }
  broker(id: number): BrokerState | undefined {
    return this.#brokers.get(id);
  }
  /** What a start of it is given: greater than all that were ever used under that id. */
  nextEpochOf(id: number): number {
    return (this.#brokers.get(id)?.epoch ?? this.#removedEpoch) + 1;
  }
  get topics(): Iterable<TopicState> {
    return this.#topics.values();
  }
  get topicCount(): number {
    return this.#topics.size;
  }
  get partitionCount(): number {
    return this.#partitionCount;
  }
  get nextProducerId(): number {
    return this.#nextProducerId;
  }
  topicByName(name: string): TopicState | undefined {
    const id = this.#names.get(name);
    return id === undefined ? undefined : this.#topics.get(id);
  }
  topicById(id: string): TopicState | undefined {
    return this.#topics.get(id);
  }
  partition(topicId: string, partition: number): PartitionState | undefined {
    return this.#topics.get(topicId)?.partitions[partition];
  }
  /** Was there a topic of this id that is deleted now? Its folders may go. */
  wasDeleted(id: string): boolean {
    return this.#deleted.has(id);
  }

  /** As JSON; `restore` of it gives the same image. */
  snapshot(): ImageSnapshot {
    return {
      v: 1,
      brokers: [...this.#brokers.values()],
      topics: [...this.#topics.values()],
      deleted: [...this.#deleted],
      nextProducerId: this.#nextProducerId,
      removedEpoch: this.#removedEpoch,
    };
  }

  /** Instead of all that was replayed. */
  restore(snapshot: ImageSnapshot): void {
    assert(snapshot.v === 1, `a snapshot of the metadata of version ${String(snapshot.v)}`);
    this.#brokers.clear();
    this.#topics.clear();
    this.#names.clear();
    this.#deleted.clear();
    this.#partitionCount = 0;
    for (const broker of snapshot.brokers) this.#brokers.set(broker.id, broker);
    for (const topic of snapshot.topics) {
      this.#topics.set(topic.id, topic);
      this.#names.set(topic.name, topic.id);
      this.#partitionCount += topic.partitions.length;
    }
    for (const id of snapshot.deleted) this.#deleted.add(id);
    this.#nextProducerId = snapshot.nextProducerId;
    this.#removedEpoch = snapshot.removedEpoch;
  }

  replay(record: MetadataRecord): void {
    switch (record.type) {
      case "broker":
        return this.#replayBroker(record);
      case "brokerState": {
        const { id, state, leaving } = record;
        this.#brokers.set(id, { ...this.#existingBroker(id), state, leaving });
        return;
      }
      case "brokerRemoved": {
        const { id, epoch } = this.#existingBroker(record.id);
        this.#removedEpoch = Math.max(this.#removedEpoch, epoch);
        this.#brokers.delete(id);
        return;
      }
      case "topic": {
        const { id, name, config, replicationFactor } = record;
        assert(!this.#names.has(name), `topic ${name} is created twice`);
        this.#topics.set(id, { id, name, config, replicationFactor, partitions: [] });
        this.#names.set(name, id);
        return;
      }
      case "partition":
        return this.#replayPartition(record);
      case "partitions":
        return this.#replayPartitions(record);
      case "topicConfig":
        this.#topics.set(record.id, { ...this.#existing(record.id), config: record.config });
        return;
      case "replicationFactor": {
        const { id, replicationFactor } = record;
        this.#topics.set(id, { ...this.#existing(id), replicationFactor });
        return;
      }
      case "topicDeleted":
        return this.#replayDeletion(record);
      case "producerIds":
        this.#nextProducerId = record.next;
        return;
      case "image":
        return this.restore(record.image);
      default:
        unreachable(record);
    }
  }

  #existing(id: string): TopicState {
    const topic = this.#topics.get(id);
    assert(topic !== undefined, `the metadata log speaks of topic ${id} before its creation`);
    return topic;
  }

  #existingBroker(id: number): BrokerState {
    const broker = this.#brokers.get(id);
    assert(broker !== undefined, `the metadata log speaks of broker ${id} before it registered`);
    return broker;
  }

  #replayBroker(record: Of<"broker">): void {
    const { id, incarnation, address, rack, state = "active" } = record;
    const { directoryId = "", featureLevel = 0, roles = ["controller", "broker"] } = record;
    const before = this.#brokers.get(id);
    const said = { id, incarnation, address, rack, directoryId, featureLevel, roles };
    // Registered again by the same process, whose answer was lost: it has not started anew.
    if (before?.incarnation === incarnation) {
      this.#brokers.set(id, { ...before, ...said });
      return;
    }
    const earlier = before === undefined ? [] : [before.incarnation, ...before.replaced];
    this.#brokers.set(id, {
      ...said,
      replaced: earlier.slice(0, INCARNATIONS_REMEMBERED),
      epoch: this.nextEpochOf(id),
      state,
      leaving: before?.leaving ?? false,
    });
    if (state === "active") this.#raiseEpochsOf(id);
  }

  #raiseEpochsOf(leader: number): void {
    for (const topic of this.#topics.values()) {
      if (!topic.partitions.some((partition) => partition.leader === leader)) continue;
      const partitions = topic.partitions.map((partition) => {
        if (partition.leader !== leader) return partition;
        const { leaderEpoch, partitionEpoch } = partition;
        return {
          ...partition,
          leaderEpoch: leaderEpoch + 1,
          partitionEpoch: partitionEpoch + 1,
        };
      });
      this.#topics.set(topic.id, { ...topic, partitions });
    }
  }

  #replayPartition(record: Of<"partition">): void {
    const topic = this.#existing(record.topicId);
    const { partition, replicas } = record;
    assert(partition === topic.partitions.length, `partition ${partition} is not the next one`);
    const leader = replicas[0];
    assert(leader !== undefined, `partition ${partition} of ${topic.name} has no replicas`);
    const epochs = { leaderEpoch: 0, partitionEpoch: 0 };
    const state = { partition, replicas, inSync: replicas, eligible: [], leader, ...epochs };
    this.#topics.set(topic.id, { ...topic, partitions: [...topic.partitions, state] });
    this.#partitionCount += 1;
  }

  #replayPartitions({ topicId, states }: Of<"partitions">): void {
    const topic = this.#existing(topicId);
    const partitions = [...topic.partitions];
    for (const state of states) {
      const before = partitions[state.partition];
      assert(before !== undefined, `${topic.name} has no partition ${state.partition}`);
      assert(state.partitionEpoch > before.partitionEpoch, "a partition's epoch goes back");
      assert(state.leaderEpoch >= before.leaderEpoch, "a leader's epoch goes back");
      // JSON leaves undefined out.
      partitions[state.partition] = { ...state, leader: state.leader };
    }
    this.#topics.set(topicId, { ...topic, partitions });
  }

  #replayDeletion({ id }: Of<"topicDeleted">): void {
    const topic = this.#existing(id);
    this.#partitionCount -= topic.partitions.length;
    this.#topics.delete(id);
    this.#names.delete(topic.name);
    this.#deleted.add(id);
    for (const oldest of this.#deleted) {
      if (this.#deleted.size <= TOPICS_DELETED_REMEMBERED_MAX) break;
      this.#deleted.delete(oldest);
    }
  }
}
