/** What the client knows of topics: ids and partition counts, asked for once and when doubted. */
import { tidemark } from "../generated/tidemark.js";
import { METADATA_AGE_MAX_MS, METADATA_REFRESH_MIN_MS } from "../limits.ts";
import type { Brokers } from "./brokers.ts";

const { DescribeTopicRequest, Topic } = tidemark.v1;

export interface KnownTopic {
  readonly name: string;
  readonly id: string;
  readonly partitions: readonly KnownPartition[];
  /** Monotonic milliseconds. */
  readonly fetchedMs: number;
}

export interface KnownPartition {
  readonly partition: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
}

export class TopicDirectory {
  readonly #brokers: Brokers;
  readonly #topics = new Map<string, KnownTopic>();
  readonly #asking = new Map<string, Promise<KnownTopic>>();

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  /** What is known and not too old. */
  get(name: string): KnownTopic | undefined {
    const topic = this.#topics.get(name);
    if (topic === undefined || performance.now() - topic.fetchedMs > METADATA_AGE_MAX_MS) {
      return undefined;
    }
    return topic;
  }

  /** Known too recently to be worth asking again. */
  isFresh(topic: KnownTopic): boolean {
    return performance.now() - topic.fetchedMs < METADATA_REFRESH_MIN_MS;
  }

  forget(name: string): void {
    this.#topics.delete(name);
  }

  /** Asks the broker; callers at the same time share one request. `UNKNOWN_TOPIC` if it is none. */
  fetch(name: string, timeoutMs?: number): Promise<KnownTopic> {
    const asking = this.#asking.get(name);
    if (asking !== undefined) return asking;
    const asked = this.#ask(name, timeoutMs).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asked);
    return asked;
  }

  async #ask(name: string, timeoutMs: number | undefined): Promise<KnownTopic> {
    const path = "/tidemark.v1.TopicService/DescribeTopic";
    const options = { idempotent: true, timeoutMs };
    const topic = await this.#brokers.request(path, DescribeTopicRequest, Topic, { name }, options);
    const known: KnownTopic = {
      name: topic.name,
      id: topic.id,
      partitions: topic.partitions.map(({ partition, logStartOffset, highWatermark }) => ({
        partition,
        logStartOffset,
        highWatermark,
      })),
      fetchedMs: performance.now(),
    };
    this.#topics.set(name, known);
    return known;
  }
}
