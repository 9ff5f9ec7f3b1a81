/**
 * Who may lead a partition, as the controller decides it. Pure: a state and what happened in, the next
 * state out; undefined where nothing changes.
 *
 *   inSync     have everything that is committed, and count for what will be
 *   eligible   fell out while fewer than minInsyncReplicas were left: nothing was committed since, so
 *              they too have everything (KIP-966). Forgotten once the set is large enough again.
 *
 * Invariants: a leader is in the in-sync set; the set is never emptied: the last member stays in it,
 * dead or not, as nobody else could know what is committed; each change of the leader raises
 * leaderEpoch, each change at all partitionEpoch. Nobody else is ever elected (no unclean election).
 */

export interface PartitionLeadership {
  /** The preferred leader comes first. */
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly eligible: readonly number[];
  /** Undefined: nobody who may lead is alive. */
  readonly leader: number | undefined;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}

/** Brokers died, came back, or are about to leave. */
export function elect(
  state: PartitionLeadership,
  minInsyncReplicas: number,
  isAlive: (broker: number) => boolean,
): PartitionLeadership | undefined {
  const inSync = state.inSync.filter(isAlive);
  // The last members stay, dead or not.
  const members = inSync.length > 0 ? inSync : state.inSync;
  const eligible = state.eligible.filter(isAlive);
  const stays = state.leader !== undefined && inSync.includes(state.leader);
  const leader = stays
    ? state.leader
    : (state.replicas.find((id) => inSync.includes(id)) ??
      state.replicas.find((id) => eligible.includes(id)));
  // An eligible one that leads is all of the set: the others catch up with it.
  const next = leader === undefined || members.includes(leader) ? members : [leader];
  return changedTo(state, next, leader, minInsyncReplicas);
}

/**
 * A broker started anew. What it led it leads again, in a new epoch: it may have lost what it appended
 * in the old one and others have, and must not put something else in its place.
 */
export function leaderStartedAnew(
  state: PartitionLeadership,
  broker: number,
): PartitionLeadership | undefined {
  return state.leader === broker ? inNewEpoch(state, broker) : undefined;
}

/**
 * A leader asks for another in-sync set. Undefined: it is no longer the leader, or spoke of an older
 * state; it learns of the newer one. Whoever may not come in is refused by a change that changes nothing
 * but partitionEpoch: a copy of the request that is still on its way can then never be accepted, and the
 * leader need not count that broker any more.
 */
export function alterInSync(
  state: PartitionLeadership,
  request: {
    readonly broker: number;
    readonly leaderEpoch: number;
    readonly partitionEpoch: number;
    readonly inSync: readonly number[];
  },
  minInsyncReplicas: number,
  isAlive: (broker: number) => boolean,
): PartitionLeadership | undefined {
  const { broker, inSync } = request;
  const current =
    state.leader === broker &&
    state.leaderEpoch === request.leaderEpoch &&
    state.partitionEpoch === request.partitionEpoch;
  if (!current) return undefined;
  const added = inSync.filter((id) => !state.inSync.includes(id));
  const valid =
    inSync.includes(broker) &&
    inSync.every((id) => state.replicas.includes(id)) &&
    added.every(isAlive);
  const refused = { ...state, partitionEpoch: state.partitionEpoch + 1 };
  return (valid ? changedTo(state, inSync, broker, minInsyncReplicas) : undefined) ?? refused;
}

/** The preferred leader is in sync and alive again: it takes over. */
export function preferLeader(
  state: PartitionLeadership,
  isAlive: (broker: number) => boolean,
): PartitionLeadership | undefined {
  const [preferred] = state.replicas;
  if (preferred === undefined || preferred === state.leader) return undefined;
  if (!state.inSync.includes(preferred) || !isAlive(preferred)) return undefined;
  return inNewEpoch(state, preferred);
}

function inNewEpoch(state: PartitionLeadership, leader: number): PartitionLeadership {
  const { leaderEpoch, partitionEpoch } = state;
  return { ...state, leader, leaderEpoch: leaderEpoch + 1, partitionEpoch: partitionEpoch + 1 };
}

function changedTo(
  state: PartitionLeadership,
  inSync: readonly number[],
  leader: number | undefined,
  minInsyncReplicas: number,
): PartitionLeadership | undefined {
  const known = [...state.inSync, ...state.eligible];
  const enough = inSync.length >= minInsyncReplicas;
  const eligible = enough ? [] : [...new Set(known)].filter((id) => !inSync.includes(id));
  const same =
    leader === state.leader &&
    sameMembers(inSync, state.inSync) &&
    sameMembers(eligible, state.eligible);
  if (same) return undefined;
  return {
    replicas: state.replicas,
    inSync,
    eligible,
    leader,
    leaderEpoch: leader === state.leader ? state.leaderEpoch : state.leaderEpoch + 1,
    partitionEpoch: state.partitionEpoch + 1,
  };
}

function sameMembers(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}
