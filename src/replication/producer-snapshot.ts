/**
 * Keeps what a partition remembers of its producers in a file beside its segments, as of an offset: what
 * lies below that offset may leave the log, by retention, compaction or delete-records, and a retry still
 * meets its first copy. The file belongs to the log and not to the ordered store, since the store may be
 * thrown away, and then only a log that nothing was cleaned from could tell.
 *
 * `producers.snapshot`, replaced as a whole. Big-endian:
 *
 * | byte | size | field                                             |
 * |-----:|-----:|---------------------------------------------------|
 * |    0 |    4 | CRC-32C of the rest                               |
 * |    4 |    4 | format, 1                                         |
 * |    8 |    8 | offset: everything below it is in here            |
 * |   16 |    4 | producers; each of them, the longest unused first: |
 *
 * | size | field                                                      |
 * |-----:|------------------------------------------------------------|
 * |    8 | producer id                                                |
 * |    8 | last use, epoch milliseconds                               |
 * |    2 | epoch                                                      |
 * |    1 | batches, oldest first; each of them:                       |
 * |    8 | first and last sequence, 4 each                            |
 * |   16 | base offset and last offset, 8 each                        |
 * |    1 | 1: some of its records were left out                       |
 */
import { readInt64, writeInt64 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import {
  PRODUCER_BATCHES_REMEMBERED,
  PRODUCER_SNAPSHOT_BYTES_MAX,
  PRODUCER_SNAPSHOT_OFFSETS,
} from "../model/limits.ts";
import {
  type ProducerEntry,
  ProducerStates,
  type RememberedBatch,
} from "../partition/producer-states.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { type Disk, DiskError } from "../platform/disk.ts";

const FILE = "producers.snapshot";
const FORMAT = 1;
const HEAD_BYTES = 20;
const PRODUCER_BYTES = 19;
const BATCH_BYTES = 25;

export class ProducerSnapshot {
  readonly #disk: Disk;
  readonly #path: string;
  readonly producers: ProducerStates;
  #savedAt: number;
  #begunAt: number;
  #saving: Promise<void> | undefined;
  #closed = false;

  private constructor(disk: Disk, path: string, producers: ProducerStates, savedAt: number) {
    this.#disk = disk;
    this.#path = path;
    this.producers = producers;
    this.#savedAt = savedAt;
    this.#begunAt = savedAt;
  }

  /**
   * From an empty state where there is none, or one that is damaged or from beyond `untilOffset`: the
   * log's end, or where it will reach at least, as a copy of one that was cleaned up to there.
   */
  static async open(disk: Disk, directory: string, untilOffset: number): Promise<ProducerSnapshot> {
    const path = `${directory}/${FILE}`;
    const bytes = await readIfThere(disk, path);
    const stored = bytes === undefined ? undefined : decode(bytes);
    const producers = new ProducerStates();
    if (stored === undefined || stored.offset > untilOffset) {
      return new ProducerSnapshot(disk, path, producers, 0);
    }
    for (const entry of stored.producers) producers.restore(entry);
    return new ProducerSnapshot(disk, path, producers, stored.offset);
  }

  /**
   * Puts what a leader knows of producers of records that it no longer has beside a log that begins
   * without them. What is not a snapshot is passed over by `open`.
   */
  static async plant(disk: Disk, directory: string, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(disk, `${directory}/${FILE}`, bytes);
  }

  /** For `plant` elsewhere: what lies below `offset`. */
  below(offset: number): Buffer {
    return encode(offset, this.producers);
  }

  /** Everything below it is on disk: from there the log is to be read again. */
  get savedAt(): number {
    return this.#savedAt;
  }

  /** So much came since that a start after a crash would read for long. */
  isDue(highWatermark: number): boolean {
    return highWatermark - this.#begunAt >= PRODUCER_SNAPSHOT_OFFSETS;
  }

  /**
   * Saves what is committed; resolves when nothing is under way, saved or not: what the disk does not
   * take is in the log, which may then not lose it.
   */
  async save(highWatermark: number, nowMs: number): Promise<void> {
    if (this.#saving !== undefined) return this.#saving;
    // Below it: a copy that has not come so far yet.
    if (highWatermark <= this.#savedAt || this.#closed) return;
    this.#begunAt = highWatermark;
    this.producers.forgetIdle(nowMs);
    const bytes = encode(highWatermark, this.producers);
    this.#saving = writeFileAtomic(this.#disk, this.#path, bytes).then(
      () => void (this.#savedAt = highWatermark),
      (error: unknown) => {
        if (!(error instanceof DiskError)) throw error;
      },
    );
    await this.#saving;
    this.#saving = undefined;
  }

  /** Resolves when nothing is under way; nothing follows: the folder may be another one's then. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#saving;
  }
}

async function readIfThere(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  try {
    return await disk.readFile(path, PRODUCER_SNAPSHOT_BYTES_MAX);
  } catch (error) {
    if (!(error instanceof DiskError) || error.code === "TOO_MANY_OPEN") throw error;
    // Not there, or not readable: the log is, and its own reads say what is wrong with the disk.
    return undefined;
  }
}

function encode(highWatermark: number, states: ProducerStates): Buffer {
  const producers: ProducerEntry[] = [];
  let sizeBytes = HEAD_BYTES;
  for (const entry of states.entries()) {
    const committed = entry.batches.filter(({ lastOffset }) => lastOffset < highWatermark);
    if (committed.length === 0) continue;
    const batches = committed.slice(-PRODUCER_BATCHES_REMEMBERED);
    producers.push({ ...entry, batches });
    sizeBytes += PRODUCER_BYTES + batches.length * BATCH_BYTES;
  }
  const bytes = Buffer.allocUnsafe(sizeBytes);
  bytes.writeUInt32BE(FORMAT, 4);
  writeInt64(bytes, 8, highWatermark);
  bytes.writeUInt32BE(producers.length, 16);
  let at = HEAD_BYTES;
  for (const { id, epoch, lastUsedMs, batches } of producers) {
    writeInt64(bytes, at, id);
    writeInt64(bytes, at + 8, lastUsedMs);
    bytes.writeInt16BE(epoch, at + 16);
    bytes[at + 18] = batches.length;
    at += PRODUCER_BYTES;
    for (const batch of batches) at = writeBatch(bytes, at, batch);
  }
  bytes.writeUInt32BE(crc32c(bytes.subarray(4)), 0);
  return bytes;
}

function writeBatch(bytes: Buffer, at: number, batch: RememberedBatch): number {
  bytes.writeUInt32BE(batch.firstSequence, at);
  bytes.writeUInt32BE(batch.lastSequence, at + 4);
  writeInt64(bytes, at + 8, batch.baseOffset);
  writeInt64(bytes, at + 16, batch.lastOffset);
  bytes[at + 24] = batch.partial ? 1 : 0;
  return at + BATCH_BYTES;
}

/** Undefined where the bytes are not what `encode` made. */
function decode(
  file: Uint8Array,
): { readonly offset: number; readonly producers: readonly ProducerEntry[] } | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < HEAD_BYTES || crc32c(bytes.subarray(4)) !== bytes.readUInt32BE(0)) {
    return undefined;
  }
  if (bytes.readUInt32BE(4) !== FORMAT) return undefined;
  const producers: ProducerEntry[] = [];
  let at = HEAD_BYTES;
  for (let count = bytes.readUInt32BE(16); count > 0; count--) {
    const id = readInt64(bytes, at);
    const lastUsedMs = readInt64(bytes, at + 8);
    const epoch = bytes.readInt16BE(at + 16);
    const batches: RememberedBatch[] = [];
    const end = at + PRODUCER_BYTES + bytes[at + 18]! * BATCH_BYTES;
    for (at += PRODUCER_BYTES; at < end; at += BATCH_BYTES) batches.push(readBatch(bytes, at));
    producers.push({ id, epoch, lastUsedMs, batches });
  }
  return { offset: readInt64(bytes, 8), producers };
}

function readBatch(bytes: Buffer, at: number): RememberedBatch {
  return {
    firstSequence: bytes.readUInt32BE(at),
    lastSequence: bytes.readUInt32BE(at + 4),
    baseOffset: readInt64(bytes, at + 8),
    lastOffset: readInt64(bytes, at + 16),
    partial: bytes[at + 24] === 1,
  };
}
