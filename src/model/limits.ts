/** Every bound of the broker in one place, each with its reason (promise P5). */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Records. */
/** Above this a record belongs in an object store; also bounds one herd batch and one gRPC frame. */
export const RECORD_BYTES_MAX = 4 * MiB;
/** One batch: one record of the largest size with its framing; also the most one read must return. */
export const BATCH_BYTES_MAX = 5 * MiB;
/** Kafka's sequence arithmetic and our walkers hold a count comfortably below 2^31. */
export const BATCH_RECORDS_MAX = 1_000_000;
/** Decompressed size of one batch: bounds what a bomb may cost before it is refused. */
export const BATCH_DECOMPRESSED_BYTES_MAX = 16 * MiB;
export const RECORD_KEY_BYTES_MAX = 64 * KiB;
export const RECORD_HEADERS_MAX = 128;
export const RECORD_HEADER_NAME_BYTES_MAX = 256;
export const RECORD_HEADER_VALUE_BYTES_MAX = 64 * KiB;
/** An id is a key of the pending index: LMDB keys end at 511 bytes, and 255 is what people type. */
export const SCHEDULE_ID_BYTES_MAX = 255;
/** The longest that the broker makes: group (255), topic (249), partition and offset of a dead letter. */
export const MESSAGE_ID_BYTES_MAX = 640;
/** Unscheduled records may not claim to be from later than this: clocks drift, due times go elsewhere. */
export const RECORD_TIMESTAMP_AHEAD_MAX_MS = 3_600_000;

/** Log. */
/** One write and one sync carry at most this; also how much of a log's end may be torn by a crash. */
export const GROUP_COMMIT_BYTES_MAX = 16 * MiB;
/** writev takes at most IOV_MAX chunks. */
export const GROUP_COMMIT_CHUNKS_MAX = 1_024;
/** Bytes that may wait for a write over all partitions before producers lose their credits. */
export const APPEND_QUEUE_BYTES_MAX = 64 * MiB;
/** Kafka's default index interval. */
export const INDEX_INTERVAL_BYTES = 4 * KiB;
/** Entries of one segment's index, 20 bytes each in memory: 320 KiB; a fuller one is thinned. */
export const INDEX_ENTRIES_MAX = 16_384;
/** Indexes of closed segments that stay loaded, over all logs: some 50 full ones. */
export const LOADED_INDEX_BYTES_MAX = 16 * MiB;
/** Segment files that stay open while idle, over all logs: half of the usual limit of 1,024. */
export const LOG_OPEN_FILES_MAX = 512;
/** Logs that write and sync at once: twice the threads of libuv's pool keeps all of them busy. */
export const LOG_COMMITS_MAX = 8;
/** What a scan or a recovery reads at a time; a larger batch is read whole. */
export const LOG_SCAN_BYTES = 1 * MiB;
/** A digest with thousands of leader epochs stays far below. */
export const LOG_SIDECAR_BYTES_MAX = 4 * MiB;
/** Durable marks: what was written since may be cut where it is damaged, so not much longer. */
export const DURABLE_MARKS_INTERVAL_MS = 1_000;
/** PARTITIONS_MAX marks of some 60 bytes, with room. */
export const DURABLE_MARKS_BYTES_MAX = 4 * MiB;
/** Positions in Kafka's index are signed 32-bit numbers. */
export const SEGMENT_BYTES_MAX = 2 ** 31 - 1;

/** Cleaning. */
/** Short beside any retention, long beside a look at all partitions. */
export const CLEANER_INTERVAL_MS = 15_000;
/** A segment in four seconds: a tenth of what a plain disk does. */
export const CLEANER_BYTES_PER_SECOND = 32 * MiB;
/** Of what a compaction copies, what is new to it: less, and the same bytes are copied over and over. */
export const COMPACTION_DIRTY_SHARE_MIN = 0.5;
/** Keys of one round of a compaction: 780,000; more of them make more rounds. One is under way at a time. */
export const COMPACTION_MAP_BYTES_MAX = 24 * MiB;
/** The broker's own topics are read whole at a start: a compaction must not wait for much of them. */
export const INTERNAL_SEGMENT_BYTES_MAX = 16 * MiB;
/** A cleaner that waits for its turn looks this often whether it is to stop. */
export const CLEANER_WAIT_MAX_MS = 250;

