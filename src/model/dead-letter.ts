/**
 * What a dead letter is: a copy of a record that could not be delivered as asked, with headers that
 * say where it came from and why. Pure: names the topic, the message id and the headers.
 */
import { crc32c } from "../lib/crc32c.ts";
import {
  BROKER_HEADERS,
  DEAD_LETTER_HEADERS,
  HEADER_MESSAGE_ID,
  HEADER_ON_CONFLICT,
  HEADER_SCHEDULE_ID,
  HEADER_TTL_MS,
} from "./headers.ts";
import { DEAD_LETTER_ERROR_CHARACTERS_MAX, RECORD_HEADERS_MAX } from "./limits.ts";
import { TOPIC_NAME_LENGTH_MAX } from "./names.ts";
import type { RecordHeader } from "./records.ts";

/** Where one is that counts as the first copy of a dead letter. */
export interface WrittenAt {
  readonly partition: number;
  readonly offset: number;
}

/** `late`: overdue by more than its topic allows when the broker came back. */
export type DeadLetterReason = "late" | "deliveries" | "expired";

export interface DeadLetter {
  /** Where the record is, or waited. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: DeadLetterReason;
  /** The topic that takes it: see `deadLetterTopicOf`. */
  readonly to: string;
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly RecordHeader[];
  /** Of the record, epoch milliseconds: for one that was scheduled its due time. */
  readonly timestamp: number;
  /** The group that gave up on it; absent where it was no group's doing. */
  readonly group?: string;
  /** What the last consumer said, or what the broker has to say. */
  readonly error?: string;
  readonly deliveries?: number;
  readonly firstDeliveryMs?: number;
}

const SUFFIX = ".dlq";
/** What the broker acts on goes from the copy: it would be deduplicated, expire or wait by it. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  [HEADER_MESSAGE_ID, DEAD_LETTER_HEADERS.messageId],
  [HEADER_SCHEDULE_ID, DEAD_LETTER_HEADERS.scheduleId],
  [HEADER_TTL_MS, DEAD_LETTER_HEADERS.ttlMs],
]);
/** A copy may not claim to be released or to recur. */
const DROPPED: ReadonlySet<string> = new Set([HEADER_ON_CONFLICT, ...BROKER_HEADERS]);

/** Left by an earlier dead letter of the same record, which was put back: only the latest counts. */
const ORIGIN: ReadonlySet<string> = new Set(Object.values(DEAD_LETTER_HEADERS));

/**
 * Where dead letters of a topic go: what is configured, else `<topic>.dlq` (cut, and told apart by a
 * checksum, where that would be too long a name). Undefined: nowhere. A dead letter that fails again
 * is already where people look for it, so a topic is never its own, and `x.dlq` has none by default.
 */
export function deadLetterTopicOf(topic: string, configured?: string): string | undefined {
  if (configured !== undefined && configured !== "") {
    return configured === topic ? undefined : configured;
  }
  if (topic.endsWith(SUFFIX)) return undefined;
  const name = topic + SUFFIX;
  if (name.length <= TOPIC_NAME_LENGTH_MAX) return name;
  const checksum = crc32c(Buffer.from(topic)).toString(16).padStart(8, "0");
  const end = `-${checksum}${SUFFIX}`;
  return topic.slice(0, TOPIC_NAME_LENGTH_MAX - end.length) + end;
}

/**
 * `group:topic:partition:offset`, without a group `topic:partition:offset`: written twice it is one
 * record. Read from its end it is unambiguous, since only a group's name may hold colons.
 */
export function deadLetterMessageId(letter: DeadLetter): string {
  const { group, topic, partition, offset } = letter;
  const place = `${topic}:${partition}:${offset}`;
  return group === undefined ? place : `${group}:${place}`;
}

/**
 * The id of one whose usual id is taken by something else: by a dead letter of an earlier topic of that
 * name, or one that was purged since.
 */
export function deadLetterSecondId(letter: DeadLetter, topicId: string): string {
  return `${deadLetterMessageId(letter)}#${topicId}`;
}

/**
 * Headers of the copy, its message id apart: the record's own, then where it came from. Of a record
 * with as many headers as there may be the last ones give way.
 */
export function deadLetterHeaders(
  letter: DeadLetter,
  topicId: string | undefined,
  nowMs: number,
): RecordHeader[] {
  const own = letter.headers
    .filter(({ key }) => !DROPPED.has(key) && !ORIGIN.has(key))
    .map(({ key, value }) => ({ key: RENAMED.get(key) ?? key, value }));
  const origin = originHeaders(letter, topicId, nowMs);
  // One for the message id, one for a value that has to be left out.
  return [...own.slice(0, RECORD_HEADERS_MAX - origin.length - 2), ...origin];
}

function originHeaders(
  letter: DeadLetter,
  topicId: string | undefined,
  nowMs: number,
): RecordHeader[] {
  const { topic, partition, offset, group, reason, error, deliveries, firstDeliveryMs } = letter;
  const said: [keyof typeof DEAD_LETTER_HEADERS, string | number | undefined][] = [
    ["topic", topic],
    ["topicId", topicId],
    ["partition", partition],
    ["offset", offset],
    ["group", group],
    ["reason", reason],
    ["error", error?.slice(0, DEAD_LETTER_ERROR_CHARACTERS_MAX)],
    ["deliveries", deliveries],
    ["firstDelivery", firstDeliveryMs],
    ["timestamp", letter.timestamp],
    ["time", nowMs],
  ];
  return said.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ key: DEAD_LETTER_HEADERS[name], value: Buffer.from(String(value)) }],
  );
}
