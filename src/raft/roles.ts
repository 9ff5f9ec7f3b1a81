/**
 * The roles as data, and every legal move between them:
 *
 *   follower ──no leader heard for an election timeout──► preCandidate
 *   follower ──told by the leader to take over (timeoutNow)──► candidate
 *   preCandidate ──a majority would vote──► candidate     preCandidate ──refused, or a leader──► follower
 *   candidate ──a majority voted──► leader                candidate ──refused, or a leader──► follower
 *   preCandidate, candidate ──election timeout──► preCandidate
 *   leader ──no majority heard for an election timeout, or removed──► follower
 *   any ──a greater term──► follower
 */
import type { Progress } from "./progress.ts";
import type { NodeId } from "./types.ts";

/** A snapshot on its way in. */
export interface Incoming {
  readonly from: NodeId;
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
  receivedBytes: number;
}

export interface Follower {
  readonly kind: "follower";
  leader: NodeId | undefined;
  incoming: Incoming | undefined;
}

export interface Candidate {
  readonly kind: "preCandidate" | "candidate";
  readonly transfer: boolean;
  readonly votes: Map<NodeId, boolean>;
}

/** A read that waits until a majority has said that this node still leads. */
export interface WaitingRead {
  readonly id: number;
  /** Undefined: asked for on this node. */
  readonly from: NodeId | undefined;
  readonly index: number;
  readonly round: number;
}

export interface Transfer {
  readonly to: NodeId;
  ticks: number;
}

export interface Leader {
  readonly kind: "leader";
  readonly progress: Map<NodeId, Progress>;
  /** Of this leader's first entry: until it is committed, nobody knows what is. */
  readonly firstIndex: number;
  heartbeatTicks: number;
  quorumTicks: number;
  round: number;
  reads: WaitingRead[];
  uncommittedBytes: number;
  transfer: Transfer | undefined;
}

export type Role = Follower | Candidate | Leader;