/** Topics. */
export const TOPICS_MAX = 10_000;
export const PARTITIONS_PER_TOPIC_MAX = 1_024;
export const PARTITIONS_MAX = 10_000;
/** Ids of deleted topics, 32 characters each: a broker that was away removes their folders. */
export const TOPICS_DELETED_REMEMBERED_MAX = 10_000;

/** Cluster. */
/** Nodes that the metadata knows: more streams of control than this nobody has tried. */
export const BROKERS_MAX = 100;
/** Replicas of one partition: the most that minInsyncReplicas may ask for. */
export const REPLICAS_MAX = 15;
/** How often the active controller looks who is late: little beside a session timeout. */
export const CONTROLLER_TICK_MS = 100;
/** A new controller probes brokers that have not come by then: their streams take a moment to move. */
export const CONTROLLER_PROBE_AFTER_MS = 200;
/** Between two probes of a broker without a stream. */
export const CONTROLLER_PROBE_INTERVAL_MS = 200;
/** A probe that has no answer by then says nothing: a stopped process takes connections. */
export const CONTROLLER_PROBE_TIMEOUT_MS = 500;
/** A controller that did not look for so long was not there to hear anybody. */
export const CONTROLLER_STALL_MS = 500;
/** A fencing that does not show in the image by then is asked for again. */
export const CONTROLLER_ASK_AGAIN_MS = 1_000;
/** How often leaderships go back to preferred leaders, and how many at a time: each costs its clients a turn. */
export const LEADER_BALANCE_INTERVAL_MS = 5_000;
export const LEADER_BALANCE_PARTITIONS = 500;
/** A description of the cluster does not wait longer for what only the active controller knows. */
export const CONTROLLER_VIEW_TIMEOUT_MS = 500;
/** A broker looks so often for the active controller while it has no stream to it. */
export const CONTROL_RECONNECT_MS = 100;
/** Control streams that the active controller holds: that of each broker, and the one that takes its place. */
export const CONTROL_STREAMS_MAX: number = 2 * BROKERS_MAX;
/** A registration is asked for so long at a time. */
export const REGISTRATION_DEADLINE_MS = 5_000;
/** A registration that nobody decides is tried again with pauses of so long. */
export const REGISTRATION_RETRY_MS = 500;
/** A broker that stops waits so long for others to take over what it leads. */
export const DRAIN_MAX_MS = 5_000;
/** How often it looks whether they have. */
export const DRAIN_LOOK_MS = 20;
/** A broker that stops waits so long for what its groups have written to be committed: without a quorum it never is. */
export const GROUPS_CLOSE_MAX_MS = 3_000;
/** Partitions that one command changes; their states stay within one entry of the metadata log. */
export const PARTITION_CHANGES_MAX = PARTITIONS_MAX;

/** Producers. Kafka's window: the last five batches of each producer id are remembered. */
export const PRODUCER_BATCHES_REMEMBERED = 5;
/** The longest unused goes first; some 600 bytes each. */
export const PRODUCERS_PER_PARTITION_MAX = 10_000;
/** Unused so long a producer is forgotten: nobody retries for a week. */
export const PRODUCER_IDLE_MS = 7 * 86_400_000;
/** Records between two snapshots of the producers: bounds what a start reads again. */
export const PRODUCER_SNAPSHOT_OFFSETS = 2_000_000;
/** PRODUCERS_PER_PARTITION_MAX producers with five batches, 144 bytes each, with room. */
export const PRODUCER_SNAPSHOT_BYTES_MAX = 4 * MiB;
/** Producer ids and epochs handed out: a fleet may start at once, and nobody floods the metadata log. */
export const PRODUCER_INITS_BURST = 2_000;
export const PRODUCER_INITS_PER_SECOND = 200;

/** Groups. */
export const GROUPS_MAX = 10_000;
export const GROUP_MEMBERS_MAX = 1_000;
/** Committed offsets over all groups: about 16 bytes each are kept in memory. */
export const GROUP_OFFSETS_MAX = 2_000_000;
/** Topics one member may name; a member's subscription is held in memory while it lives. */
export const GROUP_MEMBER_TOPICS_MAX = 256;
/** Commits and releases of one member that wait for the log; what is above is refused. */
export const GROUP_MEMBER_EVENTS_MAX = 1_000;
/** Edges the assignor may walk in one rebalance (some 100 ms); what is left unbalanced then stays. */
export const GROUP_ASSIGN_STEPS_MAX = 20_000_000;
/** Below one second a pause of a garbage collector would cost a member its partitions. */
export const GROUP_SESSION_TIMEOUT_MIN_MS = 1_000;
/** A vanished member holds its partitions, unread, no longer than this. */
export const GROUP_SESSION_TIMEOUT_MAX_MS = 1_800_000;
export const GROUP_SESSION_TIMEOUT_DEFAULT_MS = 10_000;
/** How long a member may take to finish with a partition that moves before it is taken. */
export const GROUP_REBALANCE_TIMEOUT_MS = 30_000;

