/** What the admin tells of a cluster. Times are epoch milliseconds. */
import type { TidemarkError } from "../errors.ts";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import type { HeadersInput, RecordHeader } from "../record/headers.ts";

export interface CreateTopic {
  /** 1 to 249 of `a-z A-Z 0-9 . _ -`. */
  readonly name: string;
  /** Default: the broker's. */
  readonly partitions?: number;
  /** Default: the broker's. */
  readonly replicationFactor?: number;
  /** Settings by name, `{"retention.ms": "86400000"}`. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
}

export interface AlterTopic {
  /** More than there are; partitions are never taken away. */
  readonly partitions?: number;
  /** Settings to change; `null`: back to the default. */
  readonly config?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface PartitionDescription {
  readonly partition: number;
  /** Broker ids. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** First readable offset. */
  readonly logStartOffset: number;
  /** One past the last readable offset. */
  readonly highWatermark: number;
  /** Scheduled records that wait. */
  readonly pending: number;
  /** The oldest of them; the high watermark where none waits. May be below `logStartOffset`. */
  readonly scheduleStartOffset: number;
  /** On disk. */
  readonly sizeBytes: number;
  /** Of these, what lies below `logStartOffset` and is kept for what waits. */
  readonly pinnedBytes: number;
  /** When the next of them is due. */
  readonly nextDue: number | undefined;
  /** How many are due already: exact below 10,000, which means that many or more. */
  readonly overdue: number;
  /** Set: the partition is out of service, and why. */
  readonly error: TidemarkError | undefined;
}

export interface TopicDescription {
  readonly name: string;
  readonly id: string;
  readonly config: Readonly<Record<string, string>>;
  readonly internal: boolean;
  /** Scheduled records that wait. */
  readonly pending: number;
  /** When the next of them is due. */
  readonly nextDue: number | undefined;
  /** How many are due already; at most 10,000 of a partition count. */
  readonly overdue: number;
  readonly partitions: readonly PartitionDescription[];
}

export interface GroupDescription {
  readonly name: string;
  readonly mode: "stream" | "queue";
  /** `empty`, `stable` or `rebalancing`. */
  readonly state: string;
  readonly generation: number;
  readonly members: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly address: string;
    readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
    /** Queue groups: messages that it holds. */
    readonly inFlight: number;
  }[];
  readonly partitions: readonly GroupPartition[];
  /** Of a queue group: all that apply. */
  readonly settings: QueueSettings | undefined;
}

export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** `undefined`: nothing is committed. In a queue group the oldest offset that is not settled. */
  readonly committed: number | undefined;
  readonly highWatermark: number;
  readonly lag: number;
  /** Age of the oldest record that is not committed; `undefined`: none is, or nobody looked. */
  readonly lagMs: number | undefined;
  readonly memberId: string | undefined;
  /** Queue groups: held by consumers. */
  readonly inFlight: number;
  /** Until their retry delay is over. */
  readonly waiting: number;
  /** Since the group began: deliveries after the first. */
  readonly redelivered: number;
  readonly deadLettered: number;
  /** Past their lifetime, or cleaned away, before they were settled. */
  readonly expired: number;
}

/** How a queue group works. */
export interface QueueSettings {
  /** How long a consumer may hold a message. Default 30,000. */
  readonly ackTimeoutMs: number;
  /** Deliveries of one message in all; then it is dead-lettered. Default 5. */
  readonly deliveriesMax: number;
  /** The delay after the first delivery that failed; it doubles with each. Default 1,000. */
  readonly retryBackoffMs: number;
  /** Default 300,000. */
  readonly retryBackoffMaxMs: number;
  /** `undefined`: `<topic>.dlq`. */
  readonly deadLetterTopic: string | undefined;
  /** Messages of one key one after the other. Default false. */
  readonly keyOrder: boolean;
}

export interface PutGroup {
  readonly group: string;
  /** Default: the group's; for a new one `queue` where there are settings, else `stream`. */
  readonly mode?: "stream" | "queue";
  /** What is left out goes back to its default. */
  readonly settings?: { readonly [Name in keyof QueueSettings]?: QueueSettings[Name] };
}

export interface ResetSwitches {
  /** Also while the group has members: they go on from the new offsets. */
  readonly force?: boolean;
  /** Only tells what would change. */
  readonly dryRun?: boolean;
}

/** Give `to` or `shift`. */
export interface ResetOffsets extends ResetSwitches {
  readonly group: string;
  readonly topic: string;
  /** Only these partitions; default: all of the topic. Not with offsets by partition. */
  readonly partitions?: readonly number[];
  /** The partitions go there: `earliest`, `latest`, a time, or offsets by partition. */
  readonly to?: "earliest" | "latest" | Date | Readonly<Record<number, number>>;
  /** Or so many offsets forwards, below 0 backwards, within what each partition holds. */
  readonly shift?: number;
}

export interface OffsetChange {
  readonly topic: string;
  readonly partition: number;
  readonly before: number | undefined;
  readonly after: number;
}

/** A scheduled record that waits. */
export interface PendingRecord {
  /** Its schedule id, or `partition:offset`. */
  readonly id: string;
  readonly partition: number;
  readonly offset: number;
  /** `undefined`: a recurring one that is paused. */
  readonly deliverAt: number | undefined;
  readonly key: Buffer | null;
  readonly headers: readonly RecordHeader[];
  readonly recurring: boolean;
  /** Of a recurring one. */
  readonly recurrence: RecurrenceState | undefined;
}

