import { expect, it } from "vitest";
import type { ClusterView } from "../../../src/cli/cluster/cluster-view.ts";
import { statusJson, statusPage } from "../../../src/cli/cluster/status-page.ts";
import { styleOf } from "../../../src/cli/style.ts";

const plain = styleOf(false, {});
const view: ClusterView = {
  cluster: {
    clusterId: "abc",
    controller: 2,
    brokers: [
      { id: 1, address: "a:1", rack: "", state: "active", leaders: 1, replicas: 2 },
      { id: 2, address: "b:1", rack: "r2", state: "fenced", skewMs: -3.4, lagEntries: 7 },
      { id: 3, address: "c:1", rack: "", state: "draining", leaving: true },
    ],
    controllers: [
      { id: 1, voter: true, lag: 4 },
      { id: 2, voter: true },
      { id: 3, voter: false },
    ],
  },
  topics: [
    {
      name: "orders",
      partitions: [
        {
          partition: 0,
          leader: 1,
          replicas: [1, 2],
          isr: [1],
          replicaLag: [{ broker: 2, lagOffsets: 12 }],
        },
        { partition: 1, leader: -1, replicas: [2, 1], isr: [2] },
      ],
    },
  ],
};

it("shows brokers, controllers, and what is wrong with which partition", () => {
  expect(statusPage(view, plain).split("\n")).toEqual([
    "cluster abc, active controller 2 of 1 (lag 4), 2",
    "",
    "BROKER  ADDRESS  RACK  STATE              LEADERS  REPLICAS  NOT IN SYNC  LAG  METADATA LAG  SKEW",
    "1       a:1      -     active                   1         2            1    -             -  -",
    "2*      b:1      r2    fenced                   0         2            1   12             7  -3 ms",
    "3       c:1      -     draining, leaving        0         0            0    -             -  -",
    "",
    "2 partitions: 1 without a leader, 1 under-replicated",
    "",
    "TOPIC   PARTITION  TROUBLE           LEADER  REPLICAS  IN SYNC  DETAIL",
    "orders          0  under-replicated  1       1 2       1",
    "orders          1  no leader         -       2 1       2",
    "",
  ]);
});

it("says so where nobody decides", () => {
  const { cluster, topics } = view;
  const page = statusPage({ cluster: { ...cluster, controller: -1 }, topics }, plain);
  expect(page).toContain("no active controller of 1 (lag 4), 2");
});

it("tells scripts all of it", () => {
  expect(statusJson(view)).toMatchObject({
    clusterId: "abc",
    partitions: { total: 2, withoutLeader: 1, underReplicated: 1, outOfService: 0 },
    troubled: [{ partition: 0 }, { partition: 1, trouble: "no leader" }],
  });
});
