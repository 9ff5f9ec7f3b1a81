/**
 * The store's part of the pending index: which offsets are pending, their records, the runs. Reads
 * are checked; what does not check throws ScheduleIndexDamaged and is never guessed at.
 */
import type { OrderedStore, StoreWrite } from "../platform/ordered-store.ts";
import type { Move } from "./entry.ts";
import { hashId, type IdHashKey } from "./id-hash.ts";
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import { DUE_RUNS, ID_RUNS, IndexKeys, KIND_MOVED } from "./index-keys.ts";
import {
  decodeMeta,
  encodeMeta,
  type IndexMeta,
  type IndexState,
  storedRun,
} from "./index-meta.ts";
import { PendingSet } from "./pending-set.ts";
import { openSlot, recordInSlot, type SlotRecord, slotOf } from "./record-slot.ts";
import { loadRun } from "../runs/run.ts";
import { RunSet } from "../runs/run-set.ts";
import { checkSize, newValue, SEAL_BYTES, seal, unseal } from "../runs/sealed-value.ts";

const EMPTY_META: Omit<IndexMeta, "hashKey"> = {
  appliedOffset: 0,
  appliedEpoch: -1,
  nextRun: 1,
  due: [],
  ids: [],
  doomed: [],
};

export class StoredIndex {
  readonly store: OrderedStore;
  readonly keys: IndexKeys;
  /** In memory as of the high watermark; the stored chunks follow. */
  readonly pending: PendingSet;
  readonly due: RunSet;
  readonly ids: RunSet;
  readonly #hashKey: IdHashKey;
  #state: IndexState;
  #nextRun: number;
  // Neighbours are asked for one after the other: the slot read last is kept.
  #slotNumber = -1;
  #slot: Buffer | undefined;
  /** Slots read from the store so far: what a caller bounds its work by. */
  slotReads = 0;

  /** `hashKey` counts where there is no index yet; afterwards the stored one does. */
  constructor(store: OrderedStore, prefix: Uint8Array, hashKey: IdHashKey) {
    this.store = store;
    this.keys = new IndexKeys(prefix);
    const bytes = store.get(this.keys.meta);
    const meta =
      bytes === undefined ? { ...EMPTY_META, hashKey } : decodeMeta(this.keys.meta, bytes);
    this.#hashKey = meta.hashKey;
    this.#nextRun = meta.nextRun;
    const dueSource = { store, keys: this.keys, form: DUE_RUNS };
    const idSource = { store, keys: this.keys, form: ID_RUNS };
    const { appliedOffset, appliedEpoch, doomed } = meta;
    this.#state = {
      appliedOffset,
      appliedEpoch,
      due: meta.due.map((run) => loadRun(dueSource, run)),
      ids: meta.ids.map((run) => loadRun(idSource, run)),
      doomed,
      building: [],
    };
    this.due = new RunSet(dueSource, this.#state.due);
    this.ids = new RunSet(idSource, this.#state.ids);
    this.pending = PendingSet.load(store, this.keys, meta.appliedOffset);
  }

  /** What the store holds. */
  get state(): IndexState {
    return this.#state;
  }
  get appliedOffset(): number {
    return this.#state.appliedOffset;
  }

  /** A number that no run in the store has or had. */
  takeRunNumber(): number {
    return this.#nextRun++;
  }

  stateWrite(state: IndexState): StoreWrite {
    const key = this.keys.meta;
    const value = encodeMeta(key, {
      appliedOffset: state.appliedOffset,
      appliedEpoch: state.appliedEpoch,
      hashKey: this.#hashKey,
      nextRun: this.#nextRun,
      due: state.due.map(storedRun),
      ids: state.ids.map(storedRun),
      doomed: [...state.doomed, ...state.building],
    });
    return { key, value };
  }

  /** The store took it. */
  adopt(state: IndexState): void {
    this.#state = state;
    this.due.reset(state.due);
    this.ids.reset(state.ids);
    this.#slotNumber = -1;
    this.#slot = undefined;
  }

  hashOf(id: string): number {
    return hashId(this.#hashKey, id);
  }

  /** With its original due time. Undefined where it was settled and cleaned away, or never stored. */
  record(offset: number): SlotRecord | undefined {
    const slot = this.slot(slotOf(offset));
    return slot === undefined ? undefined : recordInSlot(slot, offset);
  }

  /** Of an offset that must be there, since it is pending and stored. */
  recordOf(offset: number): SlotRecord {
    const record = this.record(offset);
    if (record !== undefined) return record;
    // For who has to find out which part of the index is wrong.
    const waits = this.pending.has(offset) ? "waits" : "waits no more";
    const slot = this.slot(slotOf(offset)) === undefined ? "it is empty" : "others are there";
    throw new ScheduleIndexDamaged(
      `holds no record of offset ${offset}, which ${waits} (${slot}; stored below ${this.appliedOffset})`,
      this.keys.records(slotOf(offset)),
    );
  }

  slot(number: number): Buffer | undefined {
    if (number === this.#slotNumber) return this.#slot;
    const key = this.keys.records(number);
    const bytes = this.store.get(key);
    this.slotReads++;
    this.#slot = bytes === undefined ? undefined : openSlot(key, bytes);
    this.#slotNumber = number;
    return this.#slot;
  }

  /** What the store knows as the latest firing or RESCHEDULE of an offset; undefined without one. */
  move(offset: number): Move | undefined {
    const key = this.keys.moved(offset);
    const bytes = this.store.get(key);
    if (bytes === undefined) return undefined;
    const value = unseal(KIND_MOVED, key, bytes);
    checkSize(value, MOVED_BYTES, key);
    return {
      dueMs: value.readDoubleLE(SEAL_BYTES),
      position: value.readDoubleLE(SEAL_BYTES + 8),
      firings: value.readDoubleLE(SEAL_BYTES + 16),
    };
  }

  moveWrite(offset: number, { dueMs, position, firings }: Move): StoreWrite {
    const key = this.keys.moved(offset);
    const value = newValue(KIND_MOVED, 0, MOVED_BYTES);
    value.writeDoubleLE(dueMs, SEAL_BYTES);
    value.writeDoubleLE(position, SEAL_BYTES + 8);
    value.writeDoubleLE(firings, SEAL_BYTES + 16);
    return { key, value: seal(key, value) };
  }
}

/** Seal, due time, offset of the record that says so, number of the latest firing: doubles. */
const MOVED_BYTES = SEAL_BYTES + 24;

export { clearView as clearIndex } from "../runs/clear-view.ts";
