/** Turns stored records into what a client without a codec receives. */
import {
  BROKER_HEADERS,
  HEADER_FIRING,
  HEADER_SCHEDULE_ID,
  HEADER_SCHEDULED_OFFSET,
} from "../../model/headers.ts";
import { forEachRecord, type RecordView } from "../../record/records.ts";
import type { BatchView } from "../../record/view.ts";
import type { ConsumedRecord } from "../api.ts";

export interface DecodeBounds {
  /** First offset wanted. */
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** The first record at or after this time, epoch milliseconds, and all behind it are not wanted. */
  readonly untilTimeMs?: number | undefined;
  /** Records after this time, epoch milliseconds, are not due yet. */
  readonly readyTimeMs?: number | undefined;
  readonly recordsMax: number;
  readonly bytesMax: number;
}

export interface Decoded {
  readonly records: ConsumedRecord[];
  /** Offset to go on from. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  /** The size of the record that did not fit any more; 0: all did. */
  readonly refusedBytes: number;
  /** A record at or after `untilTimeMs` was met. */
  readonly ended: boolean;
  /** Set: the record at `nextOffset` is not due yet, and this is its time. */
  readonly headTimeMs: number | undefined;
}

/** Decodes records of one visible batch until a bound is met. */
export function decodeBatch(
  view: BatchView,
  topic: string,
  partition: number,
  bounds: DecodeBounds,
): Decoded {
  const records: ConsumedRecord[] = [];
  const { baseOffset, isReleased, isRecurring } = view;
  let sizeBytes = 0;
  let refusedBytes = 0;
  let ended = false;
  let headTimeMs: number | undefined;
  const readyTimeMs = bounds.readyTimeMs ?? Number.POSITIVE_INFINITY;
  const untilTimeMs = bounds.untilTimeMs ?? Number.POSITIVE_INFINITY;
  let nextOffset = Math.min(view.nextOffset, bounds.until);
  forEachRecord(view, (record) => {
    const offset = baseOffset + record.index;
    if (offset < bounds.from || offset >= nextOffset) return;
    if (record.timestamp >= untilTimeMs) {
      ended = true;
      nextOffset = offset;
      return;
    }
    if (record.timestamp > readyTimeMs) {
      headTimeMs = record.timestamp;
      nextOffset = offset;
      return;
    }
    if (records.length >= bounds.recordsMax || sizeBytes + record.sizeBytes > bounds.bytesMax) {
      refusedBytes = record.sizeBytes;
      nextOffset = offset;
      return;
    }
    sizeBytes += record.sizeBytes;
    const plain = consumed(record, topic, partition, offset, isReleased);
    records.push(isReleased && isRecurring ? fired(plain) : plain);
  });
  return { records, nextOffset, sizeBytes, refusedBytes, ended, headTimeMs };
}

/** One stored record as clients without a codec receive it; `released`: its batch is a release. */
export function consumed(
  record: RecordView,
  topic: string,
  partition: number,
  offset: number,
  released: boolean,
): ConsumedRecord {
  const { timestamp, key, value } = record;
  const headers = record.headers();
  const plain = { topic, partition, offset, timestamp, key, value };
  if (!released) return { ...plain, headers };
  const from = headers.findLast((header) => header.key === HEADER_SCHEDULED_OFFSET);
  const scheduledOffset = Number(from?.value.toString() ?? Number.NaN);
  return {
    ...plain,
    headers: headers.filter((header) => header !== from),
    scheduled: { offset: scheduledOffset, deliverAt: timestamp },
  };
}

/** A released record, with what a firing says of itself where it is one. */
function fired(record: ConsumedRecord): ConsumedRecord {
  const { headers, scheduled } = record;
  const text = (name: string): string | undefined =>
    headers.findLast(({ key }) => key === name)?.value.toString();
  const firing = text(HEADER_FIRING);
  if (firing === undefined || scheduled === undefined) return record;
  const id = text(HEADER_SCHEDULE_ID) ?? "";
  return {
    ...record,
    headers: headers.filter(({ key }) => !BROKER_HEADERS.has(key)),
    scheduled: { ...scheduled, id, firing: Number(firing) },
  };
}
