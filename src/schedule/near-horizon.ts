/**
 * What may be due soon: the wheel, and up to where it is complete. Never lets an item go that is not
 * before that boundary, since the far index may hold an earlier one.
 *
 * An offset is in one of these states; offsets not named here wait at or beyond the boundary, in the far
 * index or, while that does not hold them yet, as waiting rows of the tail.
 *
 *   in the wheel → held       taken, or passed over because its removal or move is only appended
 *   held → in the wheel       given back, or the append was truncated
 *   either → gone             removed at the high watermark
 *   in the wheel → far        the boundary came down, or it was moved to beyond it and that is stored
 *
 * Invariant: every committed pending offset whose (due time, offset) is before the boundary is in the
 * wheel or held. There may be more in the wheel.
 */
import type { MergedCursor } from "../runs/merged-cursor.ts";
import { OffsetTable } from "./offset-table.ts";
import { pairBefore } from "../runs/pair-page.ts";
import type { IsCurrent } from "../runs/run-merge.ts";
import { TimingWheel } from "./timing-wheel.ts";

/** Keys from which the new boundary is chosen. */
const SAMPLES = 512;

export class NearHorizon {
  readonly #nearMax: number;
  // Made when first needed: most partitions have nothing scheduled.
  #wheel: TimingWheel | undefined;
  #handles: OffsetTable | undefined;
  readonly #held = new Map<number, number>();
  #boundaryMs = Number.POSITIVE_INFINITY;
  #boundaryOffset = 0;
  /** Inserted before the boundary and still there: a lower bound of what is near. */
  #nearCount = 0;
  #isNear = new Uint8Array(0);
  /** Handles at and above it are yet to be looked at for what lies beyond the boundary. */
  #evictAt = Number.POSITIVE_INFINITY;
  /** Of what `firstDue` returned last. */
  firstDueMs = 0;

  constructor(nearMax: number) {
    this.#nearMax = nearMax;
  }

  /** Items in the wheel. */
  get size(): number {
    return this.#wheel?.size ?? 0;
  }
  get heldCount(): number {
    return this.#held.size;
  }
  /** The far index may hold something due from here on; infinite where it holds nothing else. */
  get boundaryMs(): number {
    return this.#boundaryMs;
  }

