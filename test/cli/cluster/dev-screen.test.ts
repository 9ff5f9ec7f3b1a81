import { expect, it } from "vitest";
import type { ClusterView } from "../../../src/cli/cluster/cluster-view.ts";
import { screenText, summaryLine } from "../../../src/cli/cluster/dev-screen.ts";
import { styleOf } from "../../../src/cli/style.ts";

const plain = styleOf(false, {});
const brokers = [
  { id: 1, pid: 41, address: "127.0.0.1:9470", state: { kind: "up" } },
  { id: 2, pid: 42, address: "127.0.0.1:9471", state: { kind: "ended", how: "SIGKILL" } },
  { id: 3, pid: 43, address: "127.0.0.1:9472", state: { kind: "starting" } },
] as const;
const view: ClusterView = {
  cluster: {
    clusterId: "c",
    controller: 1,
    brokers: [
      { id: 1, address: "127.0.0.1:9470", rack: "", state: "draining", lagEntries: 0 },
      { id: 2, address: "127.0.0.1:9471", rack: "", state: "fenced" },
    ],
  },
  topics: [{ name: "t", partitions: [{ partition: 0, leader: 1, replicas: [1, 2], isr: [1] }] }],
};

it("shows each broker as a process and as the cluster sees it", () => {
  expect(screenText(brokers, view, plain).split("\n")).toEqual([
    "BROKER  PID  ADDRESS         STATE           LEADERS  REPLICAS  NOT IN SYNC  LAG  METADATA LAG",
    "1*      41   127.0.0.1:9470  draining              1         1            0    -             0",
    "2       -    127.0.0.1:9471  ended: SIGKILL        0         1            1    -             -",
    "3       43   127.0.0.1:9472  starting              -         -            -    -             -",
    "",
    "1 of 3 brokers up; 1 partition: 1 under-replicated; broker 2 ended (SIGKILL)",
    "",
  ]);
});

it("says so where nobody answers", () => {
  expect(summaryLine(brokers, undefined)).toBe(
    "1 of 3 brokers up; no broker answers; broker 2 ended (SIGKILL)",
  );
});
