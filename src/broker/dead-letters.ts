/**
 * Writes dead letters: copies of records that could not be delivered as asked, into another topic,
 * which is made where it is missing. Must never say that one is written before it is committed: who
 * asked settles the original then, and a crash in between must find it unsettled.
 *
 * Writing one again is harmless: its message id says which record it is, and the topic's window of
 * message ids leaves the second out (`dedupWindowMs`). What a duplicate is a duplicate of is looked at:
 * an earlier topic may have had the name, and then its dead letter is not this one.
 */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import {
  type DeadLetter,
  deadLetterHeaders,
  deadLetterMessageId,
  deadLetterSecondId,
  type WrittenAt,
} from "../model/dead-letter.ts";
import { TidemarkError } from "../model/errors.ts";
import { DEAD_LETTER_HEADERS } from "../model/headers.ts";
import { DEAD_LETTER_SLICE_BYTES, DEAD_LETTER_SLICE_RECORDS } from "../model/limits.ts";
import type { RecordInput, RecordResult } from "../model/records.ts";
import type { Clock } from "../platform/clock.ts";
import { forEachRecord } from "../record/records.ts";
import { BatchView } from "../record/view.ts";
import type { Replicas } from "./replicas.ts";
import { type Readables, readableTo } from "./routing/readable-partition.ts";

export interface DeadLettersParts {
  readonly clock: Clock;
  readonly ensureTopic: (name: string) => Promise<void>;
  /** Undefined: it is gone. */
  readonly topicIdOf: (name: string) => string | undefined;
  /** Whether what is there in a dead-letter topic came from the topic with that id. */
  readonly isCopyOf: (topic: string, at: WrittenAt, topicId: string) => Promise<boolean>;
  readonly observer: DeadLettersObserver;
}

/** As for a client's records: one result each, in order, once they are committed. */
type Publish = (topic: string, records: readonly RecordInput[]) => Promise<readonly RecordResult[]>;

export interface DeadLettersObserver {
  /** Committed. Records that were there already are not counted. */
  deadLettered(topic: string, reason: string, count: number): void;
}

export class DeadLetters {
  readonly #parts: DeadLettersParts;
  /** Partitions that have some open before anything can be published. */
  readonly #publish: Promise<Publish>;
  #open!: (publish: Publish) => void;

  constructor(parts: DeadLettersParts) {
    this.#parts = parts;
    this.#publish = new Promise((resolve) => (this.#open = resolve));
  }

  /** From now on they can be written; who came earlier has waited. */
  open(publish: Publish): void {
    this.#open(publish);
  }

  /**
   * Resolves when all are committed. Rejects where one is not: any of the others may be, and the whole
   * call is to be made again. Written a slice at a time, so any number may come.
   */
  async write(letters: readonly DeadLetter[]): Promise<void> {
    const byTopic = new Map<string, DeadLetter[]>();
    for (const letter of letters) {
      const list = byTopic.get(letter.to);
      if (list === undefined) byTopic.set(letter.to, [letter]);
      else list.push(letter);
    }
    const publish = await this.#publish;
    for (const [topic, list] of byTopic) {
      await this.#parts.ensureTopic(topic);
      for (const slice of slices(list)) await this.#writeSlice(publish, topic, slice);
    }
  }

