/**
 * The durable start of a log, in two slots that are written in turn, so that a torn write spoils
 * only the newer one, and in place, so that a full disk cannot keep retention from making room.
 *
 *   slots at 0 and 512; in each, big-endian:
 *   at  bytes  field
 *    0    4    CRC-32C of the 28 bytes that follow
 *    4    4    format, 1
 *    8    8    version; the slot with the greater one counts
 *   16    8    log start offset: readers begin here
 *   24    8    first offset: base offset of the first segment there is; older files are leftovers
 */
import { readInt64, readUint32, writeInt32, writeInt64 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { writeFully } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";

const FORMAT = 1;
const SLOT_BYTES = 32;
/** One sector each: a torn write of one leaves the other whole. */
const SLOT_DISTANCE = 512;
const FILE_BYTES = SLOT_DISTANCE + SLOT_BYTES;

export interface LogStart {
  readonly version: number;
  readonly logStartOffset: number;
  readonly firstOffset: number;
}

const slotPosition = (version: number): number => (version % 2) * SLOT_DISTANCE;

function encodeSlot(start: LogStart): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  writeInt32(slot, 4, FORMAT);
  writeInt64(slot, 8, start.version);
  writeInt64(slot, 16, start.logStartOffset);
  writeInt64(slot, 24, start.firstOffset);
  writeInt32(slot, 0, crc32c(slot.subarray(4)));
  return slot;
}

function decodeSlot(bytes: Uint8Array, position: number): LogStart | undefined {
  if (bytes.byteLength < position + SLOT_BYTES) return undefined;
  const slot = bytes.subarray(position, position + SLOT_BYTES);
  if (readUint32(slot, 4) !== FORMAT || readUint32(slot, 0) !== crc32c(slot.subarray(4))) {
    return undefined;
  }
  return {
    version: readInt64(slot, 8),
    logStartOffset: readInt64(slot, 16),
    firstOffset: readInt64(slot, 24),
  };
}

/** Both slots at once, in a file that must not exist; synced, its name not yet. */
export async function createLogStart(
  disk: Disk,
  path: string,
  startOffset: number,
): Promise<LogStart> {
  const start: LogStart = { version: 1, logStartOffset: startOffset, firstOffset: startOffset };
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
export async function writeLogStart(disk: Disk, path: string, start: LogStart): Promise<void> {
  const file = await disk.open(path, "readwrite");
  try {
    await writeFully(file, [encodeSlot(start)], slotPosition(start.version));
    await file.sync();
  } finally {
    await file.close();
  }
}
