/**
 * Wheel nodes whose slot was opened, by due time, then item. A herd comes in order: what is not before
 * the last of the run goes behind it, in O(1), and only the rest into a heap.
 *
 * Where a READY node is, is in `pool.previous`: in the heap its place, which is not negative; in the
 * run the complement of its place.
 */
import { ReadyHeap } from "./ready-heap.ts";
import { WheelPool } from "./wheel-pool.ts";

const INITIAL = 16;
const GONE = -1;

export class ReadyQueue {
  readonly #pool: WheelPool;
  readonly #heap: ReadyHeap;
  /** A ring; nodes that were removed from its middle are GONE. Its first and last never are. */
  #run = new Int32Array(INITIAL);
  /** Running numbers: `#start` ≤ place < `#end`; a place is a number modulo the ring's length. */
  #start = 0;
  #end = 0;
  #inRun = 0;

  constructor(pool: WheelPool) {
    this.#pool = pool;
    this.#heap = new ReadyHeap(pool);
  }

  get size(): number {
    return this.#inRun + this.#heap.size;
  }

  /** Of a queue that is not empty. */
  first(): number {
    if (this.#inRun === 0) return this.#heap.first();
    const node = this.#at(this.#start);
    if (this.#heap.size === 0) return node;
    const other = this.#heap.first();
    return this.#before(other, node) ? other : node;
  }

  add(node: number): void {
    if (this.#inRun > 0 && this.#before(node, this.#at(this.#end - 1))) {
      this.#heap.add(node);
      return;
    }
    if (this.#end - this.#start === this.#run.length) this.#grow();
    const place = this.#end++ & (this.#run.length - 1);
    this.#run[place] = node;
    this.#pool.slots[node] = WheelPool.READY;
    this.#pool.previous[node] = ~place;
    this.#inRun++;
  }

  remove(node: number): void {
    const at = this.#pool.previous[node]!;
    if (at >= 0) {
      this.#heap.remove(node);
      return;
    }
    this.#run[~at] = GONE;
    if (--this.#inRun === 0) {
      this.#start = 0;
      this.#end = 0;
      return;
    }
    while (this.#at(this.#start) === GONE) this.#start++;
    while (this.#at(this.#end - 1) === GONE) this.#end--;
  }

  #at(number: number): number {
    return this.#run[number & (this.#run.length - 1)]!;
  }

  #before(left: number, right: number): boolean {
    const { dueMs, items } = this.#pool;
    const leftDue = dueMs[left]!;
    const rightDue = dueMs[right]!;
    return leftDue < rightDue || (leftDue === rightDue && items[left]! < items[right]!);
  }

  /** Closes the gaps, so that the ring's length stays in proportion to what is in it. */
  #grow(): void {
    const capacity = this.#inRun * 2 > this.#run.length ? this.#run.length * 2 : this.#run.length;
    const run = new Int32Array(capacity);
    let count = 0;
    for (let number = this.#start; number < this.#end; number++) {
      const node = this.#at(number);
      if (node === GONE) continue;
      this.#pool.previous[node] = ~count;
      run[count++] = node;
    }
    this.#run = run;
    this.#start = 0;
    this.#end = count;
  }
}
