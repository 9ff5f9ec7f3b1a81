/** Every bound of the client in one place, each with its reason. */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Records; the broker's bounds, checked here so that one bad record spoils no batch. */
export const RECORD_BYTES_MAX = 4 * MiB;
export const RECORD_KEY_BYTES_MAX = 64 * KiB;
export const RECORD_HEADERS_MAX = 128;
export const RECORD_HEADER_NAME_BYTES_MAX = 256;
export const RECORD_HEADER_VALUE_BYTES_MAX = 64 * KiB;
/** Message ids and schedule ids, in UTF-8. */
export const ID_BYTES_MAX = 255;
/** 9999-12-31T23:59:59.999Z, the last instant of ISO 8601 without a sign. */
export const DUE_TIME_MAX_MS = 253_402_300_799_999;
/** One batch with its framing holds a record of the largest size. */
const BATCH_BYTES_MAX = 5 * MiB;
/** Decompressed size of one batch: bounds what a bomb may cost. */
export const BATCH_DECOMPRESSED_BYTES_MAX = 16 * MiB;
/** A gRPC message: the largest batch and its envelope. Checked before anything is allocated. */
export const MESSAGE_BYTES_MAX = BATCH_BYTES_MAX + 64 * KiB;

/** Producer. */
/** Measured: larger batches gain nothing in throughput and cost latency. */
export const BATCH_BYTES_DEFAULT = 256 * KiB;
export const BATCH_BYTES_OPTION_MAX = 4 * MiB;
/** A batch below this waits for the acknowledgement before it: many tiny batches cost both sides. */
export const BATCH_BYTES_WORTH_SENDING = 32 * KiB;
export const BUFFER_BYTES_DEFAULT = 32 * MiB;
/** Sends that wait for room in the buffer; beyond it `send` fails with `OVERLOADED`. */
export const WAITING_SENDS_MAX = 262_144;
/** The broker remembers the last five batches of a producer in each partition. */
export const BATCHES_IN_FLIGHT_MAX = 5;
/** Kafka's default. */
export const DELIVERY_TIMEOUT_MS = 120_000;
/** Free batch buffers kept for reuse, in bytes. */
export const POOLED_BYTES_MAX = 16 * MiB;
/** The client's picture of a topic is renewed when older than this. */
export const METADATA_AGE_MAX_MS = 300_000;
/** Renewals asked for by errors come no closer together than this. */
export const METADATA_REFRESH_MIN_MS = 1_000;

/** Consumer. */
/** The bytes are what bounds by default; records count where an application says so. */
export const PREFETCH_RECORDS_DEFAULT = 1_000_000;
export const PREFETCH_BYTES_DEFAULT = 16 * MiB;
/** The broker's cap on a consumer's balances. */
export const CREDIT_RECORDS_MAX = 1_000_000;
export const CREDIT_BYTES_MAX = 64 * MiB;
/** The broker's bounds on the speed of a paced reading. */
export const SPEED_MIN = 0.001;
export const SPEED_MAX = 1_000_000;
/** Commits that wait for a member to come back; beyond it `commit` fails with `OVERLOADED`. */
export const COMMITS_WAITING_MAX = 1_000;
export const COMMIT_INTERVAL_MS = 1_000;
/** What a closing consumer waits for its last commit. */
export const CLOSE_TIMEOUT_MS = 5_000;

/** Leaders. */
/** Most failovers take some hundred milliseconds: so many attempts to find the next leader come quickly … */
export const LEADER_QUICK_ATTEMPTS = 12;
/** … with pauses up to this between them. */
export const LEADER_BACKOFF_MAX_MS = 200;
/** A batch that is not answered for so long: who leads its partition is asked for again. */
export const SILENCE_MAX_MS = 3_000;
/** A question for leaders with all its attempts; it is asked again as long as batches wait. */
export const LOCATE_TIMEOUT_MS = 10_000;
/** Its first attempt, doubled with each: any broker knows the answer, another one is asked where one hangs. */
export const LOCATE_ATTEMPT_MS = 500;
/** One attempt at a request that only reads. A broker that hangs must not cost all of its time. */
export const ATTEMPT_TIMEOUT_MS = 5_000;

/** Connections. */
/** Beyond it another connection is made: below the 100 streams that a broker takes on one. */
export const STREAMS_PER_CONNECTION_MAX = 90;
export const REQUEST_TIMEOUT_MS = 30_000;
export const CONNECT_TIMEOUT_MS = 5_000;
/** A broker that hangs is left after at most both: others lead its partitions after three seconds. */
export const KEEPALIVE_INTERVAL_MS = 2_000;
export const KEEPALIVE_TIMEOUT_MS = 4_000;
/** Full jitter over base · 2^n, up to the cap (Kafka's): many clients that lose a broker come back spread. */
export const BACKOFF_BASE_MS = 50;
export const BACKOFF_MAX_MS = 1_000;
/** A stream that held for so long was a success: the next attempt is a first one. */
export const STREAM_HELD_MS = 5_000;
/** Above the credits a consumer grants, so that flow control never stops what credits allow. */
export const STREAM_WINDOW_BYTES = 32 * MiB;
export const SESSION_WINDOW_BYTES = 64 * MiB;

/** Queue groups. */
/** The broker's cap on what one consumer holds unsettled. */
export const IN_FLIGHT_MAX = 1_000;
/** Enough to keep a worker busy, little enough that others get their share. */
export const IN_FLIGHT_DEFAULT = 100;
export const IN_FLIGHT_BYTES_DEFAULT = 4 * MiB;
/** A worker that has not settled a message by then is stuck: its lease may run out. */
export const EXTEND_FOR_MS_DEFAULT = 900_000;
/** Of the reason of a rejection: the broker keeps no more. */
export const REASON_CHARACTERS_MAX = 200;