  isBefore(dueMs: number, offset: number): boolean {
    return pairBefore(dueMs, offset, this.#boundaryMs, this.#boundaryOffset);
  }

  has(offset: number): boolean {
    return this.#handles?.has(offset) ?? false;
  }

  isHeld(offset: number): boolean {
    return this.#held.has(offset);
  }

  insert(dueMs: number, offset: number): void {
    this.#wheel ??= new TimingWheel();
    this.#handles ??= new OffsetTable();
    const handle = this.#wheel.insert(dueMs, offset);
    this.#handles.set(offset, handle);
    const near = this.isBefore(dueMs, offset);
    if (handle >= this.#isNear.length) {
      const larger = new Uint8Array(Math.max(64, this.#isNear.length * 2));
      larger.set(this.#isNear);
      this.#isNear = larger;
    }
    this.#isNear[handle] = near ? 1 : 0;
    if (near) this.#nearCount++;
  }

  /** From the wheel; false where it is not there. */
  remove(offset: number): boolean {
    const handle = this.#handles?.delete(offset) ?? -1;
    if (handle < 0) return false;
    this.#nearCount -= this.#isNear[handle]!;
    this.#wheel!.cancel(handle);
    return true;
  }

  hold(dueMs: number, offset: number): void {
    this.#held.set(offset, dueMs);
  }

  heldDueMs(offset: number): number | undefined {
    return this.#held.get(offset);
  }

  /** The due time it was held with; undefined where it was not. */
  letGo(offset: number): number | undefined {
    const dueMs = this.#held.get(offset);
    this.#held.delete(offset);
    return dueMs;
  }

  heldOffsets(): number[] {
    return [...this.#held.keys()];
  }

  /** Now in the far index: leaves the wheel if it lies beyond the boundary. */
  stored(offset: number): void {
    const handle = this.#handles?.get(offset) ?? -1;
    if (handle >= 0 && !this.isBefore(this.#wheel!.dueMs(handle), offset)) this.remove(offset);
  }

  /**
   * The offset due first, or −1 where nothing is, or where the far index must be asked first. Its due
   * time is then in `firstDueMs`.
   */
  firstDue(nowMs: number): number {
    const wheel = this.#wheel;
    const handle = wheel?.firstDue(nowMs) ?? -1;
    if (handle < 0) return -1;
    const offset = wheel!.item(handle);
    this.firstDueMs = wheel!.dueMs(handle);
    return this.isBefore(this.firstDueMs, offset) ? offset : -1;
  }

  /** Nothing in the wheel or the far index is due before it. Infinite where there is nothing. */
  wakeMs(): number {
    return Math.min(this.#wheel?.nextDueMs() ?? Number.POSITIVE_INFINITY, this.#boundaryMs);
  }

  /** Nothing pending at all is due before it, held or not. */
  frontierMs(): number {
    let least = this.wakeMs();
    for (const dueMs of this.#held.values()) least = Math.min(least, dueMs);
    return least;
  }

  /** Whether `wakeMs` is what some record is due at, and not only a bound. */
  get isExact(): boolean {
    if (this.#boundaryMs === Number.POSITIVE_INFINITY) return true;
    const next = this.#wheel?.nextDueMs();
    return next !== undefined && next <= this.#boundaryMs;
  }

  get isLow(): boolean {
    return this.#boundaryMs !== Number.POSITIVE_INFINITY && this.#nearCount < this.#nearMax / 4;
  }

  /** Nothing is near yet: all of the far index lies beyond the boundary. */
  startFar(): void {
    this.#boundaryMs = -1;
    this.#boundaryOffset = 0;
  }

  /** The far index holds nothing that is pending. */
  endFar(): void {
    this.#boundaryMs = Number.POSITIVE_INFINITY;
    this.#boundaryOffset = 0;
  }

  get boundary(): readonly [dueMs: number, offset: number] {
    return [this.#boundaryMs, this.#boundaryOffset];
  }

  /**
   * Takes up to `most` pairs from a cursor over the far index that stands at the boundary, and raises it.
   * `bring` inserts what waits elsewhere and is due up to a time, and says up to where it came.
   */
  hydrate(
    cursor: MergedCursor,
    most: number,
    isCurrent: IsCurrent,
    bring: (untilMs: number) => number,
  ): void {
    for (let count = 0; count < most && !cursor.done; count++) {
      const { key, offset } = cursor;
      cursor.next();
      this.#boundaryMs = cursor.done ? Number.POSITIVE_INFINITY : cursor.key;
      this.#boundaryOffset = cursor.done ? 0 : cursor.offset;
      if (this.has(offset) || this.isHeld(offset) || !isCurrent(key, offset)) continue;
      this.insert(key, offset);
    }
    if (cursor.done) this.#boundaryMs = Number.POSITIVE_INFINITY;
    const broughtMs = bring(this.#boundaryMs);
    if (broughtMs === Number.POSITIVE_INFINITY || broughtMs > this.#boundaryMs) return;
    this.#boundaryMs = broughtMs;
    this.#boundaryOffset = 0;
    if (this.#wheel !== undefined) this.#recount(this.#wheel);
  }

  /**
   * Where more than may be near is in the wheel, not counting `extra` that has to be there: brings the
   * boundary down, so that `evict` has something to do.
   */
  shrink(extra: number): void {
    const wheel = this.#wheel;
    if (wheel === undefined || wheel.size - extra <= this.#nearMax) return;
    if (this.#evictAt !== Number.POSITIVE_INFINITY) return;
    const keep = (this.#nearMax * 5) / 8;
    const [dueMs, offset] = this.#chooseBoundary(wheel, keep);
    if (!this.isBefore(dueMs, offset)) return;
    this.#boundaryMs = dueMs;
    this.#boundaryOffset = offset;
    this.#recount(wheel);
    this.#evictAt = 0;
  }

  /** Looks at up to `most` handles; true while there is more to do. */
  evict(most: number, mayLeave: (dueMs: number, offset: number) => boolean): boolean {
    const wheel = this.#wheel;
    if (wheel === undefined || this.#evictAt >= wheel.handleEnd) {
      this.#evictAt = Number.POSITIVE_INFINITY;
      return false;
    }
    const until = Math.min(this.#evictAt + most, wheel.handleEnd);
    for (let handle = this.#evictAt; handle < until; handle++) {
      if (!wheel.isHeld(handle)) continue;
      const offset = wheel.item(handle);
      const dueMs = wheel.dueMs(handle);
      if (!this.isBefore(dueMs, offset) && mayLeave(dueMs, offset)) this.remove(offset);
    }
    this.#evictAt = until;
    return true;
  }

  get isEvicting(): boolean {
    return this.#evictAt !== Number.POSITIVE_INFINITY;
  }

  /** A key below which about `keep` of the items before the present boundary lie. */
  #chooseBoundary(wheel: TimingWheel, keep: number): readonly [number, number] {
    const samples: (readonly [number, number])[] = [];
    const step = Math.max(1, Math.floor(wheel.handleEnd / SAMPLES));
    for (let handle = 0; handle < wheel.handleEnd; handle += step) {
      if (!wheel.isHeld(handle)) continue;
      const dueMs = wheel.dueMs(handle);
      const offset = wheel.item(handle);
      if (this.isBefore(dueMs, offset)) samples.push([dueMs, offset]);
    }
    samples.sort((left, right) => left[0] - right[0] || left[1] - right[1]);
    // Each sample stands for `step` items.
    const at = Math.min(Math.max(Math.floor(keep / step), 1), samples.length - 1);
    return samples[at] ?? [this.#boundaryMs, this.#boundaryOffset];
  }

  #recount(wheel: TimingWheel): void {
    this.#nearCount = 0;
    for (let handle = 0; handle < wheel.handleEnd; handle++) {
      const near =
        wheel.isHeld(handle) && this.isBefore(wheel.dueMs(handle), wheel.item(handle)) ? 1 : 0;
      this.#isNear[handle] = near;
      this.#nearCount += near;
    }
  }
}
