/** All live runs of one kind: ordered walks, look-ups by key, and which of them to merge next. */
import { SCHEDULE_RUNS_PER_LEVEL } from "../model/limits.ts";
import { filterMayHave } from "./id-filter.ts";
import { MergedCursor } from "./merged-cursor.ts";
import { type Footer, pairBefore } from "./pair-page.ts";
import { lowerBound, pairsIn, type Run, type RunSource, readPage } from "./run.ts";

/** Garbage worth a merge even without a full level. */
const GARBAGE_MIN = 65_536;

export class RunSet {
  readonly source: RunSource;
  #runs: Run[];
  #pairs: number;

  constructor(source: RunSource, runs: readonly Run[]) {
    this.source = source;
    this.#runs = [...runs];
    this.#pairs = runs.reduce((sum, run) => sum + pairsIn(run), 0);
  }

  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** Pairs in all runs, current or not. */
  get pairs(): number {
    return this.#pairs;
  }

  /** Runs that wait for their first merge. */
  get freshRuns(): number {
    let count = 0;
    for (const { level, merging } of this.#runs) if (level === 0 && !merging) count++;
    return count;
  }

  add(run: Run): void {
    this.#runs.push(run);
    this.#pairs += pairsIn(run);
  }

  /** After a merge. */
  replace(merged: readonly Run[], output: Run | undefined): void {
    this.#runs = this.#runs.filter((run) => !merged.includes(run));
    if (output !== undefined) this.#runs.push(output);
    this.#pairs = this.#runs.reduce((sum, run) => sum + pairsIn(run), 0);
  }

  /** The first segment of the run is gone; the run too, if it was its last. */
  dropFirstSegment(run: Run): void {
    this.#pairs -= run.segments[run.firstSegment]!.pairs;
    run.firstSegment++;
    if (run.firstSegment === run.segments.length) this.replace([run], undefined);
  }

  cursor(key: number, offset: number): MergedCursor {
    return new MergedCursor(this.source, this.#runs, key, offset);
  }

  /** Offsets of all pairs with this key, newest runs last. */
  lookUp(key: number): number[] {
    const found: number[] = [];
    for (const run of this.#runs) {
      for (let at = firstSegmentFor(run, key); at < run.segments.length; at++) {
        const footer = run.segments[at]!;
        if (footer.fenceKeys[0]! > key) break;
        if (footer.filter.length > 0 && !filterMayHave(footer.filter, key)) continue;
        this.#lookInSegment(run, at, footer, key, found);
      }
    }
    return found;
  }

  /**
   * Runs to merge: a full level, lowest first; or all, where most of their pairs are of records no
   * longer pending. Never one that is being merged.
   */
  pickMerge(pending: number): readonly Run[] | undefined {
    const levels: Run[][] = [];
    for (const run of this.#runs) if (!run.merging) (levels[run.level] ??= []).push(run);
    for (const runs of levels) {
      if (runs !== undefined && runs.length >= SCHEDULE_RUNS_PER_LEVEL) return runs;
    }
    if (this.#pairs <= 2 * pending + GARBAGE_MIN) return undefined;
    return this.#runs.some(({ merging }) => merging) ? undefined : this.#runs.slice();
  }

  #lookInSegment(run: Run, segment: number, footer: Footer, key: number, found: number[]): void {
    const { fenceKeys, fenceOffsets } = footer;
    let page = Math.max(lowerBound(fenceKeys, fenceOffsets, key, 0) - 1, 0);
    for (; page < fenceKeys.length && fenceKeys[page]! <= key; page++) {
      const { keys, offsets } = readPage(this.source, run.number, segment, page);
      for (let at = lowerBound(keys, offsets, key, 0); keys[at] === key; at++) {
        found.push(offsets[at]!);
      }
    }
  }
}

function firstSegmentFor(run: Run, key: number): number {
  let from = run.firstSegment;
  let until = run.segments.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    const { lastKey, lastOffset } = run.segments[middle]!;
    if (pairBefore(lastKey, lastOffset, key, 0)) from = middle + 1;
    else until = middle;
  }
  return from;
}
