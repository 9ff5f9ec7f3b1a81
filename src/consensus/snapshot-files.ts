/**
 * Snapshots of the metadata as files beside its log: two are kept, so that a damaged one costs nothing
 * but a longer replay. Never removes one before a newer one is durable.
 */
import { decodeCheckedJson, encodeCheckedJson } from "../log/checked-json.ts";
import { METADATA_SNAPSHOT_FILE_BYTES_MAX } from "../model/cluster-limits.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";
import { DiskError } from "../platform/disk.ts";
import type { Membership, Snapshot } from "../raft/types.ts";

const FORMAT = 1;
const KEPT = 2;
const NAME = /^snapshot-(\d+)\.json$/;

interface SnapshotBody {
  readonly format: number;
  readonly index: number;
  readonly term: number;
  readonly membership: Membership;
  readonly image: unknown;
}

export interface FoundSnapshots {
  /** Undamaged ones, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** Paths of those that are not what was written. */
  readonly damaged: readonly string[];
}

export async function readSnapshots(disk: Disk, directory: string): Promise<FoundSnapshots> {
  const snapshots: Snapshot[] = [];
  const damaged: string[] = [];
  for (const index of await indexesIn(disk, directory)) {
    const path = pathOf(directory, index);
    const snapshot = await readSnapshot(disk, path, index);
    if (snapshot === undefined) damaged.push(path);
    else snapshots.push(snapshot);
  }
  return { snapshots, damaged };
}

/** Durable when it resolves. The index of the oldest one that is kept: what the log must reach. */
export async function writeSnapshot(
  disk: Disk,
  directory: string,
  { index, term, membership, data }: Snapshot,
): Promise<number> {
  const image = JSON.parse(Buffer.from(data).toString()) as unknown;
  const body = encodeCheckedJson({ format: FORMAT, index, term, membership, image });
  await writeFileAtomic(disk, pathOf(directory, index), body);
  const indexes = await indexesIn(disk, directory);
  for (const old of indexes.slice(KEPT)) await disk.remove(pathOf(directory, old));
  return indexes[Math.min(KEPT, indexes.length) - 1]!;
}

/** Newest first. */
async function indexesIn(disk: Disk, directory: string): Promise<number[]> {
  const indexes: number[] = [];
  for (const { name } of await disk.list(directory)) {
    const match = NAME.exec(name);
    if (match !== null) indexes.push(Number(match[1]));
  }
  return indexes.sort((left, right) => right - left);
}

async function readSnapshot(
  disk: Disk,
  path: string,
  index: number,
): Promise<Snapshot | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.readFile(path, METADATA_SNAPSHOT_FILE_BYTES_MAX);
  } catch (error) {
    // Damaged as far as anybody can tell: the older one may do.
    if (error instanceof DiskError && error.code === "IO") return undefined;
    throw error;
  }
  const body = decodeCheckedJson(bytes) as SnapshotBody | undefined;
  if (body?.format !== FORMAT || body.index !== index) return undefined;
  const { term, membership, image } = body;
  return { index, term, membership, data: Buffer.from(JSON.stringify(image)) };
}

const pathOf = (directory: string, index: number): string => `${directory}/snapshot-${index}.json`;
