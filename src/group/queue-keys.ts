/**
 * Key order in one partition of a queue group: the records of a key stand in line, and only the
 * first of a line may be delivered. A line ends with its last record.
 */
import { assert } from "../lib/assert.ts";
import type { QueueEntry } from "./queue-entry.ts";

export class KeyLines {
  readonly #lines = new Map<number, { head: QueueEntry; tail: QueueEntry }>();

  /** Does a record of that key wait or work? */
  has(keyHash: number | undefined): boolean {
    return keyHash !== undefined && this.#lines.has(keyHash);
  }

  /** Puts it at the end of its line. True: it is the first. Entries come by ascending offset. */
  join(entry: QueueEntry, keyHash: number | undefined): boolean {
    entry.keyHash = keyHash;
    if (keyHash === undefined) return true;
    const line = this.#lines.get(keyHash);
    if (line === undefined) {
      this.#lines.set(keyHash, { head: entry, tail: entry });
      return true;
    }
    assert(line.tail.offset < entry.offset, `queue: offset ${entry.offset} joins its line late`);
    line.tail.nextOfKey = entry;
    line.tail = entry;
    return false;
  }

  /** The first of its line is settled. Returns who is first now. */
  leave(entry: QueueEntry): QueueEntry | undefined {
    const { keyHash } = entry;
    if (keyHash === undefined) return undefined;
    const line = this.#lines.get(keyHash);
    if (line === undefined) return undefined;
    assert(line.head === entry, `queue: offset ${entry.offset} leaves its line out of turn`);
    const next = entry.nextOfKey;
    entry.nextOfKey = undefined;
    entry.keyHash = undefined;
    if (next === undefined) this.#lines.delete(keyHash);
    else line.head = next;
    return next;
  }

  clear(): void {
    this.#lines.clear();
  }
}
