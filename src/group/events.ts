/** What a stream group hears, and what it wants done. Times are monotonic milliseconds. */
import type { OffsetChange } from "../model/descriptions.ts";
import type { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import type { PartitionOffset, Position, TopicPartition } from "../model/records.ts";

/** One stream of a member; never used twice. A member that comes back has a new one. */
export type SessionId = number;

export interface JoinEvent {
  readonly kind: "join";
  readonly session: SessionId;
  readonly memberId: string;
  readonly clientId: string;
  readonly address: string;
  readonly topics: readonly string[];
  /** Where to start where the group has committed nothing. */
  readonly start: Position;
  readonly sessionTimeoutMs: number;
}

/** Somebody waits for the answer; `ticket` is theirs. */
export type Ticket = number;

export type GroupEvent =
  | JoinEvent
  /** The member said goodbye. */
  | { readonly kind: "leave"; readonly session: SessionId }
  /** The stream broke; the peer has been silent for `silentMs` already. */
  | { readonly kind: "disconnect"; readonly session: SessionId; readonly silentMs: number }
  /** The member has stopped work on partitions that were revoked in `generation` or before. */
  | {
      readonly kind: "release";
      readonly session: SessionId;
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
    }
  | {
      readonly kind: "commit";
      readonly session: SessionId;
      readonly ticket: Ticket;
      readonly generation: number;
      readonly offsets: readonly PartitionOffset[];
    }
  /** Positions asked for by a `resolve` effect. */
  | {
      readonly kind: "starts";
      readonly session: SessionId;
      readonly starts: readonly ResolvedStart[];
    }
  /** A person sets offsets. Alone in its round. */
  | {
      readonly kind: "reset";
      readonly ticket: Ticket;
      readonly offsets: readonly ResetTarget[];
      readonly force: boolean;
      /** Makes the group where there is none. */
      readonly creates: boolean;
    }
  /** Makes the group where there is none. */
  | { readonly kind: "create"; readonly ticket: Ticket }
  /** Alone in its round. */
  | { readonly kind: "delete"; readonly ticket: Ticket }
  /** Topics came, went or grew. */
  | { readonly kind: "topics" }
  /** Time passed. */
  | { readonly kind: "tick" };

/** Where a partition goes that a person sets. */
export interface ResetTarget {
  readonly topic: string;
  readonly topicId: TopicId;
  readonly partition: number;
  readonly offset: number;
}

/** A position to be resolved for the holder that a partition has since `sinceGeneration`. */
export interface PartitionStart {
  readonly topic: string;
  readonly topicId: TopicId;
  readonly partition: number;
  readonly sinceGeneration: number;
  readonly position: Position;
}

export interface ResolvedStart {
  readonly start: PartitionStart;
  readonly offset: number;
}

export type GroupEffect =
  | {
      readonly kind: "joined";
      readonly session: SessionId;
      readonly memberId: string;
      readonly generation: number;
      readonly sessionTimeoutMs: number;
    }
  | {
      readonly kind: "assigned";
      readonly session: SessionId;
      readonly generation: number;
      readonly added: readonly PartitionOffset[];
    }
  | {
      readonly kind: "revoked";
      readonly session: SessionId;
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
    }
  /** Find the offsets of these positions and answer with a `starts` event. */
  | {
      readonly kind: "resolve";
      readonly session: SessionId;
      readonly starts: readonly PartitionStart[];
    }
  /** The stream is over. */
  | { readonly kind: "ended"; readonly session: SessionId; readonly error: TidemarkError }
  | {
      readonly kind: "reply";
      readonly ticket: Ticket;
      readonly error?: TidemarkError;
      readonly changes?: readonly OffsetChange[];
    };

export interface TopicEntry {
  readonly id: TopicId;
  readonly name: string;
  readonly partitions: number;
}

/** What readers may see of a partition: from `logStartOffset` to below `highWatermark`. */
export interface PartitionBounds {
  readonly logStartOffset: number;
  readonly highWatermark: number;
  /** Another broker leads it: there may be more by now, which a member has read already. */
  readonly mayBeOld?: boolean;
}

/** What a group reads of the cluster's metadata. Complete: what it does not name is gone. */
export interface Catalogue {
  byName(topic: string): TopicEntry | undefined;
  byId(topicId: TopicId): TopicEntry | undefined;
  /** Undefined: not known here at the moment. */
  bounds(topicId: TopicId, partition: number): PartitionBounds | undefined;
}
