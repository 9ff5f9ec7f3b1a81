/**
 * Reads the records behind due entries: from the tail cache or the disk, neighbours in one read,
 * each checked against the CRC-32C that the index keeps. The file place is a hint; where it does not
 * hold, the record is found again through the log.
 */
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import { forEachRecord } from "../record/records.ts";
import { BatchView } from "../record/view.ts";
import type { PendingEntry } from "../schedule/entry.ts";
import { isRecordOf } from "../schedule/released-batch.ts";

/** Neighbours closer than this are read together: a seek costs more than the bytes between. */
const GAP_BYTES_MAX = 16 * 1024;
const RUN_BYTES_MAX = 1024 * 1024;

/** Bytes of each entry's record as stored (length varint included), in the order of `entries`. */
export async function readPayloads(
  log: PartitionLog,
  entries: readonly PendingEntry[],
  highWatermark: number,
): Promise<readonly Buffer[]> {
  const payloads = new Array<Buffer | undefined>(entries.length);
  for (const run of runs(entries, orderOfPlaces(entries))) {
    const bytes = await log
      .readRange(run.segmentBaseOffset, run.position, run.length)
      .catch(() => undefined);
    for (const index of run.indexes) {
      const entry = entries[index]!;
      const start = entry.place.position - run.position;
      const payload = bytes?.subarray(start, start + entry.length);
      payloads[index] =
        payload !== undefined && isRecordOf(entry, payload)
          ? payload
          : await findAgain(log, entry, highWatermark);
    }
  }
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

async function findAgain(
  log: PartitionLog,
  entry: PendingEntry,
  highWatermark: number,
): Promise<Buffer> {
  const [chunk] = await log.read(entry.offset, highWatermark, 1);
  if (chunk !== undefined) {
    const view = new BatchView(chunk);
    let found: Buffer | undefined;
    forEachRecord(view, (record) => {
      if (view.baseOffset + record.index !== entry.offset) return;
      found = view.buffer.subarray(record.position, record.position + record.sizeBytes);
    });
    if (found !== undefined && isRecordOf(entry, found)) return found;
  }
  throw new TidemarkError(
    "PARTITION_DAMAGED",
    `the scheduled record at offset ${entry.offset} does not match the index that points to it`,
  );
}
