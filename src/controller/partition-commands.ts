/** Decides about partitions that exist: who is in sync, who leads, who holds them. Pure. */
import { TidemarkError } from "../model/errors.ts";
import { PARTITION_CHANGES_MAX, REPLICAS_MAX } from "../model/limits.ts";
import { existing as existingBroker } from "./broker-commands.ts";
import type { ClusterImage, PartitionState, TopicState } from "./cluster-image.ts";
import { minInsyncReplicasOf } from "./cluster-state.ts";
import type { Decision } from "./decision.ts";
import { beginMove, cancelMove } from "./moves.ts";
import { PartitionChanges, Standing } from "./partition-changes.ts";
import * as election from "./partition-election.ts";

export interface PartitionRef {
  readonly topicId: string;
  readonly partition: number;
}

export interface InSyncChange extends PartitionRef {
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly inSync: readonly number[];
  /**
   * Of each member, in that order, the epoch of its broker when the leader learned what it has: one that started
   * anew since is refused. Left out: not checked.
   */
  readonly brokerEpochs?: readonly number[];
}

export interface AlterInSync {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly changes: readonly InSyncChange[];
}

/** What is out of date is passed over: whoever asked sees the newer state in the image. */
export function alterInSync(image: ClusterImage, command: AlterInSync): Decision<undefined> {
  const { brokerId, brokerEpoch } = command;
  checkCount(command.changes.length);
  if (image.broker(brokerId)?.epoch !== brokerEpoch) {
    throw new TidemarkError(
      "STALE_EPOCH",
      `broker ${brokerId} has another epoch than ${brokerEpoch} by now`,
    );
  }
  const standing = new Standing(image);
  const changes = new PartitionChanges(standing);
  for (const { topicId, partition, brokerEpochs, ...asked } of command.changes) {
    const topic = image.topicById(topicId);
    const state = topic && changes.of(topic, partition);
    if (topic === undefined || state === undefined) continue;
    const isCurrent = (id: number): boolean => {
      const epoch = brokerEpochs?.[asked.inSync.indexOf(id)];
      return standing.isAlive(id) && (epoch ?? image.broker(id)?.epoch) === image.broker(id)?.epoch;
    };
    const request = { broker: brokerId, ...asked };
    const least = minInsyncReplicasOf(topic);
    changes.set(topic, election.alterInSync(state, request, least, isCurrent));
    // Whoever is about to leave hands over to the first that has caught up.
    if (!standing.mayLead(brokerId)) changes.electOne(topic, partition);
  }
  return { records: changes.records(image), reply: undefined };
}

export interface ElectPreferred {
  /** Left out: all. */
  readonly partitions?: readonly PartitionRef[];
  /** Of those, so many at most; left out: all that one command may change. */
  readonly atMost?: number;
}

/** The reply says how many got another leader. */
export function electPreferred(image: ClusterImage, command: ElectPreferred): Decision<number> {
  const changes = preferredElections(image, command);
  return { records: changes.records(image), reply: changes.count };
}

/** What `electPreferred` would come to now. */
export function preferredElections(image: ClusterImage, command: ElectPreferred): PartitionChanges {
  const { atMost = PARTITION_CHANGES_MAX } = command;
  const standing = new Standing(image);
  const changes = new PartitionChanges(standing);
  for (const { topic, state } of chosen(image, command.partitions)) {
    if (changes.count >= atMost) break;
    changes.set(topic, election.preferLeader(state, standing.mayLead));
  }
  return changes;
}

export interface Reassignment extends PartitionRef {
  /** The preferred leader comes first. */
  readonly replicas: readonly number[];
  /**
   * Where nobody can lead: the first of the replicas that is there leads with what it has, and what only others had
   * is lost.
   */
  readonly acceptLoss?: boolean;
}

