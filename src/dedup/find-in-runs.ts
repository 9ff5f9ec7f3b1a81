/**
 * Looks the ids of a batch up in the runs: run by run, since nearly every id is in none of them and
 * the filters of a run, asked for many ids in one loop, cost a few nanoseconds each.
 */
import { filterMayHave, spreadOf } from "../runs/hash-filter.ts";
import type { Footer } from "../runs/pair-page.ts";
import { lowerBound, type RunSource, readPage } from "../runs/run.ts";
import type { BatchIds } from "./batch-ids.ts";
import type { IdRun } from "./ids-meta.ts";
import { HASH_HALF_LIMIT } from "./message-hash.ts";

let spreads = new Float64Array(1_024);

/** Sets `first` of the rows whose id a run holds at or above `horizon`. Throws ViewDamaged. */
export function findInRuns(
  source: RunSource,
  runs: readonly IdRun[],
  ids: BatchIds,
  horizon: number,
): void {
  const { count, keys } = ids;
  if (runs.length === 0 || count === 0) return;
  if (spreads.length < count) spreads = new Float64Array(2 * count);
  for (let row = 0; row < count; row++) spreads[row] = spreadOf(keys[row]!);
  for (const run of runs) if (run.lastOffset >= horizon) findInRun(source, run, ids, horizon);
}

function findInRun(source: RunSource, run: IdRun, ids: BatchIds, horizon: number): void {
  const { count, keys, first } = ids;
  const { lastKeys, pairs } = run;
  const { segments, number } = run.run;
  // Hashes are even, so a key's segment is where its share of them ends, give or take one.
  const segmentsPerKey = pairs / (segments[0]!.pairs * HASH_HALF_LIMIT);
  const last = segments.length - 1;
  for (let row = 0; row < count; row++) {
    if (first[row]! >= 0) continue;
    const key = keys[row]!;
    let at = Math.min((key * segmentsPerKey) | 0, last);
    while (at > 0 && lastKeys[at - 1]! >= key) at--;
    while (at <= last && lastKeys[at]! < key) at++;
    for (; at <= last; at++) {
      const segment = segments[at]!;
      if (filterMayHave(segment.filter, key, spreads[row]!)) {
        const found = findInSegment(source, number, at, segment, ids, row, horizon);
        if (found >= 0) first[row] = found;
      }
      // A key that ends a segment may go on in the next.
      if (lastKeys[at] !== key || first[row]! >= 0) break;
    }
  }
}

function findInSegment(
  source: RunSource,
  run: number,
  segment: number,
  { fenceKeys, fenceOffsets }: Footer,
  ids: BatchIds,
  row: number,
  horizon: number,
): number {
  const key = ids.keys[row]!;
  const check = ids.checks[row]!;
  let page = Math.max(lowerBound(fenceKeys, fenceOffsets, key, 0) - 1, 0);
  for (; page < fenceKeys.length && fenceKeys[page]! <= key; page++) {
    const { keys, offsets, checks } = readPage(source, run, segment, page);
    for (let at = lowerBound(keys, offsets, key, 0); keys[at] === key; at++) {
      if (checks[at] === check && offsets[at]! >= horizon) return offsets[at]!;
    }
  }
  return -1;
}
