/**
 * Whether a member may commit: fenced by ownership and by generation.
 *
 * A commit is legal where the member holds every partition that it names and has held them without
 * interruption since the generation that the commit carries. So a commit of an older generation is
 * legal as long as the partition stayed (other partitions moving does not disturb it), one of a
 * partition that moves is legal until it is released or taken, and one that was sent before the
 * member lost a partition stays refused when the member gets it back. All or nothing.
 *
 *   generation     7          8          9          10
 *   t/0 held by    a ──────── a ──────── a ──────── a      a's commit of 7 is legal in 10
 *   t/1 held by    a ───────► b ──────── a ──────── a      a's commit of 8 is not: a has it since 9
 */
import { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import type { PartitionOffset } from "../model/records.ts";
import type { Catalogue, TopicEntry } from "./events.ts";
import type { Member } from "./members.ts";
import type { Ownership } from "./ownership.ts";

export interface CommittedPlace {
  readonly topicId: TopicId;
  readonly partition: number;
  readonly offset: number;
}

export interface CommitRequest {
  readonly generation: number;
  readonly offsets: readonly PartitionOffset[];
}

/** Where the offsets go. Throws the `TidemarkError` that refuses the whole commit. */
export function checkCommit(
  member: Member,
  request: CommitRequest,
  group: { name: string; generation: number; ownership: Ownership; catalogue: Catalogue },
): CommittedPlace[] {
  if (request.generation > group.generation) {
    throw new TidemarkError(
      "INVALID_REQUEST",
      `group ${group.name} is at generation ${group.generation}; ` +
        `generation ${request.generation} was never given out`,
    );
  }
  return request.offsets.map(({ topic, partition, offset }) => {
    const entry = knownPartition(group.catalogue, topic, partition);
    const place = `${topic}/${partition}`;
    const holding = group.ownership.get(entry.id, partition);
    if (holding?.memberId !== member.id || request.generation < holding.sinceGeneration) {
      throw new TidemarkError(
        "STALE_GENERATION",
        `member ${member.id} of group ${group.name} does not hold ${place} since generation ` +
          `${request.generation}; nothing of this commit was taken: commit what is still assigned`,
      );
    }
    checkOffset(place, offset);
    const bounds = group.catalogue.bounds(entry.id, partition);
    const isExact = bounds !== undefined && bounds.mayBeOld !== true;
    if (isExact && offset > bounds.highWatermark) throw beyondEnd(place, offset, bounds);
    return { topicId: entry.id, partition, offset };
  });
}

export function knownPartition(catalogue: Catalogue, topic: string, partition: number): TopicEntry {
  const entry = knownTopic(catalogue, topic);
  if (!Number.isInteger(partition) || partition < 0 || partition >= entry.partitions) {
    throw new TidemarkError(
      "UNKNOWN_PARTITION",
      `topic ${topic} has partitions 0 to ${entry.partitions - 1}, not ${partition}`,
    );
  }
  return entry;
}

export function knownTopic(catalogue: Catalogue, topic: string): TopicEntry {
  const entry = catalogue.byName(topic);
  if (entry !== undefined) return entry;
  throw new TidemarkError("UNKNOWN_TOPIC", `there is no topic ${JSON.stringify(topic)}`);
}

export function checkOffset(place: string, offset: number): void {
  if (Number.isSafeInteger(offset) && offset >= 0) return;
  throw new TidemarkError(
    "INVALID_REQUEST",
    `${offset} is no offset of ${place}: offsets are whole numbers from 0`,
  );
}

/** An offset beyond the end would skip records that do not exist yet (P9). */
export function beyondEnd(
  place: string,
  offset: number,
  bounds: { logStartOffset: number; highWatermark: number },
): TidemarkError {
  return new TidemarkError(
    "OFFSET_OUT_OF_RANGE",
    `offset ${offset} is outside ${place}, which holds ` +
      `${bounds.logStartOffset} to ${bounds.highWatermark}`,
    { logStartOffset: bounds.logStartOffset, highWatermark: bounds.highWatermark },
  );
}
