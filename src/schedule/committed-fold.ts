/**
 * The pending index at the high watermark: the stored part, the committed rows of the tail that the
 * store does not hold yet, and what of both is near. Rows enter by `apply`, in order, once.
 */
import { unreachable } from "../lib/assert.ts";
import type { Move, PendingEntry } from "./entry.ts";
import { ADDED, type EventTail, MOVED, REMOVED } from "./event-tail.ts";
import type { NearHorizon } from "./near-horizon.ts";
import type { SlotRecord } from "./record-slot.ts";
import type { ScheduleSizes } from "./sizes.ts";
import type { StoredIndex } from "./stored-index.ts";
import { WaitingRows } from "./waiting-rows.ts";

export class CommittedFold {
  readonly index: StoredIndex;
  readonly tail: EventTail;
  readonly near: NearHorizon;
  readonly sizes: ScheduleSizes;
  /** Rows below it are applied. */
  appliedRow: number;
  /** Everything below it in the log is applied. */
  appliedOffset: number;
  /** Moves that are applied and not stored, the latest of each offset. */
  readonly unstoredMoves = new Map<number, Move>();
  /** Replaced by a record with the same id that is applied and not stored. */
  readonly #unstoredReplaced = new Set<number>();
  readonly #waiting: WaitingRows;
  /** Handed out by takeDue; their release is not appended yet. */
  readonly inFlight = new Set<number>();

  constructor(index: StoredIndex, tail: EventTail, near: NearHorizon, sizes: ScheduleSizes) {
    this.index = index;
    this.tail = tail;
    this.near = near;
    this.sizes = sizes;
    this.#waiting = new WaitingRows(sizes.waitingBlockRows);
    this.appliedRow = tail.start;
    this.appliedOffset = index.appliedOffset;
  }

  isPending(offset: number): boolean {
    return this.index.pending.has(offset);
  }

  /** Whether a pair of the far index says what is true now. */
  readonly isCurrent = (dueMs: number, offset: number): boolean => {
    const { pending } = this.index;
    if (!pending.has(offset)) return false;
    if (!pending.isMoved(offset)) return true;
    return this.#moveOf(offset)?.dueMs === dueMs;
  };

  /**
   * Whether an id's pair is still wanted. After a crash the record that replaced another one is
   * folded again, and must find by its id what it replaced: so until that is stored.
   */
  readonly isWanted = (_hash: number, offset: number): boolean =>
    this.index.pending.has(offset) || this.#unstoredReplaced.has(offset);

  /** Only in memory: the far index would not find it. */
  isUnstored(offset: number): boolean {
    return offset >= this.index.appliedOffset || this.unstoredMoves.has(offset);
  }

  /** Of a pending offset, with its due time at the high watermark. */
  entry(offset: number): PendingEntry {
    const move = this.index.pending.isMoved(offset) ? this.#moveOf(offset) : undefined;
    return toEntry(offset, this.#record(offset), move);
  }

  apply(row: number): void {
    const { tail } = this;
    const kind = tail.kind(row);
    const target = tail.target(row);
    switch (kind) {
      case ADDED:
        if (this.index.pending.add(target)) this.#placeAdded(row, target);
        break;
      case REMOVED:
        this.#remove(row, target);
        break;
      case MOVED:
        this.#move(row, target);
        break;
      default:
        unreachable(kind);
    }
  }

  /** The store has the row. */
  stored(row: number): void {
    const { tail } = this;
    const kind = tail.kind(row);
    // Where it waits it goes on waiting, now in the far index; what is in the wheel may stay there.
    if (kind === ADDED) return;
    const target = tail.target(row);
    if (kind === REMOVED) {
      this.#unstoredReplaced.delete(target);
      return;
    }
    if (this.isLatestMove(row)) this.unstoredMoves.delete(target);
    if (!this.unstoredMoves.has(target)) this.near.stored(target);
  }

  /** Back into the wheel, if that is where it belongs. */
  place(dueMs: number, offset: number): void {
    if (this.near.has(offset)) return;
    if (this.near.isBefore(dueMs, offset) || this.isUnstored(offset)) {
      this.near.insert(dueMs, offset);
    }
  }

  /** The store has the rows below. */
  dropFirst(row: number): void {
    this.tail.dropFirst(row);
    this.#waiting.dropFirst(row);
  }

  /** The boundary came up to `untilMs`: see NearHorizon.hydrate. */
  readonly bringWaiting = (untilMs: number): number => {
    const { near, tail, sizes } = this;
    return this.#waiting.bring(untilMs, sizes.sliceWaiting, (from, until) => {
      let leastMs = Number.POSITIVE_INFINITY;
      const end = Math.min(until, this.appliedRow);
      for (let row = Math.max(from, tail.start); row < end; row++) {
        if (tail.kind(row) !== ADDED) continue;
        const dueMs = tail.dueMs(row);
        if (dueMs > untilMs) leastMs = Math.min(leastMs, dueMs);
        else if (this.#isOut(tail.target(row))) near.insert(dueMs, tail.target(row));
      }
      return leastMs;
    });
  };

