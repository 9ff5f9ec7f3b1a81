/** The nodes of a timing wheel in typed arrays: no object an item, and freed nodes are used again. */
import { assert } from "../lib/assert.ts";

const INITIAL = 64;

export class WheelPool {
  static readonly FREE = -1;
  static readonly READY = -2;

  dueMs: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  items: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  /** Next in the slot's ring; of a free node, the next free one. */
  next: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  /** Previous in the slot's ring; of a READY node, where it is in the queue. */
  previous: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  /** Slot number, FREE or READY. */
  slots: Int16Array<ArrayBuffer> = new Int16Array(INITIAL).fill(WheelPool.FREE);
  /** Nodes at and above it were never used. */
  end = 0;
  size = 0;
  #firstFree = -1;

  take(dueMs: number, item: number): number {
    let node = this.#firstFree;
    if (node >= 0) this.#firstFree = this.next[node]!;
    else {
      if (this.end === this.slots.length) this.#grow();
      node = this.end++;
    }
    this.dueMs[node] = dueMs;
    this.items[node] = item;
    this.size++;
    return node;
  }

  free(node: number): void {
    assert(this.slots[node] !== WheelPool.FREE, () => `node ${node} is freed twice`);
    this.slots[node] = WheelPool.FREE;
    this.size--;
    if (this.size === 0) {
      // Start over: what comes next lies together again.
      this.end = 0;
      this.#firstFree = -1;
      return;
    }
    this.next[node] = this.#firstFree;
    this.#firstFree = node;
  }

  #grow(): void {
    const capacity = this.slots.length * 2;
    this.dueMs = grown(this.dueMs, new Float64Array(capacity));
    this.items = grown(this.items, new Float64Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.previous = grown(this.previous, new Int32Array(capacity));
    this.slots = grown(this.slots, new Int16Array(capacity).fill(WheelPool.FREE));
  }
}

function grown<T extends Float64Array | Int32Array | Int16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