/** The reply says how many partitions began to move. */
export function reassign(
  image: ClusterImage,
  command: { readonly changes: readonly Reassignment[] },
): Decision<number> {
  checkCount(command.changes.length);
  const standing = new Standing(image);
  const changes = new PartitionChanges(standing);
  for (const change of command.changes) {
    const { topic, state } = existing(image, change);
    checkReplicas(image, topic, state, change.replicas);
    const now = changes.of(topic, change.partition) ?? state;
    if (now.leader !== undefined || change.acceptLoss !== true) {
      if (now.lost !== undefined) throw lostError(topic, change.partition);
      changes.set(topic, beginMove(now, change.replicas));
      continue;
    }
    const { target: _target, adding: _adding, ...kept } = now;
    const leader = change.replicas.find(standing.mayLead) ?? change.replicas.find(standing.isAlive);
    if (leader === undefined) {
      throw new TidemarkError("INVALID_REQUEST", `none of ${change.replicas.join(", ")} is there`);
    }
    changes.set(topic, { ...election.startOver(kept, leader), replicas: change.replicas });
  }
  return { records: changes.records(image), reply: changes.count };
}

/** The reply says how many stopped moving: those whose former replicas have all gone move on. */
export function cancelReassign(
  image: ClusterImage,
  command: { readonly partitions?: readonly PartitionRef[] },
): Decision<number> {
  const changes = new PartitionChanges(new Standing(image));
  for (const { topic, state } of chosen(image, command.partitions)) {
    changes.set(topic, cancelMove(state));
  }
  return { records: changes.records(image), reply: changes.count };
}

interface Chosen {
  readonly topic: TopicState;
  readonly state: PartitionState;
}

function* chosen(
  image: ClusterImage,
  partitions: readonly PartitionRef[] | undefined,
): Iterable<Chosen> {
  if (partitions !== undefined) {
    checkCount(partitions.length);
    for (const one of partitions) yield existing(image, one);
    return;
  }
  for (const topic of image.topics) for (const state of topic.partitions) yield { topic, state };
}

function existing(image: ClusterImage, { topicId, partition }: PartitionRef): Chosen {
  const topic = image.topicById(topicId);
  if (topic === undefined) {
    throw new TidemarkError("UNKNOWN_TOPIC", `there is no topic of the id ${topicId}`);
  }
  const state = topic.partitions[partition];
  if (state === undefined) {
    throw new TidemarkError("UNKNOWN_PARTITION", `"${topic.name}" has no partition ${partition}`);
  }
  return { topic, state };
}

function checkReplicas(
  image: ClusterImage,
  { name }: TopicState,
  { partition, replicas: before }: PartitionState,
  replicas: readonly number[],
): void {
  const what = `replicas ${replicas.join(", ")} of partition ${partition} of "${name}"`;
  const count = replicas.length;
  if (count < 1 || count > REPLICAS_MAX || new Set(replicas).size !== count) {
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `${what}: want 1 to ${REPLICAS_MAX} different brokers`,
    );
  }
  for (const id of replicas) {
    const { roles, state, leaving } = existingBroker(image, id);
    if (before.includes(id)) continue;
    if (!roles.includes("broker") || state !== "active" || leaving) {
      const why = roles.includes("broker") ? `is ${leaving ? "leaving" : state}` : "holds none";
      throw new TidemarkError("INVALID_REQUEST", `${what}: broker ${id} ${why}`);
    }
  }
}

function lostError({ name }: TopicState, partition: number): TidemarkError {
  return new TidemarkError(
    "INVALID_REQUEST",
    `the last replica in sync of partition ${partition} of "${name}" lost its disk: nothing can be copied ` +
      "from it; with acceptLoss the partition begins with what one of the replicas has",
  );
}

function checkCount(count: number): void {
  if (count <= PARTITION_CHANGES_MAX) return;
  throw new TidemarkError(
    "REQUEST_TOO_LARGE",
    `${count} partitions in one request: want at most ${PARTITION_CHANGES_MAX}`,
  );
}
