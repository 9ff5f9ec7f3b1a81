/**
 * Changes one pending record, where nobody was faster; where somebody was, the answer says who. Must
 * never answer from what is only appended: it may yet be cut, and then the other thing would be true.
 *
 *   found → read → looked at again in the turn that appends ─► appended → committed: changed
 *                          └ not pending any more: wait until what was appended is committed or cut
 *                               released → ALREADY_RELEASED
 *                               cancelled, replaced, or pending again → from the beginning
 *
 * What gets the id while the call is under way is not meant by it, and left alone.
 */
import { refuseCopying } from "../replication/late-records.ts";
import type { PendingRecord, ScheduleSelector } from "./api.ts";
import {
  alreadyReleased,
  changeCommitted,
  decided,
  describe,
  endsOf,
  findPending,
  wasReleased,
} from "./find-pending.ts";
import type { Replicas } from "./replicas.ts";
import type { GoOn } from "./room.ts";
import type { Found } from "./schedule-list.ts";

/** A change of what was found: the batch to append, in this turn. */
export type Change = (now: Found) => Buffer;

/** Resolves once the change is committed, with the record as it was. */
export async function changePending(
  replicas: Replicas,
  selector: ScheduleSelector,
  goOn: GoOn,
  change: Change,
): Promise<PendingRecord> {
  const ends = endsOf(replicas, selector);
  for (;;) {
    goOn();
    const found = await findPending(replicas, selector, ends);
    const { replica } = found;
    const seenTo = replica.log.endOffset;
    const described = await describe(found);
    // On the replica where it was found: another topic may have the name by now.
    if (replica.refusal !== undefined) throw replica.refusal;
    refuseCopying(replica, selector.id, found.entry.offset);
    const entry = replica.schedule.pendingAt(found.entry.offset);
    if (entry !== undefined) {
      const batch = change({ ...found, entry });
      await changeCommitted(replica, replica.append(batch).lastOffset);
      return described;
    }
    await decided(replica);
    const place = { partition: found.partition, id: `${found.partition}:${found.entry.offset}` };
    if (await wasReleased(replica, place, seenTo)) throw alreadyReleased(selector);
  }
}
