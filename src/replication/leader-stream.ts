/**
 * What one follower is sent over its stream: batches of all partitions that it follows here, in turns, as
 * far as its credit goes, and how far they are committed. Must never send a follower what does not follow
 * what it has, nor anything that this broker's log could still take back.
 */
import { REPLICATION_READS_MAX, REPLICATION_RUN_BYTES } from "../model/cluster-limits.ts";
import { PARTITIONS_MAX } from "../model/limits.ts";
import { REPLICATION_MOVE_WAIT_MS, REPLICATION_NEWS_DELAY_MS } from "../model/cluster-limits.ts";
import { REPLICATION_CREDIT_BYTES } from "../model/cluster-limits.ts";
import type { PartitionId } from "../model/ids.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { PeerStream } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import {
  decodeFollowerWord,
  encodeBatches,
  encodeLeaderWord,
  type FlushedEnd,
  type FollowerWord,
  type FollowRequest,
  type LeaderWord,
  type Refusal,
} from "../wire/peer/replication.ts";
import { beginningOf, LeaderFollow, type LedPartition, type LedReplica } from "./leader-follow.ts";
import type { MoveThrottle } from "./leader-throttle.ts";

export interface LeaderStreamParts {
  readonly follower: number;
  readonly stream: PeerStream;
  readonly clock: Clock;
  readonly logger: Log;
  readonly led: (id: PartitionId) => LedPartition | undefined;
  readonly throttle: MoveThrottle;
  /** Bytes of batches that went out. */
  readonly sent: (bytes: number) => void;
}

export class LeaderStream {
  readonly #parts: LeaderStreamParts;
  readonly #follows = new Map<number, LeaderFollow>();
  readonly #byKey = new Map<string, LeaderFollow>();
  /** With batches to send, in the order of their turns. */
  readonly #ready = new Set<LeaderFollow>();
  /** They have to ask the disk, and wait for whoever does. */
  readonly #cold = new Set<LeaderFollow>();
  /** They wait for the rate of those that move. */
  readonly #parked = new Set<LeaderFollow>();
  readonly #news = new Set<LeaderFollow>();
  #newsTimer: Timer | undefined;
  #parkedTimer: Timer | undefined;
  #credit = 0;
  #clogged = false;
  #reads = 0;
  #sendsSoon = false;
  #over = false;

  constructor(parts: LeaderStreamParts) {
    this.#parts = parts;
  }

  get follows(): Iterable<LeaderFollow> {
    return this.#follows.values();
  }

