/**
 * What the log says of the schedule and the store does not hold yet: events in log order, in
 * columns. First those that are committed, then those that are only appended; the store takes
 * from its front, `truncate` from its end.
 *
 * Rows have running numbers that stay with them: `start` ≤ row < `end`.
 */
import { assert } from "../lib/assert.ts";

export const ADDED = 1;
export const REMOVED = 2;
export const MOVED = 3;
export type EventKind = typeof ADDED | typeof REMOVED | typeof MOVED;

/** What `addedPlain` wants to know; its fields are read at once. */
export interface PlainRecord {
  readonly position: number;
  readonly dueMs: number;
  readonly filePosition: number;
  readonly length: number;
  readonly crc: number;
}

/** Rows of a block, a power of two: growing copies nothing, and a block takes 15 KB. */
const BLOCK_ROWS = 256;
/** Blocks kept for what comes next. */
const SPARE_BLOCKS_MAX = 64;

class Block {
  readonly kind = new Uint8Array(BLOCK_ROWS);
  readonly position = new Float64Array(BLOCK_ROWS);
  readonly target = new Float64Array(BLOCK_ROWS);
  readonly dueMs = new Float64Array(BLOCK_ROWS);
  readonly segmentBase = new Float64Array(BLOCK_ROWS);
  readonly filePosition = new Float64Array(BLOCK_ROWS);
  readonly length = new Uint32Array(BLOCK_ROWS);
  readonly crc = new Uint32Array(BLOCK_ROWS);
  readonly recurring = new Uint8Array(BLOCK_ROWS);
  readonly ids = new Array<string | undefined>(BLOCK_ROWS).fill(undefined);
}

export class EventTail {
  /** The first one holds the row `start`. */
  readonly #blocks: Block[] = [];
  readonly #spare: Block[] = [];
  /** Number of the first block: its rows begin at `BLOCK_ROWS` times it. */
  #firstBlock = 0;
  #start = 0;
  #end = 0;
  /** Of the row before `#end`, while there is one. */
  #lastPosition = 0;

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
    return this.#block(row).kind[at(row)]! as EventKind;
  }
  /** Offset of the record that says so. Never falls from one row to the next. */
  position(row: number): number {
    return this.#block(row).position[at(row)]!;
  }
  /** Offset of the pending record that it is about. */
  target(row: number): number {
    return this.#block(row).target[at(row)]!;
  }
  /** Of ADDED and MOVED. */
  dueMs(row: number): number {
    return this.#block(row).dueMs[at(row)]!;
  }
  segmentBase(row: number): number {
    return this.#block(row).segmentBase[at(row)]!;
  }
  filePosition(row: number): number {
    return this.#block(row).filePosition[at(row)]!;
  }
  recordLength(row: number): number {
    return this.#block(row).length[at(row)]!;
  }
  crc(row: number): number {
    return this.#block(row).crc[at(row)]!;
  }
  /** Of ADDED. */
  isRecurring(row: number): boolean {
    return this.#block(row).recurring[at(row)] === 1;
  }
  /** Of MOVED: number of the latest firing, in the column of lengths, which a move has no use for. */
  firings(row: number): number {
    return this.#block(row).length[at(row)]!;
  }
  id(row: number): string | undefined {
    return this.#block(row).ids[at(row)];
  }

  added(
    position: number,
    dueMs: number,
    segmentBase: number,
    filePosition: number,
    length: number,
    crc: number,
    id: string | undefined,
    recurring: boolean,
  ): void {
    const row = this.#push(ADDED, position, position, dueMs);
    const block = this.#block(row);
    const slot = at(row);
    block.segmentBase[slot] = segmentBase;
    block.filePosition[slot] = filePosition;
    block.length[slot] = length;
    block.crc[slot] = crc;
    block.recurring[slot] = recurring ? 1 : 0;
    if (id !== undefined) block.ids[slot] = id;
  }

  /** The same without an id, of a record that is released once. */
  addedPlain(record: PlainRecord, segmentBase: number): void {
    const { position, dueMs } = record;
    const row = this.#push(ADDED, position, position, dueMs);
    const block = this.#block(row);
    const slot = at(row);
    block.segmentBase[slot] = segmentBase;
    block.filePosition[slot] = record.filePosition;
    block.length[slot] = record.length;
    block.crc[slot] = record.crc;
    block.recurring[slot] = 0;
  }

  removed(position: number, target: number): void {
    this.#push(REMOVED, position, target, 0);
  }

  /** Of REMOVED: the store may hold another due time for the target. */
  wasMoved(row: number): boolean {
    return this.dueMs(row) === 1;
  }

  noteMoved(row: number): void {
    this.#block(row).dueMs[at(row)] = 1;
  }

  moved(position: number, target: number, dueMs: number, firings: number): void {
    const row = this.#push(MOVED, position, target, dueMs);
    this.#block(row).length[at(row)] = firings;
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
    this.#forgetIds(this.#start, row);
    this.#start = row;
    while (this.#blocks.length > 0 && (this.#firstBlock + 1) * BLOCK_ROWS <= row) {
      const block = this.#blocks.shift()!;
      if (this.#spare.length < SPARE_BLOCKS_MAX) this.#spare.push(block);
      this.#firstBlock++;
    }
    if (this.#blocks.length === 0) this.#spare.length = 0;
  }

  /** Forgets the rows from `row` on. */
  dropLast(row: number): void {
    assert(row >= this.#start && row <= this.#end, `row ${row} is not in the tail`);
    this.#forgetIds(row, this.#end);
    this.#end = row;
    if (row > this.#start) this.#lastPosition = this.position(row - 1);
  }

  #forgetIds(from: number, until: number): void {
    for (let row = from; row < until; row++) this.#block(row).ids[at(row)] = undefined;
  }

  #block(row: number): Block {
    return this.#blocks[blockOf(row) - this.#firstBlock]!;
  }

  #push(kind: EventKind, position: number, target: number, dueMs: number): number {
    assert(
      position >= this.#lastPosition || this.length === 0,
      () => `an event at offset ${position} comes after one at ${this.#lastPosition}`,
    );
    this.#lastPosition = position;
    const row = this.#end++;
    if (this.#blocks.length === 0) this.#firstBlock = blockOf(row);
    if (blockOf(row) - this.#firstBlock === this.#blocks.length) {
      this.#blocks.push(this.#spare.pop() ?? new Block());
    }
    const block = this.#block(row);
    const slot = at(row);
    block.kind[slot] = kind;
    block.position[slot] = position;
    block.target[slot] = target;
    block.dueMs[slot] = dueMs;
    return row;
  }
}

function blockOf(row: number): number {
  return Math.floor(row / BLOCK_ROWS);
}

/** Where a row is in its block. */
function at(row: number): number {
  return row & (BLOCK_ROWS - 1);
}
