/**
 * One commit's worth of the tail on its way into the store: builds the writes, in steps of at most about
 * 2 ms with turns of the event loop between them, and says what to do when the store has them. Changes
 * nothing else before that.
 *
 *   step ─► step ─► … ─► finish ─► the store has it: change, done · refused: undo
 *
 * Between two steps more may be committed and settled. Each step goes by what is pending when it runs
 * and writes the chunks as they are then; a chunk that changed since is written again, later writes of
 * a commit win, and `finish` looks again at the slots that were empty.
 */
import { SCHEDULE_SLICE_EVENTS } from "../model/limits.ts";
import type { StoreWrite } from "../platform/ordered-store.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { ADDED, MOVED, REMOVED } from "./event-tail.ts";
import { DUE_RUNS, ID_RUNS } from "./index-keys.ts";
import { chunkOf } from "./pending-set.ts";
import { encodeSlot, SLOT_OFFSETS, slotOf } from "./record-slot.ts";
import type { IndexState } from "./index-meta.ts";
import type { RunForm } from "../runs/pair-page.ts";
import type { Run } from "../runs/run.ts";
import { RunWriter } from "../runs/run-writer.ts";
import { PairBuffer } from "./sort-pairs.ts";

// Used by one slice at a time, within one synchronous call.
const duePairs = new PairBuffer(SCHEDULE_SLICE_EVENTS);
const idPairs = new PairBuffer(SCHEDULE_SLICE_EVENTS);

export class PersistSlice {
  readonly writes: StoreWrite[] = [];
  readonly chunks: number[] = [];
  readonly #fold: CommittedFold;
  /** Slots without a pending record, to be deleted once. */
  readonly #emptied = new Set<number>();
  #slotRows: number[] = [];
  readonly #due: Run[] = [];
  readonly #ids: Run[] = [];
  #hasSteps = false;
  #endRow: number;
  #endOffset = 0;
  #endEpoch = 0;

  constructor(fold: CommittedFold) {
    this.#fold = fold;
    this.#endRow = fold.tail.start;
  }

  /** Rows below it are in the slice. */
  get endRow(): number {
    return this.#endRow;
  }

  get hasSteps(): boolean {
    return this.#hasSteps;
  }

  /** Takes in up to a slice of applied rows. */
  step(): void {
    this.#hasSteps = true;
    const { tail, sizes, appliedRow } = this.#fold;
    duePairs.clear();
    idPairs.clear();
    const chunksMax = this.chunks.length + sizes.sliceChunks;
    // An id makes a record about twice the work.
    let weight = 0;
    while (
      this.#endRow < appliedRow &&
      weight < sizes.sliceEvents &&
      this.chunks.length < chunksMax
    ) {
      weight += tail.id(this.#endRow) === undefined ? 1 : 2;
      this.#take(this.#endRow++);
    }
    this.#writeRun(DUE_RUNS, duePairs, this.#due);
    this.#writeRun(ID_RUNS, idPairs, this.#ids);
  }

  /** No step follows. `epochBefore`: leader epoch of the record before an offset. */
  finish(epochBefore: (offset: number) => number): void {
    const { index, tail, appliedRow, appliedOffset } = this.#fold;
    this.#endSlot();
    for (const slot of this.#emptied) {
      if (index.pending.hasNeighbour(slot * SLOT_OFFSETS)) continue;
      this.#captureAsNow(slot * SLOT_OFFSETS);
      this.writes.push({ key: index.keys.records(slot), value: undefined });
    }
    // The fold is stored below it when the slice is.
    this.#endOffset = this.#endRow < appliedRow ? tail.position(this.#endRow) : appliedOffset;
    this.#endEpoch = epochBefore(this.#endOffset);
  }

  change(state: IndexState): IndexState {
    return {
      ...state,
      appliedOffset: this.#endOffset,
      appliedEpoch: this.#endEpoch,
      due: [...state.due, ...this.#due],
      ids: [...state.ids, ...this.#ids],
    };
  }

  undo(): void {
    for (const chunk of this.chunks) this.#fold.index.pending.uncapture(chunk);
  }

  #take(row: number): void {
    const { index, tail } = this.#fold;
    const target = tail.target(row);
    this.#captureAsNow(target);
    switch (tail.kind(row)) {
      case ADDED: {
        // Settled before it was ever stored: nothing but its chunk needs to know.
        if (!index.pending.has(target)) break;
        this.#toSlot(row, target);
        if (!index.pending.isMoved(target)) duePairs.add(tail.dueMs(row), target);
        const id = tail.id(row);
        if (id !== undefined) idPairs.add(index.hashOf(id), target);
        break;
      }
      case REMOVED:
        if (tail.wasMoved(row)) {
          this.writes.push({ key: index.keys.moved(target), value: undefined });
        }
        if (!index.pending.hasNeighbour(target)) this.#emptied.add(slotOf(target));
        break;
      case MOVED: {
        if (!this.#fold.isLatestMove(row)) break;
        const move = {
          dueMs: tail.dueMs(row),
          position: tail.position(row),
          firings: tail.firings(row),
        };
        duePairs.add(move.dueMs, target);
        this.writes.push(index.moveWrite(target, move));
        break;
      }
    }
  }

  /**
   * The chunk of an offset, as it is now: whatever in the commit depends on what is pending now must not
   * meet an older chunk after a crash, which would say that something waits whose record is gone.
   */
  #captureAsNow(offset: number): void {
    const { index, appliedOffset } = this.#fold;
    if (!index.pending.needsCapture(offset, appliedOffset)) return;
    const chunk = chunkOf(offset);
    const { key, value } = index.pending.capture(chunk, appliedOffset, index.keys);
    this.writes.push({ key, value });
    this.chunks.push(chunk);
  }

  #toSlot(row: number, offset: number): void {
    const first = this.#slotRows[0];
    if (first !== undefined && slotOf(this.#fold.tail.target(first)) !== slotOf(offset)) {
      this.#endSlot();
    }
    this.#slotRows.push(row);
  }

  #endSlot(): void {
    const [first] = this.#slotRows;
    if (first === undefined) return;
    const { index, tail } = this.#fold;
    const slot = slotOf(tail.target(first));
    const base = slot * SLOT_OFFSETS;
    const key = index.keys.records(slot);
    // Since its rows were taken in, something of it may have been settled, which is not kept.
    this.#captureAsNow(base);
    // Only a slot that an earlier slice began can be in the store.
    const old = base < index.appliedOffset ? index.slot(slot) : undefined;
    const keep = (low: number): boolean =>
      base + low < index.appliedOffset && index.pending.has(base + low);
    this.writes.push({ key, value: encodeSlot(key, tail, this.#slotRows, old, keep) });
    this.#slotRows = [];
  }

  #writeRun(form: RunForm, pairs: PairBuffer, runs: Run[]): void {
    const { index } = this.#fold;
    if (pairs.count === 0) return;
    const writer = new RunWriter(form, index.keys, index.takeRunNumber());
    pairs.forEachSorted((key, offset) => writer.add(key, offset, 0));
    const run = writer.finish(0);
    for (const write of writer.takeWrites()) this.writes.push(write);
    if (run !== undefined) runs.push(run);
  }
}
