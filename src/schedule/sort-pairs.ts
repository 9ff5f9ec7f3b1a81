/**
 * Sorts pairs by key, then offset, without an object a pair: the native sort of doubles over
 * key × 2^bits + index, where the offsets ascend already and the keys leave room for an index.
 */
export class PairBuffer {
  keys: Float64Array;
  offsets: Float64Array;
  #packed: Float64Array;
  count = 0;
  #ascending = true;

  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.offsets = new Float64Array(capacity);
    this.#packed = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
    this.#ascending = true;
  }

  add(key: number, offset: number): void {
    if (this.count > 0 && offset <= this.offsets[this.count - 1]!) this.#ascending = false;
    this.keys[this.count] = key;
    this.offsets[this.count] = offset;
    this.count++;
  }

  /** In order. */
  forEachSorted(visit: (key: number, offset: number) => void): void {
    const { count, keys, offsets } = this;
    if (count === 0) return;
    let least = keys[0]!;
    let most = least;
    for (let at = 1; at < count; at++) {
      const key = keys[at]!;
      if (key < least) least = key;
      else if (key > most) most = key;
    }
    const scale = 2 ** Math.ceil(Math.log2(count));
    if (!this.#ascending || (most - least + 1) * scale > Number.MAX_SAFE_INTEGER) {
      const order = Array.from({ length: count }, (_, at) => at);
      order.sort((left, right) => keys[left]! - keys[right]! || offsets[left]! - offsets[right]!);
      for (const at of order) visit(keys[at]!, offsets[at]!);
      return;
    }
    const packed = this.#packed.subarray(0, count);
    for (let at = 0; at < count; at++) packed[at] = (keys[at]! - least) * scale + at;
    packed.sort();
    for (const value of packed) {
      const at = value - Math.floor(value / scale) * scale;
      visit(keys[at]!, offsets[at]!);
    }
  }
}
