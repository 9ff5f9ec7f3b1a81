/** What a queue group hears, and what it wants done. */
import type { OffsetChange } from "../model/descriptions.ts";
import type { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import type { Delivery, PartitionOffset, Position } from "../model/records.ts";
import type { ResetTarget, SessionId, Ticket } from "./events.ts";
import type { QueuePlace, StockRecord } from "./queue-entry.ts";

/** When something happens, and the chance of that moment: one random number in [0, 1). */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
  readonly random: number;
}

export interface QueueJoin {
  readonly kind: "join";
  readonly session: SessionId;
  readonly memberId: string;
  readonly clientId: string;
  readonly address: string;
  readonly topics: readonly string[];
  /** Where the group begins where it has begun nothing yet. */
  readonly start: Position;
}

/** What a consumer says of records that it holds. */
export interface SettleEvent {
  readonly kind: "settle";
  readonly session: SessionId;
  readonly ticket: Ticket;
  readonly verb: "ack" | "nack" | "extend";
  readonly records: readonly PartitionOffset[];
  /** With `nack`: instead of the group's backoff. */
  readonly delayMs?: number | undefined;
  /** With `nack`: for people, in the dead letter. */
  readonly reason?: string | undefined;
}

/** One record that was asked for by offset. */
export type LoadedRecord =
  | { readonly offset: number; readonly stock: StockRecord }
  /** Cleaned away, deleted, or past its lifetime. */
  | { readonly offset: number; readonly stock: undefined };

interface At {
  readonly topicId: TopicId;
  readonly partition: number;
}

export type QueueEvent =
  | QueueJoin
  /** The stream is over, however it ended. */
  | { readonly kind: "leave"; readonly session: SessionId }
  | {
      readonly kind: "credit";
      readonly session: SessionId;
      readonly records: number;
      readonly bytes: number;
    }
  /** The transport takes nothing more for now, or again. */
  | { readonly kind: "pause"; readonly session: SessionId; readonly paused: boolean }
  | SettleEvent
  /** Answers `resolve`. */
  | (At & { readonly kind: "started"; readonly offset: number })
  /** Readers may see everything below `end`. */
  | (At & { readonly kind: "advanced"; readonly end: number })
  /** Answers `read`. */
  | (At & {
      readonly kind: "fetched";
      readonly from: number;
      readonly stock: readonly StockRecord[];
      readonly nextOffset: number;
      /** Records in between that nobody may see any more. */
      readonly expired: number;
    })
  | (At & { readonly kind: "read-failed" })
  /** Answers `load`: in the order asked; what is missing at the end could not be read. */
  | (At & {
      readonly kind: "loaded";
      readonly asked: readonly number[];
      readonly records: readonly LoadedRecord[];
    })
  /** Answers `bury`. `failed`: it is to be tried again. */
  | (At & {
      readonly kind: "buried";
      readonly offset: number;
      readonly outcome: "written" | "gone" | "failed";
    })
  /** A person sets offsets; the group exists. */
  | {
      readonly kind: "reset";
      readonly ticket: Ticket;
      readonly offsets: readonly ResetTarget[];
      readonly force: boolean;
    }
  | { readonly kind: "configure"; readonly ticket: Ticket; readonly settings: QueueSettingsInput }
  | { readonly kind: "delete"; readonly ticket: Ticket }
  /** Topics came, went or grew. */
  | { readonly kind: "topics" }
  /** Time passed, or nothing happened: look again. */
  | { readonly kind: "tick" };

export type QueueEffect =
  | {
      readonly kind: "joined";
      readonly session: SessionId;
      readonly memberId: string;
      readonly ackTimeoutMs: number;
    }
  | { readonly kind: "deliver"; readonly session: SessionId; readonly delivery: Delivery }
  /** The balance of bytes is too small for the next record: so many more are needed. */
  | { readonly kind: "needed"; readonly session: SessionId; readonly bytes: number }
  /** Records that the stream does not hold (any more). */
  | {
      readonly kind: "lost";
      readonly session: SessionId;
      readonly records: readonly PartitionOffset[];
    }
  | { readonly kind: "ended"; readonly session: SessionId; readonly error: TidemarkError }
  | {
      readonly kind: "reply";
      readonly ticket: Ticket;
      readonly error?: TidemarkError | undefined;
      readonly changes?: readonly OffsetChange[];
    }
  /** Find the offset and answer with `started`. */
  | { readonly kind: "resolve"; readonly place: QueuePlace; readonly position: Position }
  /** Say `advanced` from now on, and now. */
  | { readonly kind: "follow"; readonly place: QueuePlace }
  /** Read visible records in order. */
  | { readonly kind: "read"; readonly place: QueuePlace; readonly from: number }
  /** Read these records, ascending. */
  | { readonly kind: "load"; readonly place: QueuePlace; readonly offsets: readonly number[] }
  | Burial;

/** Write the dead letter, then answer with `buried`. */
export interface Burial {
  readonly kind: "bury";
  readonly place: QueuePlace;
  readonly offset: number;
  readonly deliveries: number;
  readonly firstDeliveryMs: number;
  /** What the consumer said that rejected it last; may be empty. */
  readonly reason: string;
  /** `undefined`: the topic's own. */
  readonly deadLetterTopic: string | undefined;
}
