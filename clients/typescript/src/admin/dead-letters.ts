/** Dead letters: look at them, put them back, do away with them. */
import { Consumer } from "../consumer/consumer.ts";
import type { PartitionOffset } from "../consumer/types.ts";
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import type { Brokers, RequestOptions } from "../transport/brokers.ts";
import { fromWireError } from "../transport/status.ts";
import type { DeadLetter, DeadLetterRange, ReplayOptions, ReplayTotals } from "./types.ts";

const v1 = tidemark.v1;
const CLIENT_ID = "tidemark-dead-letters";
/** Dead letters of one call: its answer comes within a second or so. */
const REPLAY_CALL_RECORDS = 1_000;
/** Refusals that a total keeps; the rest are counted. */
const REFUSALS_MAX = 100;

/**
 * The topics that hold them are ordinary topics, by default `<topic>.dlq`.
 *
 * @example
 * for await (const letter of admin.deadLetters.list("orders.dlq")) console.log(letter.error);
 * const { replayed } = await admin.deadLetters.replay("orders.dlq");
 */
export class DeadLetters {
  readonly #brokers: Brokers;
  readonly #options: RequestOptions;

  /** @internal Use `Tidemark.admin().deadLetters`. */
  constructor(brokers: Brokers, options: RequestOptions) {
    this.#brokers = brokers;
    this.#options = options;
  }

  /** What is there when it is asked for, in order in each partition. */
  async *list(topic: string, range: DeadLetterRange = {}): AsyncGenerator<DeadLetter> {
    const { signal } = this.#options;
    const { partition, from = "earliest", until } = range;
    const consumer = new Consumer(this.#brokers, CLIENT_ID, {
      topic,
      from,
      follow: false,
      ...(until === undefined ? {} : { until }),
      ...(partition === undefined ? {} : { partitions: [partition] }),
      ...(signal === undefined ? {} : { signal }),
    });
    try {
      for await (const record of consumer) yield deadLetterOf(record);
    } finally {
      await consumer.close();
    }
  }

  /** `OFFSET_OUT_OF_RANGE` where there is none. */
  async get(topic: string, partition: number, offset: number): Promise<DeadLetter> {
    const range = { partition, from: { [partition]: offset }, until: { [partition]: offset + 1 } };
    for await (const letter of this.list(topic, range)) return letter;
    const text = `There is no record at ${topic} ${partition}:${offset}.`;
    throw new TidemarkError("OFFSET_OUT_OF_RANGE", text);
  }

  /**
   * Puts dead letters back where they came from, with the header `tidemark-dead-letter-attempts`,
   * which tells their history. They stay in the dead-letter topic; one that was put back before is a
   * duplicate there for as long as the topic it goes to remembers ids (`dedupWindowMs`), so that it
   * does no harm to repeat a replay. What fails again meanwhile is not put back again.
   */
  async replay(topic: string, options: ReplayOptions = {}): Promise<ReplayTotals> {
    const path = "/tidemark.v1.TopicService/ReplayDeadLetters";
    const codecs = [v1.ReplayDeadLettersRequest, v1.ReplayDeadLettersResponse] as const;
    const { partition, to = "", limit = Number.POSITIVE_INFINITY, onProgress } = options;
    const totals = { replayed: 0, duplicates: 0, refused: 0, refusals: [] as Refusals };
    let { cursor = "" } = options;
    let left = limit;
    do {
      const request = {
        topic,
        partition,
        from: placeOf(options.from),
        until: placeOf(options.until),
        limit: Math.min(left, REPLAY_CALL_RECORDS),
        to,
        cursor,
      };
      const call = { ...this.#options, idempotent: true };
      const answer = await this.#brokers.request(path, ...codecs, request, call);
      totals.replayed += answer.replayed;
      totals.duplicates += answer.duplicates;
      totals.refused += answer.refused;
      for (const { partition: place, offset, error } of answer.refusals) {
        if (totals.refusals.length >= REFUSALS_MAX || error == null) continue;
        totals.refusals.push({ partition: place, offset, error: fromWireError(error) });
      }
      left -= answer.replayed + answer.duplicates + answer.refused;
      cursor = answer.cursor;
      onProgress?.({ ...totals, cursor: cursor === "" ? undefined : cursor });
    } while (cursor !== "" && left > 0);
    return { ...totals, cursor: cursor === "" ? undefined : cursor };
  }

  /**
   * Deletes what is there now, of one partition or all, or only what is below `before`. Resolves with
   * where each partition begins now.
   */
  async purge(
    topic: string,
    range: { readonly partition?: number; readonly before?: number } = {},
  ): Promise<PartitionOffset[]> {
    const options = { ...this.#options, idempotent: true };
    const describe = [v1.DescribeTopicRequest, v1.Topic] as const;
    const path = "/tidemark.v1.TopicService/";
    const { name, partitions } = await this.#brokers.request(
      `${path}DescribeTopic`,
      ...describe,
      { name: topic },
      options,
    );
    const wanted = range.partition;
    const purged: PartitionOffset[] = [];
    for (const { partition, highWatermark } of partitions) {
      if (wanted !== undefined && wanted !== partition) continue;
      const before = Math.min(range.before ?? highWatermark, highWatermark);
      const codecs = [v1.DeleteRecordsRequest, v1.DeleteRecordsResponse] as const;
      const request = { topic: name, partition, before };
      const answer = await this.#brokers.request(
        `${path}DeleteRecords`,
        ...codecs,
        request,
        options,
      );
      purged.push({ topic: name, partition, offset: answer.logStartOffset });
    }
    if (purged.length > 0) return purged;
    throw new TidemarkError("UNKNOWN_PARTITION", `Topic ${name} has no partition ${wanted}.`);
  }
}

type Refusals = { partition: number; offset: number; error: TidemarkError }[];

function placeOf(place: ReplayOptions["from"]): tidemark.v1.Position.$Properties | undefined {
  if (place === undefined) return undefined;
  return place instanceof Date ? { timestamp: place.getTime() } : { offset: place };
}

const PREFIX = "tidemark-dead-letter-";

/** Of any record: what its headers do not say is `undefined`. */
export function deadLetterOf(record: ConsumerRecord): DeadLetter {
  const said = (name: string): string | undefined => record.header(PREFIX + name);
  const number = (name: string): number | undefined => {
    const text = said(name);
    return text === undefined ? undefined : Number(text);
  };
  return {
    record,
    origin: { topic: said("topic"), partition: number("partition"), offset: number("offset") },
    group: said("group"),
    reason: said("reason"),
    error: said("error"),
    deliveries: number("deliveries"),
    firstDelivery: number("first-delivery"),
    timestamp: number("timestamp"),
    time: number("time"),
    attempts: attemptsOf(said("attempts")),
  };
}

function attemptsOf(text: string | undefined): DeadLetter["attempts"] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as DeadLetter["attempts"]) : [];
  } catch {
    return [];
  }
}