/** Streams and requests. */
/** gRPC message: the largest batch and its envelope. Checked on the prefix, before any allocation. */
export const MESSAGE_BYTES_MAX = BATCH_BYTES_MAX + 64 * KiB;
/** One HTTP body that is not a stream of lines. */
export const BODY_BYTES_MAX = 8 * MiB;
/** One NDJSON line: a record of the largest size in base64, with its envelope. */
export const LINE_BYTES_MAX = 6 * MiB;
export const JSON_DEPTH_MAX = 64;
export const HEADER_LIST_BYTES_MAX = 16 * KiB;
export const STREAMS_PER_CONNECTION_MAX = 100;
export const CONNECTIONS_MAX = 10_000;
export const CONNECTIONS_PER_ADDRESS_MAX = 2_000;
/** Answers that one HTTP/1.1 connection may have under way: pipelining beyond it is a flood. */
export const PIPELINED_REQUESTS_MAX = 16;
/** Request bytes held over the whole process, streams excepted: above it new bodies are refused. */
export const REQUEST_MEMORY_BYTES_MAX = 64 * MiB;
/** Charged for each held piece of a body beside its bytes: what its Buffer object costs. */
export const HELD_CHUNK_OVERHEAD_BYTES = 128;
/** What a peer may send on one stream before we take it: two 256 KiB messages keep a pipe full. */
export const STREAM_WINDOW_BYTES = 512 * KiB;
/** The same for a whole HTTP/2 connection. */
export const CONNECTION_WINDOW_BYTES = 4 * MiB;
/** What nghttp2 may hold for one session (streams, header blocks, frames to send). */
export const SESSION_MEMORY_BYTES_MAX = 32 * MiB;
/** A response may run this far ahead of the peer before `write` says false. */
export const WRITE_BUFFER_BYTES_MAX = 256 * KiB;

/** Deadlines of a connection, in milliseconds. */
/** From accept until the first bytes (and the TLS handshake) say what the peer speaks. */
export const PREFACE_TIMEOUT_MS = 10_000;
/** From the first byte of a request head, or from accept, to its end (HTTP/2: the SETTINGS). */
export const HEADERS_TIMEOUT_MS = 15_000;
export const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;
/** A body that is not a stream: 8 MiB at 140 KB/s. */
export const BODY_TIMEOUT_MS = 60_000;
/** No byte of an ordinary answer taken for so long: the peer reads no more. */
export const WRITE_TIMEOUT_MS = 60_000;
/** The same for a stream, whose reader may be a person with a pager. */
export const STREAM_STALL_TIMEOUT_MS = 300_000;
/** Beside the two above, time by size: slower than this is not a reader. */
export const WRITE_BYTES_PER_SECOND_MIN = 32 * KiB;
/** A connection without a request: as long as proxies keep theirs. */
export const IDLE_TIMEOUT_MS = 300_000;
/** HTTP/2 PING on a session that has been silent for so long … */
export const PING_INTERVAL_MS = 15_000;
/** … which must be answered within this: a stopped or unplugged peer loses its streams. */
export const PING_TIMEOUT_MS = 30_000;
/** From a GOAWAY or last answer to the end of the TCP connection, so that the peer can read it. */
export const CLOSE_GRACE_MS = 500;
/** How long the rest of a body is read and thrown away after an early answer. */
export const LINGER_MS = 2_000;
/** How often deadlines are looked at: their precision. */
export const SWEEP_INTERVAL_MS = 250;

