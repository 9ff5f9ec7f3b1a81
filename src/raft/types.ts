/** The nouns of the consensus core: entries, memberships, snapshots, messages. Plain data only. */

/** A controller or broker, by its broker id. */
export type NodeId = number;

/**
 * Who takes part. Voters elect and commit; learners only follow. Both ascending, without repeats,
 * and nobody is in both.
 */
export interface Membership {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

export type EntryBody =
  | { readonly kind: "data"; readonly data: Uint8Array }
  /** In force from the moment it is in the log, committed or not (Ongaro 2014, §4.1). */
  | { readonly kind: "membership"; readonly membership: Membership }
  /** What a new leader begins its term with: nothing older commits before it (§3.6.2). */
  | { readonly kind: "empty" };

export type Entry = EntryBody & { readonly index: number; readonly term: number };

/** The state that all entries up to `index` make. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  /** In force at `index`. */
  readonly membership: Membership;
  readonly data: Uint8Array;
}

/** Must be on disk before anything that was said because of it leaves the node. */
export interface HardState {
  readonly term: number;
  /** Whom this node voted for in `term`. */
  readonly vote: NodeId | undefined;
  /**
   * Present: what the node knew in an earlier life is lost, and with it whom it voted for, so that it may
   * not vote. The log had this last index, or less, when the node came back; LOST_AT_UNKNOWN until a
   * leader has said it.
   */
  readonly lost?: number;
}

export type MessageBody =
  | {
      readonly kind: "voteRequest";
      /** Asks whether a vote would be granted; changes no term (§9.6). The term is the next one. */
      readonly pre: boolean;
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** The leader itself asked for this election: a live leader is no reason to refuse. */
      readonly transfer: boolean;
    }
  | { readonly kind: "voteReply"; readonly pre: boolean; readonly granted: boolean }
  | {
      readonly kind: "append";
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      readonly commitIndex: number;
    }
  /** Everything up to `matchIndex` is on this node's disk and is the leader's. */
  | { readonly kind: "appendAccepted"; readonly matchIndex: number }
  | {
      readonly kind: "appendRejected";
      /** The `previousIndex` that did not fit. */
      readonly rejectedIndex: number;
      /** The greatest index at which the logs may agree, and the follower's term there. */
      readonly hintIndex: number;
      readonly hintTerm: number;
    }
  | {
      readonly kind: "heartbeat";
      readonly commitIndex: number;
      readonly round: number;
      /** Of the leader's log. */
      readonly lastIndex: number;
    }
  | {
      readonly kind: "heartbeatReply";
      readonly round: number;
      /** Of the follower's log, saved or not. */
      readonly lastIndex: number;
      /** It may not vote until it was taken in anew, as far as it knew with `appliedIndex`. */
      readonly lost: boolean;
      readonly appliedIndex: number;
    }
  | {
      readonly kind: "snapshotChunk";
      readonly index: number;
      readonly snapshotTerm: number;
      readonly membership: Membership;
      /** Of the whole snapshot. */
      readonly sizeBytes: number;
      readonly position: number;
      readonly chunk: Uint8Array;
    }
  /** The follower holds so many bytes of the snapshot; all of them: it is installed. */
  | { readonly kind: "snapshotReply"; readonly index: number; readonly receivedBytes: number }
  | { readonly kind: "timeoutNow" }
  | { readonly kind: "readRequest"; readonly id: number }
  /** `undefined`: not answered by a leader; ask again. */
  | { readonly kind: "readReply"; readonly id: number; readonly index: number | undefined }
  /** To a leader of an earlier term: the envelope's term says that it is over. */
  | { readonly kind: "termIsOver" };

export type Message = MessageBody & {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
};

/** Greater than every index. */
export const LOST_AT_UNKNOWN: number = Number.MAX_SAFE_INTEGER;

/** What the entry costs in memory and, about, on the wire. */
export function entryBytes(entry: EntryBody): number {
  return ENTRY_OVERHEAD_BYTES + (entry.kind === "data" ? entry.data.length : 0);
}

const ENTRY_OVERHEAD_BYTES = 32;
