/** Bounds of what brokers ask of each other, each with its reason (promise P5); all others are in limits.ts. */

const MiB = 1024 * 1024;

/** Requests that are sent on to who leads a partition. */
/** A reader whose partition has lost its leader waits so long for the next one: most failovers take a second. */
export const READER_AWAY_MAX_MS = 60_000;
/** A request that its partition's leader did not take looks for the next leader this long. */
export const ROUTE_TIMEOUT_MS = 5_000;
/** It looks again after the one, then after twice as long each time, up to the other: a failover takes 300 ms. */
export const ROUTE_RETRY_MIN_MS = 10;
export const ROUTE_RETRY_MAX_MS = 200;
/** A broker that was asked and does not answer: above what a commit waits for a replica that lags. */
export const PEER_CALL_TIMEOUT_MS = 30_000;
/** Batches sent on in one call, unless a single one is larger: well below PEER_MESSAGE_BYTES_MAX. */
export const ROUTED_BATCHES_BYTES_MAX = 4 * MiB;
/** Partitions of one broker that another reads: as many as a broker is meant to lead. */
export const REMOTE_FOLLOWS_MAX = 10_000;
/** Reads of one broker under way at another, and what each answers: 16 MiB that may arrive at once. */
export const REMOTE_READS_MAX = 16;
export const REMOTE_READ_BYTES_MAX = 1 * MiB;
/** A partition of another broker that nobody read for so long, or twice that, is let go. */
export const REMOTE_PARTITION_IDLE_MS = 10_000;

/** Replication between brokers. */
/** Batches on one stream that the follower has not on disk yet: some group commits of each side. */
export const REPLICATION_CREDIT_BYTES: number = 8 * MiB;
/** Of one partition in a row, so that the others on the stream have their turn. */
export const REPLICATION_RUN_BYTES: number = MiB / 4;
/** Reads from disk that one stream has under way: those who catch up wait for each other. */
export const REPLICATION_READS_MAX = 4;
/** How long the news of a high watermark may wait for batches to go with. */
export const REPLICATION_NEWS_DELAY_MS = 5;
/** A follower says what it has on disk this often at least: the leader sees that it is alive and near. */
export const REPLICATION_FLUSHED_INTERVAL_MS = 500;
/** Between two attempts to reach a leader: the first comes soon, as most breaks are short. */
export const REPLICATION_BACKOFF_MIN_MS = 50;
export const REPLICATION_BACKOFF_MAX_MS = 1_000;
/** A partition that cannot be followed just now (a full disk, a leader that cannot read) is left alone so long. */
export const REPLICATION_REST_MS = 1_000;
/** The same where its views lag behind its log. */
export const REPLICATION_CONGESTED_REST_MS = 100;
/** How often a mover that used up its rate looks again. */
export const REPLICATION_MOVE_WAIT_MS = 20;
/** How often leaders look who is in sync. */
export const IN_SYNC_INTERVAL_MS = 200;
/** Changes of in-sync sets that one command carries: some 100 KB. */
export const IN_SYNC_CHANGES_MAX = 1_000;

/** Partitions that copy to other brokers at a time: more share the same throttle, and each takes longer. */
export const MOVES_AT_ONCE = 10;
/** What a person may ask for; beyond it the moves take the disks from clients. */
export const MOVES_AT_ONCE_MAX = 1_000;
