/**
 * Where a reset of offsets leads: the offsets that a person named, the place that they described, or
 * so many records from what is committed. Nothing is changed here.
 */
import { beyondEnd, checkOffset, knownPartition, knownTopic } from "../group/commit.ts";
import type { ResetTarget } from "../group/events.ts";
import type { GroupImage } from "../group/image.ts";
import { TidemarkError } from "../model/errors.ts";
import type { ResetOffsets } from "../model/groups.ts";
import type { PartitionOffset, Position } from "../model/records.ts";
import type { TopicsView } from "./topics-view.ts";

/** Rejects with the `TidemarkError` that refuses the whole reset. */
export async function resetTargets(
  topics: TopicsView,
  request: ResetOffsets,
  image: GroupImage | undefined,
): Promise<readonly ResetTarget[]> {
  const { to, shift, offsets } = request;
  const given = [to, shift, offsets].filter((way) => way !== undefined);
  if (given.length !== 1) {
    throw invalid("a reset needs either a position, a shift, or offsets: one of them");
  }
  if (offsets !== undefined) return explicitTargets(topics, request, offsets);
  if (shift !== undefined) return shiftedTargets(topics, request, shift, image);
  return placeTargets(topics, request, to!);
}

async function placeTargets(
  topics: TopicsView,
  request: ResetOffsets,
  to: Position,
): Promise<ResetTarget[]> {
  const { topic, id: topicId } = namedTopic(topics, request);
  const targets: ResetTarget[] = [];
  for (const partition of partitionsOf(topics, request)) {
    const offset = await topics.resolve(topicId, partition, to);
    targets.push({ topic, topicId, partition, offset });
  }
  return targets;
}

/** Not beyond what the partition holds. A partition without a committed offset stays without. */
function shiftedTargets(
  topics: TopicsView,
  request: ResetOffsets,
  shift: number,
  image: GroupImage | undefined,
): ResetTarget[] {
  if (!Number.isSafeInteger(shift)) throw invalid(`a shift of ${shift}: want a whole number`);
  const { topic, id: topicId } = namedTopic(topics, request);
  return partitionsOf(topics, request).flatMap((partition) => {
    const committed = image?.offset(topicId, partition);
    if (committed === undefined) return [];
    const bounds = topics.bounds(topicId, partition);
    if (bounds === undefined) {
      const message = `${topic}/${partition} is not open: where its records begin is not known`;
      throw new TidemarkError("STARTING", message);
    }
    const { logStartOffset, highWatermark } = bounds;
    const offset = Math.max(logStartOffset, Math.min(highWatermark, committed + shift));
    return [{ topic, topicId, partition, offset }];
  });
}

/** Of the topic that the reset names, or of any where it names none. */
function explicitTargets(
  topics: TopicsView,
  request: ResetOffsets,
  offsets: readonly PartitionOffset[],
): readonly ResetTarget[] {
  const targets = new Map<string, ResetTarget>();
  if (request.topic !== undefined) knownTopic(topics, request.topic);
  if (request.partitions !== undefined) throw invalid("offsets name their partitions themselves");
  for (const { topic: named, partition, offset } of offsets) {
    const topic = named === "" ? request.topic : named;
    if (topic === undefined) throw invalid("an offset names no topic, and neither does the reset");
    if (request.topic !== undefined && topic !== request.topic) {
      throw invalid(
        `the reset is of topic ${request.topic}; it cannot name ${JSON.stringify(topic)}`,
      );
    }
    const { id: topicId } = knownPartition(topics, topic, partition);
    const place = `${topic}/${partition}`;
    checkOffset(place, offset);
    if (targets.has(place)) throw invalid(`the reset names ${place} twice`);
    const bounds = topics.bounds(topicId, partition);
    if (bounds !== undefined && (offset < bounds.logStartOffset || offset > bounds.highWatermark)) {
      throw beyondEnd(place, offset, bounds);
    }
    targets.set(place, { topic, topicId, partition, offset });
  }
  if (targets.size === 0) throw invalid("a reset without offsets changes nothing");
  return [...targets.values()];
}

function namedTopic(topics: TopicsView, { topic }: ResetOffsets) {
  if (topic === undefined) throw invalid("the reset names no topic");
  return { topic, id: knownTopic(topics, topic).id };
}

function partitionsOf(topics: TopicsView, { topic = "", partitions }: ResetOffsets): number[] {
  const entry = knownTopic(topics, topic);
  if (partitions === undefined) return Array.from({ length: entry.partitions }, (_, each) => each);
  for (const partition of partitions) knownPartition(topics, topic, partition);
  return [...new Set(partitions)];
}

function invalid(message: string): TidemarkError {
  return new TidemarkError("INVALID_REQUEST", message);
}
