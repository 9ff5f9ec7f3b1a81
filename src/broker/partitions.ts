/**
 * Makes the partitions of this node follow the metadata: opens them at start, creates, grows and
 * removes them as topics change, and never deletes a folder that it cannot account for.
 */
import type { ClusterImage, PartitionState, TopicState } from "../controller/cluster-image.ts";
import type { MetadataRecord } from "../controller/metadata-records.ts";
import type { DurableMarks } from "../log/durable-marks.ts";
import type { LogOptions } from "../log/log-options.ts";
import { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../model/ids.ts";
import { isInternalTopic } from "../model/names.ts";
import type { Timer } from "../platform/clock.ts";
import { DiskError } from "../platform/disk.ts";
import {
  openReplica,
  type OpeningReplica,
  type ReplicaDependencies,
} from "../replication/open-replica.ts";
import { ReleaseLoop, type ReleaseObserver } from "../replication/release-loop.ts";
import { removeFolder } from "../replication/remove-folder.ts";
import { committedKey } from "../replication/replica-core.ts";
import type { Replica, ReplicaSettings } from "../replication/replica.ts";
import type { LatePolicies } from "./late-policies.ts";
import { removeViews, sortFolders, TOPICS_FOLDER } from "./partition-folders.ts";
import { rebuildingError, type Rebuilds } from "./rebuilds.ts";
import type { Held, Replicas } from "./replicas.ts";

/** Partitions that recover at the same time: enough to hide the disk, few enough for its memory. */
const OPEN_AT_ONCE = 16;
const CHECKPOINT_MS = 1_000;
const REOPEN_MS = 1_000;

export interface PartitionsParts {
  readonly dependencies: ReplicaDependencies;
  readonly image: ClusterImage;
  readonly replicas: Replicas;
  readonly marks: DurableMarks;
  readonly logOptions: (topic: TopicState) => LogOptions;
  readonly settings: (topic: TopicState) => ReplicaSettings;
  /** What one partition may keep of its newest batches, now. */
  readonly cacheBytes: () => number;
  readonly observer: (topic: string, partition: number) => ReleaseObserver;
  readonly late: LatePolicies;
  readonly rebuilds: Rebuilds;
}

/** What opening a partition came to; `rebuilding`: it will be served, but who knows when. */
type Opened = Held | { readonly kind: "rebuilding"; readonly opening: OpeningReplica };

interface Wanted {
  readonly topic: TopicState;
  readonly state: PartitionState;
}

export class Partitions {
  readonly #parts: PartitionsParts;
  #checkpoints: Timer | undefined;
  #closing = false;
  readonly #loops = new Map<Replica, ReleaseLoop>();
  /** Partitions that are tried once more, by key: nobody else may touch their folders meanwhile. */
  readonly #reopening = new Map<string, Promise<void>>();

  constructor(parts: PartitionsParts) {
    this.#parts = parts;
  }

  /** At start: puts unknown folders aside, opens what the metadata knows. */
  async openAll(progress: (opened: number, of: number) => void): Promise<void> {
    const { image } = this.#parts;
    const { disk, logger } = this.#parts.dependencies;
    await sortFolders(disk, image, logger);
    const wanted = [...image.topics].flatMap((topic) =>
      topic.partitions.map((state) => ({ topic, state })),
    );
    await this.#openMany(wanted, progress);
    this.#checkpointSoon();
  }

  /** Metadata entries were replayed. */
  async follow(records: readonly MetadataRecord[]): Promise<void> {
    const { image } = this.#parts;
    const wanted: Wanted[] = [];
    for (const record of records) {
      if (record.type === "partition") {
        const topic = image.topicById(record.topicId);
        const state = topic?.partitions[record.partition];
        if (topic !== undefined && state !== undefined) wanted.push({ topic, state });
      } else if (record.type === "topicDeleted") {
        await this.#remove(record.id);
      }
    }
    await this.#openMany(wanted, () => undefined);
    this.#shareCache();
  }

  /**
   * All of them are there in one turn: who picks a partition by a key must never count only those
   * that happen to be open already.
   */
  async #openMany(
    wanted: readonly Wanted[],
    progress: (opened: number, of: number) => void,
  ): Promise<void> {
    const outcomes = new Map<Wanted, Opened>();
    const next = wanted.values();
    const worker = async () => {
      for (const one of next) {
        outcomes.set(one, await this.#open(one));
        progress(outcomes.size, wanted.length);
      }
    };
    await Promise.all(Array.from({ length: OPEN_AT_ONCE }, worker));
    for (const one of wanted) this.#place(one, outcomes.get(one)!);
  }

  async closeAll(reason: TidemarkError): Promise<void> {
    this.#closing = true;
    this.#checkpoints?.cancel();
    this.#checkpoints = undefined;
    this.#parts.rebuilds.stopAll();
    await Promise.all(this.#reopening.values());
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()));
    this.#parts.late.report();
    const { replicas } = this.#parts;
    const closing: Promise<void>[] = [];
    for (const { held } of replicas.all()) {
      if (held.kind === "serving") closing.push(this.#close(held.replica, reason));
    }
    await Promise.all(closing);
  }

  /** The tail cache is one budget: each partition has its share of it. */
  #shareCache(): void {
    const bytes = this.#parts.cacheBytes();
    for (const replica of this.#loops.keys()) replica.log.resizeCache(bytes);
  }

  /** Bounds what a start after a crash must read again. */
  #checkpointSoon(): void {
    this.#checkpoints = this.#parts.dependencies.clock.setTimer(CHECKPOINT_MS, () => {
      for (const replica of this.#loops.keys()) replica.checkpoint();
      this.#checkpointSoon();
    });
  }

  async #close(replica: Replica, reason: TidemarkError): Promise<void> {
    await replica.close(reason);
  }

  async #open({ topic, state }: Wanted): Promise<Opened> {
    const { dependencies, image, marks, rebuilds } = this.#parts;
    const id = idOf({ topic, state });
    const current = () => image.topicById(topic.id) ?? topic;
    try {
      const opening = await openReplica(dependencies, {
        id,
        directory: `${TOPICS_FOLDER}/${partitionKey(id)}`,
        options: this.#parts.logOptions(topic),
        marks,
        alone: state.replicas.length === 1,
        settings: () => this.#parts.settings(current()),
      });
      // The broker's own topics are needed before it is up.
      if (!isInternalTopic(topic.name) && !rebuilds.isShort(opening)) {
        return { kind: "rebuilding", opening };
      }
      return { kind: "serving", replica: await opening.finish(() => undefined) };
    } catch (error) {
      return this.#outOfService({ topic, state }, error);
    }
  }

  #outOfService(wanted: Wanted, error: unknown): Held {
    if (!(error instanceof TidemarkError)) throw error;
    this.#parts.dependencies.logger.error("partition is out of service", {
      topic: wanted.topic.name,
      partition: wanted.state.partition,
      folder: `${TOPICS_FOLDER}/${partitionKey(idOf(wanted))}`,
      error: error.message,
    });
    return { kind: "out", error };
  }

  #place(wanted: Wanted, opened: Opened): void {
    const { dependencies, replicas, observer, late } = this.#parts;
    const { topic, state } = wanted;
    const id = idOf(wanted);
    const held: Held =
      opened.kind === "rebuilding"
        ? { kind: "out", error: rebuildingError(topic.name, state.partition) }
        : opened;
    replicas.put(topic.name, isInternalTopic(topic.name), id, held);
    if (opened.kind === "rebuilding") return this.#rebuild(wanted, opened.opening);
    if (held.kind === "out") {
      if (held.error.retriable) this.#openLater(wanted);
      return;
    }
    const { replica } = held;
    const observed = observer(topic.name, state.partition);
    replica.late = late.begin(topic, replica);
    const loop = new ReleaseLoop(replica, dependencies.clock, observed, replica.late);
    this.#loops.set(replica, loop);
    replica.lead(state);
    loop.wake();
  }

  #rebuild(wanted: Wanted, opening: OpeningReplica): void {
    const { dependencies, rebuilds } = this.#parts;
    const { topic, state } = wanted;
    const key = partitionKey(idOf(wanted));
    const done = rebuilds
      .run(key, topic.name, state.partition, opening)
      .then(
        (replica): Held | undefined => replica && { kind: "serving", replica },
        (error: unknown) => this.#outOfService(wanted, error),
      )
      // Stopped: its topic is deleted, or the broker stops.
      .then((held) => held && this.#place(wanted, held))
      .catch((error: unknown) => dependencies.fatal(`cannot open partition ${key}`, error))
      .finally(() => this.#reopening.delete(key));
    this.#reopening.set(key, done);
  }

  /** A full disk or too many open files: neither is damage, both pass. */
  #openLater(wanted: Wanted): void {
    const { dependencies, image } = this.#parts;
    const key = partitionKey(idOf(wanted));
    dependencies.clock.setTimer(REOPEN_MS, () => {
      if (image.topicById(wanted.topic.id) === undefined || this.#closing) return;
      const opening = this.#open(wanted)
        .then((held) => this.#place(wanted, held))
        .catch((error: unknown) => dependencies.fatal(`cannot open partition ${key}`, error))
        .finally(() => this.#reopening.delete(key));
      this.#reopening.set(key, opening);
    });
  }

  /** The topic is deleted: close, rename so that a crash cannot bring it back, then remove. */
  async #remove(id: string): Promise<void> {
    const { dependencies, replicas, marks } = this.#parts;
    const reopening = [...this.#reopening].filter(([key]) => key.startsWith(`${id}-`));
    for (const [key] of reopening) this.#parts.rebuilds.stop(key);
    await Promise.all(reopening.map(([, opening]) => opening));
    const reason = new TidemarkError("UNKNOWN_TOPIC", "the topic was deleted");
    for (const { key, partition, held } of replicas.takeById(id)) {
      if (held.kind === "serving") {
        await this.#loops.get(held.replica)?.stop();
        this.#loops.delete(held.replica);
        await held.replica.close(reason);
      }
      try {
        await this.#removeFiles(key, { topicId: topicId(id), partition });
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        // The metadata knows that it is gone: the next start removes what is left.
        dependencies.logger.warn("files of a deleted topic are left for the next start", {
          folder: `${TOPICS_FOLDER}/${key}`,
          error: error.message,
        });
      }
      marks.forget(key);
      marks.forget(committedKey({ topicId: topicId(id), partition }));
    }
  }

  async #removeFiles(key: string, id: PartitionId): Promise<void> {
    const { disk, store } = this.#parts.dependencies;
    const folder = `${TOPICS_FOLDER}/${key}`;
    await removeFolder(disk, folder);
    await removeViews(store, id);
  }
}

const idOf = ({ topic, state }: Wanted): PartitionId => ({
  topicId: topicId(topic.id),
  partition: state.partition,
});
