/** Finds the record in a batch at which a reader by time begins. */
import { SCHEDULED, TIMESTAMP_LOG_APPEND } from "../record/layout.ts";
import { forEachRecord } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";

/** Undefined where no record of the batch at or above `fromOffset` is as late as `timeMs`. */
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
  forEachRecord(view, (record) => {
    const offset = baseOffset + record.index;
    if (found === undefined && offset >= fromOffset && record.timestamp >= timeMs) found = offset;
  });
  return found;
}
