/**
 * The leader's view of its in-sync replicas and the high watermark that follows from it: the least
 * flushed end of the set. It advances only while the set has at least `minInsyncReplicas` members.
 *
 * Invariants: highWatermark ≤ every member's flushed end; highWatermark never decreases.
 */
import { assert } from "../lib/assert.ts";

export class InSyncSet {
  readonly #flushed = new Map<number, number>();
  readonly #minInsyncReplicas: number;
  #highWatermark: number;

  /** `members` with their flushed ends; the leader is one of them. */
  constructor(
    members: Iterable<readonly [id: number, flushedEnd: number]>,
    minInsyncReplicas: number,
    highWatermark: number,
  ) {
    for (const [id, flushed] of members) this.#flushed.set(id, flushed);
    this.#minInsyncReplicas = minInsyncReplicas;
    this.#highWatermark = highWatermark;
    this.#advance();
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  get members(): readonly number[] {
    return [...this.#flushed.keys()];
  }

  get enough(): boolean {
    return this.#flushed.size >= this.#minInsyncReplicas;
  }

  /** A member flushed up to `end` (exclusive). True where the high watermark moved. */
  flushed(id: number, end: number): boolean {
    const before = this.#flushed.get(id);
    assert(before !== undefined, `replica ${id} is not in the in-sync set`);
    if (end <= before) return false;
    this.#flushed.set(id, end);
    return this.#advance();
  }

  #advance(): boolean {
    if (!this.enough) return false;
    let least = Number.MAX_SAFE_INTEGER;
    for (const end of this.#flushed.values()) if (end < least) least = end;
    if (least <= this.#highWatermark) return false;
    this.#highWatermark = least;
    return true;
  }
}
