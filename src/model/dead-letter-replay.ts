/**
 * What a dead letter becomes when it is put back: the record it was, at its origin, with a header
 * that says what happened before. Pure: makes the record, appends nothing.
 */
import { TidemarkError } from "./errors.ts";
import { DEAD_LETTER_HEADERS, HEADER_DEAD_LETTER_ATTEMPTS, HEADER_MESSAGE_ID } from "./headers.ts";
import { DEAD_LETTER_ATTEMPT_ERROR_CHARACTERS_MAX, DEAD_LETTER_ATTEMPTS_MAX } from "./limits.ts";
import type { ConsumedRecord, RecordInput, Position } from "./records.ts";

export interface ReplayRequest {
  /** Holds the dead letters. */
  readonly topic: string;
  /** Absent: all of them. */
  readonly partition?: number | undefined;
  /** Default: earliest. */
  readonly from?: Position | undefined;
  /** Exclusive; default: what is there when the first call is made. */
  readonly until?: Position | undefined;
  /** Dead letters looked at in this call. */
  readonly limit?: number | undefined;
  /** Another topic than the one they came from; there the key chooses the partition. */
  readonly to?: string | undefined;
  /** Where an earlier call ended; `from` and `until` are in it. */
  readonly cursor?: string | undefined;
}

export interface ReplayRefusal {
  readonly partition: number;
  readonly offset: number;
  readonly error: TidemarkError;
}

export interface ReplayResult {
  /** Put back by this call. */
  readonly replayed: number;
  /** Put back before, and still remembered there. */
  readonly duplicates: number;
  /** Could not be put back; they stay what they are. */
  readonly refused: number;
  /** The first of those. */
  readonly refusals: readonly ReplayRefusal[];
  /** Absent: that was all. */
  readonly cursor: string | undefined;
}

export interface PutBack {
  readonly topic: string;
  readonly record: RecordInput;
}

const ORIGIN = new Map<string, keyof typeof DEAD_LETTER_HEADERS>(
  (Object.keys(DEAD_LETTER_HEADERS) as (keyof typeof DEAD_LETTER_HEADERS)[]).map((name) => [
    DEAD_LETTER_HEADERS[name],
    name,
  ]),
);
const NUMBERS: ReadonlySet<string> = new Set([
  "partition",
  "offset",
  "deliveries",
  "firstDelivery",
  "timestamp",
  "time",
  "ttlMs",
  "valueBytes",
] satisfies (keyof typeof DEAD_LETTER_HEADERS)[]);

/**
 * The same dead letter always becomes the same record, with the same message id at the same
 * partition, so that putting it back twice makes one (`dedupWindowMs` of the topic it goes to).
 * Throws the `TidemarkError` that says why it cannot be put back.
 */
export function putBack(letter: ConsumedRecord, topicId: string, to?: string): PutBack {
  const said: Record<string, string | number> = {};
  for (const { key, value } of letter.headers) {
    const name = ORIGIN.get(key);
    if (name === undefined) continue;
    const text = Buffer.from(value).toString();
    said[name] = NUMBERS.has(name) ? Number(text) : text;
  }
  const { topic, partition, valueBytes } = said;
  if (typeof topic !== "string" || !Number.isSafeInteger(partition)) {
    const message = `the record is no dead letter: it has no header ${DEAD_LETTER_HEADERS.topic}`;
    throw new TidemarkError("INVALID_RECORD", message);
  }
  if (valueBytes !== undefined) {
    const message = `its value of ${valueBytes} bytes was left out when it became a dead letter`;
    throw new TidemarkError("INVALID_RECORD", message);
  }
  const own = letter.headers.filter(
    ({ key }) =>
      !ORIGIN.has(key) && key !== HEADER_MESSAGE_ID && key !== HEADER_DEAD_LETTER_ATTEMPTS,
  );
  const attempts = JSON.stringify(attemptsOf(letter, said));
  return {
    topic: to ?? topic,
    record: {
      key: letter.key,
      value: letter.value,
      headers: [...own, { key: HEADER_DEAD_LETTER_ATTEMPTS, value: Buffer.from(attempts) }],
      messageId: `replay:${topicId}:${letter.partition}:${letter.offset}`,
      ...(to === undefined ? { partition: partition as number } : {}),
    },
  };
}

/** Oldest first. What a client wrote there instead is not kept. */
function attemptsOf(letter: ConsumedRecord, said: Record<string, string | number>): unknown[] {
  const header = letter.headers.findLast(({ key }) => key === HEADER_DEAD_LETTER_ATTEMPTS);
  const before = header === undefined ? [] : parsed(Buffer.from(header.value).toString());
  const { error } = said;
  const short =
    typeof error === "string"
      ? { error: error.slice(0, DEAD_LETTER_ATTEMPT_ERROR_CHARACTERS_MAX) }
      : {};
  return [...before, { ...said, ...short }].slice(-DEAD_LETTER_ATTEMPTS_MAX);
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** What is left of a replay in one partition. */
export interface ReplaySpan {
  readonly partition: number;
  next: number;
  /** Exclusive. */
  readonly end: number;
}

/** `partition:next:end`, joined by commas; undefined: nothing is left. */
export function replayCursor(spans: readonly ReplaySpan[]): string | undefined {
  const left = spans.filter(({ next, end }) => next < end);
  if (left.length === 0) return undefined;
  return left.map(({ partition, next, end }) => `${partition}:${next}:${end}`).join(",");
}

export function parseReplayCursor(cursor: string): ReplaySpan[] {
  return cursor.split(",").map((part) => {
    const match = /^(\d{1,9}):(\d{1,15}):(\d{1,15})$/.exec(part);
    if (match !== null) {
      return { partition: Number(match[1]), next: Number(match[2]), end: Number(match[3]) };
    }
    const message = `the cursor ${JSON.stringify(cursor.slice(0, 80))} is not one of a replay`;
    throw new TidemarkError("INVALID_REQUEST", message);
  });
}
