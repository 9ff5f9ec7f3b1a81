/**
 * The store's part of the pending index: which offsets are pending, their records, the runs. Reads
 * are checked; what does not check throws ScheduleIndexDamaged and is never guessed at.
 */
import { SCHEDULE_SLICE_DELETES } from "../model/limits.ts";
import type { OrderedStore, StoreWrite } from "../platform/ordered-store.ts";
import { hashId, type IdHashKey } from "./id-hash.ts";
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import { IndexKeys, KIND_DUE, KIND_ID, KIND_MOVED } from "./index-keys.ts";
import { decodeMeta, type DoomedRun, encodeMeta, type IndexMeta, storedRun } from "./index-meta.ts";
import { PendingSet } from "./pending-set.ts";
import { openSlot, recordInSlot, type SlotRecord, slotOf } from "./record-slot.ts";
import { loadRun, type Run } from "./run.ts";
import { RunSet } from "./run-set.ts";
import { checkSize, newValue, SEAL_BYTES, seal, unseal } from "./sealed-value.ts";

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
  /** The fold of the log below it is in the store. */
  appliedOffset: number;
  appliedEpoch: number;
  nextRun: number;
  /** Runs whose pages are to be deleted. */
  doomed: readonly DoomedRun[];
  /** Runs that are being written: after a crash they have no owner, so they are stored as doomed. */
  building: readonly DoomedRun[] = [];
  // Neighbours are asked for one after the other: the slot read last is kept.
  #slotNumber = -1;
  #slot: Buffer | undefined;

  /** `hashKey` counts where there is no index yet; afterwards the stored one does. */
  constructor(store: OrderedStore, prefix: Uint8Array, hashKey: IdHashKey) {
    this.store = store;
    this.keys = new IndexKeys(prefix);
    const bytes = store.get(this.keys.meta);
    const meta =
      bytes === undefined ? { ...EMPTY_META, hashKey } : decodeMeta(this.keys.meta, bytes);
    this.#hashKey = meta.hashKey;
    this.appliedOffset = meta.appliedOffset;
    this.appliedEpoch = meta.appliedEpoch;
    this.nextRun = meta.nextRun;
    this.doomed = meta.doomed;
    const dueSource = { store, keys: this.keys, kind: KIND_DUE } as const;
    const idSource = { store, keys: this.keys, kind: KIND_ID } as const;
    this.due = new RunSet(
      dueSource,
      meta.due.map((run) => loadRun(dueSource, run)),
    );
    this.ids = new RunSet(
      idSource,
      meta.ids.map((run) => loadRun(idSource, run)),
    );
    this.pending = PendingSet.load(store, this.keys, meta.appliedOffset);
  }

  hashOf(id: string): number {
    return hashId(this.#hashKey, id);
  }

  /** The root value as it will be with these changes. */
  metaWrite(changes: {
    readonly appliedOffset?: number;
    readonly appliedEpoch?: number;
    readonly due?: readonly Run[];
    readonly ids?: readonly Run[];
    readonly doomed?: readonly DoomedRun[];
    readonly building?: readonly DoomedRun[];
  }): StoreWrite {
    const key = this.keys.meta;
    const value = encodeMeta(key, {
      appliedOffset: changes.appliedOffset ?? this.appliedOffset,
      appliedEpoch: changes.appliedEpoch ?? this.appliedEpoch,
      hashKey: this.#hashKey,
      nextRun: this.nextRun,
      due: (changes.due ?? this.due.runs).map(storedRun),
      ids: (changes.ids ?? this.ids.runs).map(storedRun),
      doomed: [...(changes.doomed ?? this.doomed), ...(changes.building ?? this.building)],
    });
    return { key, value };
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
    throw new ScheduleIndexDamaged(
      `holds no record of pending offset ${offset}`,
      this.keys.records(slotOf(offset)),
    );
  }

  slot(number: number): Buffer | undefined {
    if (number === this.#slotNumber) return this.#slot;
    const key = this.keys.records(number);
    const bytes = this.store.get(key);
    this.#slot = bytes === undefined ? undefined : openSlot(key, bytes);
    this.#slotNumber = number;
    return this.#slot;
  }

  /** Slots have changed in the store. */
  forgetSlot(): void {
    this.#slotNumber = -1;
    this.#slot = undefined;
  }

  /** The due time that the store's latest RESCHEDULE of an offset says; undefined without one. */
  movedDueMs(offset: number): number | undefined {
    const key = this.keys.moved(offset);
    const bytes = this.store.get(key);
    if (bytes === undefined) return undefined;
    const value = unseal(KIND_MOVED, key, bytes);
    checkSize(value, MOVED_BYTES, key);
    return value.readDoubleLE(SEAL_BYTES);
  }

  /** `position`: offset of the RESCHEDULE, which the cleaner must keep. */
  movedWrite(offset: number, dueMs: number, position: number): StoreWrite {
    const key = this.keys.moved(offset);
    const value = newValue(KIND_MOVED, 0, MOVED_BYTES);
    value.writeDoubleLE(dueMs, SEAL_BYTES);
    value.writeDoubleLE(position, SEAL_BYTES + 8);
    return { key, value: seal(key, value) };
  }
}

/** Seal, due time, position of the RESCHEDULE: both doubles. */
const MOVED_BYTES = SEAL_BYTES + 16;

/** Removes everything of a partition, for a rebuild or because its topic is gone. */
export async function clearIndex(store: OrderedStore, prefix: Uint8Array): Promise<void> {
  const range = new IndexKeys(prefix).all();
  for (;;) {
    const writes: StoreWrite[] = [];
    for (const [key] of store.range({ ...range, limit: SCHEDULE_SLICE_DELETES })) {
      writes.push({ key, value: undefined });
    }
    if (writes.length === 0) return;
    await store.commit(writes);
  }
}
