/** Binary heap of ready wheel nodes that came out of order: by due time, then item. */
import { WheelPool } from "./wheel-pool.ts";

const INITIAL = 16;

export class ReadyHeap {
  readonly #pool: WheelPool;
  #nodes = new Int32Array(INITIAL);
  #size = 0;

  constructor(pool: WheelPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#size;
  }

  first(): number {
    return this.#nodes[0]!;
  }

  add(node: number): void {
    if (this.#size === this.#nodes.length) {
      const larger = new Int32Array(this.#size * 2);
      larger.set(this.#nodes);
      this.#nodes = larger;
    }
    this.#pool.slots[node] = WheelPool.READY;
    this.#rise(node, this.#size++);
  }

  remove(node: number): void {
    const at = this.#pool.previous[node]!;
    const last = this.#nodes[--this.#size]!;
    if (last === node) return;
    if (at > 0 && this.#before(last, this.#nodes[(at - 1) >> 1]!)) this.#rise(last, at);
    else this.#sink(last, at);
  }

  #before(left: number, right: number): boolean {
    const { dueMs, items } = this.#pool;
    const leftDue = dueMs[left]!;
    const rightDue = dueMs[right]!;
    return leftDue < rightDue || (leftDue === rightDue && items[left]! < items[right]!);
  }

  #rise(node: number, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#nodes[parentAt]!;
      if (!this.#before(node, parent)) break;
      this.#set(at, parent);
      at = parentAt;
    }
    this.#set(at, node);
  }

  #sink(node: number, from: number): void {
    let at = from;
    for (;;) {
      let childAt = at * 2 + 1;
      if (childAt >= this.#size) break;
      let child = this.#nodes[childAt]!;
      if (childAt + 1 < this.#size && this.#before(this.#nodes[childAt + 1]!, child)) {
        child = this.#nodes[++childAt]!;
      }
      if (!this.#before(child, node)) break;
      this.#set(at, child);
      at = childAt;
    }
    this.#set(at, node);
  }

  #set(at: number, node: number): void {
    this.#nodes[at] = node;
    this.#pool.previous[node] = at;
  }
}
