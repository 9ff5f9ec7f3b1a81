/**
 * What the client knows of topics: ids, partitions and who leads each, asked for once and when
 * doubted. Never goes back to an older leader than it has heard of.
 */
import { tidemark } from "../generated/tidemark.js";
import {
  ATTEMPT_TIMEOUT_MS,
  LOCATE_ATTEMPT_MS,
  METADATA_AGE_MAX_MS,
  METADATA_REFRESH_MIN_MS,
} from "../limits.ts";
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
  readonly leaderEpoch: number;
  /** `host:port` of its leader; `undefined`: not known, any broker says. */
  readonly leader: string | undefined;
}

export interface FetchTopicOptions {
  readonly timeoutMs?: number | undefined;
  /** Offsets do not matter: the answer need not wait for those who know them. */
  readonly leadersOnly?: boolean;
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

  /** Asks the cluster; callers at the same time share one request. `UNKNOWN_TOPIC` if it is none. */
  fetch(name: string, options: FetchTopicOptions = {}): Promise<KnownTopic> {
    const { timeoutMs, leadersOnly = false } = options;
    const key = leadersOnly ? `${name} leaders` : name;
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    const asked = this.#ask(name, timeoutMs, leadersOnly).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  async #ask(
    name: string,
    timeoutMs: number | undefined,
    leadersOnly: boolean,
  ): Promise<KnownTopic> {
    const path = "/tidemark.v1.TopicService/DescribeTopic";
    const attemptTimeoutMs = leadersOnly ? LOCATE_ATTEMPT_MS : ATTEMPT_TIMEOUT_MS;
    const options = { idempotent: true, timeoutMs, attemptTimeoutMs };
    const request = { name, leadersOnly };
    const { members } = this.#brokers;
    const refreshed = members.refresh();
    const topic = await this.#brokers.request(path, DescribeTopicRequest, Topic, request, options);
    // Most of the time it is known where they are: who hangs must not hold up what the others know.
    if (!topic.partitions.every(({ leader }) => members.knows(leader))) await refreshed;
    const before = this.#topics.get(topic.name);
    const known: KnownTopic = {
      name: topic.name,
      id: topic.id,
      partitions: topic.partitions.map((info) => {
        const { partition, logStartOffset, highWatermark, leader, leaderEpoch } = info;
        const older = before?.id === topic.id ? before.partitions[partition] : undefined;
        // A broker that lags behind tells of leaders that are none any more.
        const isOld = older !== undefined && older.leaderEpoch > leaderEpoch;
        return {
          partition,
          logStartOffset,
          highWatermark,
          leaderEpoch: isOld ? older.leaderEpoch : leaderEpoch,
          leader: isOld ? older.leader : this.#brokers.members.addressOf(leader),
        };
      }),
      fetchedMs: performance.now(),
    };
    this.#topics.set(name, known);
    return known;
  }
}
