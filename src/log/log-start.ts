/**
 * The durable start of a log, in two slots that are written in turn, so that a torn write spoils
 * only the newer one, and in place, so that a full disk cannot keep retention from making room.
 *
 *   slots at 0 and 512; in each, big-endian:
 *   at  bytes  field
 *    0    4    CRC-32C of the 36 bytes that follow
 *    4    4    format, 2
 *    8    8    version; the slot with the greater one counts
 *   16    8    log start offset: readers begin here
 *   24    8    first offset: base offset of the first segment there is; older files are leftovers
 *   32    8    cleaned offset: below it entries may be missing, so that a view of the log which was
 *              folded up to less must be folded anew
 *
 * Format 1 had no cleaned offset and a CRC of 28 bytes.
 */
import { readInt64, readUint32, writeInt32, writeInt64 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { writeFully } from "../platform/atomic-file.ts";
import type { Disk, DiskFile } from "../platform/disk.ts";

const FORMAT = 2;
const SLOT_BYTES = 40;
const OLD_FORMAT = 1;
const OLD_SLOT_BYTES = 32;
/** One sector each: a torn write of one leaves the other whole. */
const SLOT_DISTANCE = 512;
const FILE_BYTES = SLOT_DISTANCE + SLOT_BYTES;

export interface LogStart {
  readonly version: number;
  readonly logStartOffset: number;
  readonly firstOffset: number;
  readonly cleanedOffset: number;
}

const slotPosition = (version: number): number => (version % 2) * SLOT_DISTANCE;

function encodeSlot(start: LogStart): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  writeInt32(slot, 4, FORMAT);
  writeInt64(slot, 8, start.version);
  writeInt64(slot, 16, start.logStartOffset);
  writeInt64(slot, 24, start.firstOffset);
  writeInt64(slot, 32, start.cleanedOffset);
  writeInt32(slot, 0, crc32c(slot.subarray(4)));
  return slot;
}

function decodeSlot(bytes: Uint8Array, position: number): LogStart | undefined {
  if (bytes.byteLength < position + OLD_SLOT_BYTES) return undefined;
  const format = readUint32(bytes, position + 4);
  const slot = bytes.subarray(
    position,
    position + (format === OLD_FORMAT ? OLD_SLOT_BYTES : SLOT_BYTES),
  );
  if (format !== OLD_FORMAT && (format !== FORMAT || slot.byteLength < SLOT_BYTES))
    return undefined;
  if (readUint32(slot, 0) !== crc32c(slot.subarray(4))) return undefined;
  const firstOffset = readInt64(slot, 24);
  return {
    version: readInt64(slot, 8),
    logStartOffset: readInt64(slot, 16),
    firstOffset,
    cleanedOffset: format === OLD_FORMAT ? firstOffset : readInt64(slot, 32),
  };
}

/** Both slots at once, in a file that must not exist; synced, its name not yet. */
export async function createLogStart(
  disk: Disk,
  path: string,
  startOffset: number,
  cleanedOffset = startOffset,
): Promise<LogStart> {
  const start: LogStart = {
    version: 1,
    logStartOffset: startOffset,
    firstOffset: startOffset,
    cleanedOffset: Math.max(startOffset, cleanedOffset),
  };
  const bytes = Buffer.alloc(FILE_BYTES);
  encodeSlot({ ...start, version: 0 }).copy(bytes, slotPosition(0));
  encodeSlot(start).copy(bytes, slotPosition(1));
  const file = await disk.open(path, "create");
  try {
    await writeFully(file, [bytes], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  return start;
}

/** Undefined where neither slot can be believed. */
export async function readLogStart(disk: Disk, path: string): Promise<LogStart | undefined> {
  const bytes = await disk.readFile(path, FILE_BYTES);
  const slots = [decodeSlot(bytes, slotPosition(0)), decodeSlot(bytes, slotPosition(1))];
  return slots.reduce((newest, slot) =>
    newest === undefined || (slot !== undefined && slot.version > newest.version) ? slot : newest,
  );
}

/** Durable when it resolves. */
export function writeLogStart(disk: Disk, path: string, start: LogStart): Promise<void> {
  return change(disk, path, (file) =>
    writeFully(file, [encodeSlot(start)], slotPosition(start.version)),
  );
}

/** Makes what was read durable. */
export function syncLogStart(disk: Disk, path: string): Promise<void> {
  return change(disk, path, () => Promise.resolve());
}

async function change(
  disk: Disk,
  path: string,
  write: (file: DiskFile) => Promise<void>,
): Promise<void> {
  const file = await disk.open(path, "readwrite");
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
