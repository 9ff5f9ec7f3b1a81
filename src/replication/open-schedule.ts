/** Opens the pending index of a partition; damaged, it is removed and folded again. */
import type { LogDeps } from "../log/log-options.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import type { Clock } from "../platform/clock.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import type { Random } from "../platform/random.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { clearIndex } from "../schedule/stored-index.ts";
import type { Log } from "../telemetry/log.ts";
import { storePrefix } from "./store-keys.ts";

export interface ScheduleDependencies {
  readonly clock: Clock;
  readonly store: OrderedStore;
  readonly logger: Log;
  readonly random: Random;
  readonly fatal: LogDeps["fatal"];
}

export async function openSchedule(
  dependencies: ScheduleDependencies,
  id: PartitionId,
): Promise<PartitionSchedule> {
  try {
    return open(dependencies, id);
  } catch (error) {
    if (!(error instanceof ScheduleIndexDamaged)) throw error;
    const partition = partitionKey(id);
    dependencies.logger.warn("pending index is damaged: rebuilding it", { partition, error });
    return reopenSchedule(dependencies, id, undefined);
  }
}

/** Anew, from an empty index. */
export async function reopenSchedule(
  dependencies: ScheduleDependencies,
  id: PartitionId,
  damaged: PartitionSchedule | undefined,
): Promise<PartitionSchedule> {
  await damaged?.close();
  await clearIndex(dependencies.store, storePrefix("schedule", id));
  return open(dependencies, id);
}

function open(dependencies: ScheduleDependencies, id: PartitionId): PartitionSchedule {
  const { store, clock, logger, random } = dependencies;
  const hash = Buffer.from(random.bytes(8));
  const schedule = PartitionSchedule.open({
    store,
    prefix: storePrefix("schedule", id),
    partition: id.partition,
    nextTurn: () => clock.nextTurn(),
    onFailed: (error) => {
      if (error instanceof ScheduleIndexDamaged) {
        return void abandonSchedule(dependencies, id, schedule, error);
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
export async function abandonSchedule(
  { store, fatal }: Pick<ScheduleDependencies, "store" | "fatal">,
  id: PartitionId,
  schedule: PartitionSchedule,
  error: ScheduleIndexDamaged,
): Promise<void> {
  await schedule.close();
  await clearIndex(store, storePrefix("schedule", id)).catch(() => undefined);
  fatal(`pending index of ${partitionKey(id)} is damaged; the next start builds it anew`, error);
}
