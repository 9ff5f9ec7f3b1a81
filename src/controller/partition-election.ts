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
 * A last member whose disk was lost stays too and counts as dead: until somebody eligible comes, or a
 * person gives the records up (`startOver`).
 */

export interface PartitionLeadership {
  /** The preferred leader comes first. */
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly eligible: readonly number[];
  /** The last member of `inSync`, where its disk was lost: it has nothing and may not lead. */
  readonly lost?: readonly number[];
  /** Since this leader epoch what only others had before is given up: whoever differs begins anew. */
  readonly lossEpoch?: number;
  /** Undefined: nobody who may lead is alive. */
  readonly leader: number | undefined;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}

/**
 * Brokers died, came back, or are about to leave. `mayLead` of a broker that is alive: it may be given the
 * leadership; one that may not keeps what it leads only while nobody else can have it.
 */
export function elect<State extends PartitionLeadership>(
  state: State,
  minInsyncReplicas: number,
  isAlive: (broker: number) => boolean,
  mayLead: (broker: number) => boolean = isAlive,
): State | undefined {
  const has = (id: number): boolean => isAlive(id) && state.lost?.includes(id) !== true;
  const inSync = state.inSync.filter(has);
  // The last members stay, dead or not.
  const members = inSync.length > 0 ? inSync : state.inSync;
  const eligible = state.eligible.filter(isAlive);
  const leader = heir(state, inSync, mayLead) ?? heir(state, eligible, mayLead);
  // An eligible one that leads is all of the set: the others catch up with it.
  const next = leader === undefined || members.includes(leader) ? members : [leader];
  return changedTo(state, next, leader, minInsyncReplicas);
}

/** Of those that could: the leader stays if it may, the first in order of preference follows it. */
function heir(
  { replicas, leader }: PartitionLeadership,
  able: readonly number[],
  mayLead: (broker: number) => boolean,
): number | undefined {
  const stays = leader !== undefined && able.includes(leader);
  if (stays && mayLead(leader)) return leader;
  const willing = replicas.find((id) => able.includes(id) && mayLead(id));
  return willing ?? (stays ? leader : replicas.find((id) => able.includes(id)));
}

/**
 * A broker came back with an empty disk: it has nothing of what it acknowledged. It leaves every set that it
 * is not the last member of. partitionEpoch grows in any case, so that no leader's request that counts on
 * the old disk is accepted.
 */
export function lostDisk<State extends PartitionLeadership>(state: State, broker: number): State {
  const others = state.inSync.filter((id) => id !== broker);
  const last = state.inSync.includes(broker) && others.length === 0;
  const led = state.leader === broker;
  return {
    ...state,
    inSync: last ? state.inSync : others,
    eligible: state.eligible.filter((id) => id !== broker),
    ...(last ? { lost: [broker] } : {}),
    // Somebody else is elected next; the epoch in which nobody led is never used.
    leader: led ? undefined : state.leader,
    leaderEpoch: led ? state.leaderEpoch + 1 : state.leaderEpoch,
    partitionEpoch: state.partitionEpoch + 1,
  };
}

/** A person gives up what is committed: `leader` begins with what it happens to have. */
export function startOver<State extends PartitionLeadership>(state: State, leader: number): State {
  const { lost: _lost, ...kept } = state;
  const { leaderEpoch, partitionEpoch } = state;
  return {
    ...(kept as unknown as State),
    inSync: [leader],
    eligible: [],
    leader,
    leaderEpoch: leaderEpoch + 1,
    lossEpoch: leaderEpoch + 1,
    partitionEpoch: partitionEpoch + 1,
  };
}

/**
 * A broker started anew. What it led it leads again, in a new epoch: it may have lost what it appended
 * in the old one and others have, and must not put something else in its place.
 */
export function leaderStartedAnew<State extends PartitionLeadership>(
  state: State,
  broker: number,
): State | undefined {
  return state.leader === broker ? inNewEpoch(state, broker) : undefined;
}

/**
 * A leader asks for another in-sync set. Undefined: it is no longer the leader, or spoke of an older
 * state; it learns of the newer one. Whoever may not come in is refused by a change that changes nothing
 * but partitionEpoch: a copy of the request that is still on its way can then never be accepted, and the
 * leader need not count that broker any more.
 */
export function alterInSync<State extends PartitionLeadership>(
  state: State,
  request: {
    readonly broker: number;
    readonly leaderEpoch: number;
    readonly partitionEpoch: number;
    readonly inSync: readonly number[];
  },
  minInsyncReplicas: number,
  isAlive: (broker: number) => boolean,
): State | undefined {
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
export function preferLeader<State extends PartitionLeadership>(
  state: State,
  isAlive: (broker: number) => boolean,
): State | undefined {
  const [preferred] = state.replicas;
  if (preferred === undefined || preferred === state.leader) return undefined;
  const able = state.inSync.includes(preferred) && state.lost?.includes(preferred) !== true;
  if (!able || !isAlive(preferred)) return undefined;
  return inNewEpoch(state, preferred);
}

function inNewEpoch<State extends PartitionLeadership>(state: State, leader: number): State {
  const { leaderEpoch, partitionEpoch } = state;
  return { ...state, leader, leaderEpoch: leaderEpoch + 1, partitionEpoch: partitionEpoch + 1 };
}

function changedTo<State extends PartitionLeadership>(
  state: State,
  inSync: readonly number[],
  leader: number | undefined,
  minInsyncReplicas: number,
): State | undefined {
  const lost = state.lost ?? [];
  const known = [...state.inSync, ...state.eligible].filter((id) => !lost.includes(id));
  const enough = inSync.length >= minInsyncReplicas;
  const eligible = enough ? [] : [...new Set(known)].filter((id) => !inSync.includes(id));
  const same =
    leader === state.leader &&
    sameMembers(inSync, state.inSync) &&
    sameMembers(eligible, state.eligible);
  if (same) return undefined;
  const { lost: _lost, ...kept } = state;
  return {
    ...(kept as unknown as State),
    ...(lost.some((id) => inSync.includes(id)) ? { lost } : {}),
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
