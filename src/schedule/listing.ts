/**
 * Pending records at the high watermark by due time, a bounded piece at a time: what a call costs is
 * what it returns and what it passes over, never what is pending.
 */
import { Heap } from "../lib/heap.ts";
import { TidemarkError } from "../model/errors.ts";
import type { CommittedFold } from "./committed-fold.ts";
import type { PendingEntry } from "./entry.ts";
import { ADDED, MOVED } from "./event-tail.ts";
import { pairBefore } from "../runs/pair-page.ts";

export interface ListQuery {
  /** Inclusive. */
  readonly afterMs?: number | undefined;
  /** Exclusive. */
  readonly beforeMs?: number | undefined;
  /** Of the id; of `partition:offset` where the record has none. */
  readonly prefix?: string | undefined;
  readonly limit?: number | undefined;
  /** From the call before. */
  readonly cursor?: string | undefined;
}

export interface ListResult {
  /** May be fewer than asked for, even none, although more follow: then there is a cursor. */
  readonly entries: readonly PendingEntry[];
  /** Undefined at the end. */
  readonly cursor: string | undefined;
}

interface Pair {
  readonly dueMs: number;
  readonly offset: number;
}

const CURSOR = /^(\d{1,15}):(\d{1,16})$/;

export function listPending(
  fold: CommittedFold,
  query: ListQuery,
  idOf: (entry: PendingEntry) => string,
): ListResult {
  const { listSlice, listLooks } = fold.sizes;
  const limit = Math.min(query.limit ?? listSlice, listSlice);
  const untilMs = query.beforeMs ?? Number.POSITIVE_INFINITY;
  const prefix = query.prefix ?? "";
  const start = startOf(query);
  // One more than is looked at: whether there is more must show.
  const unstored = unstoredPairs(fold, start, untilMs, listLooks + 1);
  const stored = fold.index.due.cursor(start.dueMs, start.offset);
  const entries: PendingEntry[] = [];
  // With a prefix each candidate's record is read: it counts as if it were returned.
  const looksMax = prefix === "" ? listLooks : listSlice;
  let last: Pair | undefined;
  for (let looks = 0; ; looks++) {
    const fromMemory = unstored.peek();
    const useStored =
      !stored.done &&
      (fromMemory === undefined ||
        pairBefore(stored.key, stored.offset, fromMemory.dueMs, fromMemory.offset));
    const pair: Pair | undefined = useStored
      ? { dueMs: stored.key, offset: stored.offset }
      : fromMemory;
    if (pair === undefined || pair.dueMs >= untilMs) return { entries, cursor: undefined };
    // A record moved twice to one time is two pairs alike: the next page must not begin with the second.
    const again = last !== undefined && last.dueMs === pair.dueMs && last.offset === pair.offset;
    if (!again && (entries.length === limit || looks >= looksMax)) {
      return { entries, cursor: `${pair.dueMs}:${pair.offset}` };
    }
    if (useStored) stored.next();
    else unstored.pop();
    last = pair;
    if (again || !fold.isCurrent(pair.dueMs, pair.offset)) continue;
    const entry = fold.entry(pair.offset);
    if (prefix === "" || idOf(entry).startsWith(prefix)) entries.push(entry);
  }
}

function startOf({ afterMs, cursor }: ListQuery): Pair {
  if (cursor === undefined || cursor === "") return { dueMs: afterMs ?? 0, offset: 0 };
  const match = CURSOR.exec(cursor);
  if (match === null) {
    throw new TidemarkError(
      "INVALID_REQUEST",
      `the cursor "${cursor}" is not one that a list gave; begin again without it`,
    );
  }
  return { dueMs: Number(match[1]), offset: Number(match[2]) };
}

/** The first `most` pairs of committed rows that the runs do not hold yet, in order. */
function unstoredPairs(
  fold: CommittedFold,
  start: Pair,
  untilMs: number,
  most: number,
): Heap<Pair> {
  const { tail, appliedRow } = fold;
  const latest = new Heap<Pair>((left, right) => before(right, left));
  for (let row = tail.start; row < appliedRow; row++) {
    const kind = tail.kind(row);
    if (kind !== ADDED && kind !== MOVED) continue;
    const dueMs = tail.dueMs(row);
    const offset = tail.target(row);
    if (dueMs >= untilMs || pairBefore(dueMs, offset, start.dueMs, start.offset)) continue;
    if (latest.length === most) {
      const { dueMs: lastMs, offset: lastOffset } = latest.peek()!;
      if (!pairBefore(dueMs, offset, lastMs, lastOffset)) continue;
      latest.pop();
    }
    latest.push({ dueMs, offset });
  }
  const earliest = new Heap<Pair>(before);
  for (let pair = latest.pop(); pair !== undefined; pair = latest.pop()) earliest.push(pair);
  return earliest;
}

function before(left: Pair, right: Pair): boolean {
  return pairBefore(left.dueMs, left.offset, right.dueMs, right.offset);
}
