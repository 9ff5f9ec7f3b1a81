/**
 * How old the oldest record is that a group has not committed, partition by partition: lag in time.
 * Read from the log, so only for who asks about one group, and for so many partitions at most.
 */
import type { GroupDescription } from "../model/descriptions.ts";
import { LAG_AGES_MAX, LAG_AGE_READ_BYTES } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import { batchSizeAt, BatchView, isVisibleAt } from "../record/view.ts";
import type { ReadablePartition, Readables } from "./routing/readable-partition.ts";

export async function withLagAges(
  group: GroupDescription,
  readables: Readables,
  clock: Clock,
): Promise<GroupDescription> {
  let looks = 0;
  const partitions = [];
  for (const partition of group.partitions) {
    const looked = partition.lag > 0 && looks++ < LAG_AGES_MAX;
    const readable = looked ? await opened(readables, partition) : undefined;
    if (readable === undefined) {
      partitions.push(partition);
      continue;
    }
    const oldestMs = await oldest(readable, partition.committed ?? 0);
    const lagMs = oldestMs === undefined ? undefined : Math.max(0, clock.wallMs() - oldestMs);
    partitions.push({ ...partition, lagMs });
  }
  return { ...group, partitions };
}

/** Undefined: it cannot be read now. */
async function opened(
  readables: Readables,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<ReadablePartition | undefined> {
  try {
    return await readables.open(topic, partition);
  } catch {
    return undefined;
  }
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
