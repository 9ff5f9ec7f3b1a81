/**
 * What lies on the disks of a cluster: every replica's log of every partition, batch by batch. Two
 * replicas that hold different bytes at one offset in one leader epoch had two leaders in it (P8).
 */
import { PromiseBroken } from "../broker/oracle.ts";
import type { SimDisk } from "../platform/sim-disk.ts";
import type { ClusterWorld } from "./cluster-world.ts";

const LENGTH_AT = 8;
const EPOCH_AT = 12;
const PREFIX_BYTES = 12;

export interface LoggedBatch {
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly bytes: Buffer;
}

/** By folder of the partition. Only what is whole; a torn end is no batch. */
export function logsOn(disk: SimDisk): Map<string, Map<number, LoggedBatch>> {
  const logs = new Map<string, Map<number, LoggedBatch>>();
  for (const path of disk.filesBelow("topics")) {
    const match = /^topics\/([0-9a-f]{32}-\d+)\/\d+\.log$/.exec(path);
    if (match === null) continue;
    const folder = match[1]!;
    const log = logs.get(folder) ?? new Map<number, LoggedBatch>();
    for (const batch of batchesIn(disk.bytesOf(path))) log.set(batch.baseOffset, batch);
    logs.set(folder, log);
  }
  return logs;
}

function* batchesIn(file: Buffer): Generator<LoggedBatch> {
  let position = 0;
  while (position + EPOCH_AT + 4 <= file.length) {
    const length = file.readInt32BE(position + LENGTH_AT) + PREFIX_BYTES;
    if (length <= PREFIX_BYTES || position + length > file.length) return;
    const bytes = file.subarray(position, position + length);
    yield {
      baseOffset: Number(bytes.readBigInt64BE(0)),
      leaderEpoch: bytes.readInt32BE(EPOCH_AT),
      bytes,
    };
    position += length;
  }
}

/** At any moment. */
export function checkOneLeaderPerEpoch(world: ClusterWorld): void {
  const first = new Map<string, { readonly id: number; readonly bytes: Buffer }>();
  for (const { id, disk } of world.brokers) {
    for (const [folder, log] of logsOn(disk)) {
      for (const { baseOffset, leaderEpoch, bytes } of log.values()) {
        const place = `${folder} offset ${baseOffset} epoch ${leaderEpoch}`;
        const other = first.get(place);
        if (other === undefined) first.set(place, { id, bytes });
        else if (!other.bytes.equals(bytes)) {
          throw new PromiseBroken(`P8: ${place} differs between brokers ${other.id} and ${id}`);
        }
      }
    }
  }
}

export interface ReplicatedFolder {
  readonly folder: string;
  readonly replicas: readonly number[];
}

/** Once everything is healed and quiet: the replicas of a partition are the same (P2). */
export function checkReplicasEqual(
  world: ClusterWorld,
  partitions: readonly ReplicatedFolder[],
): void {
  const difference = replicasDiffer(world, partitions);
  if (difference !== undefined) throw new PromiseBroken(`P2: ${difference}`);
}

/** How; undefined: they do not. */
export function replicasDiffer(
  world: ClusterWorld,
  partitions: readonly ReplicatedFolder[],
): string | undefined {
  const logs = new Map(world.brokers.map(({ id, disk }) => [id, logsOn(disk)]));
  for (const { folder, replicas } of partitions) {
    const [first, ...others] = replicas.map((id) => logs.get(id)?.get(folder) ?? new Map());
    const from = Math.max(...[first!, ...others].map((log) => Math.min(...log.keys())));
    for (const [index, log] of others.entries()) {
      const difference = differenceOf(first!, log, from);
      if (difference === undefined) continue;
      const [one, other] = [replicas[0], replicas[index + 1]];
      return `${folder} at ${one} and ${other}: ${difference}`;
    }
  }
  return undefined;
}

/** Logs may begin at different offsets: old segments go at each broker in its own time. */
function differenceOf(
  one: Map<number, LoggedBatch>,
  other: Map<number, LoggedBatch>,
  from: number,
): string | undefined {
  const offsets = new Set([...one.keys(), ...other.keys()].filter((offset) => offset >= from));
  for (const offset of [...offsets].sort((left, right) => left - right)) {
    const [left, right] = [one.get(offset), other.get(offset)];
    if (left === undefined || right === undefined) return `only one holds ${offset}`;
    if (!left.bytes.equals(right.bytes)) return `they differ at ${offset}`;
  }
  return undefined;
}
