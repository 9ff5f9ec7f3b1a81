/**
 * All that this broker follows: one stream for each broker that leads some of it. Must never let two
 * leaders write to one log, nor one while the log is being cut for another.
 */
import { type PartitionId, partitionKey } from "../model/ids.ts";
import { REPLICATION_FLUSHED_INTERVAL_MS } from "../model/cluster-limits.ts";
import type { Timer } from "../platform/clock.ts";
import { type FollowedReplica, FollowerPartition } from "./follower-partition.ts";
import { FollowerStream, type FollowerStreamParts } from "./follower-stream.ts";

export interface Leadership {
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface FollowerStreamsParts extends Omit<FollowerStreamParts, "leader" | "address"> {
  readonly addressOf: (brokerId: number) => string | undefined;
}

interface Followed extends Leadership {
  readonly partition: FollowerPartition;
}

export class FollowerStreams {
  readonly #parts: FollowerStreamsParts;
  readonly #streams = new Map<number, FollowerStream>();
  readonly #followed = new Map<string, Followed>();
  #ticks: Timer | undefined;
  #closed = false;

  constructor(parts: FollowerStreamsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#ticks = this.#parts.clock.setTimer(REPLICATION_FLUSHED_INTERVAL_MS, () => {
      for (const stream of this.#streams.values()) stream.tick();
      this.start();
    });
  }

  /**
   * The replica follows that leader from now on, as the metadata say; it was told so before. Another
   * leader, if there was one, has to have been left, and what `leave` answered to have resolved.
   */
  follow(replica: FollowedReplica, { leader, leaderEpoch }: Leadership): void {
    const key = partitionKey(replica.id);
    const before = this.#followed.get(key);
    const same =
      before?.leader === leader &&
      before.leaderEpoch === leaderEpoch &&
      before.partition.replica === replica;
    if (same || this.#closed) return;
    if (before !== undefined) void this.leave(replica.id);
    const partition = new FollowerPartition(replica, leaderEpoch);
    this.#followed.set(key, { leader, leaderEpoch, partition });
    let stream = this.#streams.get(leader);
    if (stream === undefined) {
      const address = () => this.#parts.addressOf(leader);
      stream = new FollowerStream({ ...this.#parts, leader, address });
      this.#streams.set(leader, stream);
    }
    stream.add(partition);
  }

  /** Follows nobody. Resolves once nothing of it is under way any more. */
  leave(id: PartitionId): Promise<void> {
    const key = partitionKey(id);
    const followed = this.#followed.get(key);
    if (followed === undefined) return Promise.resolve();
    this.#followed.delete(key);
    const stream = this.#streams.get(followed.leader);
    const left = stream?.remove(followed.partition) ?? Promise.resolve();
    if (stream?.isEmpty === true) {
      stream.close();
      this.#streams.delete(followed.leader);
    }
    return left;
  }

  /** The metadata say that the broker is there, or where: whoever waits for it waits no longer. */
  reachNow(leader: number): void {
    this.#streams.get(leader)?.reachNow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ticks?.cancel();
    const leaving = [...this.#followed.values()].map(({ partition }) => this.leave(partition.id));
    await Promise.all(leaving);
  }
}
