/**
 * What the log says of the schedule and the store does not hold yet: a ring of events in log order,
 * in columns. First those that are committed, then those that are only appended; the store takes
 * from its front, `truncate` from its end.
 *
 * Rows have running numbers that stay with them: `start` ≤ row < `end`.
 */
import { assert } from "../lib/assert.ts";

export const ADDED = 1;
export const REMOVED = 2;
export const MOVED = 3;
export type EventKind = typeof ADDED | typeof REMOVED | typeof MOVED;

const INITIAL = 64;

class Columns {
  readonly capacity: number;
  readonly kind: Uint8Array;
  readonly position: Float64Array;
  readonly target: Float64Array;
  readonly dueMs: Float64Array;
  readonly segmentBase: Float64Array;
  readonly filePosition: Float64Array;
  readonly length: Uint32Array;
  readonly crc: Uint32Array;
  readonly recurring: Uint8Array;
  readonly ids: (string | undefined)[];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.kind = new Uint8Array(capacity);
    this.position = new Float64Array(capacity);
    this.target = new Float64Array(capacity);
    this.dueMs = new Float64Array(capacity);
    this.segmentBase = new Float64Array(capacity);
    this.filePosition = new Float64Array(capacity);
    this.length = new Uint32Array(capacity);
    this.crc = new Uint32Array(capacity);
    this.recurring = new Uint8Array(capacity);
    this.ids = new Array<string | undefined>(capacity).fill(undefined);
  }

  copyFrom(from: Columns, row: number): void {
    const at = row & (from.capacity - 1);
    const to = row & (this.capacity - 1);
    this.kind[to] = from.kind[at]!;
    this.position[to] = from.position[at]!;
    this.target[to] = from.target[at]!;
    this.dueMs[to] = from.dueMs[at]!;
    this.segmentBase[to] = from.segmentBase[at]!;
    this.filePosition[to] = from.filePosition[at]!;
    this.length[to] = from.length[at]!;
    this.crc[to] = from.crc[at]!;
    this.recurring[to] = from.recurring[at]!;
    this.ids[to] = from.ids[at];
  }
}

export class EventTail {
  #columns = new Columns(INITIAL);
  #start = 0;
  #end = 0;

  get start(): number {
    return this.#start;
  }
  get end(): number {
    return this.#end;
  }
  get length(): number {
    return this.#end - this.#start;
  }

  kind(row: number): EventKind {
    return this.#columns.kind[this.#at(row)]! as EventKind;
  }
  /** Offset of the record that says so. Never falls from one row to the next. */
  position(row: number): number {
    return this.#columns.position[this.#at(row)]!;
  }
  /** Offset of the pending record that it is about. */
  target(row: number): number {
    return this.#columns.target[this.#at(row)]!;
  }
  /** Of ADDED and MOVED. */
  dueMs(row: number): number {
    return this.#columns.dueMs[this.#at(row)]!;
  }
  segmentBase(row: number): number {
    return this.#columns.segmentBase[this.#at(row)]!;
  }
  filePosition(row: number): number {
    return this.#columns.filePosition[this.#at(row)]!;
  }
  recordLength(row: number): number {
    return this.#columns.length[this.#at(row)]!;
  }
  crc(row: number): number {
    return this.#columns.crc[this.#at(row)]!;
  }
  /** Of ADDED. */
  isRecurring(row: number): boolean {
    return this.#columns.recurring[this.#at(row)] === 1;
  }
  /** Of MOVED: number of the latest firing, in the column of lengths, which a move has no use for. */
  firings(row: number): number {
    return this.#columns.length[this.#at(row)]!;
  }
  id(row: number): string | undefined {
    return this.#columns.ids[this.#at(row)];
  }

  added(
    position: number,
    dueMs: number,
    record: {
      readonly place: { readonly segmentBaseOffset: number; readonly position: number };
      readonly length: number;
      readonly crc: number;
      readonly id: string | undefined;
      readonly recurring?: boolean;
    },
  ): void {
    const at = this.#push(ADDED, position, position, dueMs);
    const columns = this.#columns;
    columns.segmentBase[at] = record.place.segmentBaseOffset;
    columns.filePosition[at] = record.place.position;
    columns.length[at] = record.length;
    columns.crc[at] = record.crc;
    columns.recurring[at] = record.recurring === true ? 1 : 0;
    columns.ids[at] = record.id;
  }

  removed(position: number, target: number): void {
    this.#push(REMOVED, position, target, 0);
  }

  /** Of REMOVED: the store may hold another due time for the target. */
  wasMoved(row: number): boolean {
    return this.dueMs(row) === 1;
  }

  noteMoved(row: number): void {
    this.#columns.dueMs[this.#at(row)] = 1;
  }

  moved(position: number, target: number, dueMs: number, firings: number): void {
    const at = this.#push(MOVED, position, target, dueMs);
    this.#columns.length[at] = firings;
  }

  /** The row that added this offset, or −1. */
  findAdded(offset: number): number {
    // Several rows may share a position; the one that adds comes last among them.
    const row = this.firstAtOrAfter(offset + 1) - 1;
    return row >= this.#start && this.position(row) === offset && this.kind(row) === ADDED
      ? row
      : -1;
  }

  /** First row whose position is not below this one. */
  firstAtOrAfter(position: number): number {
    let from = this.#start;
    let until = this.#end;
    while (from < until) {
      const middle = Math.floor((from + until) / 2);
      if (this.position(middle) < position) from = middle + 1;
      else until = middle;
    }
    return from;
  }

  /** Forgets the rows below `row`. */
  dropFirst(row: number): void {
    assert(row >= this.#start && row <= this.#end, `row ${row} is not in the tail`);
    for (let gone = this.#start; gone < row; gone++) this.#columns.ids[this.#at(gone)] = undefined;
    this.#start = row;
    const { capacity } = this.#columns;
    if (capacity > INITIAL && this.length * 8 < capacity) this.#resize(capacity / 4);
  }

  /** Forgets the rows from `row` on. */
  dropLast(row: number): void {
    assert(row >= this.#start && row <= this.#end, `row ${row} is not in the tail`);
    for (let gone = row; gone < this.#end; gone++) this.#columns.ids[this.#at(gone)] = undefined;
    this.#end = row;
  }

  #at(row: number): number {
    return row & (this.#columns.capacity - 1);
  }

  #push(kind: EventKind, position: number, target: number, dueMs: number): number {
    assert(
      this.length === 0 || position >= this.position(this.#end - 1),
      `an event at offset ${position} comes after one at a later offset`,
    );
    if (this.length === this.#columns.capacity) this.#resize(this.#columns.capacity * 2);
    const at = this.#at(this.#end++);
    const columns = this.#columns;
    columns.kind[at] = kind;
    columns.position[at] = position;
    columns.target[at] = target;
    columns.dueMs[at] = dueMs;
    return at;
  }

  #resize(capacity: number): void {
    const columns = new Columns(Math.max(capacity, INITIAL));
    for (let row = this.#start; row < this.#end; row++) columns.copyFrom(this.#columns, row);
    this.#columns = columns;
  }
}
