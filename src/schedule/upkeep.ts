/**
 * Work on the stored index that no reader waits for, a slice at a time: merging runs, deleting those
 * that were merged, dropping what lies before everything that is pending.
 */
import { SCHEDULE_FRESH_RUNS_MAX } from "../model/limits.ts";
import type { StoreWrite } from "../platform/ordered-store.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { RunRemoval } from "../runs/run-removal.ts";
import { KIND_DUE } from "./index-keys.ts";
import type { DoomedRun } from "../runs/run-removal.ts";
import type { IndexState } from "./index-meta.ts";
import type { ViewJob } from "../runs/commit-loop.ts";
import { type Run, segmentKeys } from "../runs/run.ts";
import { RunMerge } from "../runs/run-merge.ts";
import type { RunSet } from "../runs/run-set.ts";

interface Merging {
  readonly runs: RunSet;
  readonly merge: RunMerge;
  /** Its last slice is on its way into the store. */
  ended: boolean;
}

const nothing = (): void => undefined;

export class Upkeep {
  readonly #fold: CommittedFold;
  /** Under way at once: a merge of old runs takes long, and must not hold up that of fresh ones. */
  #merges: Merging[] = [];
  /** Numbers of the runs that they read. */
  readonly #inputs = new Set<number>();
  readonly #removal: RunRemoval;

  constructor(fold: CommittedFold) {
    this.#fold = fold;
    const { store, keys } = fold.index;
    this.#removal = new RunRemoval(store, keys, fold.sizes.sliceDeletes);
  }

  /** The next slice of a merge, or undefined where there is none to do. */
  nextMerge(): ViewJob<IndexState> | undefined {
    this.#begin(this.#fold.index.due);
    this.#begin(this.#fold.index.ids);
    const merging = this.#merges
      .filter(({ ended }) => !ended)
      .reduce<Merging | undefined>(lower, undefined);
    return merging === undefined ? undefined : this.#mergeSlice(merging);
  }

  /** The next slice of deletions, or undefined where nothing is to go. */
  nextRemoval(): ViewJob<IndexState> | undefined {
    return this.#trimSlice() ?? this.#doomedSlice();
  }

  /** So many runs wait for their merge that new ones should wait too. */
  get isBehind(): boolean {
    const { due, ids } = this.#fold.index;
    return Math.max(due.freshRuns, ids.freshRuns) > SCHEDULE_FRESH_RUNS_MAX;
  }

  #begin(runs: RunSet): void {
    const { index } = this.#fold;
    const inputs = runs.pickMerge(index.pending.count, this.#inputs);
    if (inputs === undefined) return;
    for (const { number } of inputs) this.#inputs.add(number);
    this.#merges.push({
      runs,
      merge: new RunMerge(runs, inputs, index.takeRunNumber()),
      ended: false,
    });
  }

  #end(merging: Merging): void {
    this.#merges = this.#merges.filter((other) => other !== merging);
    for (const { number } of merging.merge.inputs) this.#inputs.delete(number);
  }

  #mergeSlice(merging: Merging): ViewJob<IndexState> {
    const { runs, merge } = merging;
    const { isCurrent, isWanted, sizes } = this.#fold;
    const { kind } = runs.source.form;
    const building: DoomedRun = { kind, number: merge.number };
    const others = (state: IndexState): DoomedRun[] =>
      state.building.filter(({ number }) => number !== merge.number);
    const ended = merge.step(sizes.sliceMerged, kind === KIND_DUE ? isCurrent : isWanted);
    merging.ended = ended;
    const output = ended ? merge.finish() : undefined;
    const change = (state: IndexState): IndexState => {
      if (!ended) return { ...state, building: [...others(state), building] };
      const doomed = merge.inputs.map(({ number }) => ({ kind, number }));
      return {
        ...state,
        ...(kind === KIND_DUE
          ? { due: replaced(state.due, merge.inputs, output) }
          : { ids: replaced(state.ids, merge.inputs, output) }),
        doomed: [...state.doomed, ...doomed],
        building: others(state),
      };
    };
    const done = (): void => {
      if (!ended) return;
      this.#end(merging);
      for (const run of merge.inputs) this.#removal.know(run);
    };
    return { writes: merge.takeWrites(), change, done, undo: () => this.#abandon(merging) };
  }

  /** It read on while its writes were refused. What of it is in the store must go. */
  #abandon(merging: Merging): void {
    // A commit may carry several slices of one merge.
    if (!this.#merges.includes(merging)) return;
    this.#end(merging);
    const { index } = this.#fold;
    const { state } = index;
    const { number } = merging.merge;
    const part = { kind: merging.runs.source.form.kind, number };
    const building = state.building.filter((other) => other.number !== number);
    index.adopt({ ...state, building, doomed: [...state.doomed, part] });
  }

  /** A segment of due times before everything pending says nothing that is true. */
  #trimSlice(): ViewJob<IndexState> | undefined {
    const { index, near } = this.#fold;
    const run = this.#trimmable(near.frontierMs());
    if (run === undefined) return undefined;
    const segment = run.firstSegment;
    const writes = segmentKeys(index.keys, KIND_DUE, run, segment).map(deletion);
    const left =
      segment + 1 < run.segments.length ? { ...run, firstSegment: segment + 1 } : undefined;
    const change = (state: IndexState): IndexState => ({
      ...state,
      due: replaced(state.due, [run], left),
    });
    return { writes, change, done: nothing, undo: nothing };
  }

  #trimmable(frontierMs: number): Run | undefined {
    return this.#fold.index.state.due.find(
      ({ number, segments, firstSegment }) =>
        !this.#inputs.has(number) && segments[firstSegment]!.lastKey < frontierMs,
    );
  }

  #doomedSlice(): ViewJob<IndexState> | undefined {
    const doomed = this.#fold.index.state.doomed[0];
    if (doomed === undefined) return undefined;
    const { writes, ended } = this.#removal.slice(doomed);
    const change = (state: IndexState): IndexState =>
      ended ? { ...state, doomed: state.doomed.filter((other) => other !== doomed) } : state;
    const done = (): void => {
      if (ended) this.#removal.removed(doomed);
    };
    return { writes, change, done, undo: () => this.#removal.undo() };
  }
}

function deletion(key: Uint8Array): StoreWrite {
  return { key, value: undefined };
}

function replaced(runs: readonly Run[], by: readonly Run[], output: Run | undefined): Run[] {
  const numbers = new Set(by.map(({ number }) => number));
  const left = runs.filter(({ number }) => !numbers.has(number));
  return output === undefined ? left : [...left, output];
}

/** The merge of the freshest runs: they are the most, and each of them costs a look-up. */
function lower(best: Merging | undefined, merging: Merging): Merging {
  if (best === undefined) return merging;
  return merging.merge.level < best.merge.level ? merging : best;
}
