/**
 * How a partition gets other replicas without ever having too few: those that come copy and join the in-sync
 * set, and only when all of the target are in it do the others leave. Pure: a state in, the next one out,
 * undefined where nothing changes.
 *
 *   replicas [1 2 3], target [3 4 5]
 *     begin      replicas [1 2 3 4 5], adding [4 5]       4 and 5 follow the leader
 *     …          inSync [1 2 3 4 5]                       by the leader's own requests
 *     complete   replicas [3 4 5], inSync [3 4 5], leader 3 in a new epoch
 */
import type { PartitionState } from "./cluster-state.ts";

/** Where it comes to when nobody moves it: what a cancelled move goes back to. */
export function settledReplicas({ replicas, adding }: PartitionState): readonly number[] {
  return adding === undefined ? replicas : replicas.filter((id) => !adding.includes(id));
}

/** Takes the place of a move under way: what that brought into sync stays until this one is complete. */
export function beginMove(
  state: PartitionState,
  target: readonly number[],
): PartitionState | undefined {
  const settled = settledReplicas(state);
  if (sameOrder(target, state.target ?? settled)) return undefined;
  const { target: _target, adding: _adding, ...kept } = state;
  const needed = [...state.inSync, ...target].filter((id) => !settled.includes(id));
  const adding = [...new Set(needed)];
  const replicas = [...settled, ...adding];
  const copies = state.target !== undefined || !sameMembers(settled, target);
  // Another order only: nobody has to catch up for that.
  if (!copies) return { ...kept, replicas: target, partitionEpoch: state.partitionEpoch + 1 };
  return {
    ...kept,
    replicas,
    target,
    ...(adding.length === 0 ? {} : { adding }),
    eligible: state.eligible.filter((id) => replicas.includes(id)),
    partitionEpoch: state.partitionEpoch + 1,
  };
}

/** Undefined also where only what was added is in sync: then there is nothing to go back to. */
export function cancelMove(state: PartitionState): PartitionState | undefined {
  if (state.target === undefined) return undefined;
  const replicas = settledReplicas(state);
  const inSync = state.inSync.filter((id) => replicas.includes(id));
  const leads = state.leader === undefined || inSync.includes(state.leader);
  if (inSync.length === 0 || !leads) return undefined;
  const { target: _target, adding: _adding, ...kept } = state;
  const eligible = state.eligible.filter((id) => replicas.includes(id));
  return { ...kept, replicas, inSync, eligible, partitionEpoch: state.partitionEpoch + 1 };
}

/** All of the target are in sync: the others leave, and who led among them hands over in a new epoch. */
export function completeMove(
  state: PartitionState,
  isAlive: (broker: number) => boolean,
  mayLead: (broker: number) => boolean,
): PartitionState | undefined {
  const { target, adding: _adding, ...kept } = state;
  if (target === undefined || !target.every((id) => state.inSync.includes(id))) return undefined;
  const stays = state.leader !== undefined && target.includes(state.leader);
  const leader = stays ? state.leader : (target.find(mayLead) ?? target.find(isAlive));
  // Nobody of it is there, or the last of it lost its disk.
  if (leader === undefined || state.lost !== undefined) return undefined;
  return {
    ...kept,
    replicas: target,
    inSync: target,
    eligible: [],
    leader,
    leaderEpoch: leader === state.leader ? state.leaderEpoch : state.leaderEpoch + 1,
    partitionEpoch: state.partitionEpoch + 1,
  };
}

const sameMembers = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((id) => others.includes(id));

const sameOrder = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((id, at) => others[at] === id);
