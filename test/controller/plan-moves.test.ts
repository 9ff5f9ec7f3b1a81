/** A plan carried out a few moves at a time, by commands alone. */
import { describe, expect, test } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide, type ReplyOf } from "../../src/controller/commands.ts";
import { nextMoves, planReplicationFactor } from "../../src/controller/plan-moves.ts";
import { type PlannedPartition, planRebalance } from "../../src/controller/rebalance.ts";

const TOPIC = "ab".repeat(16);

class Cluster {
  readonly image = new ClusterImage();

  submit<C extends ControllerCommand>(command: C): ReplyOf<C> {
    const { records, reply } = decide(this.image, command);
    for (const record of records) this.image.replay(record);
    return reply;
  }

  join(id: number): void {
    const said = { id, incarnation: `i${id}`, address: `h${id}:1`, rack: "" };
    const { epoch } = this.submit({ type: "registerBroker", ...said });
    this.submit({ type: "brokerActive", id, epoch });
  }

  create(partitions: number, replicationFactor: number): void {
    const shape = { partitions, replicationFactor, config: {}, internal: false };
    this.submit({ type: "createTopic", name: "orders", id: TOPIC, ...shape });
  }

  get partitions() {
    return this.image.topicById(TOPIC)!.partitions;
  }

  /** Whoever comes has copied everything. */
  catchUp(): void {
    for (const { partition, ...state } of this.partitions) {
      const { leader, leaderEpoch, partitionEpoch, replicas } = state;
      if (leader === undefined || state.inSync.length === replicas.length) continue;
      const change = { topicId: TOPIC, partition, leaderEpoch, partitionEpoch, inSync: replicas };
      const brokerEpoch = this.image.broker(leader)!.epoch;
      this.submit({ type: "alterInSync", brokerId: leader, brokerEpoch, changes: [change] });
    }
  }

  /** Returns how many partitions moved at once at most. */
  carryOut(plan: readonly PlannedPartition[], atOnce: number): number {
    let most = 0;
    for (let rounds = 0; ; rounds++) {
      const { begin, left } = nextMoves(this.image, plan, atOnce);
      if (left === 0) return most;
      expect(rounds).toBeLessThan(plan.length + 2);
      this.submit({ type: "reassign", changes: begin });
      const moving = this.partitions.filter(({ target }) => target !== undefined);
      most = Math.max(most, moving.length);
      this.catchUp();
    }
  }
}

const held = (cluster: Cluster, id: number): number =>
  cluster.partitions.filter(({ replicas }) => replicas.includes(id)).length;

