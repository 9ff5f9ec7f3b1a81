/**
 * One partition that this broker follows, as its stream to the leader sees it: what was asked for, and what
 * came and is not on disk yet. Sends nothing itself.
 *
 * States: apart (no stream, or not asked yet) → following → settling (cuts its log or begins it anew)
 * → apart → following …; resting after what went wrong, for a while; over, where the metadata say so.
 */
import { Deque } from "../lib/deque.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import type { EpochEnd } from "../partition/divergence.ts";
import type { Timer } from "../platform/clock.ts";
import type { FollowRequest } from "../wire/peer/replication.ts";
import type { FreshStart } from "./replica-following.ts";

/** What a stream needs of a replica that follows. */
export interface FollowedReplica {
  readonly id: PartitionId;
  readonly endOffset: number;
  readonly flushedOffset: number;
  /** −1: the log is empty. */
  readonly lastEpoch: number;
  /** Its views lag behind its log: it should not be given more just now. */
  readonly congested: boolean;
  /** Whole batches from a leader of that epoch; throws where they do not follow what it has. */
  appendFetched(leaderEpoch: number, batches: Buffer): void;
  learn(leaderEpoch: number, highWatermark: number, logStartOffset: number): void;
  /** The log ends, once this resolves, where it and the leader's agree. */
  cutTo(answer: EpochEnd): Promise<void>;
  /** The log is empty, once this resolves, and begins there. It knows how far it will have holes. */
  startAnewAt(start: FreshStart): Promise<void>;
  onFlushed(listener: () => void): () => void;
}

export type FollowerPhase =
  | { readonly kind: "apart" }
  /** `expectedEnd`: of its log, if nothing that was appended got lost. */
  | { readonly kind: "following"; readonly follow: number; expectedEnd: number }
  | { readonly kind: "settling" }
  | { readonly kind: "resting"; readonly timer: Timer }
  | { readonly kind: "over" };

export class FollowerPartition {
  readonly replica: FollowedReplica;
  readonly id: PartitionId;
  readonly key: string;
  readonly leaderEpoch: number;
  phase: FollowerPhase = { kind: "apart" };
  /** While it cuts or begins anew: nobody else may touch the log. Never rejects. */
  settled: Promise<void> = Promise.resolve();
  /** Where the leader's cleaning stood when it began anew. */
  copyingSince = 0;
  readonly #unflushed = new Deque<{ readonly endOffset: number; readonly bytes: number }>();
  #unflushedBytes = 0;

  constructor(replica: FollowedReplica, leaderEpoch: number) {
    this.replica = replica;
    this.id = replica.id;
    this.key = partitionKey(replica.id);
    this.leaderEpoch = leaderEpoch;
  }

  /** From here on it is `following`. */
  request(follow: number): FollowRequest {
    const { endOffset, lastEpoch, flushedOffset } = this.replica;
    this.phase = { kind: "following", follow, expectedEnd: endOffset };
    const { id, leaderEpoch, copyingSince } = this;
    return { follow, ...id, leaderEpoch, endOffset, lastEpoch, flushedOffset, copyingSince };
  }

  /** An append was lost (a full disk): what comes next would leave a gap. */
  get lostAppends(): boolean {
    const { phase, replica } = this;
    return phase.kind === "following" && phase.expectedEnd !== replica.endOffset;
  }

  /** Appends what came in a message of so many bytes. Throws where it does not follow. */
  append(batches: Buffer, messageBytes: number): void {
    this.replica.appendFetched(this.leaderEpoch, batches);
    const { endOffset } = this.replica;
    if (this.phase.kind === "following") this.phase.expectedEnd = endOffset;
    this.#unflushed.pushBack({ endOffset, bytes: messageBytes });
    this.#unflushedBytes += messageBytes;
  }

  /** Bytes of messages that are on disk since the last call. */
  takeFlushed(): number {
    const { flushedOffset } = this.replica;
    let bytes = 0;
    for (;;) {
      const first = this.#unflushed.front();
      if (first === undefined || first.endOffset > flushedOffset) break;
      this.#unflushed.popFront();
      bytes += first.bytes;
    }
    this.#unflushedBytes -= bytes;
    return bytes;
  }

  /** It follows no longer: bytes of messages that nobody waits for any more. */
  takeUnflushed(): number {
    const bytes = this.#unflushedBytes;
    this.#unflushed.clear();
    this.#unflushedBytes = 0;
    return bytes;
  }
}
