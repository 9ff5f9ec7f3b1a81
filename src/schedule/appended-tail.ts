/**
 * The tail as decisions see it: what is appended counts, committed or not. Holds which pending
 * offsets a row beyond the applied ones removes or moves, and which ids the tail brings.
 */
import { assert, unreachable } from "../lib/assert.ts";
import { SCHEDULE_ABSENT_IDS_MAX } from "../model/limits.ts";
import { type CommittedFold, recordOfRow, toEntry } from "./committed-fold.ts";
import type { BatchView } from "../record/view.ts";
import type { PendingEntry, Place, ScheduleEvent } from "./entry.ts";
import { ADDED, MOVED, REMOVED } from "./event-tail.ts";
import { forEachReleased, PlainRecords } from "./events.ts";

interface AppendedMove {
  readonly row: number;
  readonly dueMs: number;
  readonly firings: number;
}

export class AppendedTail {
  readonly #fold: CommittedFold;
  /** Removed by a row that is not applied. */
  readonly #removals = new Set<number>();
  /** Moved by rows that are not applied: the last of them, and its due time. */
  readonly #moves = new Map<number, AppendedMove>();
  /** Ids of rows in the tail, of the latest row with that id. */
  readonly #ids = new Map<string, number>();
  /** Asked for and not pending, since the last row: the fold asks again what the leader just did. */
  readonly #absent = new Set<string>();
  /** Next offset of the log. */
  endOffset: number;

  constructor(fold: CommittedFold) {
    this.#fold = fold;
    this.endOffset = fold.appliedOffset;
  }

  isPending(offset: number): boolean {
    if (this.#removals.has(offset)) return false;
    return (
      this.#fold.isPending(offset) || this.#fold.tail.findAdded(offset) >= this.#fold.appliedRow
    );
  }

  /** What is appended makes the offset's due time at the high watermark a thing of the past. */
  overrules(offset: number): boolean {
    return this.#removals.has(offset) || this.#moves.has(offset);
  }

  removes(offset: number): boolean {
    return this.#removals.has(offset);
  }

  entry(offset: number): PendingEntry | undefined {
    if (!this.isPending(offset)) return undefined;
    const fold = this.#fold;
    const row = fold.tail.findAdded(offset);
    const record =
      row >= fold.appliedRow
        ? toEntry(offset, recordOfRow(fold.tail, row), undefined)
        : fold.entry(offset);
    const move = this.#moves.get(offset);
    if (move === undefined) return record;
    return { ...record, dueMs: move.dueMs, firings: move.firings };
  }

  entryById(id: string): PendingEntry | undefined {
    const inTail = this.#ids.get(id);
    // A later record with an id has replaced all earlier ones: only the latest can be pending.
    if (inTail !== undefined) return this.entry(inTail);
    const { ids } = this.#fold.index;
    if (ids.pairs === 0 || this.#absent.has(id)) return undefined;
    for (const offset of ids.lookUp(this.#fold.index.hashOf(id))) {
      if (!this.isPending(offset)) continue;
      const entry = this.entry(offset);
      if (entry?.id === id) return entry;
    }
    return undefined;
  }

  /** Nothing is pending with that id: the fold need not look again when the record is staged. */
  noteAbsent(id: string): void {
    if (this.#absent.size === SCHEDULE_ABSENT_IDS_MAX) this.#absent.clear();
    this.#absent.add(id);
  }

  /** What was staged together is staged. */
  staged(nextOffset: number): void {
    this.endOffset = nextOffset;
    if (this.#absent.size > 0) this.#absent.clear();
  }

  /** A whole plain batch; see events.ts. */
  addPlain(view: BatchView, { segmentBaseOffset, position: filePosition }: Place): void {
    const { tail } = this.#fold;
    const known = this.endOffset;
    const records = new PlainRecords(view, filePosition);
    while (records.next()) {
      if (records.position >= known) tail.addedPlain(records, segmentBaseOffset);
    }
  }

  /** The same where it releases. */
  addReleased(view: BatchView): void {
    const known = this.endOffset;
    forEachReleased(view, (position, offset) => {
      if (position >= known && this.isPending(offset)) this.#remove(position, offset);
    });
  }

  add(event: ScheduleEvent): void {
    switch (event.kind) {
      case "scheduled":
        this.#added(event);
        break;
      case "released":
      case "cancelled":
        if (this.isPending(event.offset)) this.#remove(event.position, event.offset);
        break;
      case "rescheduled":
        this.#move(event.position, event.offset, event.dueMs, event.firings ?? 0);
        break;
      case "fired":
        if (!this.isPending(event.offset)) break;
        // As a release it ends the flight; unlike one it leaves the record waiting.
        this.#fold.inFlight.delete(event.offset);
        this.#move(event.position, event.offset, event.dueMs, event.firing);
        break;
      default:
        unreachable(event);
    }
  }

  /** The row is applied: it is no longer only appended. */
  applied(row: number): void {
    const { tail } = this.#fold;
    const target = tail.target(row);
    const kind = tail.kind(row);
    if (kind === REMOVED) {
      this.#removals.delete(target);
      this.#moves.delete(target);
    } else if (kind === MOVED && this.#moves.get(target)?.row === row) this.#moves.delete(target);
  }

  /** The row is stored. */
  stored(row: number): void {
    const { tail } = this.#fold;
    const id = tail.id(row);
    if (id !== undefined && this.#ids.get(id) === tail.target(row)) this.#ids.delete(id);
  }

  /** Forgets what is at and beyond an offset. */
  truncate(toOffset: number): void {
    const { tail, appliedRow, appliedOffset } = this.#fold;
    assert(
      toOffset >= appliedOffset,
      `the log was cut at ${toOffset}, and ${appliedOffset} was committed`,
    );
    if (toOffset >= this.endOffset) return;
    this.#absent.clear();
    this.endOffset = toOffset;
    const from = tail.firstAtOrAfter(toOffset);
    if (from === tail.end) return;
    tail.dropLast(from);
    this.#removals.clear();
    this.#moves.clear();
    this.#ids.clear();
    for (let row = tail.start; row < tail.end; row++) {
      const target = tail.target(row);
      const kind = tail.kind(row);
      if (kind === ADDED) {
        const id = tail.id(row);
        if (id !== undefined) this.#ids.set(id, target);
      } else if (row < appliedRow) continue;
      else if (kind === REMOVED) this.#removals.add(target);
      else this.#moves.set(target, { row, dueMs: tail.dueMs(row), firings: tail.firings(row) });
    }
  }

  #added(event: ScheduleEvent & { readonly kind: "scheduled" }): void {
    const { position, dueMs, place, length, crc, id, recurring = false } = event;
    if (id !== undefined) {
      const replaced = this.entryById(id);
      if (replaced !== undefined) this.#remove(position, replaced.offset);
      this.#ids.set(id, position);
    }
    const { segmentBaseOffset, position: filePosition } = place;
    const { tail } = this.#fold;
    tail.added(position, dueMs, segmentBaseOffset, filePosition, length, crc, id, recurring);
  }

  #move(position: number, offset: number, dueMs: number, firings: number): void {
    if (!this.isPending(offset)) return;
    const { tail } = this.#fold;
    this.#moves.set(offset, { row: tail.end, dueMs, firings });
    tail.moved(position, offset, dueMs, firings);
  }

  #remove(position: number, offset: number): void {
    this.#removals.add(offset);
    this.#fold.inFlight.delete(offset);
    this.#fold.tail.removed(position, offset);
  }
}
