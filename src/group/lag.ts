/** How far groups are behind, cheaply: for whoever looks often. */
import type { Catalogue } from "./events.ts";
import type { GroupImage } from "./image.ts";
import { countUnsettled } from "./queue-chunk.ts";
import type { QueueGroup } from "./queue-group.ts";

export interface GroupLag {
  readonly group: string;
  /** Offsets that are not committed or settled, over all partitions that the group has begun. */
  readonly lag: number;
  /** Held by consumers of a queue group. */
  readonly inFlight: number;
  /** What looking at it cost. */
  readonly partitions: number;
}

export function imageLag(image: GroupImage, catalogue: Catalogue): GroupLag {
  let lag = 0;
  let partitions = 0;
  for (const { topicId, partition, offset } of image.committed()) {
    partitions += 1;
    const bounds = catalogue.bounds(topicId, partition);
    if (bounds === undefined) continue;
    lag += Math.max(0, bounds.highWatermark - Math.max(offset, bounds.logStartOffset));
    for (const chunk of image.chunks(topicId, partition).values()) lag += countUnsettled(chunk);
  }
  return { group: image.name, lag, inFlight: 0, partitions };
}

export function queueLag(live: QueueGroup): GroupLag {
  let lag = 0;
  let partitions = 0;
  for (const partition of live.partitions()) {
    partitions += 1;
    lag += partition.lag;
  }
  let inFlight = 0;
  for (const { held } of live.consumers.values()) inFlight += held.size;
  return { group: live.name, lag, inFlight, partitions };
}
