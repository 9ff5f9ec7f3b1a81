/**
 * What the schedule keeps in the log: the SCHEDULED record of everything that waits, and the latest
 * entry that moved it. Everything else may go once readers have gone on, in the order that
 * docs/retention.md gives.
 */
import { type Retained, retainRecords } from "../record/retain.ts";
import type { BatchView } from "../record/view.ts";
import type { ScheduleEvent } from "../schedule/entry.ts";
import { scheduleEventsOf } from "../schedule/events.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";

const NOWHERE = { segmentBaseOffset: 0, position: 0 };

/** What of a batch stays where readers have gone on. Throws PARTITION_DAMAGED as the fold does. */
export function retainPinned(schedule: PartitionSchedule, view: BatchView): Retained {
  if (!view.isScheduled && !view.isReleased && !view.isControl) return "none";
  if (view.isScheduled) {
    const waiting = schedule.pendingIn(view.baseOffset, view.nextOffset);
    if (waiting === 0) return "none";
    if (waiting === view.recordCount) return "all";
  }
  const pinned = pinnedPositions(schedule, view);
  if (pinned.size === 0) return "none";
  return retainRecords(view, (record) => pinned.has(view.baseOffset + record.index));
}

/** Offsets of the records of a SCHEDULED, RELEASED or control batch that must stay. */
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
