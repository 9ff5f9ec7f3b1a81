/** Deadlines and delays of one queue group, on a timing wheel of its own. Monotonic milliseconds. */
import { TimingWheel } from "../schedule/timing-wheel.ts";
import type { QueueEntry } from "./queue-entry.ts";

export class QueueAlarms {
  readonly #wheel = new TimingWheel();
  /** By node of the wheel. Invariant: entries[e.alarm] === e for every entry with an alarm. */
  readonly #entries: (QueueEntry | undefined)[] = [];

  get size(): number {
    return this.#wheel.size;
  }

  /** Rounded up: never early. */
  set(entry: QueueEntry, atMs: number): void {
    this.cancel(entry);
    entry.alarm = this.#wheel.insert(Math.ceil(atMs), entry.offset);
    this.#entries[entry.alarm] = entry;
  }

  cancel(entry: QueueEntry): void {
    if (entry.alarm < 0) return;
    this.#wheel.cancel(entry.alarm);
    this.#entries[entry.alarm] = undefined;
    entry.alarm = -1;
    if (this.#wheel.size === 0) this.#entries.length = 0;
  }

  /** The next one that is due, its alarm taken off. */
  takeDue(nowMs: number): QueueEntry | undefined {
    const node = this.#wheel.firstDue(Math.floor(nowMs));
    if (node < 0) return undefined;
    const entry = this.#entries[node]!;
    this.cancel(entry);
    return entry;
  }

  nextMs(): number {
    return this.#wheel.nextDueMs() ?? Number.POSITIVE_INFINITY;
  }
}
