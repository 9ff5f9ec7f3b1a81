/** Deletes the pages of runs that no root names as live any more, a slice at a time. */
import type { OrderedStore, StoreWrite } from "../platform/ordered-store.ts";
import { type Run, segmentKeys } from "./run.ts";
import type { ViewKeys } from "./view-keys.ts";

/** A run whose pages are to be deleted. */
export interface DoomedRun {
  readonly kind: number;
  readonly number: number;
}

export class RunRemoval {
  readonly #store: OrderedStore;
  readonly #keys: ViewKeys;
  /** Keys deleted in one slice. */
  readonly #sliceDeletes: number;
  /** Runs that lived since the start, by number: their directories name their pages. */
  readonly #known = new Map<number, Run>();
  /** Keys of the run at work that are left. */
  #deletions: Generator<Uint8Array> | undefined;

  constructor(store: OrderedStore, keys: ViewKeys, sliceDeletes: number) {
    this.#store = store;
    this.#keys = keys;
    this.#sliceDeletes = sliceDeletes;
  }

  /** It is about to be doomed. */
  know(run: Run): void {
    this.#known.set(run.number, run);
  }

  /** The next writes for this run; it is at work until `ended`, and `removed` or `undo` follows. */
  slice(doomed: DoomedRun): { readonly writes: StoreWrite[]; readonly ended: boolean } {
    this.#deletions ??= this.#keysOf(doomed);
    const writes: StoreWrite[] = [];
    let ended = false;
    while (writes.length < this.#sliceDeletes && !ended) {
      const next = this.#deletions.next();
      if (next.done === true) ended = true;
      else writes.push({ key: next.value, value: undefined });
    }
    return { writes, ended };
  }

  /** The store took the last of it. */
  removed({ number }: DoomedRun): void {
    this.#deletions = undefined;
    this.#known.delete(number);
  }

  /** Whatever was refused is deleted from the beginning. */
  undo(): void {
    this.#deletions = undefined;
  }

  /** From its directory where that is known. Else the store knows. */
  *#keysOf({ kind, number }: DoomedRun): Generator<Uint8Array> {
    const run = this.#known.get(number);
    if (run !== undefined) {
      for (let segment = run.firstSegment; segment < run.segments.length; segment++) {
        yield* segmentKeys(this.#keys, kind, run, segment);
      }
      return;
    }
    const range = this.#keys.runRange(kind, number);
    // Deleted piece by piece: what is still there is asked for each time.
    let from = range.from;
    for (;;) {
      const limit = this.#sliceDeletes;
      const found = [...this.#store.range({ from, until: range.until, limit })].map(([key]) => key);
      yield* found;
      if (found.length < limit) return;
      from = found.at(-1)!;
    }
  }
}
