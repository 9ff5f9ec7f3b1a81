/** What applications give a producer and get from it. */
import type { Compression } from "../record/compression.ts";
import type { HeadersInput } from "../record/headers.ts";

export interface ProducerOptions {
  /**
   * When a send counts: `all`: every in-sync replica has it on disk (default); `leader`: the leader
   * has; `none`: answered at once, nothing is promised and offsets are −1.
   */
  readonly acks?: "all" | "leader" | "none";
  /**
   * True (default): the broker drops what a retry sends twice, and order holds across retries.
   */
  readonly idempotent?: boolean;
  /**
   * How long a batch waits to fill, in milliseconds. 0 (default): it goes at the end of the turn,
   * or with the acknowledgement of the batch before it, so that batches grow under load by
   * themselves.
   */
  readonly lingerMs?: number;
  /** A batch goes when it has this many bytes; 1 KiB to 4 MiB, default 256 KiB. */
  readonly batchBytes?: number;
  /** Records not yet acknowledged take at most this; then sends wait. Default 32 MiB. */
  readonly bufferBytes?: number;
  /** A send fails with `DEADLINE_EXCEEDED` after this many milliseconds. Default 120,000. */
  readonly deliveryTimeoutMs?: number;
  /**
   * `none` (default), `gzip`, or with an optional package `zstd`, `lz4`, `snappy`. Scheduled records
   * are never compressed.
   */
  readonly compression?: Compression;
}

/** A record to send, without its topic. */
export interface MessageBody {
  /** Chooses the partition (murmur2, as Kafka's default) and stays with the record. Text is UTF-8. */
  readonly key?: string | Uint8Array | null | undefined;
  /** Absent or `null`: a tombstone. Text is UTF-8. At most 4 MiB with everything else. */
  readonly value?: string | Uint8Array | null | undefined;
  /** `{name: value}`, or `[name, value]` pairs where order matters or a name repeats. At most 128. */
  readonly headers?: HeadersInput | undefined;
  /** Overrides the choice by key. */
  readonly partition?: number | undefined;
  /** The record's own time, epoch milliseconds or a `Date`. Absent: now. Not for due times. */
  readonly timestamp?: Date | number | undefined;
  /** Nobody sees the record before this time, epoch milliseconds or a `Date`. */
  readonly deliverAt?: Date | number | undefined;
  /** Or: this many milliseconds from now by the broker's clock. Not together with `deliverAt`. */
  readonly delayMs?: number | undefined;
  /** Its name while it waits, to get, move or cancel it by. 1 to 255 bytes. */
  readonly scheduleId?: string | undefined;
  /**
   * Where a record of that schedule id waits already: `reject` this one (default, fails with
   * `ALREADY_SCHEDULED`), `replace` the waiting one, or `keep` it and drop this one.
   */
  readonly onConflict?: "reject" | "replace" | "keep" | undefined;
  /**
   * A second record with it in the same partition, within the topic's `dedupWindowMs`, is a duplicate;
   * without a key it picks the partition. 1 to 255 bytes.
   */
  readonly messageId?: string | undefined;
  /** How long it matters, in milliseconds from its (due) time: no group gets it later. From 1. */
  readonly ttlMs?: number | undefined;
}

/** A record to send. */
export interface Message extends MessageBody {
  readonly topic: string;
}

export interface SendOptions {
  /**
   * Aborting it fails the send with `CANCELLED`. What still waited for room is not sent; what was in a
   * batch already may be stored all the same.
   */
  readonly signal?: AbortSignal;
}

export interface SendResult {
  readonly partition: number;
  /** Of a duplicate: the first one's. −1 where it is not known (`acks: "none"`). */
  readonly offset: number;
  /** The broker had a record of this message id already. */
  readonly duplicate?: boolean;
  /** It waits; `id` is its schedule id or `partition:offset`, `deliverAt` epoch milliseconds. */
  readonly scheduled?: { readonly id: string; readonly deliverAt: number };
}

/** Records of one call of `sendMany` that went in one batch: offsets from `baseOffset` on. */
export interface SentBatch {
  readonly partition: number;
  readonly baseOffset: number;
  readonly count: number;
}

export interface SendManyResult {
  /** How many records were sent. */
  readonly count: number;
  /** How many of them the broker had already, by message id. */
  readonly duplicates: number;
  readonly batches: readonly SentBatch[];
}
