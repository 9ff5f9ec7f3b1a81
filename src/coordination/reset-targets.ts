/** Where a reset of offsets leads: the offsets that a person named, or the place they described. */
import { beyondEnd, checkOffset, knownPartition, knownTopic } from "../group/commit.ts";
import { TidemarkError } from "../model/errors.ts";
import type { PartitionOffset, Position } from "../model/records.ts";
import type { TopicsView } from "./topics-view.ts";

export interface ResetRequest {
  readonly group: string;
  readonly topic: string;
  /** Every partition of the topic goes there … */
  readonly to?: Position | undefined;
  /** … or these to these offsets. */
  readonly offsets?: readonly PartitionOffset[] | undefined;
  /** Also while members are active: they go on from the new offsets. */
  readonly force: boolean;
  /** Only say what would change. */
  readonly dryRun: boolean;
}

export interface ResetTarget {
  readonly partition: number;
  readonly offset: number;
}

/** Rejects with the `TidemarkError` that refuses the whole reset. */
export async function resetTargets(
  topics: TopicsView,
  request: ResetRequest,
): Promise<readonly ResetTarget[]> {
  const { topic, to, offsets } = request;
  const entry = knownTopic(topics, topic);
  if ((to === undefined) === (offsets === undefined)) {
    throw invalid("a reset needs either a position for every partition, or offsets, not both");
  }
  if (to === undefined) return explicitTargets(topics, topic, offsets ?? []);
  const targets: ResetTarget[] = [];
  for (let partition = 0; partition < entry.partitions; partition++) {
    targets.push({ partition, offset: await topics.resolve(entry.id, partition, to) });
  }
  return targets;
}

function explicitTargets(
  topics: TopicsView,
  topic: string,
  offsets: readonly PartitionOffset[],
): readonly ResetTarget[] {
  const targets = new Map<number, number>();
  for (const { topic: named, partition, offset } of offsets) {
    if (named !== "" && named !== topic) {
      throw invalid(`the reset is of topic ${topic}; it cannot name ${JSON.stringify(named)}`);
    }
    const { id } = knownPartition(topics, topic, partition);
    const place = `${topic}/${partition}`;
    checkOffset(place, offset);
    if (targets.has(partition)) throw invalid(`the reset names ${place} twice`);
    const bounds = topics.bounds(id, partition);
    if (bounds !== undefined && (offset < bounds.logStartOffset || offset > bounds.highWatermark)) {
      throw beyondEnd(place, offset, bounds);
    }
    targets.set(partition, offset);
  }
  if (targets.size === 0) throw invalid("a reset without offsets changes nothing");
  return [...targets].map(([partition, offset]) => ({ partition, offset }));
}

function invalid(message: string): TidemarkError {
  return new TidemarkError("INVALID_REQUEST", message);
}
