/**
 * Hierarchical timing wheel: which item is due next, at 1 ms, over all of time. Knows no clock and
 * must never hand out an item before the time it is asked for.
 *
 * Eight levels of 64 slots hold 48 bits of milliseconds, beyond the year 9999, so nothing overflows
 * and no delay is special. An item goes to the level of the highest base-64 digit in which its due
 * time differs from the cursor, into the slot of that digit; hence every item on level k is due
 * before every item on level k + 1, and lower slots of a level before higher ones.
 *
 *   cursor 1000 = (15)(40)₆₄   due 1003 = (15)(43)₆₄ → level 0 slot 43
 *                              due 1100 = (17)(12)₆₄ → level 1 slot 17
 *   opening level 1 slot 17 moves the cursor to 1088 = (17)(00)₆₄ and 1100 down to level 0 slot 12
 *
 * Items at or before the cursor (a level-0 slot that was opened, and all that arrives too late for
 * the slots) are in a queue by due time, then item: a herd leaves in the order of its items.
 *
 * Insert, cancel in a slot: O(1). In the queue: O(1) in order, else O(log n). An item changes slot at most 7 times.
 */
import { assert } from "../lib/assert.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { WheelPool } from "./wheel-pool.ts";

const LEVELS = 8;
const DIGIT_BITS = 6;
const SLOTS = 1 << DIGIT_BITS;
const DIGIT_MASK = SLOTS - 1;
/** Times are split into two halves of four digits: bit operations end at 32 bits. */
const HALF_DIGITS = 4;
const HALF = 2 ** (DIGIT_BITS * HALF_DIGITS);
export const WHEEL_TIME_MAX_MS: number = HALF * HALF - 1;

/** Which digit of a half holds bit n. */
const DIGIT_OF_BIT = Uint8Array.from({ length: 24 }, (_, bit) => Math.floor(bit / DIGIT_BITS));

export class TimingWheel {
  readonly #pool = new WheelPool();
  readonly #ready = new ReadyQueue(this.#pool);
  /** First node of each slot's ring, −1 where empty. */
  readonly #heads = new Int32Array(LEVELS * SLOTS).fill(-1);
  /** A bit a slot: 64 a level, in two words. */
  readonly #occupied = new Uint32Array((LEVELS * SLOTS) / 32);
  /** Least due time in a slot and how many share it; the count 0 says that it must be looked up. */
  readonly #leastMs = new Float64Array(LEVELS * SLOTS);
  readonly #leastCount = new Int32Array(LEVELS * SLOTS);
  // Invariant: what is in a slot is due after the cursor, what is ready is not.
  #cursorMs = 0;
  #cursorHigh = 0;
  #cursorLow = 0;

  get size(): number {
    return this.#pool.size;
  }

  /** The handle is good until the item is cancelled or taken. */
  insert(dueMs: number, item: number): number {
    assert(
      dueMs >= 0 && dueMs <= WHEEL_TIME_MAX_MS && Number.isSafeInteger(dueMs),
      () => `a due time of ${dueMs} ms does not fit the wheel`,
    );
    const node = this.#pool.take(dueMs, item);
    this.#place(node, dueMs);
    return node;
  }

  cancel(node: number): void {
    const slot = this.#pool.slots[node]!;
    assert(slot !== WheelPool.FREE, () => `node ${node} is not in the wheel`);
    if (slot === WheelPool.READY) this.#ready.remove(node);
    else this.#unlink(node, slot);
    this.#pool.free(node);
  }

  dueMs(node: number): number {
    return this.#pool.dueMs[node]!;
  }

  item(node: number): number {
    return this.#pool.items[node]!;
  }

  /** Handles are below this; `isHeld` tells which of them are in use. For walks over the pool. */
  get handleEnd(): number {
    return this.#pool.end;
  }

  isHeld(node: number): boolean {
    return this.#pool.slots[node] !== WheelPool.FREE;
  }