  /** Throws where the follower says what it must not: the stream has to be closed then. */
  message(bytes: Buffer): void {
    if (!this.#over) this.#hear(decodeFollowerWord(bytes));
  }

  drained(): void {
    this.#clogged = false;
    this.#sendSoon();
  }

  /** The partition is led here since, in another epoch, by others, or not at all. */
  changed(key: string): void {
    const follow = this.#byKey.get(key);
    if (follow === undefined) return;
    const { phase, request } = follow;
    if (phase.kind === "waiting") return this.#begin(follow);
    if (phase.kind === "over") return;
    const now = this.#parts.led(follow.id);
    const { follower } = this.#parts;
    const goes =
      now?.replica === phase.partition.replica &&
      now.replica.role.kind === "leader" &&
      now.replica.role.leaderEpoch === request.leaderEpoch &&
      now.isFollower(follower);
    if (goes) follow.phase = { ...phase, partition: now };
    else this.#refuse(follow, { kind: "notLeader" });
  }

  /** The stream is closed, by either side. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#newsTimer?.cancel();
    this.#parkedTimer?.cancel();
    for (const follow of this.#follows.values()) this.#leave(follow);
  }

  #hear(word: FollowerWord): void {
    switch (word.kind) {
      case "follow":
        return this.#follow(word.request);
      case "unfollow": {
        const follow = this.#follows.get(word.follow);
        if (follow !== undefined) this.#leave(follow);
        return;
      }
      case "flushed":
        for (const end of word.ends) this.#flushed(end);
        return;
      case "credit":
        // More than it can have taken since would be a mistake of its own.
        this.#credit = Math.min(this.#credit + word.bytes, REPLICATION_CREDIT_BYTES);
        this.#sendSoon();
    }
  }

  #follow(request: FollowRequest): void {
    const follow = new LeaderFollow(request);
    const before = this.#byKey.get(follow.key);
    if (before !== undefined) this.#leave(before);
    if (this.#follows.has(follow.number) || this.#follows.size >= PARTITIONS_MAX) {
      throw new RangeError(`follow ${follow.number} is one too many`);
    }
    this.#follows.set(follow.number, follow);
    this.#byKey.set(follow.key, follow);
    this.#begin(follow);
  }

  #begin(follow: LeaderFollow): void {
    const { follower, led } = this.#parts;
    const beginning = beginningOf(follow.request, follower, led(follow.id));
    switch (beginning.kind) {
      case "waits":
        return;
      case "begins":
        return this.#sendTo(follow, beginning.partition);
      case "diverged":
        this.#leave(follow);
        return this.#say({ kind: "diverged", follow: follow.number, end: beginning.end });
      case "refused":
        return this.#refuse(follow, beginning.refusal);
    }
  }

  #sendTo(follow: LeaderFollow, partition: LedPartition): void {
    const { replica } = partition;
    const unsendable = replica.onSendable(() => this.#wake(follow, replica));
    const unheard = replica.onAdvance(() => this.#tellSoon(follow));
    const left = () => {
      unsendable();
      unheard();
    };
    follow.phase = { kind: "sending", partition, left };
    follow.cleanedOffset = replica.log.cleanedOffset;
    replica.followerJoined(this.#parts.follower, follow.request.flushedOffset);
    this.#tellSoon(follow);
    this.#wake(follow, replica);
  }

  #refuse(follow: LeaderFollow, refusal: Refusal): void {
    this.#leave(follow);
    this.#say({ kind: "refused", follow: follow.number, refusal });
  }

  #leave(follow: LeaderFollow): void {
    if (follow.phase.kind === "sending") follow.phase.left();
    follow.phase = { kind: "over" };
    this.#follows.delete(follow.number);
    if (this.#byKey.get(follow.key) === follow) this.#byKey.delete(follow.key);
    for (const queue of [this.#ready, this.#cold, this.#parked, this.#news]) queue.delete(follow);
  }

  #flushed({ follow: number, flushedOffset }: FlushedEnd): void {
    const follow = this.#follows.get(number);
    if (follow?.phase.kind !== "sending") return;
    if (flushedOffset > follow.position) {
      throw new RangeError(`${follow.key}: has ${flushedOffset}, was sent ${follow.position}`);
    }
    follow.phase.partition.replica.followerFlushed(this.#parts.follower, flushedOffset);
    this.#tellSoon(follow);
  }

  #wake(follow: LeaderFollow, replica: LedReplica): void {
    if (follow.queued || follow.position >= replica.sendableOffset) return;
    follow.queued = true;
    this.#ready.add(follow);
    this.#sendSoon();
  }

  /** At the end of the turn: what many partitions have by then goes out together. */
  #sendSoon(): void {
    if (this.#sendsSoon) return;
    this.#sendsSoon = true;
    void Promise.resolve().then(() => {
      this.#sendsSoon = false;
      this.#sendReady();
    });
  }

  #sendReady(): void {
    while (!this.#over && !this.#clogged && this.#credit > 0) {
      if (this.#reads >= REPLICATION_READS_MAX) return;
      const [follow] = this.#ready;
      if (follow === undefined) return;
      this.#ready.delete(follow);
      if (follow.phase.kind === "sending") this.#sendOf(follow, follow.phase.partition);
    }
  }

  #sendOf(follow: LeaderFollow, partition: LedPartition): void {
    const { throttle, clock, follower } = this.#parts;
    const { replica } = partition;
    if (follow.cold && this.#reads > 0) return void this.#cold.add(follow);
    const missed = follow.missed(replica);
    if (missed !== undefined) return this.#refuse(follow, missed);
    if (partition.isMoving(follower) && !throttle.mayMove(clock.monotonicMs())) {
      return this.#park(follow);
    }
    const wanted = Math.min(REPLICATION_RUN_BYTES, this.#credit);
    try {
      const batches = replica.readForFollower(follow.position, wanted);
      follow.cold = batches instanceof Promise;
      if (batches instanceof Promise) void this.#read(follow, partition, batches, wanted);
      else this.#sendBatches(follow, partition, batches);
    } catch (error) {
      this.#unreadable(follow, error);
    }
  }

  async #read(
    follow: LeaderFollow,
    partition: LedPartition,
    reading: Promise<Buffer[]>,
    wanted: number,
  ): Promise<void> {
    this.#reads += 1;
    this.#credit -= wanted;
    const batches = await reading.catch((error: unknown) => this.#unreadable(follow, error));
    this.#reads -= 1;
    this.#credit += wanted;
    for (const one of this.#cold) this.#ready.add(one);
    this.#cold.clear();
    // It may have gone meanwhile, and come back under another number.
    if (batches !== undefined && follow.phase.kind === "sending") {
      const missed = follow.missed(partition.replica);
      if (missed === undefined) this.#sendBatches(follow, partition, batches);
      else this.#refuse(follow, missed);
    }
    this.#sendSoon();
  }

  #unreadable(follow: LeaderFollow, error: unknown): void {
    if (follow.phase.kind !== "sending") return;
    this.#parts.logger.warnOften("replication-read", "cannot read what a follower asks for", {
      partition: follow.key,
      follower: this.#parts.follower,
      error,
    });
    this.#refuse(follow, { kind: "unreadable" });
  }

  #sendBatches(follow: LeaderFollow, partition: LedPartition, batches: Buffer[]): void {
    const { replica } = partition;
    follow.queued = false;
    if (batches.length === 0) return;
    follow.sent(batches);
    const message = encodeBatches(follow.advance(replica), batches);
    this.#news.delete(follow);
    this.#credit -= message.length;
    if (partition.isMoving(this.#parts.follower)) this.#parts.throttle.moved(message.length);
    this.#parts.sent(message.length);
    if (!this.#parts.stream.send(message)) this.#clogged = true;
    this.#wake(follow, replica);
  }

  #park(follow: LeaderFollow): void {
    this.#parked.add(follow);
    this.#parkedTimer ??= this.#parts.clock.setTimer(REPLICATION_MOVE_WAIT_MS, () => {
      this.#parkedTimer = undefined;
      for (const one of this.#parked) this.#ready.add(one);
      this.#parked.clear();
      this.#sendSoon();
    });
  }

  #tellSoon(follow: LeaderFollow): void {
    this.#news.add(follow);
    this.#newsTimer ??= this.#parts.clock.setTimer(REPLICATION_NEWS_DELAY_MS, () => {
      this.#newsTimer = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const advances = [...this.#news].flatMap((follow) => {
      if (follow.phase.kind !== "sending") return [];
      return follow.news(follow.phase.partition.replica) ?? [];
    });
    this.#news.clear();
    if (advances.length > 0) this.#say({ kind: "advanced", advances });
  }

  #say(word: Exclude<LeaderWord, { kind: "batches" }>): void {
    if (this.#over) return;
    if (!this.#parts.stream.send(encodeLeaderWord(word))) this.#clogged = true;
  }
}
