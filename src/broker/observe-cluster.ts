/**
 * What a node's metrics tell of its cluster: who is fenced, what nobody leads, who decides, what changes.
 * Changes are counted as they are replayed, so every node counts the same ones; nothing is decided here.
 */
import type { ControllerObserver } from "../consensus/active-controller.ts";
import type { MetadataNode } from "../consensus/metadata-node.ts";
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { MetadataRecord } from "../controller/metadata-records.ts";
import type { PartitionState } from "../controller/cluster-state.ts";
import type { Metrics } from "../telemetry/metrics.ts";

type Observed = Pick<
  MetadataNode,
  "image" | "activeController" | "controllers" | "onReplayed" | "onLeadership"
>;

/** What the active controller does, counted where it is this node. */
export function observeController(metrics: Metrics): ControllerObserver {
  return {
    fenced: () => metrics.brokerFencings.add(),
    activated: () => metrics.brokerActivations.add(),
    preferredElected: (partitions) => metrics.preferredElections.add(partitions),
  };
}

export function observeCluster(metrics: Metrics, brokerId: number, metadata: Observed): void {
  const changes = new PartitionHistory(metrics, brokerId, metadata.image);
  metadata.onReplayed((records) => {
    for (const record of records) changes.replayed(record, metadata.image);
    return Promise.resolve();
  });
  metadata.onLeadership((leads) => {
    if (leads) metrics.controllerElections.add();
  });
  metrics.onCollect(() => {
    const { image, activeController, controllers } = metadata;
    const { leaderless, underReplicated, moving } = countIn(image, brokerId);
    metrics.leaderlessPartitions.set(leaderless);
    metrics.underReplicatedPartitions.set(underReplicated);
    metrics.movingPartitions.set(moving);
    metrics.brokers.clear();
    for (const { state } of image.brokers) metrics.brokers.of(state).add(1);
    metrics.activeController.set(activeController === brokerId ? 1 : 0);
    metrics.controllerId.set(activeController ?? NO_CONTROLLER);
    metrics.metadataLag.set(controllers.committedIndex - controllers.appliedIndex);
  });
}

const NO_CONTROLLER = -1;

function countIn(image: ClusterImage, brokerId: number) {
  const counts = { leaderless: 0, underReplicated: 0, moving: 0 };
  for (const { partitions } of image.topics) {
    for (const state of partitions) {
      if (state.leader === undefined) counts.leaderless += 1;
      else if (state.leader === brokerId && lacksReplicas(state)) counts.underReplicated += 1;
      if (state.target !== undefined) counts.moving += 1;
    }
  }
  return counts;
}

/** Those that come are expected to lag. */
const lacksReplicas = ({ replicas, inSync, adding = [] }: PartitionState): boolean =>
  replicas.some((id) => !inSync.includes(id) && !adding.includes(id));

interface Before {
  readonly leader: number | undefined;
  readonly inSync: number;
}

/** Two numbers a partition of the cluster, whose number is bounded. */
class PartitionHistory {
  readonly #metrics: Metrics;
  readonly #brokerId: number;
  #before = new Map<string, Map<number, Before>>();

  constructor(metrics: Metrics, brokerId: number, image: ClusterImage) {
    this.#metrics = metrics;
    this.#brokerId = brokerId;
    this.#startOver(image);
  }

  replayed(record: MetadataRecord, image: ClusterImage): void {
    switch (record.type) {
      case "partitions":
        for (const state of record.states) this.#changed(record.topicId, state);
        return;
      case "partition": {
        const { replicas, partition, topicId } = record;
        this.#topic(topicId).set(partition, { leader: replicas[0], inSync: replicas.length });
        return;
      }
      case "topicDeleted":
        this.#before.delete(record.id);
        return;
      case "image":
        this.#startOver(image);
        return;
      case "broker":
      case "brokerState":
      case "brokerRemoved":
      case "topic":
      case "topicConfig":
      case "replicationFactor":
      case "producerIds":
        return;
    }
  }

  #changed(topicId: string, state: PartitionState): void {
    const { partition, leader } = state;
    const topic = this.#topic(topicId);
    const before = topic.get(partition);
    const inSync = state.inSync.length;
    topic.set(partition, { leader, inSync });
    if (before === undefined) return;
    if (before.leader !== leader) this.#metrics.leaderChanges.add();
    if (leader !== this.#brokerId || before.inSync === inSync) return;
    this.#metrics.inSyncChanges.of(inSync < before.inSync ? "shrink" : "expand").add();
  }

  #topic(topicId: string): Map<number, Before> {
    const topic = this.#before.get(topicId) ?? new Map<number, Before>();
    this.#before.set(topicId, topic);
    return topic;
  }

  #startOver(image: ClusterImage): void {
    this.#before = new Map();
    for (const { id, partitions } of image.topics) {
      const topic = this.#topic(id);
      for (const { partition, leader, inSync } of partitions) {
        topic.set(partition, { leader, inSync: inSync.length });
      }
    }
  }
}
