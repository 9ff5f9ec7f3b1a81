/** The image of a cluster as one JSON value: what a snapshot of the metadata log holds. */
import type { BrokerState, TopicState } from "./cluster-state.ts";

export interface ImageSnapshot {
  readonly v: 1;
  readonly brokers: readonly BrokerState[];
  readonly topics: readonly TopicState[];
  /** Ids of deleted topics, oldest first: whoever was away learns that their folders may go. */
  readonly deleted: readonly string[];
  readonly nextProducerId: number;
  /** The greatest epoch of a broker that was removed: its successor of that id begins above it. */
  readonly removedEpoch: number;
}
