/** What a replica is at a time, by the metadata, and what it tells those whom it does not serve. */
import type { PartitionLeadership } from "../controller/partition-election.ts";
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import { buildControlBatch, CONTROL_LEADER } from "../record/control.ts";

/** Of the metadata, what a replica acts on. */
export type PartitionRoles = Omit<PartitionLeadership, "eligible">;

/**
 *   follower ── lead(), new epoch ──► leader, not ready ── own entry committed ──► leader, ready
 *       ▲                                    │                                        │
 *       └────────── follow(), newer epoch ───┴────────────────────────────────────────┘
 */
export type ReplicaRole =
  | { readonly kind: "leader"; readonly leaderEpoch: number; readonly ready: boolean }
  | {
      readonly kind: "follower";
      /** Undefined: nobody leads, as far as it knows. */
      readonly leader: number | undefined;
      readonly leaderEpoch: number;
    };

/** `address`: `host:port` of the leader, where it is known. */
export function notLeader(
  { partition }: PartitionId,
  leader: number | undefined,
  address?: string,
): TidemarkError {
  const who = leader === undefined ? "nobody leads it now" : `broker ${leader} leads it`;
  return new TidemarkError(
    "NOT_LEADER",
    `partition ${partition} is not led here: ${who}. What was appended here and not acknowledged ` +
      "may be kept or not",
    address === undefined ? {} : { leader: address },
  );
}

export function leaderNotReady({ partition }: PartitionId): TidemarkError {
  return new TidemarkError(
    "LEADER_NOT_READY",
    `partition ${partition} has just got this leader; it serves as soon as an entry of its own is ` +
      "committed",
  );
}

export function notEnoughReplicas(
  { partition }: PartitionId,
  inSync: readonly number[],
  wanted: number,
): TidemarkError {
  return new TidemarkError(
    "NOT_ENOUGH_REPLICAS",
    `partition ${partition} has ${inSync.length} of at least ${wanted} replicas in sync ` +
      `(brokers ${inSync.join(", ")}); nothing was appended`,
  );
}

export function logsPart(id: PartitionId, offset: number, highWatermark: number): TidemarkError {
  return new TidemarkError(
    "PARTITION_DAMAGED",
    `the log of ${partitionKey(id)} differs from its leader's from offset ${offset} on, and ` +
      `everything below ${highWatermark} was committed. Nothing was cut; compare the replicas, then ` +
      "move this folder away to have it copied from the leader",
  );
}

/**
 * The entry with which a leader of several replicas begins its epoch (Ongaro 2014, §6.4). Payload:
 *
 * | byte | size | field             |
 * |-----:|-----:|-------------------|
 * |    0 |    4 | id of the leader  |
 */
export function buildLeaderBatch(brokerId: number, nowMs: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(brokerId, 0);
  return buildControlBatch(CONTROL_LEADER, [{ value }], nowMs);
}
