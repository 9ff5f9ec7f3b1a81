/** P5: how far followers are behind, in as many series as there are followers. */
import { expect, it } from "vitest";
import { observeReplication } from "../../src/broker/observe-replication.ts";
import { topicId } from "../../src/model/ids.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

const log = (endOffset: number, sizeBytes: number) => ({ firstOffset: 0, endOffset, sizeBytes });
const id = { topicId: topicId("a".repeat(32)), partition: 0 };

it("adds up what each follower lacks, and tells the longest wait", () => {
  const metrics = createMetrics();
  const lags = [
    [
      { broker: 2, lagOffsets: 10, lagMs: 500 },
      { broker: 3, lagOffsets: 0, lagMs: 0 },
    ],
    [{ broker: 2, lagOffsets: 5, lagMs: 2_000 }],
    [],
  ];
  observeReplication(metrics, {
    open: () =>
      lags.map((each) => ({ replica: { log: log(100, 1_000), followerLags: () => each } })),
    moves: () => [
      { id, brokerId: 4, copiedBytes: 30, ofBytes: 100 },
      { id, brokerId: 5, copiedBytes: 100, ofBytes: 100 },
    ],
  });
  metrics.collect();
  const of = (broker: string) => [
    metrics.replicaLagRecords.of(broker).value,
    metrics.replicaLagBytes.of(broker).value,
    metrics.replicaLagTime.of(broker).value,
  ];
  expect(of("2")).toEqual([15, 150, 2]);
  expect(of("3")).toEqual([0, 0, 0]);
  expect(metrics.moveRemainingBytes.value).toBe(70);
  // One that follows no more is not told of.
  lags.length = 1;
  lags[0] = [];
  metrics.collect();
  expect([...metrics.replicaLagRecords.entries()]).toEqual([]);
});
