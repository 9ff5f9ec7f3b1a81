/**
 * How many records are pending and due in a window, at the high watermark: for people and metrics. Reads
 * no record and is bounded: what it counts and what it passes over, never what is pending.
 */
import {
  SCHEDULE_OVERDUE_COUNTED_MAX,
  SCHEDULE_OVERDUE_COUNTED_TOGETHER_MAX,
} from "../model/limits.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { ADDED, MOVED } from "./event-tail.ts";

/** Settled pairs that stay in the runs for a while, for each that counts. */
const LOOKS_PER_COUNT = 4;

/** Up to how many are counted of each partition, where so many are asked in one turn. */
export function countedMost(partitions: number): number {
  const share = Math.ceil(SCHEDULE_OVERDUE_COUNTED_TOGETHER_MAX / Math.max(partitions, 1));
  return Math.min(share, SCHEDULE_OVERDUE_COUNTED_MAX);
}

/** Due at `fromMs` or later and before `untilMs`: exact below `most`, which means that many or more. */
export function countDue(
  fold: CommittedFold,
  fromMs: number,
  untilMs: number,
  most: number,
): number {
  const unstored = countUnstored(fold, fromMs, untilMs, most);
  return unstored + countStored(fold, fromMs, untilMs, most - unstored);
}

/** Rows that the runs do not hold yet. */
function countUnstored(fold: CommittedFold, fromMs: number, untilMs: number, most: number): number {
  const { tail, appliedRow, index } = fold;
  /** A record may be moved to the same time again and again: counted once. */
  const moved = new Set<number>();
  let count = 0;
  for (let row = tail.start; row < appliedRow && count < most; row++) {
    const kind = tail.kind(row);
    if (kind !== ADDED && kind !== MOVED) continue;
    const dueMs = tail.dueMs(row);
    const offset = tail.target(row);
    if (dueMs < fromMs || dueMs >= untilMs || !fold.isCurrent(dueMs, offset)) continue;
    if (index.pending.isMoved(offset)) {
      if (moved.has(offset)) continue;
      moved.add(offset);
    }
    count++;
  }
  return count;
}

function countStored(fold: CommittedFold, fromMs: number, untilMs: number, most: number): number {
  const pairs = fold.index.due.cursor(fromMs, 0);
  let lastMs = -1;
  let lastOffset = -1;
  let count = 0;
  for (let looks = 0; looks < LOOKS_PER_COUNT * most && count < most; looks++) {
    if (pairs.done || pairs.key >= untilMs) return count;
    const { key, offset } = pairs;
    pairs.next();
    const again = key === lastMs && offset === lastOffset;
    lastMs = key;
    lastOffset = offset;
    if (!again && !fold.isUnstored(offset) && fold.isCurrent(key, offset)) count++;
  }
  return count;
}