/** Guards against abuse: burst and refill per second. */
/** Streams that the peer resets or breaks: nghttp2's 1,000 lets a flood run 1,500 handlers. */
export const ABNORMAL_ENDS_BURST = 150;
export const ABNORMAL_ENDS_PER_SECOND = 20;
/** The same over all connections of an address: some honest clients share one. */
export const ADDRESS_ABNORMAL_ENDS_BURST = 1_000;
export const ADDRESS_ABNORMAL_ENDS_PER_SECOND = 100;
/** Bytes that no request, body or response explains: frames made to keep the broker busy. */
export const UNEXPLAINED_BYTES_BURST = 1 * MiB;
export const UNEXPLAINED_BYTES_PER_SECOND = 64 * KiB;
/** What a useful frame or chunk may cost on the wire beside its payload (frame, TLS, updates). */
export const EXPLAINED_OVERHEAD_BYTES = 64;
/** TLS handshakes of one address: each costs about a millisecond of the one thread. */
export const HANDSHAKES_BURST = 1_000;
export const HANDSHAKES_PER_SECOND = 200;
/** Addresses remembered for the guards; beyond it those at rest are forgotten first. */
export const ADDRESSES_MAX = 20_000;

/** Consumer credits: a grant above these is capped, not refused. */
export const CREDIT_RECORDS_MAX = 1_000_000;
export const CREDIT_BYTES_MAX = 64 * MiB;
/** Producer credits: batches and bytes one Produce stream may have under way. */
export const PRODUCE_STREAM_BYTES_MAX = 16 * MiB;
export const PRODUCE_STREAM_BATCHES_MAX = 1_024;

/** Schedules. */
/** 253402300799999 = 9999-12-31T23:59:59.999Z, the last instant of ISO 8601 without a sign. */
export const DUE_TIME_MAX_MS = 253_402_300_799_999;
/** Due time of what waits for somebody to resume it: after all that anybody can ask for. */
export const DUE_NEVER_MS: number = DUE_TIME_MAX_MS + 1;
/** One firing a second for 136 years; the pending index keeps the number in 32 bits. */
export const FIRINGS_MAX: number = 2 ** 32 - 1;
/** Each firing is a record in the log; oftener is a producer's work, and cron ends at the second. */
export const RECURRENCE_EVERY_MIN_MS = 1_000;
/** Lists in each of six fields, with room: keeps the parser from long hostile input. */
export const CRON_CHARACTERS_MAX = 256;
/** The longest IANA name has 32. */
export const TIME_ZONE_CHARACTERS_MAX = 64;
/** A firing later than this was missed, not merely late: more than a restart takes. */
export const MISFIRE_AFTER_MS = 60_000;
/** Missed firings that `fireAll` makes up for: two months of hours, most of a day of minutes. */
export const FIRE_ALL_MAX = 1_000;
/** Times worked out in one turn, about 0.1 ms each where the calendar must be asked. */
export const RECURRENCE_STEPS_PER_TURN = 16;
/** Cron expressions that stay parsed, some KiB each. */
export const CRONS_REMEMBERED_MAX = 512;
export const LIST_PAGE_MAX = 10_000;
/** Overdue records of a partition that are counted one by one, in about a millisecond; more are so many. */
export const SCHEDULE_OVERDUE_COUNTED_MAX = 10_000;
/** The same over all partitions that one answer speaks of, in some ten milliseconds. */
export const SCHEDULE_OVERDUE_COUNTED_TOGETHER_MAX = 100_000;
/** Records in one RELEASED batch: bounds what one turn of a herd holds of the event loop. */
export const RELEASE_BATCH_RECORDS_MAX = 1_000;
export const RELEASE_BATCH_BYTES_MAX = 1 * MiB;
/** Released bytes of a partition that may wait for the disk; which, release-window.ts says. */
export const RELEASE_WINDOW_BYTES_MIN = 1 * MiB;
export const RELEASE_WINDOW_BYTES_MAX = 8 * MiB;

