/**
 * From a plan of where replicas should be to commands, a few moves at a time: whoever carries a plan out asks again
 * after each change what comes next, also after it has itself started anew. Pure.
 */
import { TidemarkError } from "../model/errors.ts";
import { PARTITIONS_MAX, REPLICAS_MAX } from "../model/limits.ts";
import type { ClusterImage } from "./cluster-image.ts";
import { isPlaceable } from "./cluster-state.ts";
import { Load } from "./load.ts";
import type { Reassignment } from "./partition-commands.ts";
import { racksOf } from "./placement.ts";
import type { PlannedPartition } from "./rebalance.ts";

export interface NextMoves {
  /** For a `reassign` now. Those that copy nothing come at once, all others as there is room. */
  readonly begin: readonly Reassignment[];
  readonly moving: number;
  /** Of the plan, those included that `begin` names. */
  readonly left: number;
}

/** Topics that were deleted since are done. */
export function nextMoves(
  image: ClusterImage,
  plan: readonly PlannedPartition[],
  atOnce: number,
): NextMoves {
  const free: Reassignment[] = [];
  const copying: Reassignment[] = [];
  let moving = 0;
  for (const { topicId, partition, replicas } of plan) {
    const state = image.partition(topicId, partition);
    if (state === undefined) continue;
    if (state.target !== undefined) {
      moving += 1;
    } else if (!sameOrder(state.replicas, replicas)) {
      const copies = replicas.some((id) => !state.replicas.includes(id));
      (copies ? copying : free).push({ topicId, partition, replicas });
    }
  }
  const room = Math.max(atOnce - moving, 0);
  const left = moving + free.length + copying.length;
  return { begin: [...free, ...copying.slice(0, room)], moving, left };
}

/** Gives every partition of these topics so many replicas: what it has stays as far as it may. */
export function planReplicationFactor(
  image: ClusterImage,
  topicIds: readonly string[],
  replicationFactor: number,
): readonly PlannedPartition[] {
  const racks = racksOf(image, isPlaceable);
  if (replicationFactor < 1 || replicationFactor > Math.min(racks.size, REPLICAS_MAX)) {
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `replication factor ${replicationFactor}: ${racks.size} brokers can take partitions now`,
    );
  }
  const load = Load.of(image);
  const plan: PlannedPartition[] = [];
  for (const topicId of topicIds) {
    const led = new Map<number, number>();
    for (const state of image.topicById(topicId)?.partitions ?? []) {
      const { partition, replicas, target, lost } = state;
      const before = target ?? replicas;
      // One that nobody can lead has nothing to copy: a person has to decide about it alone.
      if (before.length === replicationFactor || lost !== undefined) continue;
      const chosen = resized(before, replicationFactor, racks, load, topicId);
      load.addLeader(before[0]!, -1);
      const leader = leastLeading(chosen, led, load);
      load.addLeader(leader, 1);
      led.set(leader, (led.get(leader) ?? 0) + 1);
      // Another one comes second each time: not all of a leader's partitions go to the same heir.
      const others = chosen.filter((id) => id !== leader).sort((a, b) => a - b);
      const turn = others.length === 0 ? 0 : partition % others.length;
      const heirs = [...others.slice(turn), ...others.slice(0, turn)];
      plan.push({ topicId, partition, before, replicas: [leader, ...heirs] });
    }
  }
  return plan;
}

/** Of this topic first, so that a busy one is not led by one broker alone; then of all. */
function leastLeading(
  replicas: readonly number[],
  led: ReadonlyMap<number, number>,
  load: Load,
): number {
  const cost = (id: number): number => (led.get(id) ?? 0) * PARTITIONS_MAX + load.leaders(id);
  return replicas.reduce((least, id) => (cost(id) < cost(least) ? id : least));
}

/** Grows by the emptiest broker of a rack that is not used yet, shrinks by the last. */
function resized(
  before: readonly number[],
  wanted: number,
  racks: ReadonlyMap<number, string>,
  load: Load,
  topicId: string,
): readonly number[] {
  const chosen = before.slice(0, wanted);
  for (const dropped of before.slice(wanted)) load.addReplica(topicId, dropped, -1);
  while (chosen.length < wanted) {
    const used = new Set(chosen.map((id) => racks.get(id)));
    const cost = (id: number): number =>
      (used.has(racks.get(id)) ? 1e9 : 0) + load.replicas(id) + load.ofTopic(topicId, id) / 1e6;
    const free = [...racks.keys()].filter((id) => !chosen.includes(id));
    const best = free.reduce((least, id) => (cost(id) < cost(least) ? id : least));
    chosen.push(best);
    load.addReplica(topicId, best);
  }
  return chosen;
}

const sameOrder = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((id, at) => others[at] === id);
