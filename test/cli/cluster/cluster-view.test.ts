import { describe, expect, it } from "vitest";
import {
  type ClusterView,
  healthOf,
  healthText,
  type PartitionLine,
} from "../../../src/cli/cluster/cluster-view.ts";

function view(...partitions: Omit<PartitionLine, "partition">[]): ClusterView {
  const lines = partitions.map((line, partition) => ({ partition, ...line }));
  const brokers = [1, 2, 3].map((id) => ({
    id,
    address: `127.0.0.1:${9469 + id}`,
    rack: "",
    state: "active",
  }));
  return {
    cluster: { clusterId: "c", controller: 1, brokers },
    topics: [{ name: "orders", partitions: lines }],
  };
}

const all = [1, 2, 3];

describe("the health of a cluster", () => {
  it("is well where every replica is in sync", () => {
    const health = healthOf(view({ leader: 1, replicas: all, isr: all }));
    expect(healthText(health)).toBe("1 partition, all in sync");
    expect(health.troubled).toEqual([]);
  });

  it("counts each partition once, under the worst that can be said of it", () => {
    const error = { code: "PARTITION_DAMAGED", message: "a bad batch at 7" };
    const health = healthOf(
      view(
        { leader: 1, replicas: all, isr: [1, 3] },
        { leader: null, replicas: all, isr: [2] },
        { leader: -1, replicas: all, isr: [2] },
        { leader: 2, replicas: all, isr: [2], error },
        { leader: 3, replicas: all, isr: all },
      ),
    );
    expect(healthText(health)).toBe(
      "5 partitions: 2 without a leader, 1 out of service, 1 under-replicated",
    );
    expect(
      health.troubled.map(({ partition, trouble, detail }) => [partition, trouble, detail]),
    ).toEqual([
      [0, "under-replicated", undefined],
      [1, "no leader", undefined],
      [2, "no leader", undefined],
      [3, "out of service", "a bad batch at 7"],
    ]);
  });

  it("takes a broker with the number 0 for a leader like any other", () => {
    expect(healthOf(view({ leader: 0, replicas: [0], isr: [0] })).withoutLeader).toBe(0);
  });

  it("adds up what each broker holds, and how far it is behind", () => {
    const replicaLag = [
      { broker: 2, lagOffsets: 5 },
      { broker: 3, lagOffsets: 0 },
    ];
    const health = healthOf(
      view(
        { leader: 1, replicas: all, isr: [1, 3], replicaLag },
        { leader: 1, replicas: [1, 2], isr: [1, 2], replicaLag: [{ broker: 2, lagOffsets: 2 }] },
      ),
    );
    expect(health.brokers.get(1)).toEqual({
      leaders: 2,
      replicas: 2,
      outOfSync: 0,
      lagOffsets: undefined,
    });
    expect(health.brokers.get(2)).toEqual({
      leaders: 0,
      replicas: 2,
      outOfSync: 1,
      lagOffsets: 7,
    });
  });
});