/** Log that a start reads again before the broker is up, over all partitions: about a second. */
export const REPLAY_BEFORE_UP_BYTES = 256 * MiB;
/** An index that is built anew from less than this is too; from more, its partition comes later. */
export const REBUILD_BEFORE_UP_BYTES = 8 * MiB;
/** Partitions named by one answer to /readyz. */
export const REBUILDS_LISTED_MAX = 100;
/** Records moved by hand into the past while late ones are settled: remembered, not to be dropped. */
export const LATE_MOVED_MAX = 10_000;
/** Dead letters of one publish call: bounds what one turn copies, as a release batch does. */
export const DEAD_LETTER_SLICE_RECORDS = 500;
export const DEAD_LETTER_SLICE_BYTES = 1 * MiB;
/** A stack trace says what it has to say within this; the rest of the record must still fit. */
export const DEAD_LETTER_ERROR_CHARACTERS_MAX = 2_048;
/** Dead letters that one call puts back: some seconds of work; its answer says where to go on. */
export const DEAD_LETTER_REPLAY_MAX = 10_000;
export const DEAD_LETTER_REPLAY_DEFAULT = 1_000;
/** Refusals that the answer names one by one; the rest are counted. */
export const DEAD_LETTER_REFUSALS_MAX = 100;
/** Earlier lives that a record put back remembers, and characters of each one's error: some 8 KiB. */
export const DEAD_LETTER_ATTEMPTS_MAX = 16;
export const DEAD_LETTER_ATTEMPT_ERROR_CHARACTERS_MAX = 256;

/** Requests, continued. */
/** A message grows to its declared length only as bytes arrive: the first step, as a usual batch is. */
export const MESSAGE_FIRST_BUFFER_BYTES = 256 * KiB;
/** Below this inflating and deflating cost less than handing the work to another thread. */
export const INLINE_COMPRESSION_BYTES_MAX = 16 * KiB;
/** Below this gzip makes a message no shorter that is worth its time. */
export const COMPRESSED_MESSAGE_BYTES_MIN = 1 * KiB;
/** Pieces of a delivery are joined up to this size: Node's buffer pool has room for it at no cost. */
export const JOINED_WRITE_BYTES_MAX = 3 * KiB;
/** Requests a stream may send ahead of the one at work (reflection, messages being inflated). */
export const STREAM_MESSAGES_WAITING_MAX = 16;
/** gRPC status messages and header values are for people: longer ones are cut. */
export const STATUS_MESSAGE_BYTES_MAX = 2 * KiB;
/** Publish calls that one upload of lines may have under way, and their bytes: a few group commits. */
export const UPLOAD_CALLS_MAX = 16;
export const UPLOAD_BYTES_MAX = 4 * MiB;
/** Lines of one publish call: bounds how long parsing holds the event loop. */
export const UPLOAD_CALL_LINES_MAX = 2_000;
/** Records of one JSON array or Publish request. */
export const PUBLISH_RECORDS_MAX = 10_000;
/**
 * Fields of one request message, over all its levels: two bytes on the wire may become an object of a
 * hundred. Ten thousand records of twenty-five fields each.
 */
export const MESSAGE_FIELDS_MAX = 250_000;
/** Objects and arrays in one JSON text, for the same reason. */
export const JSON_CONTAINERS_MAX = 1_000_000;
/** Speeds of a paced reader: a day in a second is 86,400; below the least an hour takes weeks. */
export const REPLAY_SPEED_MIN = 0.001;
export const REPLAY_SPEED_MAX = 1_000_000;
/** A paced reader rests so many times as long as its last look at the records took. */
export const PACE_REST_FACTOR = 4;
/** What a paced reader reads at a time: most of it may not be due, and is dropped again. */
export const PACE_CHUNK_BYTES = 64 * KiB;
/** Commits of one member whose results are not out yet: more are not read from it. */
export const COMMITS_UNDER_WAY_MAX = 1_000;
/** What a reader over HTTP is granted at a time: enough for full speed, little enough to hold. */
export const HTTP_READ_CREDIT_RECORDS = 4_096;
export const HTTP_READ_CREDIT_BYTES = 2 * MiB;
/** Quiet event streams say something this often, so that proxies keep them open. */
export const EVENT_STREAM_COMMENT_MS = 15_000;
/** How often a health watch looks. */
export const HEALTH_WATCH_MS = 500;
/** Event ids name every partition's position up to this many; above, resuming is the reader's part. */
export const EVENT_ID_PARTITIONS_MAX = 16;
/** An error that quotes what it was given quotes at most this much. */
export const QUOTED_CHARACTERS_MAX = 80;
/** The pending index of one partition. Slices are what 2 ms of event loop can prepare. */
/** Near records in the timing wheel: seconds of release at full speed, about 3 MB. */
export const SCHEDULE_NEAR_MAX = 65_536;
/** Slices of rows and of merges that one commit to the store carries: about 1 MB. */
export const SCHEDULE_COMMIT_ROUNDS = 4;
/** Events in one slice of a commit to the store; a record with an id counts as two. */
export const SCHEDULE_SLICE_EVENTS = 4_096;
/** Committed events that become visible in one turn. */
export const SCHEDULE_SLICE_APPLIED = 2_048;
/** Chunks of pending offsets rewritten in one commit: releases touch them at random. */
export const SCHEDULE_SLICE_CHUNKS = 512;
/** Pairs read by one slice of a merge. */
export const SCHEDULE_SLICE_MERGED = 12_288;
/** Records read from the store by one call to takeDue. */
export const SCHEDULE_SLICE_READS = 256;
/** Ids remembered as not pending between the leader's question and the fold's. */
export const SCHEDULE_ABSENT_IDS_MAX = 8_192;
/** Keys of a view deleted in one commit. */
export const VIEW_SLICE_DELETES = 256;
/** Pairs looked at to bring far records near in one go. */
export const SCHEDULE_SLICE_HYDRATED = 2_048;
/** Rows that are not stored, in the blocks that are looked through for what became near. */
export const SCHEDULE_WAITING_BLOCK_ROWS = 256;
/** Such blocks looked through in one go. */
export const SCHEDULE_SLICE_WAITING = 64;
/** Runs of a level that are merged into one of the next: bounds the runs that a look-up asks. */
export const SCHEDULE_RUNS_PER_LEVEL = 8;
/** Runs not yet merged above which new ones wait for the merge. */
export const SCHEDULE_FRESH_RUNS_MAX = 24;
/** Events that the store does not hold yet above which producers should lose credits: about 30 MB. */
export const SCHEDULE_TAIL_MAX = 262_144;
/** Entries of one call to list, and candidates that it looks at. */
export const SCHEDULE_LIST_SLICE = 256;
export const SCHEDULE_LIST_LOOKS = 4_096;

