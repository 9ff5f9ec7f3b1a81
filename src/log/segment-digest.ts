/**
 * The digest of a closed segment, or of the active one at a clean stop: what its files must be. It
 * is written after the segment is synced, so that whatever it covers is known to be durable. It
 * also carries the leader epochs that occur in the segment.
 */
import { crc32c } from "../lib/crc32c.ts";
import { LOG_SIDECAR_BYTES_MAX } from "../model/limits.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import { writeFully } from "../platform/atomic-file.ts";
import { decodeCheckedJson, encodeCheckedJson } from "./checked-json.ts";
import type { EpochStart } from "./epoch-index.ts";
import type { CleanState, Segment } from "./segment.ts";

const FORMAT = 2;

export interface SegmentDigest {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly sizeBytes: number;
  /** CRC-32C of the first `sizeBytes` bytes of the `.log` file. */
  readonly crc: number;
  /** CRC-32C of the index files; one that does not match is built anew. */
  readonly indexCrc: number;
  readonly timeIndexCrc: number;
  readonly firstTimeMs: number;
  readonly maxTimeMs: number;
  readonly maxTimeOffset: number;
  readonly scheduledCount: number;
  readonly cleaning: CleanState;
  readonly epochs: readonly EpochStart[];
}

/** Writes indexes and digest of `segment`. Only the digest is synced: indexes can be built anew. */
export async function writeSegmentSidecars(
  disk: Disk,
  segment: Segment,
  epochs: readonly EpochStart[],
): Promise<void> {
  const index = segment.index?.offsets.encode() ?? Buffer.alloc(0);
  const timeIndex = segment.index?.times.encode() ?? Buffer.alloc(0);
  const digest: SegmentDigest = {
    baseOffset: segment.baseOffset,
    endOffset: segment.endOffset,
    sizeBytes: segment.sizeBytes,
    crc: segment.crc,
    indexCrc: crc32c(index),
    timeIndexCrc: crc32c(timeIndex),
    firstTimeMs: segment.firstTimeMs,
    maxTimeMs: segment.maxTimeMs,
    maxTimeOffset: segment.maxTimeOffset,
    scheduledCount: segment.scheduledCount,
    cleaning: segment.cleaning,
    epochs,
  };
  await replaceFile(disk, segment.file("index"), index, false);
  await replaceFile(disk, segment.file("timeindex"), timeIndex, false);
  const columns = epochs.map(({ epoch, startOffset }) => [epoch, startOffset]);
  const json = encodeCheckedJson({ format: FORMAT, ...digest, epochs: columns });
  await replaceFile(disk, segment.file("digest"), json, true);
  segment.digest = digest;
}

/**
 * Not atomic, and need not be: a file that a crash left half written does not match its checksum,
 * and the segment is read instead.
 */
export async function replaceFile(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  sync: boolean,
): Promise<void> {
  await disk.remove(path);
  const file = await disk.open(path, "create");
  try {
    if (bytes.byteLength > 0) await writeFully(file, [bytes], 0);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/** Undefined where there is none, or none that can be believed: then the segment itself is read. */
export async function readSegmentDigest(
  disk: Disk,
  path: string,
  baseOffset: number,
): Promise<SegmentDigest | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.readFile(path, LOG_SIDECAR_BYTES_MAX);
  } catch (error) {
    if (error instanceof DiskError && error.code !== "TOO_MANY_OPEN") return undefined;
    throw error;
  }
  const body = decodeCheckedJson(bytes);
  if (body === undefined || body["format"] !== FORMAT) return undefined;
  const { format: _, epochs, ...fields } = body;
  if (!Array.isArray(epochs) || fields["baseOffset"] !== baseOffset) return undefined;
  const pairs = epochs as [number, number][];
  return {
    ...(fields as unknown as Omit<SegmentDigest, "epochs">),
    epochs: pairs.map(([epoch, startOffset]) => ({ epoch, startOffset })),
  };
}
