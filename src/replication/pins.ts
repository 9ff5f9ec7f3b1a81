/**
 * What the schedule keeps in the log: the SCHEDULED record of everything that waits, and the latest
 * entry that moved it. Everything else may go once readers have gone on, in the order that
 * docs/retention.md gives.
 */
import { type Retained, retainRecords, type Steps } from "../record/retain.ts";
import type { BatchView } from "../record/view.ts";
import type { ScheduleEvent } from "../schedule/entry.ts";
import { scheduleEventsOf } from "../schedule/events.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";

const COUNTED_RECORDS_MIN = 128;
const NOWHERE = { segmentBaseOffset: 0, position: 0 };

/** What of a batch stays where readers have gone on. Throws PARTITION_DAMAGED as the fold does. */
export function* retainPinned(schedule: PartitionSchedule, view: BatchView): Steps<Retained> {
  const { baseOffset } = view;
  if (!view.isScheduled && !view.isControl && !fires(view)) return "none";
  if (view.isScheduled) {
    // To count costs about as much as to look at so many records.
    if (view.recordCount >= COUNTED_RECORDS_MIN) {
      const waiting = schedule.pendingIn(baseOffset, view.nextOffset);
      if (waiting === 0) return "none";
      if (waiting === view.recordCount) return "all";
    }
    return yield* retainRecords(view, ({ index }) =>
      schedule.isCommittedPending(baseOffset + index),
    );
  }
  const pinned = pinnedPositions(schedule, view);
  if (pinned.size === 0) return "none";
  return yield* retainRecords(view, ({ index }) => pinned.has(baseOffset + index));
}

/** A released record that does not recur settles, and pins nothing. */
export const fires = (view: BatchView): boolean => view.isReleased && view.isRecurring;

/** Offsets of the records of a firing or control batch that must stay: of a thousand at most. */
export function pinnedPositions(schedule: PartitionSchedule, view: BatchView): Set<number> {
  const pinned = new Set<number>();
  for (const event of scheduleEventsOf(view, NOWHERE)) {
    if (isPinned(schedule, event)) pinned.add(event.position);
  }
  return pinned;
}

function isPinned(schedule: PartitionSchedule, event: ScheduleEvent): boolean {
  switch (event.kind) {
    case "scheduled":
      return schedule.isCommittedPending(event.position);
    case "released":
    case "cancelled":
      return false;
    case "fired":
    case "rescheduled":
      return (
        schedule.isCommittedPending(event.offset) &&
        !schedule.isSuperseded(event.offset, event.position)
      );
  }
}