/** Queue groups. */
/** A consumer's balance of records, and what it may hold unsettled: a slow one hoards no more. */
export const QUEUE_CREDITS_MAX = 1_000;
/** Records handed out and not settled, of one partition: what one round writes fits a batch. */
export const QUEUE_PARTITION_UNSETTLED_MAX = 10_000;
/** The same over a group, some 200 bytes of memory each: 20 MB. */
export const QUEUE_GROUP_UNSETTLED_MAX = 100_000;
/** Records of one partition read ahead at a time. */
export const QUEUE_READ_RECORDS = 1_000;
export const QUEUE_READ_BYTES = 256 * KiB;
/** Records that one group holds for consumers with credit, over all partitions. */
export const QUEUE_BUFFER_BYTES_MAX = 8 * MiB;
/** Records read again by offset in one go: each may cost a batch. */
export const QUEUE_LOAD_RECORDS = 64;
/** Records handed out in one turn of the event loop. */
export const QUEUE_TURN_DELIVERIES = 2_000;
/** Offsets that one record of the groups log describes: 128 bytes as a bitmap. */
export const QUEUE_CHUNK_OFFSETS = 1_024;
/** What is settled gathers so long before it is written: at most 200 batches a second for a group. */
export const QUEUE_GATHER_MS = 5;
/** Dead letters that one group writes at once: each may hold a record of the largest size. */
export const QUEUE_DEAD_LETTERS_AT_ONCE = 16;
/** Of the reason that a consumer gives: it is held until the record is settled. */
export const QUEUE_REASON_CHARACTERS_MAX = 200;
/** A longer delay is what schedules are for. */
export const QUEUE_DELAY_MAX_MS = 86_400_000;
/** Records of the groups log after which a round takes no further partition: it stays a few MB. */
export const QUEUE_ROUND_RECORDS = 2_000;

