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
/** A leader that does not say by then how far its partitions are is left out of descriptions. */
export const FACTS_TIMEOUT_MS = 2_000;
/** Batches sent on in one call, unless a single one is larger: well below PEER_MESSAGE_BYTES_MAX. */
export const ROUTED_BATCHES_BYTES_MAX = 4 * MiB;
/** Partitions of one broker that another reads: as many as a broker is meant to lead. */
export const REMOTE_FOLLOWS_MAX = 10_000;
/** Reads of one broker under way at another, and what each answers: 16 MiB that may arrive at once. */
export const REMOTE_READS_MAX = 16;
export const REMOTE_READ_BYTES_MAX = 1 * MiB;
/** A partition of another broker that nobody read for so long, or twice that, is let go. */
export const REMOTE_PARTITION_IDLE_MS = 10_000;
/** What a member of a group says before it has joined: a client has nothing to say then but its credit. */
export const SUBSCRIBE_WAITING_MAX = 1_000;
/** Who asks about a group waits so long for its coordinator: the log of a fresh cluster has to be made first. */
export const GROUP_PATIENCE_MS = 10_000;

/** Replication between brokers. */
/** Batches on one stream that the follower has not on disk yet: some group commits of each side. */
export const REPLICATION_CREDIT_BYTES: number = 8 * MiB;
/** Of one partition in a row, so that the others on the stream have their turn. */
export const REPLICATION_RUN_BYTES: number = MiB / 4;
/** Reads from disk that one stream has under way: those who catch up wait for each other. */
export const REPLICATION_READS_MAX = 4;
/**
 * How long the news of a high watermark may wait for batches to go with. No client waits for it: readers are at
 * the leader, and a new leader finds out by itself.
 */
export const REPLICATION_NEWS_DELAY_MS = 50;
/** A follower says what it has on disk this often at least: the leader sees that it is alive and near. */
export const REPLICATION_FLUSHED_INTERVAL_MS = 500;
/** Between two attempts to reach a leader: the first comes soon, as most breaks are short. */
export const REPLICATION_BACKOFF_MIN_MS = 50;
export const REPLICATION_BACKOFF_MAX_MS = 1_000;
/** A partition that cannot be followed just now (a full disk, a leader that cannot read) is left alone so long. */
export const REPLICATION_REST_MS = 1_000;
/** Producers of a partition whose refused batch is awaited, some 100 bytes each; the longest awaited goes first. */
export const AWAITED_PRODUCERS_MAX = 1_000;
/** A follower that was heard of within it is waited for before what it lacks is cleaned: a long restart. */
export const CLEANING_PATIENCE_MS = 3_600_000;
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

/** Consensus. */
/** The smallest step of elections and heartbeats: coarse beside a message, fine beside an election. */
export const RAFT_TICK_MS = 50;
/** A follower that hears nothing for a second, or up to two, seeks election: longer than any pause. */
export const RAFT_ELECTION_TICKS = 20;
/** Ten heartbeats may be lost before an election. */
export const RAFT_HEARTBEAT_TICKS = 2;
/** Between two attempts to open a stream to another member: doubled from the least to the most. */
export const RAFT_STREAM_RETRY_MIN_MS = 50;
export const RAFT_STREAM_RETRY_MAX_MS = 1_000;
/** So often a node that fell silent is probed while nothing says whether it is there: a process dies meanwhile. */
export const RAFT_PROBES_MAX = 5;
/** Where the leader is known to be gone, voters stand one after another, so far apart: some round trips. */
export const RAFT_STAND_APART_MS = 50;
/** How often they do; then the ordinary election takes over. */
export const RAFT_STAND_TIMES_MAX = 20;
/** A leader that stops gives another one so long to take over. */
export const RAFT_HAND_OVER_MS = 1_000;
/** How often a leader looks whether the membership is what it should be. */
export const MEMBERSHIP_UPKEEP_MS = 200;
/** A save that found the disk full, or no file to be had, is tried again so often. */
export const RAFT_SAVE_RETRY_MS = 250;
/** What one command comes to: ten thousand partitions that change at once are a fifth of it. */
export const METADATA_ENTRY_BYTES_MAX = 4 * MiB;
/** Commands that wait for those before them; each waits for a sync, so some seconds of them. */
export const METADATA_COMMANDS_MAX = 10_000;
/** A command is tried again for so long, whoever leads: longer than an election and a slow disk. */
export const METADATA_COMMAND_DEADLINE_MS = 15_000;
/** Between two attempts of a command where nobody is known to lead. */
export const METADATA_COMMAND_RETRY_MS = 50;
/** Entries, or bytes of them, behind the last snapshot: bounds what a start replays. */
export const METADATA_SNAPSHOT_ENTRIES = 10_000;
export const METADATA_SNAPSHOT_BYTES = 16 * MiB;
/** PARTITIONS_MAX partitions are some 3 MB; what is larger was not written by a broker. */
export const METADATA_SNAPSHOT_FILE_BYTES_MAX = 256 * MiB;
/** Term and vote: one line. */
export const VOTE_FILE_BYTES_MAX = 4_096;

/** Producer ids that a broker asks its controller about: a lag has some, more are made up. */
export const UNKNOWN_PRODUCERS_MAX = 1_024;