export type Misfire = "fireOnce" | "skip" | "fireAll";

/** When a schedule fires. Exactly one of `cron` and `everyMs`. */
export interface Recurrence {
  /** Five fields, six with seconds, `@daily` and its like, or `@every 90s`. */
  readonly cron?: string | undefined;
  /** Milliseconds from `start` on, else from its creation; at least 1,000. */
  readonly everyMs?: number | undefined;
  /** IANA name, of `cron` alone; default UTC. */
  readonly timeZone?: string | undefined;
  /** Nothing fires before it. */
  readonly start?: Date | number | undefined;
  /** Nothing fires at it or later. */
  readonly end?: Date | number | undefined;
  /** Firings over the whole life of the schedule. */
  readonly maxCount?: number | undefined;
  /**
   * What becomes of times that were missed: one firing for all of them (default), none, or each in
   * order (at most the latest 1,000).
   */
  readonly misfire?: Misfire | undefined;
}

/** What a recurring schedule is and where it stands. */
export interface RecurrenceState extends Recurrence {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly misfire: Misfire;
  readonly paused: boolean;
  /** Made so far. */
  readonly firings: number;
  /** `undefined`: paused. */
  readonly nextDue: number | undefined;
}

/** A recurring schedule to be. */
export interface PutSchedule extends Recurrence {
  /** Absent: as it is; a new one is not paused. */
  readonly paused?: boolean | undefined;
  /** Where it waits and fires; absent: where the id waits, else by key, else by id. */
  readonly partition?: number | undefined;
  /** What each firing brings. */
  readonly record: {
    readonly key?: string | Uint8Array | null | undefined;
    /** Absent or `null`: a tombstone. Text is UTF-8. */
    readonly value?: string | Uint8Array | null | undefined;
    readonly headers?: HeadersInput | undefined;
    /** How long a firing matters, in milliseconds from its time. */
    readonly ttlMs?: number | undefined;
  };
}

export interface ScheduleFilter {
  /** Due at or after. */
  readonly after?: Date | number;
  /** Due before. */
  readonly before?: Date | number;
  /** Schedule ids that begin so. */
  readonly prefix?: string;
  readonly partition?: number;
}

export interface ClusterDescription {
  readonly clusterId: string;
  /** Broker id. */
  readonly controller: number;
  readonly brokers: readonly {
    readonly id: number;
    readonly address: string;
    readonly rack: string;
    /** `active`, `fenced` or `draining`. */
    readonly state: string;
  }[];
  /** The broker's wall clock. */
  readonly timeMs: number;
}

/** Places are as for a reader: a time, or offsets by partition. */
export interface DeadLetterRange {
  /** Default: all. */
  readonly partition?: number;
  readonly from?: "earliest" | Date | Readonly<Record<number, number>>;
  /** Exclusive. Default: what is there. */
  readonly until?: Date | Readonly<Record<number, number>>;
}

/** One time that a record became a dead letter. Times are epoch milliseconds. */
export interface DeadLetterAttempt {
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly group?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly deliveries?: number;
  readonly firstDelivery?: number;
  readonly timestamp?: number;
  readonly time?: number;
  readonly messageId?: string;
  readonly scheduleId?: string;
  readonly ttlMs?: number;
}

/** A record that could not be delivered as asked, and what its headers say about that. */
export interface DeadLetter {
  /** As it lies in the dead-letter topic. */
  readonly record: ConsumerRecord;
  /** Where it was; `undefined` where the record is no dead letter. */
  readonly origin: {
    readonly topic: string | undefined;
    readonly partition: number | undefined;
    readonly offset: number | undefined;
  };
  /** That gave up on it; `undefined` where it was no group's doing. */
  readonly group: string | undefined;
  /** `late`, `deliveries` or `expired`. */
  readonly reason: string | undefined;
  readonly error: string | undefined;
  readonly deliveries: number | undefined;
  readonly firstDelivery: number | undefined;
  /** The record's own; of one that was scheduled its due time. */
  readonly timestamp: number | undefined;
  /** When it became a dead letter. */
  readonly time: number | undefined;
  /** Of a record that had been put back before: the earlier times, oldest first. */
  readonly attempts: readonly DeadLetterAttempt[];
}

export interface ReplayOptions {
  /** Default: all. */
  readonly partition?: number;
  /** A time, or an offset (with `partition`, or where there is one only). Default: the first. */
  readonly from?: Date | number;
  /** Exclusive. Default: what is there now. */
  readonly until?: Date | number;
  /** Dead letters in all. Default: no bound. */
  readonly limit?: number;
  /** Another topic than where they came from; there the key chooses the partition. */
  readonly to?: string;
  /** Where an earlier replay ended. */
  readonly cursor?: string;
  /** Told after each thousand or so. */
  readonly onProgress?: (totals: ReplayTotals) => void;
}

export interface ReplayTotals {
  /** Put back. */
  readonly replayed: number;
  /** Put back before. */
  readonly duplicates: number;
  /** Could not be put back, such as where the topic is gone. */
  readonly refused: number;
  /** The first hundred of those. */
  readonly refusals: readonly {
    readonly partition: number;
    readonly offset: number;
    readonly error: TidemarkError;
  }[];
  /** Where to go on; `undefined`: that was all. */
  readonly cursor: string | undefined;
}
