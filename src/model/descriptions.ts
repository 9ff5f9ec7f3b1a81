/** Topics, pending records, groups and the cluster, as the broker describes them to clients. */
import type { TidemarkError } from "./errors.ts";
import type { QueueSettings } from "./queue-settings.ts";
import type { RecordHeader } from "./records.ts";
import type { RecurrenceState } from "./recurrence.ts";

export interface TopicDescription {
  readonly name: string;
  readonly id: string;
  readonly config: Readonly<Record<string, string | number | boolean>>;
  readonly internal: boolean;
  readonly pending: number;
  readonly nextDue: number | undefined;
  /** Pending and due already; of each partition as below. */
  readonly overdue: number;
  readonly partitions: readonly PartitionDescription[];
}

/** In descriptions, as in Kafka: nobody who may lead is there. */
export const NO_LEADER = -1;

export interface PartitionDescription {
  readonly partition: number;
  /** Or NO_LEADER. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly pending: number;
  /** The oldest record that waits; the high watermark where none does. May be below the log start. */
  readonly scheduleStartOffset: number;
  readonly sizeBytes: number;
  /** Of these, what lies below the log start. */
  readonly pinnedBytes: number;
  readonly nextDue?: number | undefined;
  /** Exact below 10,000, and 100,000 over the topic's partitions; these mean that many or more. */
  readonly overdue: number;
  /** Its followers, where it has some. */
  readonly replicaLag?: readonly FollowerLag[];
  /** Out of service, or nobody could be asked, and why. */
  readonly error?: TidemarkError;
}

export interface FollowerLag {
  readonly broker: number;
  /** Offsets that its leader has on disk and it has not. */
  readonly lagOffsets: number;
  /** Since it had everything. */
  readonly lagMs: number;
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
    /** Queue groups: records that it holds. */
    readonly inFlight?: number;
  }[];
  readonly partitions: readonly GroupPartitionDescription[];
  /** Of a queue group: all that apply. */
  readonly settings?: QueueSettings;
}

export interface GroupPartitionDescription {
  readonly topic: string;
  readonly partition: number;
  /** In a queue group the oldest offset that is not settled. */
  readonly committed: number | undefined;
  readonly highWatermark: number;
  readonly lag: number;
  /** Age of the oldest record that is not committed; undefined: none is, or nobody looked. */
  readonly lagMs?: number | undefined;
  readonly memberId: string | undefined;
  readonly queue?: QueuePartitionDescription;
}

export interface QueuePartitionDescription {
  /** Held by consumers. */
  readonly inFlight: number;
  /** Until their retry delay is over. */
  readonly waiting: number;
  /** Since the group began: deliveries after the first. */
  readonly redelivered: number;
  readonly deadLettered: number;
  /** Cleaned away, deleted or past their lifetime before they were settled. */
  readonly expired: number;
}

export interface OffsetChange {
  readonly topic: string;
  readonly partition: number;
  readonly before: number | undefined;
  readonly after: number;
}

export interface ClusterDescription {
  readonly clusterId: string;
  /** The active one, or -1: nobody decides now, as far as is known here. */
  readonly controller: number;
  readonly brokers: readonly BrokerDescription[];
  readonly controllers: readonly {
    readonly id: number;
    /** Else it follows the metadata only. */
    readonly voter: boolean;
    /** Entries of the metadata log that its disk has not; known at the active controller. */
    readonly lag?: number;
  }[];
  /** Partitions that get other replicas. */
  readonly moving: readonly MovingPartition[];
  readonly timeMs: number;
}

export interface BrokerDescription {
  readonly id: number;
  readonly address: string;
  readonly rack: string;
  readonly state: "active" | "fenced" | "draining";
  readonly epoch: number;
  /** It is to be emptied. */
  readonly leaving: boolean;
  readonly isController: boolean;
  readonly leaders: number;
  readonly replicas: number;
  /** Positive: its clock is ahead of the active controller's. */
  readonly skewMs?: number;
  /** Entries of the metadata log that it had not replayed when it was last heard of. */
  readonly lagEntries?: number;
}

/** What a person wants of the places of replicas. */
export interface Rebalance {
  /** Brokers that are to hold nothing, beside those that are leaving. */
  readonly drain?: readonly number[] | undefined;
  /** Instead of evening out: every partition, the broker's own topics included, gets so many replicas. */
  readonly replicationFactor?: number | undefined;
  /** Only says what would move. */
  readonly dryRun?: boolean | undefined;
  /** Partitions that copy at a time. */
  readonly atOnce?: number | undefined;
}

export interface Rebalancing {
  /** What has yet to begin. The preferred leader comes first. */
  readonly planned: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly from: readonly number[];
    readonly to: readonly number[];
  }[];
  /** How many began with this request. */
  readonly started: number;
  /** What copies now. */
  readonly moving: readonly MovingPartition[];
}

export interface MovingPartition {
  readonly topic: string;
  readonly partition: number;
  /** Who holds it meanwhile. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Those of `to` that are in sync. */
  readonly arrived: readonly number[];
  /** Those that are not, as far as the leader says: one that does not answer says nothing. */
  readonly copies: readonly ReplicaCopy[];
  /** Of all that its leader's broker copies at a time, together. */
  readonly bytesPerSecondMax?: number;
}

/** Batches are taken to be spread evenly over the offsets. */
export interface ReplicaCopy {
  readonly broker: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
}

/** What a person says of a partition that nobody can lead. */
export interface AcceptLoss {
  readonly topic: string;
  readonly partition: number;
  /** Who is to begin with what it has; else the one that has most, of those that are there. */
  readonly leader?: number | undefined;
  /** Without it nothing is changed, and the answer only says who has what. */
  readonly loseRecords?: boolean | undefined;
}

export interface AcceptedLoss {
  readonly topic: string;
  readonly partition: number;
  /** Who leads now, or would; NO_LEADER: none of the replicas is there. */
  readonly leader: number;
  readonly accepted: boolean;
  readonly replicas: readonly ReplicaEnd[];
}

export interface ReplicaEnd {
  readonly broker: number;
  /** It has everything that was acknowledged, unless its disk was lost. */
  readonly inSync: boolean;
  readonly lostDisk: boolean;
  /** Of its log, with the epoch of its last entry (-1: it has none); left out where it does not answer. */
  readonly endOffset?: number;
  readonly lastEpoch?: number;
}
