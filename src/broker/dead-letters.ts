/**
 * Writes dead letters: copies of records that could not be delivered as asked, into another topic,
 * which is made where it is missing. Must never say that one is written before it is committed: who
 * asked settles the original then, and a crash in between must find it unsettled.
 *
 * Writing one again is harmless: its message id says which record it is, and the topic's window of
 * message ids leaves the second out (`dedupWindowMs`).
 */
import type { ControllerNode } from "../consensus/controller-node.ts";
import { createTopic } from "../controller/controller.ts";
import { type DeadLetter, deadLetterHeaders, deadLetterMessageId } from "../model/dead-letter.ts";
import { TidemarkError } from "../model/errors.ts";
import { DEAD_LETTER_HEADERS } from "../model/headers.ts";
import { DEAD_LETTER_SLICE_BYTES, DEAD_LETTER_SLICE_RECORDS } from "../model/limits.ts";
import type { RecordInput, RecordResult } from "../model/records.ts";
import type { Clock } from "../platform/clock.ts";
import type { Replicas } from "./replicas.ts";

export interface DeadLettersParts {
  readonly clock: Clock;
  readonly ensureTopic: (name: string) => Promise<void>;
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
    const results = await publish(
      topic,
      letters.map((letter) => recordOf(letter, nowMs)),
    );
    const tooLarge: DeadLetter[] = [];
    for (const [index, result] of results.entries()) {
      const letter = letters[index]!;
      if (!("error" in result)) this.#count(letter, result);
      else if (result.error.code === "RECORD_TOO_LARGE") tooLarge.push(letter);
      else throw result.error;
    }
    if (tooLarge.length === 0) return;
    // The record was as large as it may be, and the headers are more: its value stays where it is.
    const again = await publish(
      topic,
      tooLarge.map((letter) => withoutValue(recordOf(letter, nowMs))),
    );
    for (const [index, result] of again.entries()) {
      if ("error" in result) throw asPermanent(result.error, topic);
      this.#count(tooLarge[index]!, result);
    }
  }

  #count(letter: DeadLetter, result: RecordResult): void {
    if ("duplicate" in result && result.duplicate === true) return;
    this.#parts.observer.deadLettered(letter.topic, letter.reason, 1);
  }
}

/** Dead letters are few, and people read them in order. Their topic keeps them until it is purged. */
const MADE_WITH = { partitions: 1, replicationFactor: 1, config: { retentionMs: -1 } };

/** Makes a dead-letter topic where it is missing; one that is there stays as it is. */
export function deadLetterTopics(
  controller: ControllerNode,
  replicas: Replicas,
  newTopicId: () => string,
): (name: string) => Promise<void> {
  return async (name) => {
    if (replicas.has(name)) return;
    try {
      await controller.submit((image) =>
        createTopic(image, { ...MADE_WITH, name, id: newTopicId(), internal: false }),
      );
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

function recordOf(letter: DeadLetter, nowMs: number): RecordInput {
  const { key, value } = letter;
  return {
    key,
    value,
    headers: deadLetterHeaders(letter, nowMs),
    messageId: deadLetterMessageId(letter),
    timestamp: nowMs,
  };
}

/** Not a tombstone: a compacted topic would take it for a deletion of its key. */
function withoutValue(record: RecordInput): RecordInput {
  const bytes = record.value?.length ?? 0;
  const header = { key: DEAD_LETTER_HEADERS.valueBytes, value: Buffer.from(String(bytes)) };
  return { ...record, value: Buffer.alloc(0), headers: [...(record.headers ?? []), header] };
}

function asPermanent(error: TidemarkError, topic: string): TidemarkError {
  return new TidemarkError(error.code, `dead-letter topic "${topic}": ${error.message}`);
}
