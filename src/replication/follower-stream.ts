/**
 * The stream from one leader to this broker: follows over it all partitions that are led there, appends
 * what comes, and says what is on disk. Must never append what was sent for an earlier follow: between
 * the two the log was cut, or lost an append.
 *
 * States: closed → open → waiting (to try again) → open … A partition that fails rests; the others go on.
 */
import { assert } from "../lib/assert.ts";
import {
  REPLICATION_BACKOFF_MAX_MS,
  REPLICATION_BACKOFF_MIN_MS,
  REPLICATION_CONGESTED_REST_MS,
  REPLICATION_CREDIT_BYTES,
  REPLICATION_REST_MS,
} from "../model/cluster-limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, PeerStream, StreamEnd } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import {
  type Advance,
  decodeLeaderWord,
  encodeFollowerWord,
  type FlushedEnd,
  type FollowerWord,
  type LeaderWord,
  type Refusal,
} from "../wire/peer/replication.ts";
import type { FollowerPartition } from "./follower-partition.ts";

export interface FollowerStreamParts {
  readonly leader: number;
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Log;
  /** Undefined: nobody knows where it is. */
  readonly address: () => string | undefined;
  /** Bytes of batches that came in. */
  readonly received: (bytes: number) => void;
}

type Connection =
  | { readonly kind: "closed" }
  | { readonly kind: "waiting"; readonly timer: Timer }
  | { readonly kind: "open"; readonly stream: PeerStream };

/** Credit is given back in such portions: less would be messages about nothing. */
const CREDIT_PORTION_BYTES = REPLICATION_CREDIT_BYTES / 4;

export class FollowerStream {
  readonly #parts: FollowerStreamParts;
  readonly #partitions = new Map<FollowerPartition, () => void>();
  readonly #following = new Map<number, FollowerPartition>();
  readonly #flushed = new Set<FollowerPartition>();
  #connection: Connection = { kind: "closed" };
  #backoffMs = REPLICATION_BACKOFF_MIN_MS;
  #lastFollow = 0;
  #owedBytes = 0;
  #tellsSoon = false;

  constructor(parts: FollowerStreamParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#partitions.size === 0;
  }

  get isOpen(): boolean {
    return this.#connection.kind === "open";
  }

