/** Finds the record in a batch at which a reader by time begins. */
import { TidemarkError } from "../model/errors.ts";
import { SCHEDULED, TIMESTAMP_LOG_APPEND } from "../record/layout.ts";
import { forEachRecord } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";

/**
 * Undefined where no record of the batch at or above `fromOffset` is as late as `timeMs`. A batch
 * that does not decode is the place to begin: its reader is told what is wrong with it.
 */
export function firstOffsetAt(
  view: BatchView,
  timeMs: number,
  fromOffset: number,
): number | undefined {
  if ((view.attributes & (SCHEDULED | TIMESTAMP_LOG_APPEND)) !== 0) {
    return Math.max(view.baseOffset, fromOffset);
  }
  let found: number | undefined;
  const { baseOffset } = view;
  try {
    forEachRecord(view, (record) => {
      const offset = baseOffset + record.index;
      if (found === undefined && offset >= fromOffset && record.timestamp >= timeMs) found = offset;
    });
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return Math.max(baseOffset, fromOffset);
  }
  return found;
}