describe("plans", () => {
  test("a drained broker is empty in the end, a few moves at a time, and can be removed", () => {
    const cluster = new Cluster();
    for (const id of [1, 2, 3, 4]) cluster.join(id);
    cluster.create(20, 3);
    cluster.submit({ type: "drainBroker", id: 2, drain: true });
    const plan = planRebalance(cluster.image);
    expect(plan).toEqual(planRebalance(cluster.image, { drain: [2] }));
    expect(cluster.carryOut(plan, 4)).toBe(4);
    expect(held(cluster, 2)).toBe(0);
    for (const { replicas, inSync, leader } of cluster.partitions) {
      expect(replicas).toHaveLength(3);
      expect(inSync).toEqual(replicas);
      expect(leader).not.toBe(2);
    }
    cluster.submit({ type: "removeBroker", id: 2 });
    expect(cluster.image.broker(2)).toBeUndefined();
  });

  test("what was carried out in part is gone on with by whoever comes", () => {
    const cluster = new Cluster();
    for (const id of [1, 2, 3]) cluster.join(id);
    cluster.create(12, 2);
    cluster.join(4);
    const plan = planRebalance(cluster.image);
    const first = nextMoves(cluster.image, plan, 2);
    cluster.submit({ type: "reassign", changes: first.begin });
    // The plan again, and a new one, count as done what is under way.
    expect(nextMoves(cluster.image, plan, 2).begin).toEqual([]);
    const again = planRebalance(cluster.image);
    expect(again.length).toBeLessThan(plan.length);
    cluster.catchUp();
    cluster.carryOut(again, 2);
    expect(held(cluster, 4)).toBe(6);
    expect(planRebalance(cluster.image)).toEqual([]);
  });

  test("a fenced broker keeps what it has and gets nothing", () => {
    const cluster = new Cluster();
    for (const id of [1, 2, 3]) cluster.join(id);
    cluster.create(9, 2);
    const before = held(cluster, 3);
    cluster.submit({ type: "fenceBroker", id: 3, epoch: 1 });
    cluster.join(4);
    cluster.carryOut(planRebalance(cluster.image), 5);
    expect(held(cluster, 3)).toBe(before);
  });

  test("a partition whose last replica lost its disk holds up no plan: there is nothing to copy", () => {
    const cluster = new Cluster();
    for (const id of [1, 2, 3]) cluster.join(id);
    cluster.create(6, 1);
    const said = { id: 3, incarnation: "new", address: "h3:1", rack: "", directoryId: "other" };
    cluster.image.replay({ ...said, type: "broker", incarnation: "i3b", directoryId: "one" });
    cluster.submit({ type: "registerBroker", ...said });
    cluster.submit({ type: "drainBroker", id: 3, drain: true });
    const lost = cluster.partitions.filter((state) => state.lost !== undefined);
    expect(lost).toHaveLength(2);
    for (const plan of [
      planRebalance(cluster.image),
      planReplicationFactor(cluster.image, [TOPIC], 2),
    ]) {
      for (const { partition } of lost) {
        expect(plan.map((planned) => planned.partition)).not.toContain(partition);
      }
      cluster.carryOut(plan, 3);
    }
  });

  test("each topic is led by all brokers when it grows, however many others there are", () => {
    const cluster = new Cluster();
    cluster.join(1);
    const other = "cd".repeat(16);
    const shape = { partitions: 8, replicationFactor: 1, config: {}, internal: false };
    cluster.submit({ type: "createTopic", name: "other", id: other, ...shape });
    cluster.create(3, 1);
    cluster.join(2);
    cluster.join(3);
    const plan = planReplicationFactor(cluster.image, [other, TOPIC], 3);
    const leaders = plan.filter(({ topicId }) => topicId === TOPIC).map((one) => one.replicas[0]);
    expect(new Set(leaders)).toEqual(new Set([1, 2, 3]));
  });

  test("one broker grows to three: every partition gets three replicas, and two have to be in sync", () => {
    const cluster = new Cluster();
    cluster.join(1);
    cluster.create(6, 1);
    cluster.join(2);
    cluster.join(3);
    const plan = planReplicationFactor(cluster.image, [TOPIC], 3);
    expect(plan).toHaveLength(6);
    expect(cluster.image.topicById(TOPIC)!.replicationFactor).toBe(1);
    cluster.carryOut(plan, 2);
    expect(cluster.image.topicById(TOPIC)!.replicationFactor).toBe(3);
    cluster.submit({ type: "electPreferred" });
    for (const id of [1, 2, 3]) {
      expect(cluster.partitions.filter(({ leader }) => leader === id)).toHaveLength(2);
    }
    // When one of them dies, the two others share what it led.
    for (const id of [1, 2, 3]) {
      const heirs = cluster.partitions
        .filter(({ replicas }) => replicas[0] === id)
        .map(({ replicas }) => replicas[1]);
      expect(new Set(heirs).size).toBe(2);
    }
    expect(planReplicationFactor(cluster.image, [TOPIC], 3)).toEqual([]);
    cluster.carryOut(planReplicationFactor(cluster.image, [TOPIC], 2), 10);
    expect(cluster.partitions.every(({ replicas }) => replicas.length === 2)).toBe(true);
    expect(() => planReplicationFactor(cluster.image, [TOPIC], 4)).toThrow(/3 brokers can take/);
  });
});
