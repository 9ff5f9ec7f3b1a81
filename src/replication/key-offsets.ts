/**
 * The latest offset of each key, as many as fit: what a compaction decides by. Keys are known by a
 * keyed hash of 104 bits alone, with a new random key each time, so that nobody can make two keys look
 * alike; that two do by chance is less likely than that the disk forgets both.
 */
import { hashMessageId, messageHash, type MessageHashKey } from "../dedup/message-hash.ts";

/** Slots, at most three quarters of which are taken. */
const SLOTS_MIN = 8;
const SLOT_BYTES = 24;

export class KeyOffsets {
  readonly #hashKey: MessageHashKey;
  readonly #mask: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** −1: free. */
  readonly #offsets: Float64Array;
  #count = 0;

  /** For `keys` keys, or as many as `bytesMax` bytes hold. */
  constructor(hashKey: MessageHashKey, keys: number, bytesMax: number) {
    let slots = SLOTS_MIN;
    while (slots * 0.75 < keys && slots * 2 * SLOT_BYTES <= bytesMax) slots *= 2;
    this.#hashKey = hashKey;
    this.#mask = slots - 1;
    this.#first = new Float64Array(slots);
    this.#second = new Float64Array(slots);
    this.#offsets = new Float64Array(slots).fill(-1);
  }

  get count(): number {
    return this.#count;
  }

  /** False where there is no room for another key; `offset` only grows. */
  put(key: Buffer, offset: number): boolean {
    const slot = this.#find(key);
    if (this.#offsets[slot] === -1) {
      if (this.#count >= (this.#mask + 1) * 0.75) return false;
      this.#count++;
      this.#first[slot] = messageHash.first;
      this.#second[slot] = messageHash.second;
    }
    this.#offsets[slot] = offset;
    return true;
  }

  /** −1: not among them. */
  latest(key: Buffer): number {
    return this.#offsets[this.#find(key)]!;
  }

  /** The slot of the key, or the free one where it would be. Leaves its hash in `messageHash`. */
  #find(key: Buffer): number {
    hashMessageId(this.#hashKey, key, 0, key.length);
    const { first, second } = messageHash;
    let slot = second & this.#mask;
    while (this.#offsets[slot] !== -1) {
      if (this.#first[slot] === first && this.#second[slot] === second) return slot;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
