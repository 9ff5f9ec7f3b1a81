/** What applications tell a consumer. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

interface CommonOptions {
  /** Records fetched ahead of the application, at most. Default 1,000,000. */
  readonly prefetchRecords?: number;
  /** Bytes fetched ahead of the application, at most. Default 16 MiB. */
  readonly prefetchBytes?: number;
  /**
   * What to do where the position is no longer, or not yet, in the log: fail with
   * `OFFSET_OUT_OF_RANGE` (default), or go on from the `earliest` or `latest` record there is.
   */
  readonly onOutOfRange?: "error" | "earliest" | "latest";
  /**
   * Records come at the pace of their own times, so many times as fast: 1 as they once came, 60 a
   * minute in a second. One clock for all partitions. Default: as fast as the application takes them.
   */
  readonly speed?: number;
  /** Aborting it ends the consumer; the loop over it fails with `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/** A member of a group: partitions are shared among the members, positions are kept by the broker. */
export interface GroupConsumerOptions extends CommonOptions {
  readonly group: string;
  /** One topic or several. */
  readonly topics: string | readonly string[];
  /** Where to start on a partition without a committed offset. Default `latest`. */
  readonly from?: "earliest" | "latest" | Date;
  /**
   * Where to end each partition: `latest` (what is there when the member gets it) or a time. The loop
   * ends once all that the member holds are there, with everything committed. Default: never.
   */
  readonly until?: "latest" | Date;
  /**
   * True (default): positions of finished records are committed by themselves: each
   * `commitIntervalMs`, before a partition is given away and on close. A record is finished when
   * the next one is asked for, so that a crash brings it again rather than skips it. False: only
   * `commit()` does.
   */
  readonly autoCommit?: boolean;
  /** Default 1,000. */
  readonly commitIntervalMs?: number;
  /** A member not heard of for so long loses its partitions. Default: the broker's. */
  readonly sessionTimeoutMs?: number;
  /** Partitions that the member reads from now on, with where it starts. */
  readonly onAssigned?: (partitions: readonly PartitionOffset[]) => void;
  /**
   * Partitions that it reads no more. They move on once this returns: the place to commit what was
   * done with them.
   */
  readonly onRevoked?: (partitions: readonly TopicPartition[]) => void | Promise<void>;
}

/** A reader without a group: it keeps its positions itself. */
export interface ReaderOptions extends CommonOptions {
  readonly topic: string;
  /** Default: all that the topic has at the start. */
  readonly partitions?: readonly number[];
  /**
   * Where to start: `earliest`, `latest`, a time (the first record at or after it), or offsets by
   * partition, `{0: 1200, 1: 900}`; partitions that it does not name start at the earliest.
   * Default: `latest`, or `earliest` if the reading has an end.
   */
  readonly from?: "earliest" | "latest" | Date | Readonly<Record<number, number>>;
  /**
   * Where to end: `latest` (what is there when the reading starts), a time, or offsets by partition
   * (exclusive). Default: never.
   */
  readonly until?: "latest" | Date | Readonly<Record<number, number>>;
  /** False: as `until: "latest"`, also together with another `until`. Default: true without `until`. */
  readonly follow?: boolean;
}

export type ConsumerOptions = GroupConsumerOptions | ReaderOptions;

/** A delivery, with the bytes that it spent of the credits. */
export interface WireDelivery {
  readonly topic: string;
  readonly partition: number;
  readonly batches: readonly Uint8Array[];
  readonly nextOffset: number;
  readonly highWatermark: number;
  readonly recordCount: number;
  readonly sizeBytes: number;
}
