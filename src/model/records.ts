/** Records as requests and answers carry them, before and after any dialect. */
import type { TidemarkError } from "./errors.ts";

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array;
}

/** A record on its way in. `undefined` value: a tombstone. */
export interface RecordInput {
  readonly key?: Uint8Array | undefined;
  readonly value?: Uint8Array | undefined;
  readonly headers?: readonly RecordHeader[] | undefined;
  readonly partition?: number | undefined;
  readonly messageId?: string | undefined;
  /** Epoch milliseconds. Not together with `delayMs`. */
  readonly deliverAt?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly scheduleId?: string | undefined;
  readonly onConflict?: "reject" | "replace" | "keep" | undefined;
  readonly ttlMs?: number | undefined;
  /** Epoch milliseconds; absent: now. */
  readonly timestamp?: number | undefined;
}

export type Acks = "all" | "leader" | "none";

export type RecordResult =
  | {
      readonly partition: number;
      readonly offset: number;
      readonly duplicate?: boolean;
      readonly scheduled?: { readonly id: string; readonly deliverAt: number };
    }
  | { readonly error: TidemarkError };

/** A place to read from. Times are epoch milliseconds. */
export type Position =
  | { readonly offset: number }
  | { readonly timestamp: number }
  | "earliest"
  | "latest";

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

export interface ProduceBatchResult {
  /** −1 where nothing was appended. */
  readonly baseOffset: number;
  readonly duplicate: boolean;
  readonly exceptions: readonly RecordException[];
}

/** A record of a batch that was refused or is a duplicate; `index` is its offset delta. */
export interface RecordException {
  readonly index: number;
  readonly duplicateOf?: number;
  /** With `duplicateOf` on a scheduled record: when the one that stays is due. */
  readonly deliverAt?: number;
  readonly error?: TidemarkError;
}

export interface FetchPartition {
  readonly topic: string;
  readonly partition: number;
  readonly position: Position;
  /** Exclusive end: an offset, or a timestamp (the first record at or after it ends the read). */
  readonly until?: Position | undefined;
}

/** Where a released record waited, and when it was due. */
export interface ScheduledFrom {
  readonly offset: number;
  readonly deliverAt: number;
  /** Of a recurring schedule: its id, and the number of this firing, from 1. */
  readonly id?: string;
  readonly firing?: number;
}

/** A record on its way out. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly RecordHeader[];
  readonly scheduled?: ScheduledFrom;
  /** Queue groups: how often it was delivered, this time included, and when first (epoch ms). */
  readonly deliveries?: number;
  readonly firstDeliveredAt?: number;
}

export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  /** Whole batches, several to an element; the first may begin below the position asked for. */
  readonly batches: readonly Uint8Array[];
  /** Decoded records instead (encoding `records`, or a batch larger than the credits left). */
  readonly records: readonly ConsumedRecord[];
  readonly nextOffset: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  /** Visible records in it. */
  readonly recordCount: number;
  /** Bytes it spent of the credit. */
  readonly sizeBytes: number;
}
