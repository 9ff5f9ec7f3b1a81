/**
 * The records themselves, 64 offsets to a value: what the wheel and the runs do not carry.
 *
 * | byte     | size | slot (kind `O`, count n)                                       |
 * |---------:|-----:|----------------------------------------------------------------|
 * |        8 |    8 | which of the 64 offsets are here, a bit each, lowest first     |
 * |       16 |  24n | records, in order of offset                                    |
 * | 16 + 24n |    n | length of each one's schedule id, 0: none                      |
 * | 16 + 25n |      | the ids, UTF-8, one after the other                            |
 *
 * | byte | size | record                                          |
 * |-----:|-----:|-------------------------------------------------|
 * |    0 |    8 | due time when it was scheduled, a double        |
 * |    8 |    4 | offset − base offset of its segment             |
 * |   12 |    4 | position in the segment's file (a hint)         |
 * |   16 |    4 | length of the record; bit 31: it recurs         |
 * |   20 |    4 | CRC-32C of the record                           |
 */
import { SCHEDULE_ID_BYTES_MAX } from "../model/limits.ts";
import type { EventTail } from "./event-tail.ts";
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import { KIND_RECORDS } from "./index-keys.ts";
import { checkSize, countOf, newValue, seal, unseal } from "../runs/sealed-value.ts";

export const SLOT_OFFSETS = 64;
const RECORDS_AT = 16;
const RECORD_BYTES = 24;
/** Records end at a few MiB: the length leaves its highest bit. */
const LENGTH_MASK = 0x7fff_ffff;
const RECURS = 0x8000_0000;

export function slotOf(offset: number): number {
  return Math.floor(offset / SLOT_OFFSETS);
}

/** A stored record with its original due time. */
export interface SlotRecord {
  readonly dueMs: number;
  readonly segmentBase: number;
  readonly filePosition: number;
  readonly length: number;
  readonly crc: number;
  readonly id: string | undefined;
  readonly recurring: boolean;
}

export function openSlot(key: Uint8Array, bytes: Uint8Array): Buffer {
  const value = unseal(KIND_RECORDS, key, bytes);
  const count = countOf(value);
  const idsAt = RECORDS_AT + (RECORD_BYTES + 1) * count;
  checkSize(value, idsAt, key);
  let idBytes = 0;
  for (let at = idsAt - count; at < idsAt; at++) idBytes += value[at]!;
  checkSize(value, idsAt + idBytes, key);
  if (bitsIn(value.readUInt32LE(8)) + bitsIn(value.readUInt32LE(12)) !== count) {
    throw new ScheduleIndexDamaged("has a count that is not that of its offsets", key);
  }
  return value;
}

/** Undefined where the slot does not hold the offset. */
export function recordInSlot(slot: Buffer, offset: number): SlotRecord | undefined {
  const index = indexOf(slot, offset & (SLOT_OFFSETS - 1));
  if (index < 0) return undefined;
  const at = RECORDS_AT + RECORD_BYTES * index;
  return {
    dueMs: slot.readDoubleLE(at),
    segmentBase: offset - slot.readUInt32LE(at + 8),
    filePosition: slot.readUInt32LE(at + 12),
    length: slot.readUInt32LE(at + 16) & LENGTH_MASK,
    crc: slot.readUInt32LE(at + 20),
    id: idAt(slot, index),
    recurring: (slot[at + 19]! & 0x80) !== 0,
  };
}

/**
 * A slot with the records of these rows, ascending and all in it, after those of `old` (an opened
 * slot) for which `keep` says so.
 */
export function encodeSlot(
  key: Uint8Array,
  tail: EventTail,
  rows: readonly number[],
  old: Buffer | undefined,
  keep: (low: number) => boolean,
): Buffer {
  const kept = old === undefined ? NONE : lowsIn(old).filter(keep);
  const count = kept.length + rows.length;
  const lengthsAt = RECORDS_AT + RECORD_BYTES * count;
  let idBytes = 0;
  for (const low of kept) idBytes += idLengthAt(old!, indexOf(old!, low));
  for (const row of rows) {
    const id = tail.id(row);
    if (id !== undefined) idBytes += Buffer.byteLength(id);
  }
  const value = newValue(KIND_RECORDS, count, lengthsAt + count + idBytes);
  const words = new Uint32Array(value.buffer, value.byteOffset, lengthsAt / 4);
  const doubles = new Float64Array(value.buffer, value.byteOffset, lengthsAt / 8);
  words[2] = 0;
  words[3] = 0;
  let lengthAt = lengthsAt;
  let idEnd = lengthsAt + count;
  let at = RECORDS_AT;
  for (const low of kept) {
    words[2 + (low >> 5)]! |= 1 << (low & 31);
    const index = indexOf(old!, low);
    const from = RECORDS_AT + RECORD_BYTES * index;
    at += old!.copy(value, at, from, from + RECORD_BYTES);
    const id = idAt(old!, index);
    const length = id === undefined ? 0 : value.write(id, idEnd);
    value[lengthAt++] = length;
    idEnd += length;
  }
  for (const row of rows) {
    const offset = tail.target(row);
    const low = offset & (SLOT_OFFSETS - 1);
    words[2 + (low >> 5)]! |= 1 << (low & 31);
    doubles[at / 8] = tail.dueMs(row);
    const word = at / 4 + 2;
    words[word] = offset - tail.segmentBase(row);
    words[word + 1] = tail.filePosition(row);
    words[word + 2] = tail.recordLength(row) + (tail.isRecurring(row) ? RECURS : 0);
    words[word + 3] = tail.crc(row);
    at += RECORD_BYTES;
    const id = tail.id(row);
    const length = id === undefined ? 0 : value.write(id, idEnd);
    value[lengthAt++] = length;
    idEnd += length;
  }
  return seal(key, value);
}

const NONE: readonly number[] = [];

/** Whether an id fits the one byte of its length. */
export function isStorableId(idBytes: number): boolean {
  return idBytes > 0 && idBytes <= SCHEDULE_ID_BYTES_MAX;
}

function lowsIn(slot: Buffer): number[] {
  const lows: number[] = [];
  for (let low = 0; low < SLOT_OFFSETS; low++) if (indexOf(slot, low) >= 0) lows.push(low);
  return lows;
}

/** Place among the records of the slot, or −1. */
function indexOf(slot: Buffer, low: number): number {
  const word = slot.readUInt32LE(8 + 4 * (low >> 5));
  const bit = 1 << (low & 31);
  if ((word & bit) === 0) return -1;
  const before = bitsIn(word & (bit - 1));
  return low < 32 ? before : before + bitsIn(slot.readUInt32LE(8));
}

function idLengthAt(slot: Buffer, index: number): number {
  return slot[RECORDS_AT + RECORD_BYTES * countOf(slot) + index]!;
}

function idAt(slot: Buffer, index: number): string | undefined {
  const count = countOf(slot);
  const lengthsAt = RECORDS_AT + RECORD_BYTES * count;
  const length = slot[lengthsAt + index]!;
  if (length === 0) return undefined;
  let at = lengthsAt + count;
  for (let before = 0; before < index; before++) at += slot[lengthsAt + before]!;
  return slot.toString("utf8", at, at + length);
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
