/**
 * What is appended and not stored: one table that is being filled, and full ones in order, each stored
 * once all of it is committed.
 */
import type { BatchIds } from "./batch-ids.ts";
import { IdTable } from "./id-table.ts";

interface FrozenTable {
  readonly table: IdTable;
  /** The log ended there when it was frozen. */
  endOffset: number;
}

export interface ToStore {
  /** Undefined: no id lies below `endOffset` that is not stored. */
  readonly table: IdTable | undefined;
  readonly endOffset: number;
}

export class IdTables {
  #active = new IdTable();
  #frozen: FrozenTable[] = [];
  /** A stored table's arrays are used again. */
  #spare: IdTable | undefined;
  /** Next offset of the log. */
  endOffset: number;
  highWatermark: number;
  readonly #offsetsUnstoredMax: number;

  constructor(endOffset: number, offsetsUnstoredMax: number) {
    this.endOffset = endOffset;
    this.highWatermark = endOffset;
    this.#offsetsUnstoredMax = offsetsUnstoredMax;
  }

  /** Rows in all of them. */
  get count(): number {
    return this.#frozen.reduce((sum, { table }) => sum + table.count, this.#active.count);
  }
  get activeCount(): number {
    return this.#active.count;
  }
  get frozenCount(): number {
    return this.#frozen.length;
  }

  /** Sets `first` of the rows whose id is here at or above `horizon`. */
  lookUp(ids: BatchIds, horizon: number): void {
    findIn(this.#active, ids, horizon);
    for (const { table } of this.#frozen) findIn(table, ids, horizon);
  }

  /** The ids that a batch claimed. */
  add(claimed: IdTable): void {
    const { keys, checks, offsets, count } = claimed;
    for (let row = 0; row < count; row++) {
      this.#active.add(keys[row]!, checks[row]!, offsets[row]!);
    }
  }

  /** What is in the table being filled waits for the store from here on. */
  freeze(): void {
    if (this.#active.count === 0) return;
    this.#frozen.push({ table: this.#active, endOffset: this.endOffset });
    this.#active = this.#spare ?? new IdTable();
    this.#spare = undefined;
  }

  truncate(toOffset: number): void {
    this.endOffset = toOffset;
    this.#active.truncate(toOffset);
    for (const frozen of this.#frozen) {
      frozen.table.truncate(toOffset);
      frozen.endOffset = Math.min(frozen.endOffset, toOffset);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#active.clear();
    this.#frozen = [];
  }

  /**
   * The first full table, once it is committed. Without one, how far the log came, where that is much
   * or `wanted`; then nothing may be in the table being filled.
   */
  nextToStore(appliedOffset: number, wanted: number): ToStore | undefined {
    const behind = this.highWatermark - appliedOffset;
    const isDue = behind > 0 && (wanted > appliedOffset || behind >= this.#offsetsUnstoredMax);
    if (isDue && this.#frozen.length === 0) this.freeze();
    const first = this.#frozen[0];
    if (first !== undefined) return first.endOffset <= this.highWatermark ? first : undefined;
    return isDue ? { table: undefined, endOffset: this.highWatermark } : undefined;
  }

  /** The store has it. */
  stored(table: IdTable | undefined): void {
    if (table === undefined || this.#frozen[0]?.table !== table) return;
    this.#frozen.shift();
    table.clear();
    this.#spare = table;
  }
}

function findIn(table: IdTable, ids: BatchIds, horizon: number): void {
  if (table.count === 0) return;
  const { count, keys, checks, first } = ids;
  for (let row = 0; row < count; row++) {
    if (first[row]! >= 0) continue;
    const offset = table.find(keys[row]!, checks[row]!);
    if (offset >= horizon) first[row] = offset;
  }
}
