/** The internal topic of the groups log: which of its partitions a group is of, and how it is made. */
import { type BrokerState, isPlaceable } from "../../controller/cluster-state.ts";
import type { MetadataPort } from "../../consensus/metadata-port.ts";
import { murmur2 } from "../../lib/murmur2.ts";
import { TidemarkError } from "../../model/errors.ts";
import { OFFSETS_TOPIC } from "../../model/names.ts";
import type { TopicNames } from "./group-topics.ts";
import { noCoordinatorYet } from "./not-coordinator.ts";

/** Of a topic with so many partitions. It never grows: a group would lose what it has committed. */
export function partitionOfGroup(group: string, partitions: number): number {
  return (murmur2(Buffer.from(group, "utf8")) & 0x7fff_ffff) % partitions;
}

export interface OffsetsTopicParts {
  readonly metadata: Pick<MetadataPort, "submit"> & {
    readonly image: TopicNames & { readonly brokers: Iterable<BrokerState> };
  };
  readonly newTopicId: () => string;
  readonly partitions: () => number;
  readonly replicationFactor: () => number;
}

/**
 * Makes it where there is none. Rejects with NOT_COORDINATOR while fewer brokers are active than it is
 * to have replicas: with fewer it would stay so for ever.
 */
export async function ensureOffsetsTopic(parts: OffsetsTopicParts): Promise<void> {
  const { metadata, newTopicId } = parts;
  const { image } = metadata;
  if (image.topicByName(OFFSETS_TOPIC) !== undefined) return;
  const replicationFactor = parts.replicationFactor();
  const active = [...image.brokers].filter(isPlaceable).length;
  if (active < replicationFactor) {
    throw noCoordinatorYet(
      `${active} of the ${replicationFactor} brokers that it takes are active`,
    );
  }
  const shape = { partitions: parts.partitions(), replicationFactor, config: {}, internal: true };
  try {
    await metadata.submit({
      type: "createTopic",
      name: OFFSETS_TOPIC,
      id: newTopicId(),
      ...shape,
    });
  } catch (error) {
    // Another broker was quicker.
    if (!(error instanceof TidemarkError) || error.code !== "TOPIC_EXISTS") throw error;
  }
}
