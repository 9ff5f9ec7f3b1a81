/** Opens what a partition remembers of message ids; damaged, it is removed and folded again. */
import type { DedupBudget } from "../dedup/dedup-budget.ts";
import { MessageIds } from "../dedup/message-ids.ts";
import type { LogDeps } from "../log/log-options.ts";
import { type PartitionId, partitionKey } from "../model/ids.ts";
import type { Clock } from "../platform/clock.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import type { Random } from "../platform/random.ts";
import { clearView } from "../runs/clear-view.ts";
import { ViewDamaged } from "../runs/view-damaged.ts";
import type { Log } from "../telemetry/log.ts";
import { storePrefix } from "./store-keys.ts";

export interface IdsDependencies {
  readonly clock: Clock;
  readonly store: OrderedStore;
  readonly logger: Log;
  readonly random: Random;
  readonly dedup: DedupBudget;
  readonly fatal: LogDeps["fatal"];
}

/** `windowMs`: `dedupWindowMs`, read at each use. */
export async function openIds(
  dependencies: IdsDependencies,
  id: PartitionId,
  windowMs: () => number,
): Promise<MessageIds> {
  try {
    return open(dependencies, id, windowMs);
  } catch (error) {
    if (!(error instanceof ViewDamaged)) throw error;
    const partition = partitionKey(id);
    dependencies.logger.warn("remembered message ids are damaged: rebuilding them", {
      partition,
      error,
    });
    return reopenIds(dependencies, id, windowMs, undefined);
  }
}

/** Anew, from an empty view. */
export async function reopenIds(
  dependencies: IdsDependencies,
  id: PartitionId,
  windowMs: () => number,
  open_: MessageIds | undefined,
): Promise<MessageIds> {
  await open_?.close();
  await clearView(dependencies.store, storePrefix("messageIds", id));
  return open(dependencies, id, windowMs);
}

function open(dependencies: IdsDependencies, id: PartitionId, windowMs: () => number): MessageIds {
  const { store, dedup, clock, logger, random } = dependencies;
  const key = Buffer.from(random.bytes(16));
  const ids = MessageIds.open({
    store,
    prefix: storePrefix("messageIds", id),
    budget: dedup,
    windowMs,
    nextTurn: () => clock.nextTurn(),
    onFailed: (error) => {
      if (error instanceof ViewDamaged) return void abandonIds(dependencies, id, ids, error);
      logger.warnOften("message ids", "storing message ids failed; trying again", { error });
    },
    hashKey: [key.readInt32LE(0), key.readInt32LE(4), key.readInt32LE(8), key.readInt32LE(12)],
  });
  return ids;
}

/**
 * What it would say now cannot be believed. It is removed before the process ends, so that the next
 * start folds it anew.
 */
export async function abandonIds(
  { store, fatal }: Pick<IdsDependencies, "store" | "fatal">,
  id: PartitionId,
  ids: MessageIds,
  error: ViewDamaged,
): Promise<void> {
  await ids.close();
  await clearView(store, storePrefix("messageIds", id)).catch(() => undefined);
  fatal(`message ids of ${partitionKey(id)} are damaged; the next start builds them anew`, error);
}
