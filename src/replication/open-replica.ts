/**
 * Opens a partition's replica in two steps: its log, with pending index, message ids and producer states
 * from where they were left; then one replay of the log's end, which brings all to the same point. The
 * replay may be as long as the log, where a view is lost: who opens decides when that is done, and until
 * it is there is no replica that could release anything.
 */
import type { MessageIds } from "../dedup/message-ids.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PartitionLog } from "../log/partition-log.ts";
import { leaderEpoch, type PartitionId, partitionKey } from "../model/ids.ts";
import { InSyncSet } from "../partition/in-sync-set.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { abandonIds, type IdsDependencies, openIds, reopenIds } from "./open-ids.ts";
import {
  abandonSchedule,
  openSchedule,
  reopenSchedule,
  type ScheduleDependencies,
} from "./open-schedule.ts";
import { ProducerSnapshot } from "./producer-snapshot.ts";
import { Replica, type ReplicaSettings } from "./replica.ts";
import { type Folded, replayFrom, replayLog } from "./replay-log.ts";

export interface ReplicaDependencies extends LogDeps, IdsDependencies, ScheduleDependencies {
  readonly brokerId: number;
}

export interface OpenReplica {
  readonly id: PartitionId;
  readonly directory: string;
  readonly options: LogOptions;
  /** Everything below was synced: a fault there is damage. */
  readonly durableMark: number;
  readonly leaderEpoch: number;
  readonly minInsyncReplicas: number;
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

interface Parts {
  readonly log: PartitionLog;
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
}

/** Throws PARTITION_DAMAGED where the log must not be served. */
export async function openReplica(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
): Promise<OpeningReplica> {
  const { id, directory, options } = request;
  let schedule = await openSchedule(dependencies, id);
  const windowMs = () => request.settings().dedupWindowMs;
  let ids = await openIds(dependencies, id, windowMs);
  const durableMark = Math.max(request.durableMark, schedule.appliedOffset, ids.appliedOffset);
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
  const { savedAt } = await ProducerSnapshot.open(dependencies.disk, directory, log.endOffset);
  const from = replayFrom(log, { schedule, ids, producersFrom: savedAt });
  const parts = { log, schedule, ids };
  return {
    replayOffsets: log.endOffset - from,
    replayBytes: bytesFrom(log, from),
    rebuilding: schedule.appliedOffset <= log.firstOffset,
    finish: (folded) => finishReplica(dependencies, request, parts, folded),
    close: () => closeParts(parts),
  };
}

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

async function closeParts({ log, schedule, ids }: Parts): Promise<void> {
  await schedule.close();
  await ids.close();
  await log.close();
}

async function finishReplica(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
  opened: Parts,
  folded: Folded,
): Promise<Replica> {
  const { disk, logger, clock, brokerId } = dependencies;
  const { id } = request;
  const { log } = opened;
  let { schedule, ids } = opened;
  const openProducers = () => ProducerSnapshot.open(disk, log.directory, log.endOffset);
  let snapshot = await openProducers();
  const replay = () =>
    replayLog(
      log,
      { schedule, ids, producers: snapshot.producers, producersFrom: snapshot.savedAt },
      clock,
      folded,
    );
  try {
    await replay().catch(async (error: unknown) => {
      if (!(error instanceof ScheduleIndexDamaged)) throw error;
      const partition = partitionKey(id);
      logger.warn("pending index is damaged: rebuilding it from the log", { partition, error });
      // Which of the views it was, and how far the others came, nobody knows: all of them.
      schedule = await reopenSchedule(dependencies, id, schedule);
      ids = await reopenIds(dependencies, id, () => request.settings().dedupWindowMs, ids);
      snapshot = await openProducers();
      await replay();
    });
  } catch (error) {
    await closeParts({ log, schedule, ids });
    throw error;
  }
  const end = log.flushedOffset;
  schedule.commit(end);
  ids.commit(end);
  const members: [number, number][] = [[brokerId, end]];
  return new Replica({
    id,
    brokerId,
    leaderEpoch: leaderEpoch(Math.max(request.leaderEpoch, log.lastEpoch)),
    clock,
    log,
    schedule,
    ids,
    producers: snapshot,
    inSync: new InSyncSet(members, request.minInsyncReplicas, end),
    settings: request.settings,
    indexDamaged: (error) => void abandonSchedule(dependencies, id, schedule, error),
    idsDamaged: (error) => void abandonIds(dependencies, id, ids, error),
  });
}
