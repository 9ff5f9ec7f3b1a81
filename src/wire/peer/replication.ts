/**
 * The messages of a `replication` stream ↔ bytes. Must never copy batches more than once on their way out,
 * and not at all on their way in.
 */
import { asBuffer, EMPTY_BYTES } from "../../lib/bytes.ts";
import { PARTITIONS_MAX } from "../../model/limits.ts";
import { tidemark } from "../generated/peer.js";
import { VARINT_BYTES_MAX, varintLength, writeVarint } from "../grpc/varint.ts";

const { FollowerMessage, LeaderMessage } = tidemark.peer.v1;

/** Where an epoch ends in a log; −1: nothing in common. */
interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

/** From now on send what follows `endOffset`. */
export interface FollowRequest {
  /** Chosen by the follower, growing on each stream: both sides speak of it by this number. */
  readonly follow: number;
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly endOffset: number;
  /** −1: the follower's log is empty. */
  readonly lastEpoch: number;
  readonly flushedOffset: number;
  /** Where the leader's cleaning stood when the follower began to copy what it still copies. */
  readonly copyingSince: number;
}

export interface FlushedEnd {
  readonly follow: number;
  readonly flushedOffset: number;
}

export type FollowerWord =
  | { readonly kind: "follow"; readonly request: FollowRequest }
  | { readonly kind: "unfollow"; readonly follow: number }
  | { readonly kind: "flushed"; readonly ends: readonly FlushedEnd[] }
  | { readonly kind: "credit"; readonly bytes: number };

export interface Advance {
  readonly follow: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
}

export type Refusal =
  /** In a later epoch, or leading no more: the metadata will say. */
  | { readonly kind: "notLeader" }
  /** What the follower lacks is gone: an empty log has to begin at `offset`. */
  | {
      readonly kind: "startAnew";
      readonly offset: number;
      readonly cleanedOffset: number;
      /** What is known of idempotent producers whose batches lie below `cleanedOffset`. */
      readonly producers: Uint8Array;
    }
  /** The leader cannot read its log there. */
  | { readonly kind: "unreadable" };

export type LeaderWord =
  | { readonly kind: "batches"; readonly advance: Advance; readonly batches: Buffer }
  | { readonly kind: "advanced"; readonly advances: readonly Advance[] }
  | { readonly kind: "diverged"; readonly follow: number; readonly end: EpochEnd }
  | { readonly kind: "refused"; readonly follow: number; readonly refusal: Refusal };

export function encodeFollowerWord(word: FollowerWord): Uint8Array {
  switch (word.kind) {
    case "follow": {
      const { topicId, lastEpoch, ...rest } = word.request;
      const follow = { ...rest, topicId: Buffer.from(topicId, "hex"), lastEpoch: lastEpoch + 1 };
      return FollowerMessage.encode({ follow }).finish();
    }
    case "unfollow":
      return FollowerMessage.encode({ unfollow: { follow: word.follow } }).finish();
    case "flushed": {
      const follows = word.ends.map(({ follow }) => follow);
      const flushedOffsets = word.ends.map(({ flushedOffset }) => flushedOffset);
      return FollowerMessage.encode({ flushed: { follows, flushedOffsets } }).finish();
    }
    case "credit":
      return FollowerMessage.encode({ credit: { bytes: word.bytes } }).finish();
  }
}

/** Codecs throw whatever they like. */
function decode<Message>(codec: { decode(bytes: Uint8Array): Message }, bytes: Buffer): Message {
  try {
    return codec.decode(bytes);
  } catch (error) {
    throw new RangeError(`${bytes.length} bytes that do not decode: ${String(error)}`);
  }
}

/** Throws RangeError where the bytes are no message of a follower: the stream has to end. */
export function decodeFollowerWord(bytes: Buffer): FollowerWord {
  const { follow, unfollow, flushed, credit } = decode(FollowerMessage, bytes);
  if (follow) {
    // Fields that are zero are not the message's own: no spread would find them.
    const request: FollowRequest = {
      follow: follow.follow,
      topicId: asBuffer(follow.topicId).toString("hex"),
      partition: follow.partition,
      leaderEpoch: follow.leaderEpoch,
      endOffset: follow.endOffset,
      lastEpoch: follow.lastEpoch - 1,
      flushedOffset: follow.flushedOffset,
      copyingSince: follow.copyingSince,
    };
    return { kind: "follow", request };
  }
  if (unfollow) return { kind: "unfollow", follow: unfollow.follow };
  if (flushed) {
    const { follows, flushedOffsets } = flushed;
    checkLengths(follows, flushedOffsets);
    const ends = follows.map((number, at) => ({
      follow: number,
      flushedOffset: flushedOffsets[at]!,
    }));
    return { kind: "flushed", ends };
  }
  if (credit) return { kind: "credit", bytes: credit.bytes };
  throw new RangeError("a follower's message says nothing that is known");
}

