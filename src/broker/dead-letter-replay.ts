/**
 * Puts dead letters back where they came from, a slice at a time. Must never put one back twice
 * within the window of message ids there, whoever asks however often; and never ends in between
 * without saying where.
 */
import {
  parseReplayCursor,
  type PutBack,
  putBack,
  type ReplayRefusal,
  type ReplayRequest,
  type ReplayResult,
  type ReplaySpan,
  replayCursor,
} from "../model/dead-letter-replay.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  DEAD_LETTER_REFUSALS_MAX,
  DEAD_LETTER_REPLAY_DEFAULT,
  DEAD_LETTER_REPLAY_MAX,
  DEAD_LETTER_SLICE_BYTES,
  DEAD_LETTER_SLICE_RECORDS,
} from "../model/limits.ts";
import type { ConsumedRecord, RecordInput, RecordResult } from "../model/records.ts";
import type { DeadLettersApi, RequestContext } from "./api.ts";
import { walkBatches } from "./delivery/walk.ts";
import { resolveEnd, resolvePosition } from "./position.ts";
import type { Replicas } from "./replicas.ts";
import type { Readables } from "./routing/readable-partition.ts";

export interface ReplayParts {
  readonly replicas: Replicas;
  readonly readables: Readables;
  /** Undefined: there is no such topic. */
  readonly topicNamed: (name: string) => { readonly id: string; readonly name: string } | undefined;
  /** Resolves when all that was committed of the metadata before is replayed here. */
  readonly catchUp: () => Promise<void>;
  /** As for a client's records. */
  readonly publish: (
    context: RequestContext,
    topic: string,
    records: readonly RecordInput[],
  ) => Promise<readonly RecordResult[]>;
}

/** A record of a slice, and what came of it. */
interface Outcome {
  readonly letter: ConsumedRecord;
  readonly result: RecordResult;
}

export class DeadLetterReplay implements DeadLettersApi {
  readonly #parts: ReplayParts;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** Rejects with a retriable error where going on makes no sense now: then the call may be repeated. */
  async replay(context: RequestContext, request: ReplayRequest): Promise<ReplayResult> {
    const { topicNamed, catchUp } = this.#parts;
    const named = () => topicNamed(request.topic);
    const topic = named() ?? (await catchUp().then(named));
    if (topic === undefined) {
      const message = `there is no topic ${JSON.stringify(request.topic)}`;
      throw new TidemarkError("UNKNOWN_TOPIC", message);
    }
    let left = limitOf(request);
    const spans = await this.#spans(topic.name, request);
    const tally = new Tally();
    for (const span of spans) {
      while (left > 0 && span.next < span.end && !context.signal.aborted) {
        const { records, nextOffset } = await this.#read(topic.name, span, left);
        for (const outcome of await this.#putBack(context, records, topic.id, request.to)) {
          tally.add(outcome);
        }
        left -= records.length;
        span.next = nextOffset;
      }
    }
    return tally.result(replayCursor(spans));
  }

  async #spans(topic: string, request: ReplayRequest): Promise<ReplaySpan[]> {
    const { replicas, readables } = this.#parts;
    const { cursor, partition, from = "earliest", until = "latest" } = request;
    if (cursor !== undefined) return parseReplayCursor(cursor);
    const count = replicas.partitionCount(topic);
    const numbers =
      partition === undefined ? Array.from({ length: count }, (_, p) => p) : [partition];
    const spans: ReplaySpan[] = [];
    for (const each of numbers) {
      const readable = await readables.open(topic, each);
      const next = await resolvePosition(readable, from, `${topic}/${each}`);
      const { highWatermark } = readable;
      const end = Math.min((await resolveEnd(readable, until)) ?? highWatermark, highWatermark);
      spans.push({ partition: each, next, end });
    }
    return spans;
  }

  async #read(
    topic: string,
    { partition, next, end }: ReplaySpan,
    recordsMax: number,
  ): Promise<{ readonly records: readonly ConsumedRecord[]; readonly nextOffset: number }> {
    const readable = await this.#parts.readables.open(topic, partition);
    // What was purged meanwhile is nobody's to put back.
    const from = Math.max(next, readable.log.logStartOffset);
    const until = Math.min(end, readable.highWatermark);
    if (from >= until) return { records: [], nextOffset: end };
    const chunks = await readable.log.read(from, until, DEAD_LETTER_SLICE_BYTES);
    if (chunks.length === 0) return { records: [], nextOffset: end };
    const { records, nextOffset } = walkBatches(chunks, {
      topic,
      partition,
      from,
      until,
      recordsMax: Math.min(recordsMax, DEAD_LETTER_SLICE_RECORDS),
      bytesMax: Number.POSITIVE_INFINITY,
      encoding: "records",
    });
    return { records, nextOffset };
  }

  /** In order for each topic that they go to. */
  async #putBack(
    context: RequestContext,
    letters: readonly ConsumedRecord[],
    topicId: string,
    to: string | undefined,
  ): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const byTopic = new Map<string, { letter: ConsumedRecord; record: RecordInput }[]>();
    for (const letter of letters) {
      const back = attempt(() => putBack(letter, topicId, to));
      if (back instanceof TidemarkError) {
        outcomes.push({ letter, result: { error: back } });
        continue;
      }
      const list = byTopic.get(back.topic) ?? [];
      list.push({ letter, record: back.record });
      byTopic.set(back.topic, list);
    }
    for (const [topic, list] of byTopic) {
      const results = await this.#publish(
        context,
        topic,
        list.map(({ record }) => record),
      );
      for (const [index, { letter }] of list.entries()) {
        outcomes.push({ letter, result: results[index]! });
      }
    }
    return outcomes;
  }

  async #publish(
    context: RequestContext,
    topic: string,
    records: readonly RecordInput[],
  ): Promise<readonly RecordResult[]> {
    let results: readonly RecordResult[];
    try {
      results = await this.#parts.publish(context, topic, records);
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.retriable) throw error;
      // Such as a topic that is gone: the others have theirs.
      const refused: RecordResult = { error };
      return records.map(() => refused);
    }
    for (const result of results)
      if ("error" in result && result.error.retriable) throw result.error;
    return results;
  }
}

class Tally {
  #replayed = 0;
  #duplicates = 0;
  #refused = 0;
  readonly #refusals: ReplayRefusal[] = [];

  add({ letter: { partition, offset }, result }: Outcome): void {
    if (!("error" in result)) {
      if (result.duplicate === true) this.#duplicates += 1;
      else this.#replayed += 1;
      return;
    }
    this.#refused += 1;
    if (this.#refusals.length >= DEAD_LETTER_REFUSALS_MAX) return;
    this.#refusals.push({ partition, offset, error: result.error });
  }

  result(cursor: string | undefined): ReplayResult {
    return {
      replayed: this.#replayed,
      duplicates: this.#duplicates,
      refused: this.#refused,
      refusals: this.#refusals,
      cursor,
    };
  }
}

function limitOf({ limit = DEAD_LETTER_REPLAY_DEFAULT }: ReplayRequest): number {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= DEAD_LETTER_REPLAY_MAX) return limit;
  const message = `limit is ${limit}; it must be from 1 to ${DEAD_LETTER_REPLAY_MAX}`;
  throw new TidemarkError("INVALID_REQUEST", message);
}

function attempt(work: () => PutBack): PutBack | TidemarkError {
  try {
    return work();
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
}
