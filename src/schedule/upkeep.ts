/**
 * Work on the stored index that no reader waits for, a slice at a time: merging runs, deleting those
 * that were merged, dropping what lies before everything that is pending.
 */
import { SCHEDULE_FRESH_RUNS_MAX } from "../model/limits.ts";
import type { StoreWrite } from "../platform/ordered-store.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { FOOTER_PAGE, type IndexKeys, KIND_DUE, type RunKind } from "./index-keys.ts";
import type { DoomedRun, IndexState } from "./index-meta.ts";
import type { Run } from "./run.ts";
import { RunMerge } from "./run-merge.ts";
import type { RunSet } from "./run-set.ts";

/** A part of a commit: what to write, and what is then true. */
export interface StoreJob {
  readonly writes: readonly StoreWrite[];
  change(state: IndexState): IndexState;
  done(): void;
  /** The store refused the commit. */
  undo(): void;
}

interface Merging {
  readonly runs: RunSet;
  readonly merge: RunMerge;
}

const nothing = (): void => undefined;

export class Upkeep {
  readonly #fold: CommittedFold;
  /** Under way at once: a merge of old runs takes long, and must not hold up that of fresh ones. */
  #merges: Merging[] = [];
  /** Numbers of the runs that they read. */
  readonly #inputs = new Set<number>();
  /** Runs that were merged and wait for their deletion. */
  readonly #merged = new Map<number, Run>();
  /** Keys of the first doomed run that are left. */
  #deletions: Generator<Uint8Array> | undefined;

  constructor(fold: CommittedFold) {
    this.#fold = fold;
  }

  /** The next slice of a merge, or undefined where there is none to do. */
  nextMerge(): StoreJob | undefined {
    this.#begin(this.#fold.index.due);
    this.#begin(this.#fold.index.ids);
    const merging = this.#merges.reduce<Merging | undefined>(lower, undefined);
    return merging === undefined ? undefined : this.#mergeSlice(merging);
  }

  /** The next slice of deletions, or undefined where nothing is to go. */
  nextRemoval(): StoreJob | undefined {
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
    this.#merges.push({ runs, merge: new RunMerge(runs, inputs, index.takeRunNumber()) });
  }

  #end(merging: Merging): void {
    this.#merges = this.#merges.filter((other) => other !== merging);
    for (const { number } of merging.merge.inputs) this.#inputs.delete(number);
  }

  #mergeSlice(merging: Merging): StoreJob {
    const { runs, merge } = merging;
    const { isCurrent, isWanted, sizes } = this.#fold;
    const { kind } = runs.source;
    const building: DoomedRun = { kind, number: merge.number };
    const others = (state: IndexState): DoomedRun[] =>
      state.building.filter(({ number }) => number !== merge.number);
    const ended = merge.step(sizes.sliceMerged, kind === KIND_DUE ? isCurrent : isWanted);
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
      for (const run of merge.inputs) this.#merged.set(run.number, run);
    };
    return { writes: merge.takeWrites(), change, done, undo: () => this.#abandon(merging) };
  }

  /** It read on while its writes were refused. What of it is in the store must go. */
  #abandon(merging: Merging): void {
    this.#end(merging);
    const { index } = this.#fold;
    const { state } = index;
    const { number } = merging.merge;
    const part = { kind: merging.runs.source.kind, number };
    const building = state.building.filter((other) => other.number !== number);
    index.adopt({ ...state, building, doomed: [...state.doomed, part] });
  }

  /** A segment of due times before everything pending says nothing that is true. */
  #trimSlice(): StoreJob | undefined {
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

  #doomedSlice(): StoreJob | undefined {
    const { index, sizes } = this.#fold;
    const doomed = index.state.doomed[0];
    if (doomed === undefined) return undefined;
    this.#deletions ??= this.#keysOf(doomed);
    const writes: StoreWrite[] = [];
    let ended = false;
    while (writes.length < sizes.sliceDeletes && !ended) {
      const next = this.#deletions.next();
      if (next.done === true) ended = true;
      else writes.push(deletion(next.value));
    }
    const change = (state: IndexState): IndexState =>
      ended ? { ...state, doomed: state.doomed.filter((other) => other !== doomed) } : state;
    const done = (): void => {
      if (!ended) return;
      this.#deletions = undefined;
      this.#merged.delete(doomed.number);
    };
    // Whatever was refused is deleted from the beginning.
    const undo = (): void => {
      this.#deletions = undefined;
    };
    return { writes, change, done, undo };
  }

  /** Of a run that was merged since the start: from its directory. Else the store knows. */
  *#keysOf({ kind, number }: DoomedRun): Generator<Uint8Array> {
    const { keys, store } = this.#fold.index;
    const run = this.#merged.get(number);
    if (run !== undefined) {
      for (let segment = run.firstSegment; segment < run.segments.length; segment++) {
        yield* segmentKeys(keys, kind, run, segment);
      }
      return;
    }
    const range = keys.runRange(kind, number);
    // Deleted piece by piece: what is still there is asked for each time.
    let from = range.from;
    for (;;) {
      const limit = this.#fold.sizes.sliceDeletes;
      const found = [...store.range({ from, until: range.until, limit })].map(([key]) => key);
      yield* found;
      if (found.length < limit) return;
      from = found.at(-1)!;
    }
  }
}

function deletion(key: Uint8Array): StoreWrite {
  return { key, value: undefined };
}

function segmentKeys(keys: IndexKeys, kind: RunKind, run: Run, segment: number): Uint8Array[] {
  const pages = [...run.segments[segment]!.fenceKeys.keys(), FOOTER_PAGE];
  return pages.map((page) => keys.page(kind, run.number, segment, page));
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
