/**
 * Reads the records behind due entries: from the tail cache or the disk, neighbours in one read,
 * each checked against the CRC-32C that the index keeps. The file place is a hint; where it does not
 * hold, the record is found again through the log.
 */
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import { forEachRecord } from "../record/records.ts";
import { batchSizeAt, BatchView } from "../record/view.ts";
import type { PendingEntry } from "../schedule/entry.ts";
import { isRecordOf } from "../schedule/released-batch.ts";

/** Neighbours closer than this are read together: a seek costs more than the bytes between. */
const GAP_BYTES_MAX = 16 * 1024;
const RUN_BYTES_MAX = 1024 * 1024;
/** Moved records with offsets closer than this are looked for in one read … */
const NEAR_OFFSETS = 512;
/** … of this much; one that stands alone costs a batch. */
const AGAIN_BYTES_MAX = 256 * 1024;

/** Records that are due together may lie all over the log: one read each, and each waits for a disk. */
const READS_AT_ONCE = 16;

/** Bytes of each entry's record as stored (length varint included), in the order of `entries`. */
export async function readPayloads(
  log: PartitionLog,
  entries: readonly PendingEntry[],
  highWatermark: number,
): Promise<readonly Buffer[]> {
  const payloads = new Array<Buffer | undefined>(entries.length);
  const moved: number[] = [];
  const all = runs(entries, orderOfPlaces(entries));
  const left = all.values();
  const reader = async () => {
    for (const run of left) {
      const bytes = await log
        .readRange(run.segmentBaseOffset, run.position, run.length)
        .catch(() => undefined);
      for (const index of run.indexes) {
        const entry = entries[index]!;
        const start = entry.place.position - run.position;
        const payload = bytes?.subarray(start, start + entry.length);
        if (payload !== undefined && isRecordOf(entry, payload)) payloads[index] = payload;
        else moved.push(index);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(READS_AT_ONCE, all.length) }, reader));
  if (moved.length > 0) await findAgain(log, entries, moved, highWatermark, payloads);
  return payloads as Buffer[];
}

export interface Readable {
  readonly entry: PendingEntry;
  readonly bytes: Buffer;
}

/** A record that cannot be read must not keep those beside it: what can be, and the last damage. */
export async function readEach(
  log: PartitionLog,
  entries: readonly PendingEntry[],
  highWatermark: number,
): Promise<{ readonly readable: readonly Readable[]; readonly damage: unknown }> {
  try {
    const payloads = await readPayloads(log, entries, highWatermark);
    const readable = entries.map((entry, index) => ({ entry, bytes: payloads[index]! }));
    return { readable, damage: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
    if (entries.length === 1) return { readable: [], damage: error };
  }
  const readable: Readable[] = [];
  let damage: unknown;
  for (const entry of entries) {
    const one = await readEach(log, [entry], highWatermark);
    readable.push(...one.readable);
    damage = one.damage ?? damage;
  }
  return { readable, damage };
}

const isDamage = (error: unknown): boolean =>
  error instanceof TidemarkError && error.code === "PARTITION_DAMAGED";

/** A herd comes in the order it lies in: then there is nothing to sort. */
function orderOfPlaces(entries: readonly PendingEntry[]): number[] {
  const order = entries.map((_, index) => index);
  const ascends = entries.every(
    (entry, index) => index === 0 || comparePlaces(entries[index - 1]!, entry) <= 0,
  );
  if (!ascends) order.sort((a, b) => comparePlaces(entries[a]!, entries[b]!));
  return order;
}

function comparePlaces(a: PendingEntry, b: PendingEntry): number {
  return (
    a.place.segmentBaseOffset - b.place.segmentBaseOffset || a.place.position - b.place.position
  );
}

interface Run {
  readonly segmentBaseOffset: number;
  readonly position: number;
  length: number;
  readonly indexes: number[];
}

function runs(entries: readonly PendingEntry[], order: readonly number[]): Run[] {
  const found: Run[] = [];
  let current: Run | undefined;
  for (const index of order) {
    const entry = entries[index]!;
    const { segmentBaseOffset, position } = entry.place;
    const end = position + entry.length;
    const joins =
      current !== undefined &&
      current.segmentBaseOffset === segmentBaseOffset &&
      position - (current.position + current.length) <= GAP_BYTES_MAX &&
      end - current.position <= RUN_BYTES_MAX;
    if (joins) {
      current!.length = Math.max(current!.length, end - current!.position);
      current!.indexes.push(index);
      continue;
    }
    current = { segmentBaseOffset, position, length: entry.length, indexes: [index] };
    found.push(current);
  }
  return found;
}

/**
 * Where the cleaner has moved them: by offset, those that may lie together in one read. Fills
 * `payloads` at the `wanted` indexes.
 */
async function findAgain(
  log: PartitionLog,
  entries: readonly PendingEntry[],
  wanted: readonly number[],
  highWatermark: number,
  payloads: (Buffer | undefined)[],
): Promise<void> {
  const missing = [...wanted].sort((a, b) => entries[a]!.offset - entries[b]!.offset);
  for (let next = 0; next < missing.length; ) {
    const first = entries[missing[next]!]!.offset;
    const following = entries[missing[next + 1] ?? -1]?.offset ?? Infinity;
    const together = following - first <= NEAR_OFFSETS;
    const chunks = await log.read(first, highWatermark, together ? AGAIN_BYTES_MAX : 1);
    const found = recordsIn(chunks);
    const before = next;
    for (; next < missing.length; next++) {
      const index = missing[next]!;
      const bytes = found(entries[index]!.offset);
      if (bytes === undefined || !isRecordOf(entries[index]!, bytes)) break;
      payloads[index] = bytes;
    }
    if (next === before) throw notThere(first);
  }
}

/** By offset, the record in any of the batches; undefined where it is not among them. */
function recordsIn(chunks: readonly Buffer[]): (offset: number) => Buffer | undefined {
  const views: BatchView[] = [];
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
      views.push(new BatchView(chunk, at));
    }
  }
  let view = 0;
  const decoded = new Map<number, Buffer>();
  return (offset) => {
    // Asked for in order: each batch is decoded once, and only if something is wanted of it.
    for (; view < views.length && views[view]!.baseOffset <= offset; view++) {
      const { baseOffset, nextOffset } = views[view]!;
      if (nextOffset <= offset) continue;
      decoded.clear();
      forEachRecord(views[view]!, ({ index, bytes }) => decoded.set(baseOffset + index, bytes));
    }
    return decoded.get(offset);
  };
}

const notThere = (offset: number): TidemarkError =>
  new TidemarkError(
    "PARTITION_DAMAGED",
    `the scheduled record at offset ${offset} does not match the index that points to it`,
  );
