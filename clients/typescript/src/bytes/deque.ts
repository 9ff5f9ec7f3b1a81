/** A queue on a ring buffer that can also take back at its front; grows by doubling. */

const CAPACITY_MIN = 16;

export class Deque<T> {
  // Invariant: #slots.length is a power of two; slots outside head … head + length are undefined.
  #slots: (T | undefined)[] = new Array<T | undefined>(CAPACITY_MIN).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  pushBack(item: T): void {
    if (this.#length === this.#slots.length) this.#resize(this.#length * 2);
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length++;
  }

  pushFront(item: T): void {
    if (this.#length === this.#slots.length) this.#resize(this.#length * 2);
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = item;
    this.#length++;
  }

  popFront(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length--;
    const capacity = this.#slots.length;
    if (capacity > CAPACITY_MIN && this.#length <= capacity >> 2) this.#resize(capacity >> 1);
    return item;
  }

  front(): T | undefined {
    return this.#slots[this.#head];
  }

  /** Empties it and gives what was in it, front first. */
  takeAll(): T[] {
    const items = [...this];
    this.#slots = new Array<T | undefined>(CAPACITY_MIN).fill(undefined);
    this.#head = 0;
    this.#length = 0;
    return items;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.#length; index++) yield this.#at(index);
  }

  #at(index: number): T {
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)] as T;
  }

  #resize(capacity: number): void {
    const slots = new Array<T | undefined>(capacity).fill(undefined);
    for (let index = 0; index < this.#length; index++) slots[index] = this.#at(index);
    this.#slots = slots;
    this.#head = 0;
  }
}
