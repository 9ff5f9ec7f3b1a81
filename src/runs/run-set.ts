/** All live runs of one kind: ordered walks, look-ups by key, and which of them to merge next. */
import { SCHEDULE_RUNS_PER_LEVEL } from "../model/limits.ts";
import { filterMayHave, spreadOf } from "./hash-filter.ts";
import { MergedCursor } from "./merged-cursor.ts";
import { type Footer, pairBefore } from "./pair-page.ts";
import { lowerBound, pairsIn, type Run, type RunSource, readPage } from "./run.ts";

/** Garbage worth a merge even without a full level. */
const GARBAGE_MIN = 65_536;
const NONE: number[] = [];

export class RunSet {
  readonly source: RunSource;
  #runs: readonly Run[] = [];
  #pairs = 0;
  #freshRuns = 0;

  constructor(source: RunSource, runs: readonly Run[]) {
    this.source = source;
    this.reset(runs);
  }

  /** Pairs in all runs, current or not. */
  get pairs(): number {
    return this.#pairs;
  }
  /** Runs that went through no merge. */
  get freshRuns(): number {
    return this.#freshRuns;
  }

  reset(runs: readonly Run[]): void {
    if (runs === this.#runs) return;
    this.#runs = runs;
    this.#pairs = runs.reduce((sum, run) => sum + pairsIn(run), 0);
    this.#freshRuns = runs.reduce((sum, { level }) => (level === 0 ? sum + 1 : sum), 0);
  }

  cursor(key: number, offset: number): MergedCursor {
    return new MergedCursor(this.source, this.#runs, key, offset);
  }

  /** Offsets of all pairs with this key. */
  lookUp(key: number): number[] {
    let found: number[] | undefined;
    const spread = spreadOf(key);
    for (const run of this.#runs) {
      const { segments } = run;
      for (let at = firstSegmentFor(run, key); at < segments.length; at++) {
        const { filter, fenceKeys } = segments[at]!;
        if (filter.length > 0 && !filterMayHave(filter, key, spread)) {
          // Nearly always the end of it: a key in two segments is one in a great many.
          if (fenceKeys[fenceKeys.length - 1]! > key) break;
          continue;
        }
        if (fenceKeys[0]! > key) break;
        found ??= [];
        this.#lookInSegment(run, at, segments[at]!, key, found);
      }
    }
    return found ?? NONE;
  }

  /**
   * Runs to merge: a full level, lowest first; or all, where most of their pairs are of records no
   * longer pending. Never one of those `merging`, given by number.
   */
  pickMerge(pending: number, merging: ReadonlySet<number>): readonly Run[] | undefined {
    const levels: Run[][] = [];
    for (const run of this.#runs) {
      if (!merging.has(run.number)) (levels[run.level] ??= []).push(run);
    }
    for (const runs of levels) {
      if (runs !== undefined && runs.length >= SCHEDULE_RUNS_PER_LEVEL) return runs;
    }
    if (this.#pairs <= 2 * pending + GARBAGE_MIN) return undefined;
    return this.#runs.some(({ number }) => merging.has(number)) ? undefined : this.#runs;
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
  if (run.segments.length - run.firstSegment === 1) return run.firstSegment;
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
