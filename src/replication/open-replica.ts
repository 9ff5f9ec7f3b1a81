/**
 * Opens a partition's replica in two steps: its log, with pending index, message ids and producer states
 * from where they were left; then one replay of the log's end, which brings all to the same point. The
 * replay may be as long as the log, where a view is lost: who opens decides when that is done, and until
 * it is there is no replica that could release anything.
 */
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PartitionLog } from "../log/partition-log.ts";
import type { Disk } from "../platform/disk.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import { clearView } from "../runs/clear-view.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { clearIndex } from "../schedule/stored-index.ts";
import { abandonIds, type IdsDependencies, openIds, reopenIds } from "./open-ids.ts";
import {
  abandonSchedule,
  openSchedule,
  reopenSchedule,
  type ScheduleDependencies,
} from "./open-schedule.ts";
import { quarantine } from "./quarantine.ts";
import { removeFolder } from "./remove-folder.ts";
import { ProducerSnapshot } from "./producer-snapshot.ts";
import { Replica, type ReplicaSettings } from "./replica.ts";
import { committedKey, type ReplicaMarks, type ReplicaStorage } from "./replica-core.ts";
import { ReplicaViews } from "./replica-views.ts";
import type { Before, FreshStart } from "./replica-following.ts";
import { type Folded, replayFrom, replayLog } from "./replay-log.ts";
import { storePrefix } from "./store-keys.ts";

export interface ReplicaDependencies extends LogDeps, IdsDependencies, ScheduleDependencies {
  readonly brokerId: number;
}

export interface OpenReplica {
  readonly id: PartitionId;
  readonly directory: string;
  readonly options: LogOptions;
  readonly marks: ReplicaMarks;
  /** The only replica: what is on its disk is committed. */
  readonly alone: boolean;
  readonly settings: () => ReplicaSettings;
}

/** The log is open; what is folded from it has yet to follow. `finish` or `close` it. */
export interface OpeningReplica {
  /** What `finish` has to fold, and about how much it reads for it. */
  readonly replayOffsets: number;
  readonly replayBytes: number;
  /** The pending index is folded from the log's beginning, not only from where it was left. */
  readonly rebuilding: boolean;
  /**
   * Resolves with the replica; `folded` hears how far it is. Rejects where the log must not be served,
   * or with what `folded` throws; then everything is closed.
   */
  finish(folded: Folded): Promise<Replica>;
  close(): Promise<void>;
}

/** Throws PARTITION_DAMAGED where the log must not be served. It leads and follows nobody yet. */
export async function openReplica(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
): Promise<OpeningReplica> {
  const storage = await openStorage(dependencies, request);
  const { log, views } = storage;
  const from = replayFrom(log, views);
  return {
    replayOffsets: log.endOffset - from,
    replayBytes: bytesFrom(log, from),
    rebuilding: views.schedule.appliedOffset <= log.firstOffset,
    finish: (folded) => finishReplica(dependencies, request, storage, folded),
    close: () => closeStorage(storage),
  };
}

async function openStorage(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
): Promise<ReplicaStorage> {
  const { id, directory, options, marks } = request;
  let schedule = await openSchedule(dependencies, id);
  const windowMs = () => request.settings().dedupWindowMs;
  let ids = await openIds(dependencies, id, windowMs);
  const noted = marks.get(partitionKey(id));
  const durableMark = Math.max(noted, schedule.appliedOffset, ids.appliedOffset);
  const log = await PartitionLog.open(dependencies, directory, id, options, durableMark);
  const wrong = whyNotBelieved(schedule, log);
  if (wrong !== undefined) {
    dependencies.logger.warn(`pending index is ${wrong}: rebuilding it`, {
      partition: partitionKey(id),
      appliedOffset: schedule.appliedOffset,
      endOffset: log.endOffset,
      cleanedOffset: log.cleanedOffset,
    });
    schedule = await reopenSchedule(dependencies, id, schedule);
  }
  if (ids.appliedOffset > log.endOffset) ids = await reopenIds(dependencies, id, windowMs, ids);
  const producers = await openProducers(dependencies.disk, log);
  return { log, views: new ReplicaViews(schedule, ids, producers) };
}

const openProducers = (disk: Disk, log: PartitionLog): Promise<ProducerSnapshot> =>
  ProducerSnapshot.open(disk, log.directory, Math.max(log.endOffset, log.cleanedOffset));

