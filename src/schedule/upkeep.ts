/**
 * Work on the stored index that no reader waits for, a slice at a time: merging runs, deleting those
 * that were merged, dropping what lies before everything that is pending.
 */
import { SCHEDULE_FRESH_RUNS_MAX } from "../model/limits.ts";
import type { StoreWrite } from "../platform/ordered-store.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { FOOTER_PAGE, KIND_DUE } from "./index-keys.ts";
import type { Run } from "./run.ts";
import { RunMerge } from "./run-merge.ts";
import type { RunSet } from "./run-set.ts";

/** What to commit, and what is then true; `undo` where the store refused. */
export interface StoreJob {
  readonly writes: readonly StoreWrite[];
  done(): void;
  undo(): void;
}

interface Merging {
  readonly runs: RunSet;
  readonly merge: RunMerge;
}

export class Upkeep {
  readonly #fold: CommittedFold;
  /** Under way at once: a merge of old runs takes long, and must not hold up that of fresh ones. */
  #merges: Merging[] = [];

  constructor(fold: CommittedFold) {
    this.#fold = fold;
  }

  /** The next slice of work, or undefined where there is none. */
  next(): StoreJob | undefined {
    this.#begin(this.#fold.index.due);
    this.#begin(this.#fold.index.ids);
    const merging = this.#merges.reduce<Merging | undefined>(lower, undefined);
    if (merging !== undefined) return this.#mergeSlice(merging);
    return this.#trimSlice() ?? this.#doomedSlice();
  }

  /** So many runs wait for their merge that new ones should wait too. */
  get isBehind(): boolean {
    const { due, ids } = this.#fold.index;
    return Math.max(due.freshRuns, ids.freshRuns) > SCHEDULE_FRESH_RUNS_MAX;
  }

  #begin(runs: RunSet): void {
    const { index } = this.#fold;
    const inputs = runs.pickMerge(index.pending.count);
    if (inputs === undefined) return;
    const merge = new RunMerge(runs, inputs, index.nextRun++);
    this.#merges.push({ runs, merge });
    index.building = [...index.building, { kind: runs.source.kind, number: merge.number }];
  }

  #mergeSlice(merging: Merging): StoreJob {
    const { runs, merge } = merging;
    const { index, isCurrent, isWanted, sizes } = this.#fold;
    const { kind } = runs.source;
    const ended = merge.step(sizes.sliceMerged, kind === KIND_DUE ? isCurrent : isWanted);
    const undo = (): void => this.#abandon(merging);
    if (!ended) {
      const writes = merge.takeWrites();
      writes.push(index.metaWrite({}));
      return { writes, done: () => undefined, undo };
    }
    const output = merge.finish();
    const writes = merge.takeWrites();
    const left = runs.runs.filter((run) => !merge.inputs.includes(run));
    const all = output === undefined ? left : [...left, output];
    const doomed = [...index.doomed, ...merge.inputs.map(({ number }) => ({ kind, number }))];
    const building = index.building.filter(({ number }) => number !== merge.number);
    const runsChange = kind === KIND_DUE ? { due: all } : { ids: all };
    writes.push(index.metaWrite({ ...runsChange, doomed, building }));
    const done = (): void => {
      runs.replace(merge.inputs, output);
      index.doomed = doomed;
      index.building = building;
      this.#merges = this.#merges.filter((other) => other !== merging);
    };
    return { writes, done, undo };
  }

  #abandon({ runs, merge }: Merging): void {
    merge.abandon();
    this.#merges = this.#merges.filter((other) => other.merge !== merge);
    // Some of it may be in the store.
    const { index } = this.#fold;
    index.building = index.building.filter(({ number }) => number !== merge.number);
    index.doomed = [...index.doomed, { kind: runs.source.kind, number: merge.number }];
  }

  /** A segment of due times before everything pending says nothing that is true. */
  #trimSlice(): StoreJob | undefined {
    const { index, near } = this.#fold;
    const run = this.#trimmable(near.frontierMs());
    if (run === undefined) return undefined;
    const segment = run.firstSegment;
    const pages = run.segments[segment]!.fenceKeys.length;
    const writes: StoreWrite[] = [];
    for (const page of [...Array(pages).keys(), FOOTER_PAGE]) {
      const key = index.keys.page(KIND_DUE, run.number, segment, page);
      writes.push({ key, value: undefined });
    }
    const left = index.due.runs
      .filter((other) => other !== run || segment + 1 < run.segments.length)
      .map((other) => (other === run ? { ...run, firstSegment: segment + 1 } : other));
    writes.push(index.metaWrite({ due: left }));
    return { writes, done: () => index.due.dropFirstSegment(run), undo: () => undefined };
  }

  #trimmable(frontierMs: number): Run | undefined {
    return this.#fold.index.due.runs.find(
      (run) => !run.merging && run.segments[run.firstSegment]!.lastKey < frontierMs,
    );
  }

  #doomedSlice(): StoreJob | undefined {
    const { index, sizes } = this.#fold;
    const doomed = index.doomed[0];
    if (doomed === undefined) return undefined;
    const range = index.keys.runRange(doomed.kind, doomed.number);
    const writes: StoreWrite[] = [];
    for (const [key] of index.store.range({ ...range, limit: sizes.sliceDeletes })) {
      writes.push({ key, value: undefined });
    }
    if (writes.length === sizes.sliceDeletes) {
      return { writes, done: () => undefined, undo: () => undefined };
    }
    const left = index.doomed.slice(1);
    writes.push(index.metaWrite({ doomed: left }));
    const done = (): void => {
      index.doomed = left;
    };
    return { writes, done, undo: () => undefined };
  }
}

/** The merge of the freshest runs: they are the most, and each of them costs a look-up. */
function lower(best: Merging | undefined, merging: Merging): Merging {
  if (best === undefined) return merging;
  return merging.merge.level < best.merge.level ? merging : best;
}
