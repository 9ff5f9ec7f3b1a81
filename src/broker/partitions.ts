/**
 * Makes the partitions of this node follow the metadata: opens them at start, creates, grows, moves and
 * removes them as the image changes, and never deletes a folder that it cannot account for.
 */
import type { ClusterImage, TopicState } from "../controller/cluster-image.ts";
import type { MetadataRecord } from "../controller/metadata-records.ts";
import { unreachable } from "../lib/assert.ts";
import { CommitSlots } from "../log/commit-slots.ts";
import type { DurableMarks } from "../log/durable-marks.ts";
import type { LogOptions } from "../log/log-options.ts";
import type { TidemarkError } from "../model/errors.ts";
import { partitionKey, topicId } from "../model/ids.ts";
import type { Timer } from "../platform/clock.ts";
import type { ReplicaDependencies } from "../replication/open-replica.ts";
import type { ReleaseObserver } from "../replication/release-loop.ts";
import type { ReplicaSettings } from "../replication/replica.ts";
import { HeldPartition, type HeldPartitionParts } from "./held-partition.ts";
import type { LatePolicies } from "./late-policies.ts";
import { sortFolders } from "./partition-folders.ts";
import type { Rebuilds } from "./rebuilds.ts";
import type { Replicas } from "./replicas.ts";
import type { Replication } from "./replication.ts";

/** Partitions that recover at the same time: enough to hide the disk, few enough for its memory. */
const OPEN_AT_ONCE = 16;
const CHECKPOINT_MS = 1_000;
/** What follows in the metadata waits no longer than this for partitions to be opened or cut. */
const FOLLOW_MAX_MS = 250;

export interface PartitionsParts {
  readonly dependencies: ReplicaDependencies;
  readonly image: ClusterImage;
  readonly replicas: Replicas;
  readonly replication: Replication;
  readonly marks: DurableMarks;
  readonly logOptions: (topic: TopicState) => LogOptions;
  readonly settings: (topic: TopicState) => ReplicaSettings;
  /** What one partition may keep of its newest batches, now. */
  readonly cacheBytes: () => number;
  readonly observer: (topic: string, partition: number) => ReleaseObserver;
  readonly late: LatePolicies;
  readonly rebuilds: Rebuilds;
}

export class Partitions {
  readonly #parts: HeldPartitionParts;
  readonly #held = new Map<string, HeldPartition>();
  #checkpoints: Timer | undefined;

  constructor(parts: PartitionsParts) {
    this.#parts = { ...parts, openings: new CommitSlots(OPEN_AT_ONCE) };
  }

