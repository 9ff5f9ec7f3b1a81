/**
 * The port to the cluster's metadata and to partitions. It must be complete before a coordinator
 * opens over it: offsets of topics that it does not know are deleted.
 */
import type { Catalogue } from "../group/events.ts";
import type { TopicId } from "../model/ids.ts";
import type { Position } from "../model/records.ts";

export interface TopicsView extends Catalogue {
  /** A topic was created or deleted, or has more partitions now. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  /** The offset of a place. Rejects with a `TidemarkError`, also where it is out of range. */
  resolve(topicId: TopicId, partition: number, position: Position): Promise<number>;
}
