/** Topics, pending records, groups and the cluster, as the broker describes them to clients. */
import type { TidemarkError } from "./errors.ts";
import type { RecordHeader } from "./records.ts";
import type { RecurrenceState } from "./recurrence.ts";

export interface TopicDescription {
  readonly name: string;
  readonly id: string;
  readonly config: Readonly<Record<string, string | number | boolean>>;
  readonly internal: boolean;
  readonly pending: number;
  readonly nextDue: number | undefined;
  readonly partitions: readonly PartitionDescription[];
}

export interface PartitionDescription {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly pending: number;
  /** Out of service, and why. */
  readonly error?: TidemarkError;
}

export interface PendingRecord {
  readonly id: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds; undefined: paused. */
  readonly deliverAt: number | undefined;
  readonly key: Uint8Array | undefined;
  readonly headers: readonly RecordHeader[];
  readonly recurring: boolean;
  /** Of a recurring one. */
  readonly recurrence?: RecurrenceState;
}

export interface GroupDescription {
  readonly name: string;
  readonly mode: "stream" | "queue";
  readonly state: "empty" | "stable" | "rebalancing";
  readonly generation: number;
  readonly members: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly address: string;
    readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
  }[];
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly committed: number | undefined;
    readonly highWatermark: number;
    readonly lag: number;
    readonly memberId: string | undefined;
  }[];
}

export interface OffsetChange {
  readonly topic: string;
  readonly partition: number;
  readonly before: number | undefined;
  readonly after: number;
}

export interface ClusterDescription {
  readonly clusterId: string;
  readonly controller: number;
  readonly brokers: readonly {
    readonly id: number;
    readonly address: string;
    readonly rack: string;
    readonly state: "active" | "fenced" | "draining";
  }[];
  readonly timeMs: number;
}
