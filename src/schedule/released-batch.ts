/**
 * Builds the batch that makes due records visible: their bytes as they were scheduled, with their
 * final due time and a header that names the offset they waited at. What it settles is in it, so the
 * append of this batch is the release, and there is nothing else to keep in step.
 */
import { crc32c } from "../lib/crc32c.ts";
import { HEADER_MESSAGE_ID, HEADER_SCHEDULED_OFFSET } from "../model/headers.ts";
import { BatchBuilder } from "../record/build.ts";
import { IDS, RELEASED } from "../record/layout.ts";
import { readRecord } from "../record/records.ts";
import type { PendingEntry } from "./entry.ts";

/** Whether these are the bytes that were scheduled. The place of an entry is only a hint. */
export function isRecordOf(entry: PendingEntry, bytes: Uint8Array): boolean {
  return bytes.length === entry.length && crc32c(bytes) === entry.crc;
}

/**
 * `bytes`: the record where it was scheduled, with its length; has passed `isRecordOf`. In the order
 * given, which takeDue's is. Not stamped; without a producer.
 */
export function buildReleasedBatch(
  due: readonly { readonly entry: PendingEntry; readonly bytes: Buffer }[],
): Buffer {
  const records = due.map(({ entry, bytes }) => ({ entry, record: readRecord(bytes) }));
  const hasIds = records.some(
    ({ entry, record }) => entry.id !== undefined || record.header(HEADER_MESSAGE_ID) !== undefined,
  );
  const builder = new BatchBuilder({ attributes: hasIds ? RELEASED | IDS : RELEASED });
  for (const { entry, record } of records) {
    builder.appendCopy(record, {
      timestamp: entry.dueMs,
      offsetDelta: builder.count,
      headers: [{ key: HEADER_SCHEDULED_OFFSET, value: Buffer.from(String(entry.offset)) }],
    });
  }
  return builder.build();
}
