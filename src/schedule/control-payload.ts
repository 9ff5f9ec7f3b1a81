/**
 * What CANCEL and RESCHEDULE control records carry, one pending record each. Big-endian.
 *
 * | byte | size | CANCEL                     |   | byte | size | RESCHEDULE           |
 * |-----:|-----:|----------------------------|---|-----:|-----:|----------------------|
 * |    0 |    8 | offset of the record       |   |    0 |    8 | offset of the record |
 * |    8 |    1 | why: 0 somebody asked      |   |    8 |    8 | its new due time, ms |
 */
import { readInt64, writeInt64 } from "../lib/bytes.ts";
import { buildControlBatch, CONTROL_CANCEL, CONTROL_RESCHEDULE } from "../record/control.ts";

const CANCEL_BYTES = 9;
const RESCHEDULE_BYTES = 16;

export const CANCELLED_ON_REQUEST = 0;

/** The batch takes one offset for each cancelled record. */
export function buildCancelBatch(
  offsets: readonly number[],
  timestampMs: number,
  reason: number = CANCELLED_ON_REQUEST,
): Buffer {
  const records = offsets.map((offset) => {
    const value = Buffer.alloc(CANCEL_BYTES);
    writeInt64(value, 0, offset);
    value[8] = reason;
    return { value };
  });
  return buildControlBatch(CONTROL_CANCEL, records, timestampMs);
}

export function buildRescheduleBatch(
  moves: readonly { readonly offset: number; readonly dueMs: number }[],
  timestampMs: number,
): Buffer {
  const records = moves.map(({ offset, dueMs }) => {
    const value = Buffer.alloc(RESCHEDULE_BYTES);
    writeInt64(value, 0, offset);
    writeInt64(value, 8, dueMs);
    return { value };
  });
  return buildControlBatch(CONTROL_RESCHEDULE, records, timestampMs);
}

/** Undefined where the payload is not one. */
export function cancelledOffset(payload: Buffer): number | undefined {
  if (payload.length < CANCEL_BYTES) return undefined;
  const offset = readInt64(payload, 0);
  return isOffset(offset) ? offset : undefined;
}

export function rescheduled(payload: Buffer): { offset: number; dueMs: number } | undefined {
  if (payload.length < RESCHEDULE_BYTES) return undefined;
  const offset = readInt64(payload, 0);
  const dueMs = readInt64(payload, 8);
  return isOffset(offset) && isOffset(dueMs) ? { offset, dueMs } : undefined;
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
