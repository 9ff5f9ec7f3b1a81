/**
 * One follower's reading of one partition, as the leader sees it: whether it may begin, and how far it was
 * sent. Sends nothing itself.
 *
 * States: waiting (this broker does not lead in that epoch yet: its metadata may be behind the follower's)
 * → sending → over; from each of them over, where the follower leaves or is refused.
 */
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../model/ids.ts";
import type { EpochEnd } from "../partition/divergence.ts";
import { batchSizeAt, nextOffsetAt } from "../record/view.ts";
import type { ReplicaRole } from "./replica-role.ts";
import type { Advance, FollowRequest, Refusal } from "../wire/peer/replication.ts";

type Role = Pick<ReplicaRole, "kind" | "leaderEpoch">;

/** What followers need of a replica that leads. */
export interface LedReplica {
  readonly role: Role;
  readonly log: Pick<
    PartitionLog,
    "firstOffset" | "cleanedOffset" | "logStartOffset" | "endOffset" | "sizeBytes"
  >;
  /** Exclusive end of what may be sent: it is written here, flushed or not. */
  readonly sendableOffset: number;
  readonly highWatermark: number;
  /** Undefined: the logs agree up to there. Throws OFFSET_OUT_OF_RANGE where the follower has to start anew. */
  divergence(endOffset: number, lastEpoch: number): EpochEnd | undefined;
  /** Whole batches from the one on that follows `from`; written, flushed and committed or not. */
  readForFollower(from: number, maxBytes: number): Buffer[] | Promise<Buffer[]>;
  /** Its follow begins: what it said before is void. */
  followerJoined(brokerId: number, flushedOffset: number): void;
  followerFlushed(brokerId: number, flushedOffset: number): void;
  /** What is known of idempotent producers whose batches lie below. */
  producersBelow(offset: number): Uint8Array;
  onSendable(listener: () => void): () => void;
  onAdvance(listener: () => void): () => void;
}

export interface LedPartition {
  readonly replica: LedReplica;
  /** The broker holds a replica of it, or is to hold one. */
  isFollower(brokerId: number): boolean;
  /** It copies what others have long since, and must not disturb them. */
  isMoving(brokerId: number): boolean;
}

export type FollowPhase =
  | { readonly kind: "waiting" }
  | { readonly kind: "sending"; readonly partition: LedPartition; readonly left: () => void }
  | { readonly kind: "over" };

/** What becomes of a request to follow. */
export type Beginning =
  | { readonly kind: "waits" }
  | { readonly kind: "begins"; readonly partition: LedPartition }
  | { readonly kind: "diverged"; readonly end: EpochEnd }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export class LeaderFollow {
  readonly number: number;
  readonly id: PartitionId;
  readonly key: string;
  readonly request: FollowRequest;
  phase: FollowPhase = { kind: "waiting" };
  /** What comes next; everything before was sent, or the follower had it. */
  position: number;
  /** Where the leader's cleaning stood when what was sent began to be. */
  cleanedOffset = 0;
  /** It is in a queue of its stream, or its batches are being read. */
  queued = false;
  /** The last batches came from the disk. */
  cold = false;
  #said: Advance | undefined;

  constructor(request: FollowRequest) {
    this.number = request.follow;
    this.id = { topicId: topicId(request.topicId), partition: request.partition };
    this.key = partitionKey(this.id);
    this.request = request;
    this.position = request.endOffset;
  }

  /** The news of the replica, where the follower has not heard it yet. */
  news({ highWatermark, log }: LedReplica): Advance | undefined {
    const { logStartOffset } = log;
    const said = this.#said;
    if (said?.highWatermark === highWatermark && said.logStartOffset === logStartOffset) {
      return undefined;
    }
    this.#said = { follow: this.number, highWatermark, logStartOffset };
    return this.#said;
  }

  /** What goes with batches, known or not. */
  advance(replica: LedReplica): Advance {
    return this.news(replica) ?? this.#said!;
  }

  /** These are sent now. */
  sent(batches: readonly Buffer[]): void {
    this.position = nextOffsetOf(batches.at(-1)!);
  }

  /**
   * What it was sent does not go with what would come next: entries that it lacks are gone from the log,
   * or those that settle what it has may be.
   */
  missed(replica: LedReplica): Refusal | undefined {
    const { log } = replica;
    if (this.position >= log.firstOffset) {
      if (log.cleanedOffset === this.cleanedOffset) return undefined;
      if (this.position >= log.cleanedOffset) {
        this.cleanedOffset = log.cleanedOffset;
        return undefined;
      }
    }
    return startAnew(replica);
  }
}

function startAnew(replica: LedReplica): Refusal {
  const { firstOffset: offset, cleanedOffset } = replica.log;
  // Also of batches that are cleaned away behind it.
  const producers = replica.producersBelow(cleanedOffset);
  return { kind: "startAnew", offset, cleanedOffset, producers };
}

/** `partition`: as this broker leads or follows it now; undefined where it has no replica of it. */
export function beginningOf(
  request: FollowRequest,
  follower: number,
  partition: LedPartition | undefined,
): Beginning {
  if (partition === undefined) return { kind: "waits" };
  const { replica } = partition;
  const { role, log } = replica;
  if (role.leaderEpoch > request.leaderEpoch) {
    return { kind: "refused", refusal: { kind: "notLeader" } };
  }
  const leads = role.kind === "leader" && role.leaderEpoch === request.leaderEpoch;
  if (!leads || !partition.isFollower(follower)) return { kind: "waits" };
  if (mustStartAnew(request, log)) return { kind: "refused", refusal: startAnew(replica) };
  try {
    const end = replica.divergence(request.endOffset, request.lastEpoch);
    return end === undefined ? { kind: "begins", partition } : { kind: "diverged", end };
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== "OFFSET_OUT_OF_RANGE") throw error;
    return { kind: "refused", refusal: startAnew(replica) };
  }
}

function mustStartAnew(request: FollowRequest, log: LedReplica["log"]): boolean {
  const { endOffset, copyingSince } = request;
  const { firstOffset, cleanedOffset } = log;
  if (endOffset < firstOffset) return true;
  // Also one that is empty: it has to know, should it lead one day, below what its copy lacks entries.
  return endOffset < cleanedOffset && copyingSince !== cleanedOffset;
}

/** Of the last batch in a buffer that holds whole ones. */
function nextOffsetOf(batches: Buffer): number {
  let position = 0;
  for (;;) {
    const next = position + batchSizeAt(batches, position);
    if (next >= batches.length) return nextOffsetAt(batches, position);
    position = next;
  }
}
