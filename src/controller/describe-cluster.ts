/** The cluster for people and clients: who is there, who leads how much, who decides. Pure. */
import type { ClusterDescription } from "../model/descriptions.ts";
import type { ClusterImage } from "./cluster-image.ts";

/** What the active controller knows of a broker beyond the image. */
export interface SessionView {
  readonly id: number;
  /** Positive: its clock is ahead of the controller's. */
  readonly skewMs?: number;
  /** Entries of the metadata log that it has not replayed. */
  readonly lagEntries?: number;
}

/** The Raft group, as the node that is asked sees it. */
export interface GroupView {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly committedIndex: number;
  /** At the leader. */
  readonly matchIndexes?: ReadonlyMap<number, number>;
}

export function describeCluster(
  image: ClusterImage,
  /** Empty where the active controller was not asked. */
  sessions: readonly SessionView[],
  group: GroupView,
  about: {
    readonly clusterId: string;
    readonly activeController: number | undefined;
    readonly timeMs: number;
  },
): Omit<ClusterDescription, "moving"> {
  const { clusterId, activeController, timeMs } = about;
  const held = countHeld(image);
  const views = new Map(sessions.map((view) => [view.id, view]));
  const brokers = [...image.brokers].map(({ id, address, rack, state, epoch, leaving }) => {
    const { skewMs, lagEntries } = views.get(id) ?? {};
    const { leaders = 0, replicas = 0 } = held.get(id) ?? {};
    return {
      id,
      address,
      rack,
      state,
      epoch,
      leaving,
      isController: id === activeController,
      leaders,
      replicas,
      ...(skewMs === undefined ? {} : { skewMs }),
      ...(lagEntries === undefined ? {} : { lagEntries }),
    };
  });
  const controllerOf = (id: number, voter: boolean) => {
    const match = group.matchIndexes?.get(id);
    const lag = match === undefined ? {} : { lag: Math.max(group.committedIndex - match, 0) };
    return { id, voter, ...lag };
  };
  return {
    clusterId,
    controller: activeController ?? NO_CONTROLLER,
    brokers: brokers.sort((a, b) => a.id - b.id),
    controllers: [
      ...group.voters.map((id) => controllerOf(id, true)),
      ...group.learners.map((id) => controllerOf(id, false)),
    ].sort((a, b) => a.id - b.id),
    timeMs,
  };
}

/** As NO_LEADER for partitions. */
const NO_CONTROLLER = -1;

interface Held {
  leaders: number;
  replicas: number;
}

function countHeld(image: ClusterImage): ReadonlyMap<number, Held> {
  const held = new Map<number, Held>();
  const of = (id: number): Held => {
    let counts = held.get(id);
    if (counts === undefined) held.set(id, (counts = { leaders: 0, replicas: 0 }));
    return counts;
  };
  for (const { partitions } of image.topics) {
    for (const { replicas, leader } of partitions) {
      for (const id of replicas) of(id).replicas += 1;
      if (leader !== undefined) of(leader).leaders += 1;
    }
  }
  return held;
}
