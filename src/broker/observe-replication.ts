/**
 * What a leader's metrics tell of its followers: how far each is behind, and what has yet to be copied to those
 * that come. One series for each follower, however many partitions it has: their number is that of the brokers.
 */
import type { MoveProgress } from "../replication/leader-streams.ts";
import type { Replica } from "../replication/replica.ts";
import type { Metrics } from "../telemetry/metrics.ts";

export interface ObservedReplication {
  readonly open: () => Iterable<{ readonly replica: ObservedReplica }>;
  readonly moves: () => readonly MoveProgress[];
}

export interface ObservedReplica extends Pick<Replica, "followerLags"> {
  readonly log: Pick<Replica["log"], "firstOffset" | "endOffset" | "sizeBytes">;
}

interface Lag {
  records: number;
  bytes: number;
  timeMs: number;
}

export function observeReplication(metrics: Metrics, { open, moves }: ObservedReplication): void {
  metrics.onCollect(() => {
    metrics.replicaLagRecords.clear();
    metrics.replicaLagBytes.clear();
    metrics.replicaLagTime.clear();
    for (const [broker, { records, bytes, timeMs }] of lagsOf(open())) {
      const label = String(broker);
      metrics.replicaLagRecords.of(label).set(records);
      metrics.replicaLagBytes.of(label).set(bytes);
      metrics.replicaLagTime.of(label).set(timeMs / 1_000);
    }
    const left = moves().map(({ copiedBytes, ofBytes }) => Math.max(ofBytes - copiedBytes, 0));
    metrics.moveRemainingBytes.set(left.reduce((sum, bytes) => sum + bytes, 0));
  });
}

function lagsOf(replicas: Iterable<{ readonly replica: ObservedReplica }>): Map<number, Lag> {
  const lags = new Map<number, Lag>();
  for (const { replica } of replicas) {
    const { firstOffset, endOffset, sizeBytes } = replica.log;
    const bytesPerOffset = endOffset === firstOffset ? 0 : sizeBytes / (endOffset - firstOffset);
    for (const { broker, lagOffsets, lagMs } of replica.followerLags()) {
      const lag = lags.get(broker) ?? { records: 0, bytes: 0, timeMs: 0 };
      lags.set(broker, lag);
      lag.records += lagOffsets;
      lag.bytes += Math.min(Math.round(lagOffsets * bytesPerOffset), sizeBytes);
      lag.timeMs = Math.max(lag.timeMs, lagMs);
    }
  }
  return lags;
}
