/** The store's part of what a partition remembers: its root value and its runs, read with checks. */
import type { OrderedStore, StoreWrite } from "../platform/ordered-store.ts";
import { loadRun, type RunSource } from "../runs/run.ts";
import { RunSet } from "../runs/run-set.ts";
import type { AppendTimes } from "./append-times.ts";
import {
  decodeIdsMeta,
  encodeIdsMeta,
  HASH_RUNS,
  IdKeys,
  idRun,
  type IdsMeta,
  type IdsState,
  storedIdRun,
} from "./ids-meta.ts";
import type { MessageHashKey } from "./message-hash.ts";

export class StoredIds {
  readonly store: OrderedStore;
  readonly keys: IdKeys;
  readonly source: RunSource;
  /** For merges, which read through it. */
  readonly runSet: RunSet;
  readonly hashKey: MessageHashKey;
  /** The root as it was found; undefined: there was none. */
  readonly found: IdsMeta | undefined;
  /** New runs belong to it. */
  age: number;
  /** Epoch milliseconds. */
  ageBeganMs: number;
  /** Ids in the runs. */
  count = 0;
  #state: IdsState;
  #nextRun: number;

  /** `hashKey` counts where nothing is stored yet. Throws ViewDamaged. */
  constructor(store: OrderedStore, prefix: Uint8Array, hashKey: MessageHashKey) {
    this.store = store;
    this.keys = new IdKeys(prefix);
    this.source = { store, keys: this.keys, form: HASH_RUNS };
    const bytes = store.get(this.keys.meta);
    const meta = bytes === undefined ? undefined : decodeIdsMeta(this.keys.meta, bytes);
    this.found = meta;
    this.hashKey = meta?.hashKey ?? hashKey;
    this.age = meta?.age ?? 0;
    this.ageBeganMs = meta?.ageBeganMs ?? 0;
    this.#nextRun = meta?.nextRun ?? 1;
    this.runSet = new RunSet(this.source, []);
    const runs = (meta?.runs ?? []).map((stored) => {
      const run = loadRun(this.source, { ...stored, firstSegment: 0 });
      return idRun(run, stored.age, stored.lastOffset);
    });
    this.#state = {
      appliedOffset: meta?.appliedOffset ?? 0,
      runs,
      doomed: meta?.doomed ?? [],
      building: [],
    };
    this.#counted();
  }

  /** What the store holds. */
  get state(): IdsState {
    return this.#state;
  }

  /** A number that no run in the store has or had. */
  takeRunNumber(): number {
    return this.#nextRun++;
  }

  stateWrite(state: IdsState, times: AppendTimes): StoreWrite {
    const key = this.keys.meta;
    const value = encodeIdsMeta(key, {
      appliedOffset: state.appliedOffset,
      hashKey: this.hashKey,
      nextRun: this.#nextRun,
      age: this.age,
      ageBeganMs: this.ageBeganMs,
      horizon: Math.min(times.horizon, state.appliedOffset),
      times: times.pairs(state.appliedOffset),
      runs: state.runs.map(storedIdRun),
      doomed: [...state.doomed, ...state.building],
    });
    return { key, value };
  }

  /** The store took it. */
  adopt(state: IdsState): void {
    this.#state = state;
    this.#counted();
  }

  #counted(): void {
    this.count = this.#state.runs.reduce((sum, { pairs }) => sum + pairs, 0);
  }
}
