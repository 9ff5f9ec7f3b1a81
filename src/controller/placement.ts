/**
 * Where replicas go: consistent hashing over the brokers, so that one that comes or goes moves little;
 * the replicas of a partition are spread over racks first. Pure and deterministic.
 */
import HashRing from "hashring";
import { TidemarkError } from "../model/errors.ts";
import type { ClusterImage } from "./cluster-image.ts";

/** Replica lists of partitions `first` to `first + count − 1`; the preferred leader comes first. */
export function placePartitions(
  image: ClusterImage,
  topicId: string,
  first: number,
  count: number,
  replicationFactor: number,
): readonly (readonly number[])[] {
  const racks = new Map([...image.brokers].map(({ id, rack }) => [id, rack]));
  if (!Number.isSafeInteger(replicationFactor) || replicationFactor < 1) {
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `replication factor ${replicationFactor}: want at least 1`,
    );
  }
  if (replicationFactor > racks.size) {
    throw new TidemarkError(
      "INVALID_REPLICATION_FACTOR",
      `replication factor ${replicationFactor} needs as many brokers; there are ${racks.size}`,
    );
  }
  const ring = new HashRing([...racks.keys()].map(String));
  return Array.from({ length: count }, (_, index) => {
    const order = ring.range(`${topicId}-${first + index}`, racks.size).map(Number);
    return spreadOverRacks(order, racks, replicationFactor);
  });
}

/** Brokers in ring order, those of racks not used yet before the others. */
function spreadOverRacks(
  order: readonly number[],
  racks: ReadonlyMap<number, string>,
  wanted: number,
): readonly number[] {
  const chosen: number[] = [];
  const usedRacks = new Set<string>();
  for (const id of order) {
    const rack = racks.get(id) ?? "";
    // Without a rack a broker stands for itself.
    const place = rack === "" ? `broker ${id}` : rack;
    if (chosen.length < wanted && !usedRacks.has(place)) {
      usedRacks.add(place);
      chosen.push(id);
    }
  }
  const rest = order.filter((id) => !chosen.includes(id));
  return [...chosen, ...rest].slice(0, wanted);
}
