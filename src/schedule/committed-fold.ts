/**
 * The pending index at the high watermark: the stored part, the committed rows of the tail that the
 * store does not hold yet, and what of both is near. Rows enter by `apply`, in order, once.
 */
import { unreachable } from "../lib/assert.ts";
import type { PendingEntry } from "./entry.ts";
import { ADDED, type EventTail, MOVED, REMOVED } from "./event-tail.ts";
import type { NearHorizon } from "./near-horizon.ts";
import type { SlotRecord } from "./record-slot.ts";
import type { ScheduleSizes } from "./sizes.ts";
import type { StoredIndex } from "./stored-index.ts";

export class CommittedFold {
  readonly index: StoredIndex;
  readonly tail: EventTail;
  readonly near: NearHorizon;
  readonly sizes: ScheduleSizes;
  /** Rows below it are applied. */
  appliedRow: number;
  /** Everything below it in the log is applied. */
  appliedOffset: number;
  /** Due times of moves that are applied and not stored. */
  readonly unstoredMoves = new Map<number, number>();
  /** Replaced by a record with the same id that is applied and not stored. */
  readonly #unstoredReplaced = new Set<number>();
  /** Handed out by takeDue; their release is not appended yet. */
  readonly inFlight = new Set<number>();

  constructor(index: StoredIndex, tail: EventTail, near: NearHorizon, sizes: ScheduleSizes) {
    this.index = index;
    this.tail = tail;
    this.near = near;
    this.sizes = sizes;
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
    return this.#movedDueMs(offset) === dueMs;
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
    const record = this.#record(offset);
    const dueMs = this.index.pending.isMoved(offset)
      ? (this.#movedDueMs(offset) ?? record.dueMs)
      : record.dueMs;
    return toEntry(offset, dueMs, record);
  }

  apply(row: number): void {
    const { tail } = this;
    const kind = tail.kind(row);
    const target = tail.target(row);
    switch (kind) {
      case ADDED:
        if (this.index.pending.add(target)) this.near.insert(tail.dueMs(row), target);
        break;
      case REMOVED:
        this.#remove(row, target);
        break;
      case MOVED:
        this.#move(target, tail.dueMs(row));
        break;
      default:
        unreachable(kind);
    }
  }

  /** The store has the row. */
  stored(row: number): void {
    const { tail } = this;
    const target = tail.target(row);
    const kind = tail.kind(row);
    if (kind === REMOVED) {
      this.#unstoredReplaced.delete(target);
      return;
    }
    if (kind === MOVED && this.unstoredMoves.get(target) === tail.dueMs(row)) {
      this.unstoredMoves.delete(target);
    }
    if (!this.unstoredMoves.has(target)) this.near.stored(target);
  }

  /** Back into the wheel, if that is where it belongs. */
  place(dueMs: number, offset: number): void {
    if (this.near.has(offset)) return;
    if (this.near.isBefore(dueMs, offset) || this.isUnstored(offset)) {
      this.near.insert(dueMs, offset);
    }
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

  #move(offset: number, dueMs: number): void {
    if (!this.index.pending.has(offset)) return;
    this.index.pending.markMoved(offset);
    this.unstoredMoves.set(offset, dueMs);
    if (this.inFlight.has(offset)) {
      this.near.hold(dueMs, offset);
      return;
    }
    this.near.remove(offset);
    this.near.letGo(offset);
    this.place(dueMs, offset);
  }

  #movedDueMs(offset: number): number | undefined {
    return this.unstoredMoves.get(offset) ?? this.index.movedDueMs(offset);
  }

  #record(offset: number): SlotRecord {
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
  };
}

export function toEntry(offset: number, dueMs: number, record: SlotRecord): PendingEntry {
  return {
    offset,
    dueMs,
    place: { segmentBaseOffset: record.segmentBase, position: record.filePosition },
    length: record.length,
    crc: record.crc,
    id: record.id,
    recurring: false,
  };
}