  /** The exact due time of the next item. */
  nextDueMs(): number | undefined {
    if (this.#ready.size > 0) return this.#pool.dueMs[this.#ready.first()]!;
    const slot = this.#firstSlot();
    return slot < 0 ? undefined : this.#least(slot);
  }

  /**
   * The node of the item due first, by due time and then item, or −1 where none is due at `nowMs`.
   * It stays in the wheel: read it, then `cancel` it.
   */
  firstDue(nowMs: number): number {
    for (;;) {
      if (this.#ready.size > 0) {
        const node = this.#ready.first();
        return this.#pool.dueMs[node]! <= nowMs ? node : -1;
      }
      const slot = this.#firstSlot();
      if (slot < 0 || this.#slotStartMs(slot) > nowMs) return -1;
      this.#open(slot);
    }
  }

  #place(node: number, dueMs: number): void {
    if (dueMs <= this.#cursorMs) {
      this.#ready.add(node);
      return;
    }
    const high = Math.floor(dueMs / HALF);
    const low = dueMs - high * HALF;
    let level: number;
    let digit: number;
    if (high === this.#cursorHigh) {
      level = DIGIT_OF_BIT[31 - Math.clz32(low ^ this.#cursorLow)]!;
      digit = (low >>> (level * DIGIT_BITS)) & DIGIT_MASK;
    } else {
      const place = DIGIT_OF_BIT[31 - Math.clz32(high ^ this.#cursorHigh)]!;
      level = place + HALF_DIGITS;
      digit = (high >>> (place * DIGIT_BITS)) & DIGIT_MASK;
    }
    this.#link(node, dueMs, level * SLOTS + digit);
  }

  /** Rings keep the order of arrival: items of a herd mostly come in the order they leave. */
  #link(node: number, dueMs: number, slot: number): void {
    const { next, previous, slots } = this.#pool;
    slots[node] = slot;
    const head = this.#heads[slot]!;
    if (head < 0) {
      this.#heads[slot] = node;
      next[node] = node;
      previous[node] = node;
      this.#occupied[slot >> 5]! |= 1 << (slot & 31);
      this.#leastMs[slot] = dueMs;
      this.#leastCount[slot] = 1;
      return;
    }
    const tail = previous[head]!;
    next[tail] = node;
    previous[node] = tail;
    next[node] = head;
    previous[head] = node;
    if (this.#leastCount[slot] === 0) return;
    const least = this.#leastMs[slot]!;
    if (dueMs === least) this.#leastCount[slot]!++;
    else if (dueMs < least) {
      this.#leastMs[slot] = dueMs;
      this.#leastCount[slot] = 1;
    }
  }

  #unlink(node: number, slot: number): void {
    const { next, previous, dueMs } = this.#pool;
    const after = next[node]!;
    if (after === node) {
      this.#clear(slot);
      return;
    }
    const before = previous[node]!;
    next[before] = after;
    previous[after] = before;
    if (this.#heads[slot] === node) this.#heads[slot] = after;
    if (this.#leastCount[slot]! > 0 && dueMs[node] === this.#leastMs[slot]) {
      this.#leastCount[slot]!--;
    }
  }

  #clear(slot: number): void {
    this.#heads[slot] = -1;
    this.#occupied[slot >> 5]! &= ~(1 << (slot & 31));
  }

  /** Looked up again only where all items of the least due time were cancelled. */
  #least(slot: number): number {
    if (this.#leastCount[slot]! > 0) return this.#leastMs[slot]!;
    const { next, dueMs } = this.#pool;
    const head = this.#heads[slot]!;
    let least = dueMs[head]!;
    let count = 1;
    for (let node = next[head]!; node !== head; node = next[node]!) {
      const due = dueMs[node]!;
      if (due === least) count++;
      else if (due < least) {
        least = due;
        count = 1;
      }
    }
    this.#leastMs[slot] = least;
    this.#leastCount[slot] = count;
    return least;
  }

  #firstSlot(): number {
    for (let word = 0; word < this.#occupied.length; word++) {
      const bits = this.#occupied[word]!;
      if (bits !== 0) return word * 32 + (31 - Math.clz32(bits & -bits));
    }
    return -1;
  }

  #slotStartMs(slot: number): number {
    const level = slot >> DIGIT_BITS;
    const digit = slot & DIGIT_MASK;
    const upper = level >= HALF_DIGITS;
    const place = (upper ? level - HALF_DIGITS : level) * DIGIT_BITS;
    const cursor = upper ? this.#cursorHigh : this.#cursorLow;
    const above = (cursor >>> (place + DIGIT_BITS)) << (place + DIGIT_BITS);
    const half = above | (digit << place);
    return upper ? half * HALF : this.#cursorHigh * HALF + half;
  }

  /** Moves the cursor to the start of the slot, and its items down or into the queue. */
  #open(slot: number): void {
    const start = this.#slotStartMs(slot);
    this.#cursorMs = start;
    this.#cursorHigh = Math.floor(start / HALF);
    this.#cursorLow = start - this.#cursorHigh * HALF;
    const { next, dueMs } = this.#pool;
    const head = this.#heads[slot]!;
    this.#clear(slot);
    let node = head;
    do {
      const after = next[node]!;
      this.#place(node, dueMs[node]!);
      node = after;
    } while (node !== head);
  }
}