  /**
   * At start, once this broker's registration is replayed: puts unknown folders aside, opens what the
   * metadata knows.
   */
  async openAll(progress: (opened: number, of: number) => void): Promise<void> {
    const { image, replication } = this.#parts;
    const { disk, logger, brokerId } = this.#parts.dependencies;
    await sortFolders(disk, image, brokerId, logger);
    replication.start();
    const added = [...image.topics].flatMap((topic) => this.#addNew(topic));
    let opened = 0;
    const settled = added.map(async (partition) => {
      await partition.settle();
      opened += 1;
      progress(opened, added.length);
    });
    await Promise.all(settled);
    for (const partition of added) partition.publish();
    this.#checkpointSoon();
  }

  /**
   * Metadata entries were replayed. Alone a broker waits until all is as they say; in a cluster others'
   * partitions must not wait for one that is long in opening.
   */
  follow(records: readonly MetadataRecord[]): Promise<void> {
    const added: HeldPartition[] = [];
    const concerned = new Set<HeldPartition>();
    for (const record of records) this.#hear(record, added, concerned);
    return this.#settle(added, concerned);
  }

  /** Brings all to what the image says, whatever of it was heard. */
  lookAgain(): Promise<void> {
    const added: HeldPartition[] = [];
    const concerned = new Set<HeldPartition>();
    this.#lookAtAll(added, concerned);
    return this.#settle(added, concerned);
  }

  async #settle(
    added: readonly HeldPartition[],
    concerned: ReadonlySet<HeldPartition>,
  ): Promise<void> {
    const settling = [...new Set([...added, ...concerned])].map((partition) => partition.settle());
    const settled = Promise.all(settling).then(() => undefined);
    await (this.#parts.image.brokerCount > 1 ? this.#notForever(settled) : settled);
    for (const partition of added) partition.publish();
    this.#shareCache();
  }

  async closeAll(reason: TidemarkError): Promise<void> {
    this.#checkpoints?.cancel();
    this.#checkpoints = undefined;
    this.#parts.rebuilds.stopAll();
    await this.#parts.replication.close();
    const closing = [...this.#held.values()].map((partition) => partition.close(reason));
    await Promise.all(closing);
    this.#parts.late.report();
  }

  #hear(record: MetadataRecord, added: HeldPartition[], concerned: Set<HeldPartition>): void {
    const { image, replication } = this.#parts;
    switch (record.type) {
      case "partition": {
        const topic = image.topicById(record.topicId);
        if (topic !== undefined) added.push(...this.#addNew(topic));
        return;
      }
      case "partitions":
        for (const { partition } of record.states) {
          this.#concern(record.topicId, partition, concerned);
        }
        return;
      case "topicConfig":
      case "replicationFactor": {
        // Fewer replicas may be enough now.
        const { partitions = [] } = image.topicById(record.id) ?? {};
        for (const { partition } of partitions) this.#concern(record.id, partition, concerned);
        return;
      }
      case "topicDeleted":
        return this.#drop(record.id, concerned);
      case "broker":
        replication.brokerChanged(record.id);
        // Its partitions are in a new epoch, where it is active at once.
        for (const partition of this.#held.values()) concerned.add(partition);
        return;
      case "brokerState":
        return replication.brokerChanged(record.id);
      case "image":
        return this.#lookAtAll(added, concerned);
      case "topic":
      case "brokerRemoved":
      case "producerIds":
        return;
      default:
        unreachable(record);
    }
  }

  #concern(topic: string, partition: number, concerned: Set<HeldPartition>): void {
    const held = this.#held.get(partitionKey({ topicId: topicId(topic), partition }));
    if (held !== undefined) concerned.add(held);
  }

  /** Nobody finds it from now on; what is on the disk goes in its own time. */
  #drop(id: string, concerned: Set<HeldPartition>): void {
    this.#parts.replicas.takeById(id);
    for (const [key, held] of this.#held) {
      if (held.id.topicId !== id) continue;
      this.#held.delete(key);
      concerned.add(held);
    }
  }

  #lookAtAll(added: HeldPartition[], concerned: Set<HeldPartition>): void {
    const { image, replication } = this.#parts;
    for (const { id } of image.brokers) replication.brokerChanged(id);
    for (const [, held] of this.#held) {
      const { topicId: id } = held.id;
      if (image.topicById(id) === undefined) this.#drop(id, concerned);
      else concerned.add(held);
    }
    for (const topic of image.topics) added.push(...this.#addNew(topic));
  }

  #addNew(topic: TopicState): HeldPartition[] {
    return topic.partitions.flatMap(({ partition }) => {
      const key = partitionKey({ topicId: topicId(topic.id), partition });
      if (this.#held.has(key)) return [];
      const held = new HeldPartition(this.#parts, topic, partition);
      this.#held.set(key, held);
      return held;
    });
  }

  #notForever(settled: Promise<void>): Promise<void> {
    const { clock } = this.#parts.dependencies;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimer(FOLLOW_MAX_MS, resolve);
      settled.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  /** The tail cache is one budget: each partition has its share of it. */
  #shareCache(): void {
    const bytes = this.#parts.cacheBytes();
    for (const { replica } of this.#held.values()) replica?.log.resizeCache(bytes);
  }

  /** Bounds what a start after a crash must read again. */
  #checkpointSoon(): void {
    this.#checkpoints = this.#parts.dependencies.clock.setTimer(CHECKPOINT_MS, () => {
      for (const { replica } of this.#held.values()) replica?.checkpoint();
      this.#checkpointSoon();
    });
  }
}
