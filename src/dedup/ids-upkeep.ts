/**
 * Work on the stored ids that nobody waits for, a slice at a time: merging runs of one age, forgetting
 * runs below the horizon, deleting the pages of both.
 */
import { RunMerge } from "../runs/run-merge.ts";
import type { ViewJob } from "../runs/commit-loop.ts";
import { type DoomedRun, RunRemoval } from "../runs/run-removal.ts";
import { HASH_RUNS, type IdRun, type IdsState, idRun } from "./ids-meta.ts";
import type { DedupSizes } from "./sizes.ts";
import type { StoredIds } from "./stored-ids.ts";

interface Merging {
  readonly inputs: readonly IdRun[];
  readonly merge: RunMerge;
}

const nothing = (): void => undefined;

export class IdsUpkeep {
  readonly #stored: StoredIds;
  readonly #sizes: DedupSizes;
  readonly #horizon: () => number;
  readonly #nextTurn: () => Promise<void>;
  readonly #removal: RunRemoval;
  /** Under way at once: a merge of large runs must not hold up that of fresh ones. */
  #merges: Merging[] = [];
  /** Numbers of the runs that they read. */
  readonly #inputs = new Set<number>();

  constructor(
    stored: StoredIds,
    sizes: DedupSizes,
    horizon: () => number,
    nextTurn: () => Promise<void>,
  ) {
    this.#nextTurn = nextTurn;
    this.#stored = stored;
    this.#sizes = sizes;
    this.#horizon = horizon;
    this.#removal = new RunRemoval(stored.store, stored.keys, sizes.sliceDeletes);
  }

  /** The next slices of a merge, or undefined where there is none to do. */
  async nextMerge(): Promise<ViewJob<IdsState> | undefined> {
    const inputs = this.#pickMerge();
    if (inputs !== undefined) this.#begin(inputs);
    // Of the freshest runs first: they are the most, and each of them costs every look-up.
    const merging = this.#merges.reduce<Merging | undefined>(
      (best, other) => (best === undefined || other.merge.level < best.merge.level ? other : best),
      undefined,
    );
    return merging === undefined ? undefined : this.#mergeSlices(merging);
  }

  /** Names runs that are forgotten as doomed; undefined where there are none. */
  nextForgotten(): ViewJob<IdsState> | undefined {
    const horizon = this.#horizon();
    const gone = this.#stored.state.runs.filter(
      ({ run, lastOffset }) => lastOffset < horizon && !this.#inputs.has(run.number),
    );
    if (gone.length === 0) return undefined;
    const change = (state: IdsState): IdsState => ({
      ...state,
      runs: state.runs.filter((run) => !gone.includes(run)),
      doomed: [...state.doomed, ...gone.map(doom)],
    });
    const done = (): void => gone.forEach(({ run }) => this.#removal.know(run));
    return { writes: [], change, done, undo: nothing };
  }

  /** The next slice of deletions, or undefined where nothing is to go. */
  nextRemoval(): ViewJob<IdsState> | undefined {
    const doomed = this.#stored.state.doomed[0];
    if (doomed === undefined) return undefined;
    const { writes, ended } = this.#removal.slice(doomed);
    const change = (state: IdsState): IdsState =>
      ended ? { ...state, doomed: state.doomed.filter((other) => other !== doomed) } : state;
    const done = (): void => {
      if (ended) this.#removal.removed(doomed);
    };
    return { writes, change, done, undo: () => this.#removal.undo() };
  }

  /** A full level of the present age, lowest first; or all runs of an age that is over. */
  #pickMerge(): readonly IdRun[] | undefined {
    const { state, age } = this.#stored;
    const isBusy = ({ run }: IdRun): boolean => this.#inputs.has(run.number);
    // An age that is over becomes one run, once the merges that began before are done.
    const busyAges = new Set(state.runs.filter(isBusy).map((run) => run.age));
    const groups = new Map<string, IdRun[]>();
    for (const run of state.runs) {
      const over = run.age < age;
      if (over ? busyAges.has(run.age) : isBusy(run)) continue;
      const key = over ? `${run.age}` : `${run.age}/${run.run.level}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [run]);
      else group.push(run);
    }
    let picked: readonly IdRun[] | undefined;
    for (const group of groups.values()) {
      const least = group[0]!.age < age ? 2 : this.#sizes.runsPerLevel;
      if (group.length < least) continue;
      if (picked === undefined || group[0]!.run.level < picked[0]!.run.level) picked = group;
    }
    return picked;
  }

  #begin(inputs: readonly IdRun[]): void {
    for (const { run } of inputs) this.#inputs.add(run.number);
    const runs = inputs.map(({ run }) => run);
    const merge = new RunMerge(this.#stored.runSet, runs, this.#stored.takeRunNumber());
    this.#merges.push({ inputs, merge });
  }

  #end(merging: Merging): void {
    this.#merges = this.#merges.filter((other) => other !== merging);
    for (const { run } of merging.inputs) this.#inputs.delete(run.number);
  }

  async #mergeSlices(merging: Merging): Promise<ViewJob<IdsState>> {
    const { inputs, merge } = merging;
    const { number } = merge;
    const horizon = this.#horizon();
    const isCurrent = (_key: number, offset: number): boolean => offset >= horizon;
    const { sliceMerged, mergeSlices } = this.#sizes;
    let ended = merge.step(sliceMerged, isCurrent);
    for (let slice = 1; slice < mergeSlices && !ended; slice++) {
      await this.#nextTurn();
      ended = merge.step(sliceMerged, isCurrent);
    }
    const output = ended ? merge.finish() : undefined;
    const change = (state: IdsState): IdsState => {
      const building = state.building.filter((other) => other.number !== number);
      if (!ended) {
        return { ...state, building: [...building, { kind: HASH_RUNS.kind, number }] };
      }
      const left = state.runs.filter((run) => !inputs.includes(run));
      const lastOffset = Math.max(...inputs.map((input) => input.lastOffset));
      const made = output === undefined ? [] : [idRun(output, inputs[0]!.age, lastOffset)];
      const doomed = [...state.doomed, ...inputs.map(doom)];
      return { ...state, runs: [...left, ...made], doomed, building };
    };
    const done = (): void => {
      if (!ended) return;
      this.#end(merging);
      for (const { run } of inputs) this.#removal.know(run);
    };
    return { writes: merge.takeWrites(), change, done, undo: () => this.#abandon(merging) };
  }

  /** It read on while its writes were refused. What of it is in the store must go. */
  #abandon(merging: Merging): void {
    this.#end(merging);
    const { state } = this.#stored;
    const { number } = merging.merge;
    const building = state.building.filter((other) => other.number !== number);
    const doomed = [...state.doomed, { kind: HASH_RUNS.kind, number }];
    this.#stored.adopt({ ...state, building, doomed });
  }
}

function doom({ run }: IdRun): DoomedRun {
  return { kind: HASH_RUNS.kind, number: run.number };
}
