/** What the metadata says of brokers, topics and partitions: shapes, and what follows from one alone. */
import type { TopicConfig } from "../model/topic-config.ts";
import type { PartitionLeadership } from "./partition-election.ts";

/** `controller`: may lead the Raft group. `broker`: holds partitions. */
export type NodeRole = "controller" | "broker";

/**
 *   fenced     registered, not heard of; leads nothing, is in no in-sync set that others are in
 *   active     holds a session; may lead
 *   draining   holds a session, stays in sync, gives its leaderships away
 *
 * fenced → active | draining (it said that it has replayed its registration) → fenced (nothing heard of it)
 */
export type BrokerStanding = "fenced" | "active" | "draining";

export interface BrokerState {
  readonly id: number;
  /** Of one run of its process. */
  readonly incarnation: string;
  /** Earlier ones, newest first, at most INCARNATIONS_REMEMBERED: they may not register again. */
  readonly replaced: readonly string[];
  /** Of its disk; empty: it did not say. */
  readonly directoryId: string;
  /** How many times it has started: fences calls of an older incarnation. */
  readonly epoch: number;
  readonly address: string;
  readonly rack: string;
  readonly state: BrokerStanding;
  /** A person wants it emptied: it drains whenever it is not fenced, over restarts too. */
  readonly leaving: boolean;
  readonly featureLevel: number;
  readonly roles: readonly NodeRole[];
}

export interface PartitionState extends PartitionLeadership {
  readonly partition: number;
  /** While it moves: the replicas that it is to have; `replicas` holds them and those of before. */
  readonly target?: readonly number[];
  /** While it moves: who of `replicas` came for that. */
  readonly adding?: readonly number[];
}

export interface TopicState {
  readonly id: string;
  readonly name: string;
  readonly config: TopicConfig;
  readonly replicationFactor: number;
  /** In order, without gaps. */
  readonly partitions: readonly PartitionState[];
}

/** Of the same broker; a person who starts it over and over can bring back none of the last. */
export const INCARNATIONS_REMEMBERED = 8;

/** Fewer members of the in-sync set than this commit nothing. */
export function minInsyncReplicasOf(topic: {
  readonly config: TopicConfig;
  readonly replicationFactor: number;
}): number {
  const { replicationFactor } = topic;
  const wanted = topic.config.minInsyncReplicas ?? Math.floor(replicationFactor / 2) + 1;
  return Math.min(wanted, replicationFactor);
}

export const isPlaceable = ({ state, leaving, roles }: BrokerState): boolean =>
  state === "active" && !leaving && roles.includes("broker");
