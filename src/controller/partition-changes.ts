/**
 * Changes of partitions that one command comes to, gathered topic by topic, seen by what is decided later in
 * the same command, and written as records. Pure; changes no image.
 */
import type { BrokerState, ClusterImage, PartitionState, TopicState } from "./cluster-image.ts";
import { minInsyncReplicasOf } from "./cluster-state.ts";
import type { MetadataRecord } from "./metadata-records.ts";
import { completeMove } from "./moves.ts";
import { elect } from "./partition-election.ts";

/** Who is there, as it will be once the command is committed. */
export class Standing {
  readonly #image: ClusterImage;
  readonly #changed: Pick<BrokerState, "id" | "state"> | undefined;

  constructor(image: ClusterImage, changed?: Pick<BrokerState, "id" | "state">) {
    this.#image = image;
    this.#changed = changed;
  }

  readonly isAlive = (id: number): boolean => {
    const state = this.#stateOf(id);
    return state !== undefined && state !== "fenced";
  };

  readonly mayLead = (id: number): boolean => this.#stateOf(id) === "active";

  #stateOf(id: number): BrokerState["state"] | undefined {
    return this.#changed?.id === id ? this.#changed.state : this.#image.broker(id)?.state;
  }
}

export class PartitionChanges {
  readonly #standing: Standing;
  readonly #changed = new Map<string, Map<number, PartitionState>>();
  #count = 0;

  constructor(standing: Standing) {
    this.#standing = standing;
  }

  get count(): number {
    return this.#count;
  }

  /** As it is by now. */
  of(topic: TopicState, partition: number): PartitionState | undefined {
    return this.#changed.get(topic.id)?.get(partition) ?? topic.partitions[partition];
  }

  /** Undefined: nothing changes. */
  set(topic: TopicState, state: PartitionState | undefined): void {
    if (state === undefined) return;
    let ofTopic = this.#changed.get(topic.id);
    if (ofTopic === undefined) this.#changed.set(topic.id, (ofTopic = new Map()));
    if (!ofTopic.has(state.partition)) this.#count += 1;
    const { isAlive, mayLead } = this.#standing;
    const moved = completeMove(state, isAlive, mayLead);
    ofTopic.set(state.partition, moved ?? state);
  }

  /** Gives leaders to what `broker` has replicas of, as brokers stand now. */
  electFor(image: ClusterImage, broker: number): void {
    for (const topic of image.topics) {
      for (const { partition, replicas } of topic.partitions) {
        if (replicas.includes(broker)) this.electOne(topic, partition);
      }
    }
  }

  electOne(topic: TopicState, partition: number): void {
    const state = this.of(topic, partition);
    if (state === undefined) return;
    const { isAlive, mayLead } = this.#standing;
    this.set(topic, elect(state, minInsyncReplicasOf(topic), isAlive, mayLead));
  }

  /** In the order in which topics were changed, partitions within them ascending. */
  records(image: ClusterImage): MetadataRecord[] {
    return [...this.#changed].flatMap(([topicId, changed]) => {
      const topic = image.topicById(topicId);
      const replicationFactor = topic && this.#factorOf(topic);
      if (topic === undefined || replicationFactor === undefined)
        return [written(topicId, changed)];
      // Another number may be enough now: that says who is eligible.
      const resized = { ...topic, replicationFactor };
      for (const { partition } of topic.partitions) this.electOne(resized, partition);
      return [
        written(topicId, changed),
        { type: "replicationFactor", id: topicId, replicationFactor },
      ];
    });
  }

  /** Once all partitions of a topic were moved to another number of replicas, that is its factor. */
  #factorOf(topic: TopicState): number | undefined {
    const states = topic.partitions.map(({ partition }) => this.of(topic, partition)!);
    const factor = states[0]?.replicas.length;
    const all = states.every((state) => {
      return state.target === undefined && state.replicas.length === factor;
    });
    return all && factor !== topic.replicationFactor ? factor : undefined;
  }
}

function written(topicId: string, changed: ReadonlyMap<number, PartitionState>): MetadataRecord {
  const states = [...changed.values()].sort((a, b) => a.partition - b.partition);
  return { type: "partitions", topicId, states };
}
