/** The cluster as the metadata log describes it: only `replay` changes it. */
import { assert, unreachable } from "../lib/assert.ts";
import type { TopicConfig } from "../model/topic-config.ts";
import type { MetadataRecord } from "./metadata-records.ts";

export interface BrokerState {
  readonly id: number;
  readonly incarnation: string;
  /** How many times it has started: fences calls of an older incarnation. */
  readonly epoch: number;
  readonly address: string;
  readonly rack: string;
}

export interface PartitionState {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface TopicState {
  readonly id: string;
  readonly name: string;
  readonly config: TopicConfig;
  readonly replicationFactor: number;
  /** In order, without gaps. */
  readonly partitions: readonly PartitionState[];
}

export class ClusterImage {
  readonly #brokers = new Map<number, BrokerState>();
  readonly #topics = new Map<string, TopicState>();
  readonly #names = new Map<string, string>();
  readonly #deleted = new Set<string>();
  #partitionCount = 0;
  #nextProducerId = 0;

  get brokers(): Iterable<BrokerState> {
    return this.#brokers.values();
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
  /** Was there a topic of this id that is deleted now? Its folders may go. */
  wasDeleted(id: string): boolean {
    return this.#deleted.has(id);
  }

  /** The folders of deleted topics are gone: later deletions are told by the records themselves. */
  forgetDeleted(): void {
    this.#deleted.clear();
  }

  replay(record: MetadataRecord): void {
    switch (record.type) {
      case "broker":
        return this.#replayBroker(record);
      case "topic": {
        const { id, name, config, replicationFactor } = record;
        assert(!this.#names.has(name), `topic ${name} is created twice`);
        this.#topics.set(id, { id, name, config, replicationFactor, partitions: [] });
        this.#names.set(name, id);
        return;
      }
      case "partition":
        return this.#replayPartition(record);
      case "topicConfig":
        this.#topics.set(record.id, { ...this.#existing(record.id), config: record.config });
        return;
      case "topicDeleted": {
        const topic = this.#existing(record.id);
        this.#partitionCount -= topic.partitions.length;
        this.#topics.delete(record.id);
        this.#names.delete(topic.name);
        this.#deleted.add(record.id);
        return;
      }
      case "producerIds":
        this.#nextProducerId = record.next;
        return;
      default:
        unreachable(record);
    }
  }

  #existing(id: string): TopicState {
    const topic = this.#topics.get(id);
    assert(topic !== undefined, `the metadata log speaks of topic ${id} before its creation`);
    return topic;
  }

  #replayBroker(record: MetadataRecord & { type: "broker" }): void {
    const { id, incarnation, address, rack } = record;
    const before = this.#brokers.get(id);
    // Registered again by the same process, whose answer was lost: it has not started anew.
    if (before?.incarnation === incarnation) {
      this.#brokers.set(id, { ...before, address, rack });
      return;
    }
    const epoch = (before?.epoch ?? 0) + 1;
    this.#brokers.set(id, { id, incarnation, epoch, address, rack });
    for (const topic of this.#topics.values()) {
      const partitions = topic.partitions.map((partition) =>
        partition.leader === id
          ? { ...partition, leaderEpoch: partition.leaderEpoch + 1 }
          : partition,
      );
      this.#topics.set(topic.id, { ...topic, partitions });
    }
  }

  #replayPartition(record: MetadataRecord & { type: "partition" }): void {
    const topic = this.#existing(record.topicId);
    const { partition, replicas } = record;
    assert(partition === topic.partitions.length, `partition ${partition} is not the next one`);
    const leader = replicas[0];
    assert(leader !== undefined, `partition ${partition} of ${topic.name} has no replicas`);
    const state: PartitionState = { partition, replicas, inSync: replicas, leader, leaderEpoch: 0 };
    this.#topics.set(topic.id, { ...topic, partitions: [...topic.partitions, state] });
    this.#partitionCount += 1;
  }
}
