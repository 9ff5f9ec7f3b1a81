/**
 * When the offsets of a partition were appended, as precisely as forgetting them needs: pairs that say
 * "everything below this offset was appended at or before this time". Times never fall, whatever the
 * clock does.
 *
 * Worked example, window 64 s, so pairs at least 1 s apart: batches end at offsets 10, 20, 30 at 0 s,
 * 0.4 s and 1.2 s. The pair of the latest is (30, 1.2 s); before it stands (20, 0.4 s), since the third
 * came more than 1 s after the pair before. At 64.5 s the window has left 0.5 s behind: the horizon is
 * 20, and 20 to 29 are remembered for 0.7 s more.
 */
import { DEDUP_TIMES_MAX } from "../model/limits.ts";

export type AppendTime = readonly [offset: number, ms: number];

/** Pairs for one window: how precisely an id is forgotten. */
const PAIRS_PER_WINDOW = 64;

export class AppendTimes {
  /** Both parts ascend. */
  #pairs: AppendTime[];
  #horizon: number;

  constructor(pairs: readonly AppendTime[] = [], horizon = 0) {
    this.#pairs = [...pairs];
    this.#horizon = horizon;
  }

  /** Epoch milliseconds of the latest append; 0: none. */
  get lastMs(): number {
    return this.#pairs.at(-1)?.[1] ?? 0;
  }

  /** What lies below it is forgotten. Falls only where the log is cut below it. */
  get horizon(): number {
    return this.#horizon;
  }

  /** For the store: those that an offset below `until` has a part in, and the one after them. */
  pairs(until: number): readonly AppendTime[] {
    const beyond = this.#pairs.findIndex(([offset]) => offset >= until);
    if (beyond < 0) return [...this.#pairs];
    const kept = this.#pairs.slice(0, beyond);
    kept.push([until, this.#pairs[beyond]![1]]);
    return kept;
  }

  /** The log ends at `endOffset` now, by an append at `ms`. */
  note(endOffset: number, ms: number, windowMs: number): void {
    const pairs = this.#pairs;
    const time = Math.max(ms, this.lastMs);
    const before = pairs.at(-2)?.[1] ?? Number.NEGATIVE_INFINITY;
    // The last pair moves on while the one before it is near enough.
    if (pairs.length > 0 && time - before < windowMs / PAIRS_PER_WINDOW) pairs.pop();
    pairs.push([endOffset, time]);
    if (pairs.length > DEDUP_TIMES_MAX) this.#thin();
  }

  /** The log was cut: the offsets from there on will be others. */
  truncate(toOffset: number): void {
    this.#horizon = Math.min(this.#horizon, toOffset);
    const pairs = this.#pairs;
    let last: AppendTime | undefined;
    while (pairs.length > 0 && pairs.at(-1)![0] > toOffset) last = pairs.pop();
    if (last !== undefined && (pairs.at(-1)?.[0] ?? 0) < toOffset) pairs.push([toOffset, last[1]]);
  }

  /** Raises the horizon to what has left the window by now. */
  advance(nowMs: number, windowMs: number): number {
    const pairs = this.#pairs;
    let gone = 0;
    while (gone < pairs.length && pairs[gone]![1] <= nowMs - windowMs) gone++;
    if (gone === 0) return this.#horizon;
    this.raise(pairs[gone - 1]![0]);
    // The latest of them stays: times never fall behind it, and what is not stored may need it.
    pairs.splice(0, gone - 1);
    return this.#horizon;
  }

  /** Forgets what lies below an offset before its time. */
  raise(offset: number): void {
    this.#horizon = Math.max(this.#horizon, offset);
  }

  /** Every second pair says less, and still the truth. */
  #thin(): void {
    const { length } = this.#pairs;
    this.#pairs = this.#pairs.filter((_, at) => at % 2 === 1 || at === length - 1);
  }
}
