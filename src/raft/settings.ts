/** What the consensus core is told at its start; ticks are the driver's. */
import { assert } from "../lib/assert.ts";
import type { NodeId } from "./types.ts";

export interface RaftSettings {
  readonly id: NodeId;
  /** A follower that hears of no leader for this many ticks, up to twice as many, seeks election. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  /** Election timeouts are drawn from it: other nodes need another seed. */
  readonly seed: number;
  /**
   * False: the vote of an earlier life is lost or damaged. The node follows, but neither votes nor
   * seeks election, since it may have voted in the present term already, until a membership that was
   * decided later takes it in anew.
   */
  readonly mayVote: boolean;
  /**
   * Nothing was on the disk: the node is new, or lost all. It votes for logs only that are empty as well;
   * if it hears a leader before it has voted, then the group had begun without it.
   */
  readonly fresh: boolean;
  /**
   * Who has to agree to the first leader of a group. With `all` an empty group begins only when all voters
   * are there, so that none of them can be one that lost its disk, and its log begins with its membership.
   */
  readonly founding: "majority" | "all";
  /** Entries in one append. */
  readonly appendBytesMax: number;
  /** Appends on their way to one node. */
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  /** Proposed and not committed: above it proposals are refused. */
  readonly uncommittedBytesMax: number;
  /** Handed out to be applied in one go. */
  readonly applyBytesMax: number;
  readonly snapshotChunkBytes: number;
  /** A snapshot that claims to be larger is not taken in. */
  readonly snapshotBytesMax: number;
  /** Entries kept behind a snapshot, so that a node that is a little late needs none. */
  readonly entriesKept: number;
  /** Linearizable reads that wait for their round. */
  readonly readsMax: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;

export const RAFT_DEFAULTS = {
  electionTicks: 10,
  heartbeatTicks: 1,
  mayVote: true,
  fresh: false,
  founding: "majority",
  appendBytesMax: 256 * KiB,
  inflightMessagesMax: 64,
  inflightBytesMax: 4 * MiB,
  uncommittedBytesMax: 16 * MiB,
  applyBytesMax: 1 * MiB,
  snapshotChunkBytes: 256 * KiB,
  snapshotBytesMax: 256 * MiB,
  entriesKept: 1_000,
  readsMax: 10_000,
} as const;

export function checkSettings({ electionTicks, heartbeatTicks }: RaftSettings): void {
  assert(
    heartbeatTicks >= 1 && electionTicks > heartbeatTicks,
    `an election after ${electionTicks} ticks needs heartbeats more often than each ${heartbeatTicks}`,
  );
}
