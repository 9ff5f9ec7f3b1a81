/**
 * All partitions of all topics by name, each either served here or out, with the error that a client gets.
 * Never decides on its own which.
 */
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../model/ids.ts";
import type { Replica } from "../replication/replica.ts";

/** A partition, from the moment its topic is known. */
export type Held =
  /** Led here, and ready. */
  | { readonly kind: "serving"; readonly replica: Replica }
  | {
      readonly kind: "out";
      readonly error: TidemarkError;
      /** This broker has one: it follows, or is about to lead. */
      readonly replica?: Replica;
      /** This broker has none. */
      readonly elsewhere?: true;
    };

export interface ServedPartition {
  readonly partition: number;
  readonly replica: Replica;
}

export interface HeldTopic {
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: Map<number, Held>;
}

export class Replicas {
  readonly #topics = new Map<string, HeldTopic>();

  topic(name: string): HeldTopic {
    const topic = this.#topics.get(name);
    if (topic !== undefined) return topic;
    throw new TidemarkError(
      "UNKNOWN_TOPIC",
      `there is no topic "${name}"; create it with POST /v1/topics {"name":"${name}"}`,
    );
  }

  /** Topics of users. */
  get topicCount(): number {
    return [...this.#topics.values()].filter(({ internal }) => !internal).length;
  }

  /** Of this broker, served or not, its own included. */
  get partitionsHeld(): number {
    let count = 0;
    for (const { held } of this.all()) if (held.kind === "serving" || !held.elsewhere) count += 1;
    return count;
  }

  has(name: string): boolean {
    return this.#topics.has(name);
  }

  partitionCount(name: string): number {
    return this.topic(name).partitions.size;
  }

  find(name: string, partition: number): Held | undefined {
    return this.#topics.get(name)?.partitions.get(partition);
  }

  /** Throws UNKNOWN_PARTITION. */
  held(name: string, partition: number): Held {
    const topic = this.topic(name);
    const held = topic.partitions.get(partition);
    if (held !== undefined) return held;
    throw new TidemarkError(
      "UNKNOWN_PARTITION",
      `topic "${name}" has partitions 0 to ${topic.partitions.size - 1}, not ${partition}`,
    );
  }

  /** Throws where the partition does not exist or is out of service. */
  serving(name: string, partition: number, topicId?: string): Replica {
    const topic = this.topic(name);
    if (topicId !== undefined && topicId !== "" && topicId !== topic.id) {
      throw new TidemarkError(
        "UNKNOWN_TOPIC",
        `topic "${name}" was deleted and created again: its id is ${topic.id}, not ${topicId}`,
      );
    }
    const held = this.held(name, partition);
    if (held.kind === "out") throw held.error;
    return held.replica;
  }

  /** Partitions of a topic that are served, in order. */
  *servedOf(name: string): Iterable<ServedPartition> {
    for (const [partition, held] of this.topic(name).partitions) {
      if (held.kind === "serving") yield { partition, replica: held.replica };
    }
  }

  /** Why some partition of the topic is not served; undefined: all are. */
  absentOf(name: string): TidemarkError | undefined {
    for (const held of this.topic(name).partitions.values()) {
      if (held.kind === "out") return held.error;
    }
    return undefined;
  }

  *all(): Iterable<{ readonly topic: string; readonly partition: number; readonly held: Held }> {
    for (const [topic, { partitions }] of this.#topics) {
      for (const [partition, held] of partitions) yield { topic, partition, held };
    }
  }

  /** Replicas of this broker that are open, whatever their role. */
  *open(): Iterable<{
    readonly topic: string;
    readonly partition: number;
    readonly replica: Replica;
  }> {
    for (const { topic, partition, held } of this.all()) {
      if (held.replica !== undefined) yield { topic, partition, replica: held.replica };
    }
  }

  put(name: string, internal: boolean, id: PartitionId, held: Held): void {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = { id: id.topicId, internal, partitions: new Map() };
      this.#topics.set(name, topic);
    }
    topic.partitions.set(id.partition, held);
  }

  /** Forgets a topic and returns what was held of it. */
  takeById(
    id: string,
  ): readonly { readonly key: string; readonly partition: number; readonly held: Held }[] {
    for (const [name, topic] of this.#topics) {
      if (topic.id !== id) continue;
      this.#topics.delete(name);
      return [...topic.partitions].map(([partition, held]) => ({
        key: partitionKey({ topicId: topicId(id), partition }),
        partition,
        held,
      }));
    }
    return [];
  }
}
