/**
 * How old the oldest record is that a group has not committed, partition by partition: lag in time.
 * Read from the log, so only for who asks about one group, and for so many partitions at most.
 */
import type { GroupDescription } from "../model/descriptions.ts";
import { LAG_AGES_MAX, LAG_AGE_READ_BYTES } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import { batchSizeAt, BatchView, isVisibleAt } from "../record/view.ts";
import type { Replicas } from "./replicas.ts";
import type { ReadablePartition } from "./routing/readable-partition.ts";

export async function withLagAges(
  group: GroupDescription,
  replicas: Replicas,
  clock: Clock,
): Promise<GroupDescription> {
  let looks = 0;
  const partitions = [];
  for (const partition of group.partitions) {
    const held = replicas.find(partition.topic, partition.partition);
    const looked = partition.lag > 0 && held?.kind === "serving" && looks++ < LAG_AGES_MAX;
    if (!looked) {
      partitions.push(partition);
      continue;
    }
    const oldestMs = await oldest(held.replica, partition.committed ?? 0);
    const lagMs = oldestMs === undefined ? undefined : Math.max(0, clock.wallMs() - oldestMs);
    partitions.push({ ...partition, lagMs });
  }
  return { ...group, partitions };
}

/** The time of the first visible record's batch, at or after `from`; undefined: none was found. */
async function oldest(readable: ReadablePartition, from: number): Promise<number | undefined> {
  const { log, highWatermark } = readable;
  const start = Math.max(from, log.logStartOffset);
  if (start >= highWatermark) return undefined;
  const read = () => log.read(start, highWatermark, LAG_AGE_READ_BYTES);
  const cached = log.readCached(start, highWatermark, LAG_AGE_READ_BYTES);
  // A partition that cannot be read has no age: its description says what is wrong with it.
  const chunks = cached ?? (await read().catch(() => []));
  for (const chunk of chunks) {
    for (let position = 0; position < chunk.length; position += batchSizeAt(chunk, position)) {
      if (isVisibleAt(chunk, position)) return new BatchView(chunk, position).baseTimestamp;
    }
  }
  return undefined;
}
