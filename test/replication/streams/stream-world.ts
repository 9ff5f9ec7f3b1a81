/** Three brokers with model replicas on a simulated network, and a person who names leaders. */
import { partitionKey } from "../../../src/model/ids.ts";
import { elect, alterInSync } from "../../../src/controller/partition-election.ts";
import type { PartitionLeadership } from "../../../src/controller/partition-election.ts";
import type { Network } from "../../../src/platform/network.ts";
import { FollowerStreams } from "../../../src/replication/follower-streams.ts";
import { InSyncProposals } from "../../../src/replication/in-sync-proposals.ts";
import { LeaderStreams } from "../../../src/replication/leader-streams.ts";
import { silentLog } from "../../server/routes/harness.ts";
import { SimClock } from "../../sim/platform/sim-clock.ts";
import { SimNetwork } from "../../sim/platform/sim-network.ts";
import { SimRandom } from "../../sim/platform/sim-random.ts";
import { SimSchedule } from "../../sim/platform/sim-schedule.ts";
import { ModelReplica, REPLICAS } from "./model-replica.ts";

const MIN_IN_SYNC = 2;

export class StreamNode {
  readonly id: number;
  readonly clock: SimClock;
  readonly replicas = new Map<string, ModelReplica>();
  readonly leaders: LeaderStreams;
  readonly followers: FollowerStreams;
  readonly proposals: InSyncProposals;
  /** Replicas that still have to be copied, and are not to disturb. */
  readonly moving = new Set<number>();
  moveBytesPerSecond = Infinity;
  sentBytes = 0;

  constructor(world: StreamWorld, id: number, network: Network, replicas: Iterable<ModelReplica>) {
    this.id = id;
    this.clock = new SimClock(world.schedule);
    for (const replica of replicas) this.replicas.set(partitionKey(replica.id), replica);
    const shared = { network, clock: this.clock, logger: silentLog };
    this.leaders = new LeaderStreams({
      ...shared,
      led: (partition) => {
        const replica = this.replicas.get(partitionKey(partition));
        return (
          replica && {
            replica,
            isFollower: () => true,
            isMoving: (broker) => this.moving.has(broker),
          }
        );
      },
      moveBytesPerSecond: () => this.moveBytesPerSecond,
      sent: (bytes) => (this.sentBytes += bytes),
    });
    this.followers = new FollowerStreams({
      ...shared,
      addressOf: (broker) => SimNetwork.addressOf(broker),
      received: () => undefined,
    });
    this.proposals = new InSyncProposals({
      clock: this.clock,
      logger: silentLog,
      leading: () => [...this.replicas.values()].filter(({ role }) => role.kind === "leader"),
      submit: (changes) => world.decide(id, changes),
    });
    this.leaders.start();
    this.followers.start();
    this.proposals.start();
  }
}

export class StreamWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly nodes = new Map<number, StreamNode>();
  readonly states = new Map<string, PartitionLeadership>();
  readonly down = new Set<number>();
  readonly #lives = new Map<number, Network>();

  constructor(seed: number, partitions = 1) {
    this.random = new SimRandom(seed);
    this.network = new SimNetwork({
      schedule: this.schedule,
      random: this.random.stream("network"),
    });
    for (const id of REPLICAS) {
      const numbers = Array.from({ length: partitions }, (_, partition) => partition);
      this.start(
        id,
        numbers.map((partition) => new ModelReplica(this.schedule, id, partition)),
      );
    }
    for (const key of this.node(1).replicas.keys()) {
      this.states.set(key, {
        replicas: REPLICAS,
        inSync: REPLICAS,
        eligible: [],
        leader: 1,
        leaderEpoch: 0,
        partitionEpoch: 0,
      });
    }
  }

  node(id: number): StreamNode {
    return this.nodes.get(id)!;
  }

  replica(id: number, partition = 0): ModelReplica {
    return [...this.node(id).replicas.values()][partition]!;
  }

  start(id: number, replicas: Iterable<ModelReplica>): void {
    const network = this.network.start(id);
    this.#lives.set(id, network);
    this.nodes.set(id, new StreamNode(this, id, network, replicas));
    this.down.delete(id);
  }

  kill(id: number): void {
    const node = this.node(id);
    this.down.add(id);
    this.network.kill(id);
    node.clock.halt();
    for (const replica of node.replicas.values()) replica.crash();
  }

  /** Its replicas begin with what they had flushed. */
  restart(id: number): void {
    this.start(id, [...this.node(id).replicas.values()]);
    for (const key of this.states.keys()) this.tell(id, key);
  }

  /** The state of the partition becomes this, and all that live hear of it, some time soon. */
  name(key: string, state: PartitionLeadership): void {
    this.states.set(key, state);
    for (const id of REPLICAS) {
      const delayMs = this.random.float() * 3;
      this.schedule.after(delayMs, () => this.tell(id, key));
    }
  }

  nameAll(): void {
    for (const [key, state] of this.states) this.name(key, state);
  }

  /** Whoever is down leads nothing. */
  elect(): void {
    for (const [key, state] of this.states) {
      const next = elect(state, MIN_IN_SYNC, (id) => !this.down.has(id));
      if (next !== undefined) this.name(key, next);
    }
  }

  decide(
    broker: number,
    changes: Parameters<ConstructorParameters<typeof InSyncProposals>[0]["submit"]>[0],
  ): Promise<void> {
    for (const { topicId, partition, ...change } of changes) {
      const key = `${topicId}-${partition}`;
      const state = this.states.get(key);
      if (state === undefined) continue;
      const alive = (id: number) => !this.down.has(id);
      const next = alterInSync(state, { broker, ...change }, MIN_IN_SYNC, alive);
      if (next !== undefined) this.name(key, next);
    }
    return Promise.resolve();
  }

  /** A node replays what there is to know of the partition. */
  tell(id: number, key: string): void {
    const node = this.node(id);
    const state = this.states.get(key)!;
    const replica = node.replicas.get(key);
    if (replica === undefined || this.down.has(id)) return;
    const { leader, leaderEpoch } = state;
    if (leader === undefined || leaderEpoch < replica.role.leaderEpoch) return;
    const leading = { ...state, leader };
    if (leader === id) {
      void node.followers.leave(replica.id).then(() => {
        if (this.states.get(key)!.leaderEpoch !== leaderEpoch) return;
        replica.lead(leading);
        node.leaders.changed(replica.id);
      });
      return;
    }
    void (
      replica.role.leaderEpoch === leaderEpoch
        ? Promise.resolve()
        : node.followers.leave(replica.id)
    ).then(() => {
      if (this.states.get(key)!.leaderEpoch !== leaderEpoch) return;
      replica.follow(leading);
      node.leaders.changed(replica.id);
      node.followers.follow(replica, { leader, leaderEpoch });
    });
  }
}