  /** Whether what lies beyond the boundary may leave the wheel: somebody else will know of it. */
  readonly mayLeave = (dueMs: number, offset: number): boolean => {
    if (!this.isUnstored(offset)) return true;
    if (this.unstoredMoves.has(offset)) return false;
    const row = this.tail.findAdded(offset);
    if (row < 0) return false;
    this.#waiting.note(row, dueMs);
    return true;
  };

  /** Pending, as it was added, and nowhere near. */
  #isOut(offset: number): boolean {
    const { pending } = this.index;
    if (!pending.has(offset) || pending.isMoved(offset)) return false;
    return !this.near.has(offset) && !this.near.isHeld(offset);
  }

  #placeAdded(row: number, offset: number): void {
    const dueMs = this.tail.dueMs(row);
    if (this.near.isBefore(dueMs, offset)) this.near.insert(dueMs, offset);
    else this.#waiting.note(row, dueMs);
  }

  #remove(row: number, offset: number): void {
    const { pending } = this.index;
    if (pending.isMoved(offset)) this.tail.noteMoved(row);
    if (!pending.delete(offset)) return;
    const byAdding = row + 1 < this.tail.end && this.tail.kind(row + 1) === ADDED;
    if (byAdding && this.tail.position(row + 1) === this.tail.position(row)) {
      this.#unstoredReplaced.add(offset);
    }
    this.near.remove(offset);
    this.near.letGo(offset);
    this.inFlight.delete(offset);
    this.unstoredMoves.delete(offset);
  }

  /** Whether a MOVED row of the tail is what counts for its target now. */
  isLatestMove(row: number): boolean {
    const { tail } = this;
    return this.unstoredMoves.get(tail.target(row))?.position === tail.position(row);
  }

  #move(row: number, offset: number): void {
    if (!this.index.pending.has(offset)) return;
    const { tail } = this;
    const dueMs = tail.dueMs(row);
    this.index.pending.markMoved(offset);
    const move = { dueMs, position: tail.position(row), firings: tail.firings(row) };
    this.unstoredMoves.set(offset, move);
    if (this.inFlight.has(offset)) {
      this.near.hold(dueMs, offset);
      return;
    }
    this.near.remove(offset);
    this.near.letGo(offset);
    this.place(dueMs, offset);
  }

  #moveOf(offset: number): Move | undefined {
    return this.unstoredMoves.get(offset) ?? this.index.move(offset);
  }

  #record(offset: number): SlotRecord {
    if (offset < this.index.appliedOffset) return this.index.recordOf(offset);
    const row = this.tail.findAdded(offset);
    return row < 0 ? this.index.recordOf(offset) : recordOfRow(this.tail, row);
  }
}

export function recordOfRow(tail: EventTail, row: number): SlotRecord {
  return {
    dueMs: tail.dueMs(row),
    segmentBase: tail.segmentBase(row),
    filePosition: tail.filePosition(row),
    length: tail.recordLength(row),
    crc: tail.crc(row),
    id: tail.id(row),
    recurring: tail.isRecurring(row),
  };
}

/** `move`: the latest, where there is one. */
export function toEntry(offset: number, record: SlotRecord, move: Move | undefined): PendingEntry {
  return {
    offset,
    dueMs: move?.dueMs ?? record.dueMs,
    place: { segmentBaseOffset: record.segmentBase, position: record.filePosition },
    length: record.length,
    crc: record.crc,
    id: record.id,
    recurring: record.recurring,
    firings: move?.firings ?? 0,
  };
}
