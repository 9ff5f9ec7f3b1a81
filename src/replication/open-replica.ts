/**
 * Opens a partition's replica: log, pending index and producer states, each from where it was left,
 * brought to the same point by one replay of the log's end.
 */
import type { MessageIds } from "../dedup/message-ids.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PartitionLog } from "../log/partition-log.ts";
import { leaderEpoch, type PartitionId, partitionKey } from "../model/ids.ts";
import { InSyncSet } from "../partition/in-sync-set.ts";
import { ProducerStates } from "../partition/producer-states.ts";
import { SCHEDULE_TAIL_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import type { Random } from "../platform/random.ts";
import type { BatchView } from "../record/view.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { clearIndex } from "../schedule/stored-index.ts";
import type { Log } from "../telemetry/log.ts";
import { abandonIds, type IdsDependencies, openIds, reopenIds } from "./open-ids.ts";
import { loadProducers } from "./producer-snapshot.ts";
import { Replica, type ReplicaSettings } from "./replica.ts";
import { storePrefix } from "./store-keys.ts";

export interface ReplicaDependencies extends LogDeps, IdsDependencies {
  readonly clock: Clock;
  readonly store: OrderedStore;
  readonly logger: Log;
  readonly random: Random;
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

/** Throws PARTITION_DAMAGED where the log must not be served. */
export async function openReplica(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
): Promise<Replica> {
  const { store } = dependencies;
  const { id } = request;
  let schedule = await openOrRebuildSchedule(dependencies, request);
  const windowMs = () => request.settings().dedupWindowMs;
  let ids = await openIds(dependencies, id, windowMs);
  const durableMark = Math.max(request.durableMark, schedule.appliedOffset, ids.appliedOffset);
  const { directory, options } = request;
  const log = await PartitionLog.open(dependencies, directory, id, options, durableMark);
  if (schedule.appliedOffset > log.endOffset) {
    dependencies.logger.warn("pending index is ahead of its log: rebuilding it", {
      partition: partitionKey(id),
      appliedOffset: schedule.appliedOffset,
      endOffset: log.endOffset,
    });
    schedule = await rebuildSchedule(dependencies, request, schedule);
  }
  if (ids.appliedOffset > log.endOffset) ids = await reopenIds(dependencies, id, windowMs, ids);
  let { producers, savedAt } = loadedProducers(store, request.id);
  try {
    await replay(log, { schedule, ids, producers }, savedAt, dependencies.clock);
  } catch (error) {
    if (!(error instanceof ScheduleIndexDamaged)) throw error;
    dependencies.logger.warn("pending index is damaged: rebuilding it from the log", {
      partition: partitionKey(id),
      error,
    });
    schedule = await rebuildSchedule(dependencies, request, schedule);
    // Also the producers: nobody knows how far the first replay came.
    ({ producers, savedAt } = loadedProducers(store, request.id));
    await replay(log, { schedule, ids, producers }, savedAt, dependencies.clock);
  }
  const end = log.flushedOffset;
  schedule.commit(end);
  ids.commit(end);
  const current = schedule;
  const remembered = ids;
  const members: [number, number][] = [[dependencies.brokerId, end]];
  return new Replica({
    id,
    brokerId: dependencies.brokerId,
    leaderEpoch: leaderEpoch(Math.max(request.leaderEpoch, log.lastEpoch)),
    clock: dependencies.clock,
    log,
    schedule,
    ids,
    producers,
    producersSavedAt: savedAt,
    store,
    inSync: new InSyncSet(members, request.minInsyncReplicas, end),
    settings: request.settings,
    indexDamaged: (error) => void abandonIndex(dependencies, id, current, error),
    idsDamaged: (error) => void abandonIds(dependencies, id, remembered, error),
  });
}

function loadedProducers(
  store: OrderedStore,
  id: PartitionId,
): { producers: ProducerStates; savedAt: number } {
  const producers = new ProducerStates();
  return { producers, savedAt: loadProducers(store, storePrefix("producers", id), producers) };
}

async function openOrRebuildSchedule(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
): Promise<PartitionSchedule> {
  try {
    return openSchedule(dependencies, request);
  } catch (error) {
    if (!(error instanceof ScheduleIndexDamaged)) throw error;
    const partition = partitionKey(request.id);
    dependencies.logger.warn("pending index is damaged: rebuilding it", { partition, error });
    return rebuildSchedule(dependencies, request, undefined);
  }
}

function openSchedule(dependencies: ReplicaDependencies, request: OpenReplica): PartitionSchedule {
  const { store, clock, logger, random } = dependencies;
  const { id } = request;
  const hash = Buffer.from(random.bytes(8));
  const schedule = PartitionSchedule.open({
    store,
    prefix: storePrefix("schedule", id),
    partition: id.partition,
    nextTurn: () => clock.nextTurn(),
    onFailed: (error) => {
      if (error instanceof ScheduleIndexDamaged) {
        return void abandonIndex(dependencies, id, schedule, error);
      }
      logger.warnOften("index", "storing the pending index failed; trying again", { error });
    },
    hashKey: [hash.readUInt32LE(0), hash.readUInt32LE(4)],
  });
  return schedule;
}

/**
 * What it would decide now cannot be believed. It is removed before the process ends: the check at
 * the next start sees no wrong byte inside a value, and would take the index for a good one again.
 */
async function abandonIndex(
  { store, fatal }: ReplicaDependencies,
  id: PartitionId,
  schedule: PartitionSchedule,
  error: ScheduleIndexDamaged,
): Promise<void> {
  await schedule.close();
  await clearIndex(store, storePrefix("schedule", id)).catch(() => undefined);
  fatal(`pending index of ${partitionKey(id)} is damaged; the next start builds it anew`, error);
}

async function rebuildSchedule(
  dependencies: ReplicaDependencies,
  request: OpenReplica,
  damaged: PartitionSchedule | undefined,
): Promise<PartitionSchedule> {
  await damaged?.close();
  await clearIndex(dependencies.store, storePrefix("schedule", request.id));
  return openSchedule(dependencies, request);
}

interface Folds {
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
  readonly producers: ProducerStates;
}

/** Brings all folds to the end of the log. */
async function replay(
  log: PartitionLog,
  { schedule, ids, producers }: Folds,
  producersFrom: number,
  clock: Clock,
): Promise<void> {
  const scheduleFrom = schedule.appliedOffset;
  const from = Math.min(scheduleFrom, ids.appliedOffset, producersFrom);
  await log.scan(from, async (view, place) => {
    if (view.producerId >= 0 && view.baseOffset >= producersFrom) recordProducer(view, producers);
    // When it was appended nobody knows: of a scheduled batch, when it was built says more.
    const guessMs = view.isScheduled ? view.baseTimestamp : view.maxTimestamp;
    ids.restage(view, guessMs, clock.wallMs());
    ids.commit(view.nextOffset);
    if (ids.congested) await ids.flush();
    if (view.nextOffset <= scheduleFrom) return;
    // What is on disk is committed: let the index take it, and wait where it lags behind (P5).
    schedule.stageBatch(view, place);
    schedule.commit(view.nextOffset);
    if (schedule.overlayCount > SCHEDULE_TAIL_MAX) await schedule.flush();
  });
}

function recordProducer(view: BatchView, producers: ProducerStates): void {
  const batch = {
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    sequenceCount: view.lastOffsetDelta + 1,
  };
  const partial = view.recordCount <= view.lastOffsetDelta;
  producers.record(batch, view.baseOffset, view.lastOffset, view.nextOffset, partial);
}
