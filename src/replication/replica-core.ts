/**
 * What leader and follower have in common: the log and its views, the high watermark, and who waits for
 * it or is told when it moves. Decides nothing; the high watermark never goes back.
 */
import { assert } from "../lib/assert.ts";
import type { PartitionLog } from "../log/partition-log.ts";
import type { TidemarkError } from "../model/errors.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import { Waiters } from "../partition/waiters.ts";
import type { Clock } from "../platform/clock.ts";
import type { ReplicaViews } from "./replica-views.ts";

/** What is known to be durable, and committed, of the logs of a node. `DurableMarks` is one. */
export interface ReplicaMarks {
  /** 0 where nothing is known. */
  get(key: string): number;
  note(key: string, offset: number): void;
  /** Durable when it resolves. */
  lower(key: string, offset: number): Promise<void>;
}

/** Key of the mark below which everything is committed; the partition's own is that of what is durable. */
export const committedKey = (id: PartitionId): string => `hw/${partitionKey(id)}`;

/** Replaced as a whole where a follower begins anew. */
export interface ReplicaStorage {
  readonly log: PartitionLog;
  readonly views: ReplicaViews;
}

export interface ReplicaCoreParts {
  readonly id: PartitionId;
  readonly brokerId: number;
  readonly clock: Clock;
  readonly marks: ReplicaMarks;
  readonly storage: ReplicaStorage;
  /** Everything below is committed, as far as is known. */
  readonly highWatermark: number;
}

export class ReplicaCore {
  readonly id: PartitionId;
  readonly brokerId: number;
  readonly clock: Clock;
  readonly marks: ReplicaMarks;
  /** Who waits for the high watermark, and who for the disk of this node only. */
  readonly waiters = new Waiters();
  readonly flushWaiters = new Waiters();
  readonly advanceListeners = new Set<() => void>();
  readonly flushListeners = new Set<() => void>();
  readonly sendListeners = new Set<() => void>();
  readonly roleListeners = new Set<() => void>();
  scheduleListener: () => void = () => {};
  storage: ReplicaStorage;
  /** Why nobody is served; undefined: this is the leader, and ready. */
  refusal: TidemarkError | undefined;
  /** Of the newest role that it took. */
  leaderEpoch: number;
  /** Other replicas go on from what is written down of the high watermark. */
  hasOthers = false;
  #highWatermark: number;
  readonly #key: string;
  readonly #committedKey: string;

  constructor(parts: ReplicaCoreParts, refusal: TidemarkError) {
    this.id = parts.id;
    this.brokerId = parts.brokerId;
    this.clock = parts.clock;
    this.marks = parts.marks;
    this.storage = parts.storage;
    this.leaderEpoch = parts.storage.log.lastEpoch;
    this.refusal = refusal;
    this.#highWatermark = parts.highWatermark;
    this.#key = partitionKey(parts.id);
    this.#committedKey = committedKey(parts.id);
  }

  /** Exclusive end of what readers may see (P3). */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** True where that is news. */
  commitTo(highWatermark: number): boolean {
    if (highWatermark <= this.#highWatermark) return false;
    const { log, views } = this.storage;
    assert(highWatermark <= log.flushedOffset, () => `${highWatermark} is not flushed here`);
    this.#highWatermark = highWatermark;
    views.commit(highWatermark);
    this.waiters.reached(highWatermark);
    this.tellAdvance();
    views.saveProducersIfDue(highWatermark, this.clock.wallMs());
    return true;
  }

  tellSendable(): void {
    for (const listener of this.sendListeners) listener();
  }

  tellAdvance(): void {
    for (const listener of this.advanceListeners) listener();
    this.scheduleListener();
  }

  /** Everybody who waits here hears of it. */
  tellRole(): void {
    for (const listener of this.roleListeners) listener();
    this.tellAdvance();
  }

  flushedTo(flushedOffset: number): void {
    this.marks.note(this.#key, this.storage.log.durableOffset);
    this.flushWaiters.reached(flushedOffset);
  }

  /** Nobody who waits will be told more. */
  failWaiters(reason: TidemarkError): void {
    this.waiters.fail(-1, reason);
    this.flushWaiters.fail(-1, reason);
  }

  /** The log dropped what it could not write: nothing at or above `truncatedTo` ever happened. */
  cut(error: TidemarkError, truncatedTo: number): void {
    assert(truncatedTo >= this.#highWatermark, `cut to ${truncatedTo} below the high watermark`);
    this.storage.views.truncate(truncatedTo);
    this.waiters.fail(truncatedTo, error);
    this.flushWaiters.fail(truncatedTo, error);
    this.scheduleListener();
  }

  /** Writes down how far the log is durable and committed: a start after a crash goes on from there. */
  noteMarks(): void {
    this.marks.note(this.#key, this.storage.log.durableOffset);
    if (this.hasOthers) this.marks.note(this.#committedKey, this.#highWatermark);
  }

  /** Makes durable that the log will end at `endOffset`: only then it may be cut. */
  async lowerMarks(endOffset: number): Promise<void> {
    await this.marks.lower(this.#key, endOffset);
    await this.marks.lower(this.#committedKey, endOffset);
  }

  /** Another log takes the place of this one, and begins there. */
  beganAnew(storage: ReplicaStorage, offset: number): void {
    this.storage = storage;
    this.#highWatermark = offset;
  }
}
