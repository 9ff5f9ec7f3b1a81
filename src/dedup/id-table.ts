/**
 * Ids in memory: (hash, offset) rows in typed arrays with an open-addressed table over them. Offsets
 * ascend, so a cut of the log takes rows off the end.
 */
const ROWS_FIRST = 64;

export class IdTable {
  /** First and second half of each row's hash, and its offset. Only `count` of them count. */
  keys: Float64Array = new Float64Array(ROWS_FIRST);
  checks: Float64Array = new Float64Array(ROWS_FIRST);
  offsets: Float64Array = new Float64Array(ROWS_FIRST);
  count = 0;
  /** Row + 1, or 0. Twice to four times as many as rows. */
  #slots = new Int32Array(2 * ROWS_FIRST);

  /** The offset of the latest row with this hash; −1: none. */
  find(key: number, check: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0) return -1;
      if (this.keys[row] === key && this.checks[row] === check) return this.offsets[row]!;
    }
  }

  /** `offset`: above all that are in it. A row with the same hash is found no more. */
  add(key: number, check: number, offset: number): void {
    if (this.count === this.keys.length) this.#grow();
    const row = this.count++;
    this.keys[row] = key;
    this.checks[row] = check;
    this.offsets[row] = offset;
    this.#place(row);
  }

  /** Takes off what lies at or above `offset`. */
  truncate(offset: number): void {
    let { count } = this;
    while (count > 0 && this.offsets[count - 1]! >= offset) count--;
    if (count === this.count) return;
    this.count = count;
    this.#placeAll();
  }

  clear(): void {
    if (this.count === 0) return;
    this.count = 0;
    this.#slots.fill(0);
  }

  #place(row: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const key = this.keys[row]!;
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const other = slots[slot]! - 1;
      if (other < 0 || (this.keys[other] === key && this.checks[other] === this.checks[row])) {
        slots[slot] = row + 1;
        return;
      }
    }
  }

  #placeAll(): void {
    this.#slots.fill(0);
    for (let row = 0; row < this.count; row++) this.#place(row);
  }

  #grow(): void {
    const rows = this.keys.length * 2;
    this.keys = grown(this.keys, rows);
    this.checks = grown(this.checks, rows);
    this.offsets = grown(this.offsets, rows);
    this.#slots = new Int32Array(2 * rows);
    this.#placeAll();
  }
}

function grown(column: Float64Array, rows: number): Float64Array {
  const larger = new Float64Array(rows);
  larger.set(column);
  return larger;
}