/** Of an index that comes from another time than its log. */
function whyNotBelieved(
  { appliedOffset }: PartitionSchedule,
  log: PartitionLog,
): string | undefined {
  if (appliedOffset > log.endOffset) return "ahead of its log";
  // What settled some of its records may have been cleaned away since.
  if (appliedOffset > 0 && appliedOffset < log.cleanedOffset)
    return "older than its log's cleaning";
  return undefined;
}

/** Batches are taken to be spread evenly: good enough to tell a moment from a minute. */
function bytesFrom(log: PartitionLog, offset: number): number {
  const { firstOffset, endOffset, sizeBytes } = log;
  if (offset >= endOffset) return 0;
  return Math.ceil((sizeBytes * (endOffset - offset)) / (endOffset - firstOffset));
}

async function closeStorage({ log, views }: ReplicaStorage): Promise<void> {
  await views.close();
  await log.close();
}

async function finishReplica(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
  opened: ReplicaStorage,
  folded: Folded,
): Promise<Replica> {
  const { logger, clock } = dependencies;
  const { id } = request;
  const { log } = opened;
  const highWatermark = committedEnd(request, opened);
  let { views } = opened;
  try {
    await replayLog(log, views, highWatermark, clock, folded).catch(async (error: unknown) => {
      if (!(error instanceof ScheduleIndexDamaged)) throw error;
      const partition = partitionKey(id);
      logger.warn("pending index is damaged: rebuilding it from the log", { partition, error });
      // Which of the views it was, and how far the others came, nobody knows: all of them.
      views = await reopenViews(dependencies, request, opened);
      await replayLog(log, views, highWatermark, clock, folded);
    });
  } catch (error) {
    await closeStorage({ log, views });
    throw error;
  }
  const { brokerId } = dependencies;
  const { marks, settings } = request;
  return new Replica({
    id,
    brokerId,
    clock,
    marks,
    settings,
    highWatermark,
    storage: { log, views },
    indexDamaged: ({ schedule }, error) => void abandonSchedule(dependencies, id, schedule, error),
    idsDamaged: ({ ids }, error) => void abandonIds(dependencies, id, ids, error),
    startAnew: (storage, start, before) => startAnew(dependencies, request, storage, start, before),
  });
}

/**
 * Alone, everything on disk is committed. With others that is only what was known for it: what was
 * written down about once a second, and whatever went into a view or left the log.
 */
function committedEnd({ alone, marks, id }: OpenReplica, { log, views }: ReplicaStorage): number {
  const { flushedOffset, logStartOffset, firstOffset } = log;
  if (alone) return flushedOffset;
  const known = [marks.get(committedKey(id)), views.committedOffset, logStartOffset, firstOffset];
  return Math.min(Math.max(...known), flushedOffset);
}

async function reopenViews(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
  { log, views }: ReplicaStorage,
): Promise<ReplicaViews> {
  const { id } = request;
  const windowMs = () => request.settings().dedupWindowMs;
  const schedule = await reopenSchedule(dependencies, id, views.schedule);
  const ids = await reopenIds(dependencies, id, windowMs, views.ids);
  const producers = await openProducers(dependencies.disk, log);
  return new ReplicaViews(schedule, ids, producers);
}

/**
 * In an order in which a crash leaves a replica that opens and has to start anew again: first nothing
 * says any more how far the log was durable, then the views go, then the log as a whole.
 */
async function startAnew(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
  storage: ReplicaStorage,
  { offset: startOffset, cleanedOffset, producers }: FreshStart,
  before: Before,
): Promise<ReplicaStorage> {
  const { disk, store, logger } = dependencies;
  const { id, directory, marks, options } = request;
  await closeStorage(storage);
  await marks.lower(partitionKey(id), 0);
  await marks.lower(committedKey(id), 0);
  await clearIndex(store, storePrefix("schedule", id));
  await clearView(store, storePrefix("messageIds", id));
  if (before === "remove") await removeFolder(disk, directory);
  else {
    const kept = await quarantine(disk, directory);
    const message = "a replica differs from what was accepted as all there is: it is kept aside";
    logger.warn(message, { partition: partitionKey(id), kept });
  }
  await disk.makeDirectory(directory);
  if (producers !== undefined) await ProducerSnapshot.plant(disk, directory, producers);
  const asCopy = { ...options, startOffset, cleanedOffset };
  return openStorage(dependencies, { ...request, options: asCopy });
}