/**
 * Written by hand, so that batches are copied once:
 *
 *     0a length                               batches, in LeaderMessage
 *     08 follow   10 high_watermark   18 log_start_offset
 *     22 length bytes …
 */
export function encodeBatches(advance: Advance, batches: readonly Buffer[]): Buffer {
  const { follow, highWatermark, logStartOffset } = advance;
  let bytes = 0;
  for (const batch of batches) bytes += batch.length;
  const scalars =
    3 + varintLength(follow) + varintLength(highWatermark) + varintLength(logStartOffset);
  const inner = scalars + 1 + varintLength(bytes) + bytes;
  const message = Buffer.allocUnsafe(2 + VARINT_BYTES_MAX + inner);
  message[0] = 0x0a;
  let at = writeVarint(message, 1, inner);
  message[at++] = 0x08;
  at = writeVarint(message, at, follow);
  message[at++] = 0x10;
  at = writeVarint(message, at, highWatermark);
  message[at++] = 0x18;
  at = writeVarint(message, at, logStartOffset);
  message[at++] = 0x22;
  at = writeVarint(message, at, bytes);
  for (const batch of batches) at += batch.copy(message, at);
  return message.subarray(0, at);
}

export function encodeLeaderWord(word: Exclude<LeaderWord, { kind: "batches" }>): Uint8Array {
  switch (word.kind) {
    case "advanced": {
      const follows = word.advances.map(({ follow }) => follow);
      const highWatermarks = word.advances.map(({ highWatermark }) => highWatermark);
      const logStartOffsets = word.advances.map(({ logStartOffset }) => logStartOffset);
      const advanced = { follows, highWatermarks, logStartOffsets };
      return LeaderMessage.encode({ advanced }).finish();
    }
    case "diverged": {
      const { epoch, endOffset } = word.end;
      const diverged = { follow: word.follow, epoch: epoch + 1, endOffset };
      return LeaderMessage.encode({ diverged }).finish();
    }
    case "refused":
      return LeaderMessage.encode({ refused: refusedMessage(word.follow, word.refusal) }).finish();
  }
}

function refusedMessage(follow: number, refusal: Refusal): tidemark.peer.v1.Refused.$Properties {
  switch (refusal.kind) {
    case "notLeader":
      return { follow, notLeader: true };
    case "unreadable":
      return { follow, unreadable: true };
    case "startAnew": {
      const { offset, cleanedOffset, producers } = refusal;
      return { follow, startAnew: { offset, cleanedOffset, producers } };
    }
  }
}

/** Batches are the same memory. Throws RangeError where the bytes are no message of a leader. */
export function decodeLeaderWord(bytes: Buffer): LeaderWord {
  const { batches, advanced, diverged, refused } = decode(LeaderMessage, bytes);
  if (batches) {
    const { follow, highWatermark, logStartOffset } = batches;
    const advance = { follow, highWatermark, logStartOffset };
    return { kind: "batches", advance, batches: asBuffer(batches.batches) };
  }
  if (advanced) {
    const { follows, highWatermarks, logStartOffsets } = advanced;
    checkLengths(follows, highWatermarks);
    checkLengths(follows, logStartOffsets);
    const advances = follows.map((follow, at) => ({
      follow,
      highWatermark: highWatermarks[at]!,
      logStartOffset: logStartOffsets[at]!,
    }));
    return { kind: "advanced", advances };
  }
  if (diverged) {
    const { follow, epoch, endOffset } = diverged;
    return { kind: "diverged", follow, end: { epoch: epoch - 1, endOffset } };
  }
  if (refused) return { kind: "refused", follow: refused.follow, refusal: refusalOf(refused) };
  throw new RangeError("a leader's message says nothing that is known");
}

function refusalOf({ startAnew, unreadable }: tidemark.peer.v1.Refused.$Properties): Refusal {
  if (startAnew) {
    const { offset = 0, cleanedOffset = 0, producers = EMPTY_BYTES } = startAnew;
    return { kind: "startAnew", offset, cleanedOffset, producers };
  }
  return unreadable ? { kind: "unreadable" } : { kind: "notLeader" };
}

function checkLengths(some: readonly unknown[], others: readonly unknown[]): void {
  if (some.length === others.length && some.length <= PARTITIONS_MAX) return;
  throw new RangeError(`lists of ${some.length} and ${others.length} elements`);
}
