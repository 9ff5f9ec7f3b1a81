/**
 * Hash table from offsets to small numbers (wheel handles) in typed arrays: 12 bytes a slot where a
 * Map would take a hundred. Open addressing with linear probing; deletes close the gap.
 */
const INITIAL = 64;
const EMPTY = -1;

export class OffsetTable {
  #keys = new Float64Array(INITIAL).fill(EMPTY);
  #values = new Int32Array(INITIAL);
  #mask = INITIAL - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** −1 where the offset is not there. */
  get(offset: number): number {
    const at = this.#find(offset);
    return this.#keys[at] === offset ? this.#values[at]! : -1;
  }

  has(offset: number): boolean {
    return this.#keys[this.#find(offset)] === offset;
  }

  set(offset: number, value: number): void {
    // At most five eighths full: probes stay short.
    if ((this.#size + 1) * 8 > this.#keys.length * 5) this.#resize(this.#keys.length * 2);
    const at = this.#find(offset);
    if (this.#keys[at] === EMPTY) {
      this.#keys[at] = offset;
      this.#size++;
    }
    this.#values[at] = value;
  }

  /** The value it had, or −1. */
  delete(offset: number): number {
    let hole = this.#find(offset);
    if (this.#keys[hole] === EMPTY) return -1;
    const value = this.#values[hole]!;
    this.#size--;
    let at = hole;
    for (;;) {
      at = (at + 1) & this.#mask;
      const key = this.#keys[at]!;
      if (key === EMPTY) break;
      // A key may move into the hole unless its home lies after the hole (cyclically).
      const home = hash(key) & this.#mask;
      if (((at - home) & this.#mask) < ((at - hole) & this.#mask)) continue;
      this.#keys[hole] = key;
      this.#values[hole] = this.#values[at]!;
      hole = at;
    }
    this.#keys[hole] = EMPTY;
    if (this.#size * 16 < this.#keys.length && this.#keys.length > INITIAL) {
      this.#resize(this.#keys.length / 4 < INITIAL ? INITIAL : this.#keys.length / 4);
    }
    return value;
  }

  /** Where the offset is, or the empty place where it would go. */
  #find(offset: number): number {
    let at = hash(offset) & this.#mask;
    for (;;) {
      const key = this.#keys[at]!;
      if (key === offset || key === EMPTY) return at;
      at = (at + 1) & this.#mask;
    }
  }

  #resize(capacity: number): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(capacity).fill(EMPTY);
    this.#values = new Int32Array(capacity);
    this.#mask = capacity - 1;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at]!;
      if (key === EMPTY) continue;
      const to = this.#find(key);
      this.#keys[to] = key;
      this.#values[to] = values[at]!;
    }
  }
}

/** Offsets come in runs: the low bits are spread over the whole word (Fibonacci hashing). */
function hash(offset: number): number {
  const product = Math.imul(offset | 0, 0x9e3779b1) ^ Math.imul(offset / 4_294_967_296, 0x85ebca6b);
  return product ^ (product >>> 15);
}