/** Message ids. docs/dedup.md has the sums. */
/** Ids remembered over all partitions: 210 MB of filters and directories in memory. */
export const DEDUP_IDS_MAX = 100_000_000;
/** Shares in which they are forgotten before their time: the window shrinks by a sixteenth at most. */
export const DEDUP_AGES_MAX = 16;
/** Ids of one table, then of one run: sorted in some 2 ms. */
export const DEDUP_TABLE_ROWS = 65_536;
/** Rows of all tables that are being filled, over all partitions: 40 bytes each, 42 MB. */
export const DEDUP_TABLE_ROWS_MAX = 1_048_576;
/** Below it a run is not worth its commit. */
export const DEDUP_TABLE_ROWS_MIN = 256;
/** Full tables of a partition that wait for the store: above it producers lose credits. */
export const DEDUP_TABLES_FROZEN_MAX = 4;
/** Ids encoded, and read by a merge, in one turn: about 2 ms each. */
export const DEDUP_SLICE_ENCODED = 16_384;
export const DEDUP_SLICE_MERGED = 12_288;
/** Slices of a merge in one commit: a commit costs a sync. */
export const DEDUP_MERGE_SLICES = 4;
/** Few, so that a look-up asks few runs: that costs more than merging once more often. */
export const DEDUP_RUNS_PER_LEVEL = 4;
/** Offsets folded and not stored above which they are: bounds what a start reads again. */
export const DEDUP_OFFSETS_UNSTORED_MAX = 2_000_000;
/** Times of appends kept: two windows' worth, 24 bytes each in every commit. */
export const DEDUP_TIMES_MAX = 256;
/** Partitions of one group whose lag in time is looked up at a time, and what each look reads. */
export const LAG_AGES_MAX = 256;
export const LAG_AGE_READ_BYTES = 64 * KiB;
/**
 * Words of one consumer that wait for the disk. It is not read from above COMMITS_UNDER_WAY_MAX, so this
 * is only met by what had arrived by then: a chunk of the smallest messages.
 */
export const QUEUE_STREAM_WAITING_MAX = 16_384;
/** Partitions looked at for the lag of groups in one collection of metrics; further groups are left out. */
export const GROUP_LAGS_MAX = 10_000;
/** Groups whose lag in time is read from the log, and how often at most. */
export const GROUP_AGES_MAX = 100;
export const GROUP_AGES_INTERVAL_MS = 10_000;

/** Cluster. */
/** Ids are stored in 31 bits. */
export const BROKER_ID_MAX = 2_147_483_647;
/** Nodes that vote on metadata: nine survive the loss of four, and each makes decisions slower. */
export const CONTROLLERS_MAX = 9;

/** Peers. */
/** One message between nodes: a batch of the largest size and its framing fit three times over. */
export const PEER_MESSAGE_BYTES_MAX = 16 * MiB;
/** Bytes buffered on a peer stream above which `send` asks to wait: some milliseconds of a fast link. */
export const PEER_STREAM_BUFFER_BYTES = 1 * MiB;
/** A sender that does not wait loses its stream here; two messages of the largest size fit. */
export const PEER_STREAM_BUFFER_BYTES_MAX = 64 * MiB;
/** How often a node asks each peer that it is connected to for a sign of life … */
export const PEER_PING_INTERVAL_MS = 1_000;
/** … and without one for so long, all streams to it are lost. A pause of a collector is shorter. */
export const PEER_SILENCE_MAX_MS = 3_000;
/** Calls from one node to another without an answer: enough for thousands of clients at a time … */
export const PEER_CALLS_IN_FLIGHT_MAX = 4_096;
/** … and the bytes of them. Each side counts for itself; beyond it a call is OVERLOADED. */
export const PEER_CALLS_IN_FLIGHT_BYTES_MAX = 64 * MiB;
/** Room that a call's body leaves for the envelope around it. */
export const PEER_CALL_ENVELOPE_BYTES_MAX = 4 * KiB;
/** What a peer may send on one stream before it is taken: some 40 ms of a link of 100 MB/s … */
export const PEER_STREAM_WINDOW_BYTES = 4 * MiB;
/** … and on all streams of one connection. */
export const PEER_SESSION_WINDOW_BYTES = 16 * MiB;
/** What nghttp2 may hold for one connection to a peer: streams with a full buffer on each channel. */
export const PEER_SESSION_MEMORY_BYTES_MAX = 1_024 * MiB;
/** Streams that one peer may have open on a connection: readers that it serves for us, mostly. */
export const PEER_STREAMS_MAX = 4_096;
/** Connections that nodes may have open to this one, and of them those of one node: old ones die. */
export const PEER_CONNECTIONS_MAX = 1_024;
export const PEER_CONNECTIONS_PER_NODE_MAX = 8;
/** After this side closed a stream the other has so long to read what was sent before. */
export const PEER_CLOSE_GRACE_MS = 10_000;
/** A connection to a peer without a stream is closed after this. */
export const PEER_SESSION_IDLE_MS = 30_000;
/** A message below this is copied behind its length: cheaper than a second piece. */
export const PEER_MESSAGE_COPY_BYTES = 4 * KiB;