  async #writeSlice(
    publish: Publish,
    topic: string,
    letters: readonly DeadLetter[],
  ): Promise<void> {
    const nowMs = this.#parts.clock.wallMs();
    let records = letters.map((letter) => ({ letter, record: this.#recordOf(letter, nowMs) }));
    // Once as it is; what was too large without its value; what had another's id under a second one.
    for (let attempt = 0; records.length > 0; attempt += 1) {
      const results = await publish(
        topic,
        records.map(({ record }) => record),
      );
      const again: typeof records = [];
      for (const [index, result] of results.entries()) {
        const { letter, record } = records[index]!;
        const other = await this.#afterwards(topic, letter, record, result, attempt);
        if (other !== undefined) again.push({ letter, record: other });
      }
      records = again;
    }
  }

  /** What to write instead; undefined: it is there. Throws where it cannot be written. */
  async #afterwards(
    topic: string,
    letter: DeadLetter,
    record: RecordInput,
    result: RecordResult,
    attempt: number,
  ): Promise<RecordInput | undefined> {
    const { observer, isCopyOf, topicIdOf } = this.#parts;
    if ("error" in result) {
      if (result.error.code !== "RECORD_TOO_LARGE" || attempt >= ATTEMPTS_MAX) throw result.error;
      return withoutValue(record);
    }
    if (result.duplicate !== true) {
      observer.deadLettered(letter.topic, letter.reason, 1);
      return undefined;
    }
    const topicId = topicIdOf(letter.topic);
    if (topicId === undefined || attempt >= ATTEMPTS_MAX) return undefined;
    if (await isCopyOf(topic, result, topicId)) return undefined;
    return { ...record, messageId: deadLetterSecondId(letter, topicId) };
  }

  #recordOf(letter: DeadLetter, nowMs: number): RecordInput {
    const { key, value, topic } = letter;
    return {
      key,
      value,
      headers: deadLetterHeaders(letter, this.#parts.topicIdOf(topic), nowMs),
      messageId: deadLetterMessageId(letter),
      timestamp: nowMs,
    };
  }
}

/** Too large, then with another's id: nothing else changes a record. */
const ATTEMPTS_MAX = 2;

/** Whether the record there, which has a dead letter's id, came from that topic. */
export function copiesIn(
  readables: Readables,
): (topic: string, at: WrittenAt, topicId: string) => Promise<boolean> {
  return async (topic, { partition, offset }, topicId) => {
    const readable = await readables.open(topic, partition);
    // Purged, or cleaned away: then nobody has it any more.
    if (offset < readable.log.logStartOffset) return false;
    await readableTo(readable, offset + 1);
    const [chunk] = await readable.log.read(offset, readable.highWatermark, 1);
    if (chunk === undefined) return false;
    const view = new BatchView(chunk);
    let isCopy = false;
    forEachRecord(view, (record) => {
      if (view.baseOffset + record.index !== offset) return;
      isCopy = record.header(DEAD_LETTER_HEADERS.topicId)?.toString("latin1") === topicId;
    });
    return isCopy;
  };
}

/** Dead letters are few, and people read them in order. Their topic keeps them until it is purged. */
const MADE_WITH = { partitions: 1, config: { retentionMs: -1 } };

/** Makes a dead-letter topic where it is missing; one that is there stays as it is. */
export function deadLetterTopics(
  metadata: MetadataNode,
  replicas: Replicas,
  newTopicId: () => string,
  replicationFactor: () => number,
): (name: string) => Promise<void> {
  return async (name) => {
    if (replicas.has(name)) return;
    try {
      const topic = { ...MADE_WITH, name, id: newTopicId(), internal: false };
      const copies = { replicationFactor: replicationFactor() };
      await metadata.submit({ type: "createTopic", ...topic, ...copies });
    } catch (error) {
      const exists = error instanceof TidemarkError && error.code === "TOPIC_EXISTS";
      if (!exists) throw error;
    }
  };
}

/** By count and bytes; one that is larger than a slice goes alone. */
function* slices(letters: readonly DeadLetter[]): Iterable<readonly DeadLetter[]> {
  let slice: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = (letter.key?.length ?? 0) + (letter.value?.length ?? 0);
    const full =
      slice.length === DEAD_LETTER_SLICE_RECORDS || bytes + size > DEAD_LETTER_SLICE_BYTES;
    if (full && slice.length > 0) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(letter);
    bytes += size;
  }
  if (slice.length > 0) yield slice;
}

/** Not a tombstone: a compacted topic would take it for a deletion of its key. */
function withoutValue(record: RecordInput): RecordInput {
  const bytes = record.value?.length ?? 0;
  const header = { key: DEAD_LETTER_HEADERS.valueBytes, value: Buffer.from(String(bytes)) };
  return { ...record, value: Buffer.alloc(0), headers: [...(record.headers ?? []), header] };
}
