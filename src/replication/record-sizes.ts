/** The topic's limit on a record, for batches that are larger than it. */
import { TidemarkError } from "../model/errors.ts";
import { forEachRecord } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";

/** Throws RECORD_TOO_LARGE. */
export function checkRecordSizes(view: BatchView, maxRecordBytes: number): void {
  if (view.compression !== 0) {
    // A compressed batch counts as one: the topic's limit is on what is stored.
    throw recordTooLarge("the compressed batch", view.sizeBytes, maxRecordBytes);
  }
  forEachRecord(view, (record) => {
    if (record.sizeBytes <= maxRecordBytes) return;
    throw recordTooLarge(`record ${record.index}`, record.sizeBytes, maxRecordBytes);
  });
}

export function recordTooLarge(what: string, bytes: number, maxRecordBytes: number): TidemarkError {
  return new TidemarkError(
    "RECORD_TOO_LARGE",
    `${what} has ${bytes} bytes; the topic takes at most ${maxRecordBytes} (maxRecordBytes)`,
  );
}
