/**
 * What this broker says to others about the partitions that they share: followers' streams in, its own
 * streams out, and what its leaders ask of the controller. Decides nothing about roles.
 */
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { ControllerCommand } from "../controller/commands.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import type { Clock } from "../platform/clock.ts";
import type { Network } from "../platform/network.ts";
import { FollowerStreams } from "../replication/follower-streams.ts";
import { type InSyncChange, InSyncProposals } from "../replication/in-sync-proposals.ts";
import type { LedPartition } from "../replication/leader-follow.ts";
import { LeaderStreams, type MoveProgress } from "../replication/leader-streams.ts";
import type { Replica } from "../replication/replica.ts";
import type { Log } from "../telemetry/log.ts";

export interface ReplicationParts {
  readonly brokerId: number;
  readonly clock: Clock;
  readonly logger: Log;
  readonly network: Network;
  readonly image: ClusterImage;
  readonly submit: (command: ControllerCommand & { type: "alterInSync" }) => Promise<unknown>;
  /** Of this run's registration; undefined: there is none yet. */
  readonly brokerEpoch: () => number | undefined;
  /** For all that is copied to brokers that do not hold it yet. */
  readonly moveBytesPerSecond: () => number;
  readonly observer: ReplicationObserver;
}

export interface ReplicationObserver {
  /** Bytes of batches to followers, and from leaders. */
  sent(bytes: number): void;
  received(bytes: number): void;
}

export class Replication {
  readonly followers: FollowerStreams;
  readonly #parts: ReplicationParts;
  readonly #leaders: LeaderStreams;
  readonly #proposals: InSyncProposals;
  readonly #replicas = new Map<string, Replica>();
  /** Of each broker, as of the last record that was acted on: the image may be ahead of that. */
  readonly #epochs = new Map<number, number>();

  constructor(parts: ReplicationParts) {
    const { network, clock, logger, image, moveBytesPerSecond, observer } = parts;
    this.#parts = parts;
    this.#leaders = new LeaderStreams({
      network,
      clock,
      logger,
      led: (id) => this.#led(id),
      moveBytesPerSecond,
      sent: (bytes) => observer.sent(bytes),
    });
    this.followers = new FollowerStreams({
      network,
      clock,
      logger,
      addressOf: (id) => image.broker(id)?.address,
      received: (bytes) => observer.received(bytes),
    });
    this.#proposals = new InSyncProposals({
      clock,
      logger,
      leading: () => this.#leading(),
      submit: (changes) => this.#propose(changes),
    });
  }

  start(): void {
    for (const { id, epoch } of this.#parts.image.brokers) this.#epochs.set(id, epoch);
    this.#leaders.start();
    this.followers.start();
    this.#proposals.start();
  }

  /** Copies to brokers that are to hold a partition which this one leads. */
  get moves(): readonly MoveProgress[] {
    return this.#leaders.moves;
  }

  add(replica: Replica): void {
    this.#replicas.set(partitionKey(replica.id), replica);
  }

  /** Resolves once nobody writes to its log any more. */
  async remove(id: PartitionId): Promise<void> {
    this.#replicas.delete(partitionKey(id));
    this.#leaders.changed(id);
    await this.followers.leave(id);
  }

  /** It leads, follows, or has other followers since. */
  changed(id: PartitionId): void {
    this.#leaders.changed(id);
  }

  /**
   * The broker has started anew, or become active: what it said before counts for nothing, as it may have
   * lost its disk, and it can be reached again.
   */
  brokerChanged(brokerId: number): void {
    const epoch = this.#parts.image.broker(brokerId)?.epoch;
    if (brokerId === this.#parts.brokerId || epoch === undefined) return;
    if (this.#epochs.get(brokerId) !== epoch) {
      this.#epochs.set(brokerId, epoch);
      this.#leaders.startedAnew(brokerId);
      for (const replica of this.#replicas.values()) replica.followerJoined(brokerId, 0);
    }
    this.followers.reachNow(brokerId);
  }

  async close(): Promise<void> {
    this.#proposals.stop();
    this.#leaders.close();
    await this.followers.close();
  }

  #led(id: PartitionId): LedPartition | undefined {
    const replica = this.#replicas.get(partitionKey(id));
    if (replica === undefined) return undefined;
    const { image } = this.#parts;
    const state = () => image.partition(id.topicId, id.partition);
    return {
      replica,
      isFollower: (broker) => state()?.replicas.includes(broker) === true,
      isMoving: (broker) => {
        const { adding = [], inSync = [] } = state() ?? {};
        return adding.includes(broker) && !inSync.includes(broker);
      },
    };
  }

  *#leading(): Iterable<Replica> {
    for (const replica of this.#replicas.values()) {
      if (replica.role.kind === "leader") yield replica;
    }
  }

  async #propose(changes: readonly InSyncChange[]): Promise<void> {
    const { brokerId, brokerEpoch, submit } = this.#parts;
    const epoch = brokerEpoch();
    if (epoch === undefined) return;
    await submit({
      type: "alterInSync",
      brokerId,
      brokerEpoch: epoch,
      changes: changes.map((change) => ({
        ...change,
        brokerEpochs: change.inSync.map((id) => (id === brokerId ? epoch : this.#epochs.get(id)!)),
      })),
    });
  }
}
