/** A double-ended queue on a ring buffer; it grows by doubling and knows no bound of its own. */
import { assert } from "./assert.ts";

const CAPACITY_MIN = 16;

export class Deque<T> {
  // Invariant: #slots.length is a power of two; slots outside head … head + length are undefined,
  // so that what left the queue can be collected.
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
    this.#shrink();
    return item;
  }

  popBack(): T | undefined {
    if (this.#length === 0) return undefined;
    this.#length--;
    const slot = (this.#head + this.#length) & (this.#slots.length - 1);
    const item = this.#slots[slot];
    this.#slots[slot] = undefined;
    this.#shrink();
    return item;
  }

  /** 0 is the front. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)];
  }

  front(): T | undefined {
    return this.at(0);
  }

  back(): T | undefined {
    return this.at(this.#length - 1);
  }

  clear(): void {
    this.#slots = new Array<T | undefined>(CAPACITY_MIN).fill(undefined);
    this.#head = 0;
    this.#length = 0;
  }

  /** Front to back. The queue must not change meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.#length; index++) yield this.at(index) as T;
  }

  /** A quarter full halves it: a burst does not hold its memory for ever, and never thrashes. */
  #shrink(): void {
    const capacity = this.#slots.length;
    if (capacity > CAPACITY_MIN && this.#length <= capacity >> 2) this.#resize(capacity >> 1);
  }

  #resize(capacity: number): void {
    assert(capacity >= this.#length, `a queue of ${this.#length} cannot shrink to ${capacity}`);
    const slots = new Array<T | undefined>(capacity).fill(undefined);
    for (let index = 0; index < this.#length; index++) slots[index] = this.at(index);
    this.#slots = slots;
    this.#head = 0;
  }
}
