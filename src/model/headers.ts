/** Record header names that mean something to the broker. */
export const HEADER_MESSAGE_ID = "tidemark-message-id";
export const HEADER_SCHEDULE_ID = "tidemark-schedule-id";
export const HEADER_TTL_MS = "tidemark-ttl-ms";
/** Set by the broker on a released record: the offset at which it was scheduled, as decimal text. */
export const HEADER_SCHEDULED_OFFSET = "tidemark-scheduled-offset";
/** How `onConflict` travels with a scheduled record: `reject` (absent), `replace` or `keep`. */
export const HEADER_ON_CONFLICT = "tidemark-on-conflict";
export const HEADER_CONTENT_TYPE = "content-type";
export const HEADER_TRACEPARENT = "traceparent";
export const HEADER_TRACESTATE = "tracestate";
/** On the record that defines a recurring schedule: when it fires, as JSON (schedule/definition.ts). */
export const HEADER_RECURRENCE = "tidemark-recurrence";
/** On a firing, decimal text each: its number from 1, the time that it stands for, and the next one. */
export const HEADER_FIRING = "tidemark-firing";
export const HEADER_NOMINAL_TIME = "tidemark-nominal-time";
export const HEADER_NEXT_DUE = "tidemark-next-due";
/** Headers that only the broker may set. */
export const BROKER_HEADERS: ReadonlySet<string> = new Set([
  HEADER_SCHEDULED_OFFSET,
  HEADER_RECURRENCE,
  HEADER_FIRING,
  HEADER_NOMINAL_TIME,
  HEADER_NEXT_DUE,
]);

/**
 * What the broker says on a dead letter, a copy of a record that could not be delivered as asked. All
 * are decimal or UTF-8 text; times are epoch milliseconds. Clients may send them, and nothing is
 * believed of them but where a replay goes.
 */
export const DEAD_LETTER_HEADERS = {
  /** Where the record is, or waited. */
  topic: "tidemark-dead-letter-topic",
  /** Tells it from an earlier topic of that name. */
  topicId: "tidemark-dead-letter-topic-id",
  partition: "tidemark-dead-letter-partition",
  offset: "tidemark-dead-letter-offset",
  /** The group that gave up on it; absent where it was no group's doing. */
  group: "tidemark-dead-letter-group",
  /** `late`, `deliveries` or `expired`. */
  reason: "tidemark-dead-letter-reason",
  /** What its last consumer said, or what the broker has to say. */
  error: "tidemark-dead-letter-error",
  deliveries: "tidemark-dead-letter-deliveries",
  firstDelivery: "tidemark-dead-letter-first-delivery",
  /** The record's own timestamp: for one that was scheduled its due time. */
  timestamp: "tidemark-dead-letter-timestamp",
  /** When it became a dead letter. */
  time: "tidemark-dead-letter-time",
  /** The record's own, under another name: here they must not mean anything. */
  messageId: "tidemark-dead-letter-message-id",
  scheduleId: "tidemark-dead-letter-schedule-id",
  ttlMs: "tidemark-dead-letter-ttl-ms",
  /** Size of a value that had to be left out: with these headers the record was too large. */
  valueBytes: "tidemark-dead-letter-value-bytes",
} as const;

/**
 * On a record that was put back: its earlier lives as a dead letter, oldest first, as a JSON array of
 * the values above. An ordinary header otherwise, so that the next dead letter carries it along.
 */
export const HEADER_DEAD_LETTER_ATTEMPTS = "tidemark-dead-letter-attempts";
