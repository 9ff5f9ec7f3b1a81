/**
 * What CANCEL and RESCHEDULE control records carry, one pending record each. Big-endian.
 *
 * | byte | size | CANCEL                     |   | byte | size | RESCHEDULE           |
 * |-----:|-----:|----------------------------|---|-----:|-----:|----------------------|
 * |    0 |    8 | offset of the record       |   |    0 |    8 | offset of the record |
 * |    8 |    1 | why                        |   |    8 |    8 | its new due time, ms |
 * |      |      |                            |   |   16 |    8 | of a recurring one:  |
 * |      |      |                            |   |      |      | number of its latest |
 * |      |      |                            |   |      |      | firing               |
 *
 * Why: 0 somebody asked; 1 late when the broker came back, dropped; 2 the same, after a dead letter; 3 a
 * recurring schedule with nothing left to fire.
 */
import { readInt64, writeInt64 } from "../lib/bytes.ts";
import { FIRINGS_MAX } from "../model/limits.ts";
import { buildControlBatch, CONTROL_CANCEL, CONTROL_RESCHEDULE } from "../record/control.ts";

const CANCEL_BYTES = 9;
const RESCHEDULE_BYTES = 16;
const RESCHEDULE_RECURRING_BYTES = 24;

export const CANCELLED_ON_REQUEST = 0;
export const CANCELLED_LATE_DROPPED = 1;
export const CANCELLED_LATE_DEAD_LETTERED = 2;
/** A recurring schedule that passed over what it missed, and has no time left. */
export const CANCELLED_NOTHING_LEFT = 3;

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

/** `firings`: of the pending record as it is, so that the latest move says all there is to know. */
export function buildRescheduleBatch(
  moves: readonly { readonly offset: number; readonly dueMs: number; readonly firings: number }[],
  timestampMs: number,
): Buffer {
  const records = moves.map(({ offset, dueMs, firings }) => {
    const value = Buffer.alloc(firings === 0 ? RESCHEDULE_BYTES : RESCHEDULE_RECURRING_BYTES);
    writeInt64(value, 0, offset);
    writeInt64(value, 8, dueMs);
    if (firings > 0) writeInt64(value, 16, firings);
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

export function rescheduled(
  payload: Buffer,
): { offset: number; dueMs: number; firings?: number } | undefined {
  if (payload.length < RESCHEDULE_BYTES) return undefined;
  const offset = readInt64(payload, 0);
  const dueMs = readInt64(payload, 8);
  if (!isOffset(offset) || !isOffset(dueMs)) return undefined;
  if (payload.length < RESCHEDULE_RECURRING_BYTES) return { offset, dueMs };
  const firings = readInt64(payload, 16);
  return firings >= 1 && firings <= FIRINGS_MAX ? { offset, dueMs, firings } : undefined;
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