  /** Follows it from now on. Whoever is named leader anew is tried at once, however it was before. */
  add(partition: FollowerPartition): void {
    const unheard = partition.replica.onFlushed(() => {
      this.#flushed.add(partition);
      this.#tellSoon();
    });
    this.#partitions.set(partition, unheard);
    if (this.#connection.kind === "open") this.#follow(partition);
    else this.reachNow();
  }

  /** Resolves once nothing of it is under way. */
  remove(partition: FollowerPartition): Promise<void> {
    this.#partitions.get(partition)?.();
    this.#partitions.delete(partition);
    this.#leave(partition);
    if (partition.phase.kind === "resting") partition.phase.timer.cancel();
    partition.phase = { kind: "over" };
    return partition.settled;
  }

  /** It may be there again: waits no longer. */
  reachNow(): void {
    if (this.#connection.kind === "open") return;
    if (this.#connection.kind === "waiting") this.#connection.timer.cancel();
    this.#backoffMs = REPLICATION_BACKOFF_MIN_MS;
    this.#open();
  }

  /** Regularly: the leader hears that this follower lives, and lost appends are found. */
  tick(): void {
    if (this.#connection.kind !== "open") return;
    for (const partition of this.#following.values()) {
      if (partition.lostAppends) this.#rest(partition, REPLICATION_REST_MS);
      else this.#flushed.add(partition);
    }
    this.#tell(1);
  }

  close(): void {
    if (this.#connection.kind === "waiting") this.#connection.timer.cancel();
    if (this.#connection.kind === "open") this.#connection.stream.close();
    this.#connection = { kind: "closed" };
    this.#apart();
  }

  #open(): void {
    const { network, leader, address } = this.#parts;
    const known = address();
    if (known === undefined) return this.#openLater();
    const stream = network.open({ brokerId: leader, address: known }, "replication", {
      message: (bytes) => {
        if (this.#isCurrent(stream)) this.#message(bytes);
      },
      closed: (end, detail) => {
        if (this.#isCurrent(stream)) this.#broken(end, detail);
      },
    });
    this.#connection = { kind: "open", stream };
    this.#owedBytes = 0;
    this.#say({ kind: "credit", bytes: REPLICATION_CREDIT_BYTES });
    for (const partition of this.#partitions.keys()) {
      if (partition.phase.kind === "apart") this.#follow(partition);
    }
  }

  #isCurrent(stream: PeerStream): boolean {
    return this.#connection.kind === "open" && this.#connection.stream === stream;
  }

  #openLater(): void {
    const timer = this.#parts.clock.setTimer(this.#backoffMs, () => this.#open());
    this.#connection = { kind: "waiting", timer };
    this.#backoffMs = Math.min(this.#backoffMs * 2, REPLICATION_BACKOFF_MAX_MS);
  }

  #broken(end: StreamEnd, detail: string): void {
    const { logger, leader } = this.#parts;
    logger.warnOften(`replication-${leader}`, "stream from a leader broke", {
      leader,
      end,
      detail,
    });
    this.#apart();
    this.#openLater();
  }

  #apart(): void {
    for (const partition of this.#following.values()) {
      partition.takeUnflushed();
      partition.phase = { kind: "apart" };
    }
    this.#following.clear();
    this.#flushed.clear();
  }

  #message(bytes: Buffer): void {
    this.#backoffMs = REPLICATION_BACKOFF_MIN_MS;
    let word: LeaderWord;
    try {
      word = decodeLeaderWord(bytes);
    } catch (error) {
      if (this.#connection.kind === "open") this.#connection.stream.close();
      return this.#broken("ended", `what it says cannot be understood: ${String(error)}`);
    }
    this.#hear(word, bytes.length);
  }

  #hear(word: LeaderWord, messageBytes: number): void {
    switch (word.kind) {
      case "batches":
        return this.#append(word.advance, word.batches, messageBytes);
      case "advanced":
        for (const advance of word.advances) {
          const partition = this.#following.get(advance.follow);
          if (partition !== undefined) this.#attempt(partition, () => learn(partition, advance));
        }
        return;
      case "diverged": {
        const partition = this.#following.get(word.follow);
        if (partition === undefined) return;
        return this.#settle(partition, () => partition.replica.cutTo(word.end));
      }
      case "refused": {
        const partition = this.#following.get(word.follow);
        if (partition !== undefined) this.#refused(partition, word.refusal);
      }
    }
  }

  #append(advance: Advance, batches: Buffer, messageBytes: number): void {
    this.#parts.received(messageBytes);
    const partition = this.#following.get(advance.follow);
    if (partition === undefined || partition.lostAppends) {
      this.#owe(messageBytes);
      if (partition !== undefined) this.#rest(partition, REPLICATION_REST_MS);
      return;
    }
    let appended = false;
    this.#attempt(partition, () => {
      partition.append(batches, messageBytes);
      appended = true;
      learn(partition, advance);
    });
    if (!appended) return this.#owe(messageBytes);
    if (partition.phase.kind === "following" && partition.replica.congested) {
      this.#rest(partition, REPLICATION_CONGESTED_REST_MS);
    }
  }

  #attempt(partition: FollowerPartition, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(partition, error);
    }
  }

  #refused(partition: FollowerPartition, refusal: Refusal): void {
    switch (refusal.kind) {
      case "startAnew":
        return this.#settle(partition, async () => {
          const { logger, leader } = this.#parts;
          const { key } = partition;
          const { offset } = refusal;
          logger.info("partition is copied anew from its leader", {
            partition: key,
            leader,
            offset,
          });
          partition.copyingSince = refusal.cleanedOffset;
          await partition.replica.startAnewAt(refusal);
        });
      case "notLeader":
      case "unreadable":
        return this.#rest(partition, REPLICATION_REST_MS);
    }
  }

  #settle(partition: FollowerPartition, work: () => Promise<void>): void {
    this.#leave(partition);
    partition.phase = { kind: "settling" };
    partition.settled = work().then(
      () => {
        if (partition.phase.kind !== "settling") return;
        partition.phase = { kind: "apart" };
        if (this.#connection.kind === "open") this.#follow(partition);
      },
      (error: unknown) => {
        if (partition.phase.kind === "settling") this.#failed(partition, error);
      },
    );
  }

  #failed(partition: FollowerPartition, error: unknown): void {
    const { logger, leader } = this.#parts;
    logger.warnOften("replication-partition", "partition cannot follow its leader just now", {
      partition: partition.key,
      leader,
      error,
    });
    this.#rest(partition, REPLICATION_REST_MS);
  }

  #rest(partition: FollowerPartition, restMs: number): void {
    this.#leave(partition);
    const timer = this.#parts.clock.setTimer(restMs, () => {
      if (partition.replica.congested) return this.#rest(partition, REPLICATION_CONGESTED_REST_MS);
      partition.phase = { kind: "apart" };
      if (this.#connection.kind === "open") this.#follow(partition);
    });
    partition.phase = { kind: "resting", timer };
  }

  /** Asks for what follows its log. */
  #follow(partition: FollowerPartition): void {
    assert(partition.phase.kind === "apart", `${partition.key} is ${partition.phase.kind}`);
    this.#lastFollow += 1;
    this.#following.set(this.#lastFollow, partition);
    this.#say({ kind: "follow", request: partition.request(this.#lastFollow) });
  }

  #leave(partition: FollowerPartition): void {
    if (partition.phase.kind !== "following") return;
    const { follow } = partition.phase;
    this.#following.delete(follow);
    this.#flushed.delete(partition);
    this.#owe(partition.takeUnflushed());
    this.#say({ kind: "unfollow", follow });
  }

  #owe(bytes: number): void {
    this.#owedBytes += bytes;
    if (this.#owedBytes >= CREDIT_PORTION_BYTES) this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#tellsSoon) return;
    this.#tellsSoon = true;
    void Promise.resolve().then(() => {
      this.#tellsSoon = false;
      this.#tell(CREDIT_PORTION_BYTES);
    });
  }

  #tell(creditFrom: number): void {
    const ends: FlushedEnd[] = [];
    for (const partition of this.#flushed) {
      const { phase, replica } = partition;
      if (phase.kind !== "following") continue;
      this.#owedBytes += partition.takeFlushed();
      ends.push({ follow: phase.follow, flushedOffset: replica.flushedOffset });
    }
    this.#flushed.clear();
    if (ends.length > 0) this.#say({ kind: "flushed", ends });
    if (this.#owedBytes < creditFrom) return;
    this.#say({ kind: "credit", bytes: this.#owedBytes });
    this.#owedBytes = 0;
  }

  /** Small words only: the leader reads them whatever it sends, so nothing piles up. */
  #say(word: FollowerWord): void {
    if (this.#connection.kind === "open") this.#connection.stream.send(encodeFollowerWord(word));
  }
}

function learn({ replica, leaderEpoch }: FollowerPartition, advance: Advance): void {
  replica.learn(leaderEpoch, advance.highWatermark, advance.logStartOffset);
}
