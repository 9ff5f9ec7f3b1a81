/**
 * Where replicas go: in the order of a hash ring, so that the same partition wants the same brokers,
 * but to nobody that has its share already (consistent hashing with bounded loads, Mirrokni, Thorup and
 * Zadimoghaddam 2018). Racks come first: replicas of a partition share one only if there are too few.
 *
 * Pure and deterministic. What is placed stays where it is: see rebalance.ts for moving it.
 */
import HashRing from "hashring";
import { TidemarkError } from "../model/errors.ts";
import { REPLICAS_MAX } from "../model/limits.ts";
import type { BrokerState, ClusterImage } from "./cluster-image.ts";
import { isPlaceable } from "./cluster-state.ts";
import { Load } from "./load.ts";

/** Replica lists of partitions `first` to `first + count − 1`; the preferred leader comes first. */
export function placePartitions(
  image: ClusterImage,
  topicId: string,
  first: number,
  count: number,
  replicationFactor: number,
): readonly (readonly number[])[] {
  const racks = racksOf(image, isPlaceable);
  checkFactor(replicationFactor, racks.size, image.brokerCount);
  const load = Load.of(image);
  const ring = new HashRing([...racks.keys()].map(String));
  return Array.from({ length: count }, (_, index) => {
    const order = ring.range(`${topicId}-${first + index}`, racks.size).map(Number);
    // The bound grows with what is placed, so that loads stay alike all the way.
    const share = (placed: number): number => Math.ceil((placed + replicationFactor) / racks.size);
    const shares = { ofAll: share(load.total), ofTopic: share(load.totalOfTopic(topicId)) };
    const chosen = choose(order, racks, load, topicId, shares, replicationFactor);
    const replicas = withLeader(chosen, load);
    load.add(topicId, replicas);
    return replicas;
  });
}

/** What a broker may have before others are preferred. */
interface Shares {
  readonly ofAll: number;
  readonly ofTopic: number;
}

/** Broker -> its place; without a rack a broker stands for itself. */
export function racksOf(
  image: ClusterImage,
  counts: (broker: BrokerState) => boolean,
): ReadonlyMap<number, string> {
  const racks = new Map<number, string>();
  for (const broker of image.brokers) {
    const { id, rack } = broker;
    if (counts(broker)) racks.set(id, rack === "" ? `broker ${id}` : rack);
  }
  return racks;
}

/** The replica that leads the least comes first: it will be the leader whenever it can. */
export function withLeader(replicas: readonly number[], load: Load): readonly number[] {
  let leader = replicas[0]!;
  for (const broker of replicas) if (load.leaders(broker) < load.leaders(leader)) leader = broker;
  return [leader, ...replicas.filter((broker) => broker !== leader)];
}

function choose(
  order: readonly number[],
  racks: ReadonlyMap<number, string>,
  load: Load,
  topicId: string,
  shares: Shares,
  wanted: number,
): readonly number[] {
  const chosen: number[] = [];
  const usedRacks = new Set<string>();
  while (chosen.length < wanted) {
    let best = -1;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const broker of order) {
      if (chosen.includes(broker)) continue;
      // A rack twice is worse than any load, one topic in one place worse than many topics.
      const cost =
        (usedRacks.has(racks.get(broker)!) ? 4 : 0) +
        (load.ofTopic(topicId, broker) >= shares.ofTopic ? 2 : 0) +
        (load.replicas(broker) >= shares.ofAll ? 1 : 0);
      if (cost < bestCost) [best, bestCost] = [broker, cost];
    }
    chosen.push(best);
    usedRacks.add(racks.get(best)!);
  }
  return chosen;
}

function checkFactor(replicationFactor: number, active: number, registered: number): void {
  if (
    !Number.isSafeInteger(replicationFactor) ||
    replicationFactor < 1 ||
    replicationFactor > REPLICAS_MAX
  ) {
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `replication factor ${replicationFactor}: want 1 to ${REPLICAS_MAX}`,
    );
  }
  if (replicationFactor > active) {
    const there =
      active === registered
        ? `there are ${active}`
        : `of ${registered} that are registered ${active} can take partitions now`;
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `replication factor ${replicationFactor} needs as many brokers; ${there}`,
    );
  }
}
