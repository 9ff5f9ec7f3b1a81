/**
 * Prepares the commits that bring committed rows into the store and keep it in shape. Never loses a row:
 * one is dropped from memory once it is stored.
 */
import { CommitLoop, type ViewJob } from "../runs/commit-loop.ts";
import type { AppendedTail } from "./appended-tail.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { PersistSlice } from "./persist-slice.ts";
import type { IndexState } from "./index-meta.ts";
import { Upkeep } from "./upkeep.ts";

export interface IndexWriterOptions {
  readonly fold: CommittedFold;
  readonly appended: AppendedTail;
  /** Leader epoch of the record before an offset. */
  readonly epochBefore: (offset: number) => number;
  readonly nextTurn: () => Promise<void>;
  /** ScheduleIndexDamaged: rebuild. Anything else: the store refused a commit. */
  readonly onFailed: (error: unknown) => void;
}

export class IndexWriter {
  readonly #options: IndexWriterOptions;
  readonly #fold: CommittedFold;
  readonly #upkeep: Upkeep;
  readonly #loop: CommitLoop<IndexState>;
  /** Nothing has changed since there was no upkeep to do. */
  #mayHaveUpkeep = true;
  /** Store everything below it, however little it is. */
  #wantedOffset = 0;

  constructor(options: IndexWriterOptions) {
    const { fold, nextTurn, onFailed } = options;
    const { index } = fold;
    this.#options = options;
    this.#fold = fold;
    this.#upkeep = new Upkeep(fold);
    this.#loop = new CommitLoop({
      view: {
        get state() {
          return index.state;
        },
        get appliedOffset() {
          return index.appliedOffset;
        },
        async commit(writes, next) {
          await index.store.commit([...writes, index.stateWrite(next)]);
          index.adopt(next);
        },
      },
      prepare: (jobs) => this.#prepare(jobs),
      hasMore: () => this.#hasRows(),
      nextTurn,
      onFailed,
    });
  }

  /** Asks that the fold below an offset be stored, once it is applied. */
  checkpoint(offset: number): void {
    this.#wantedOffset = offset;
    this.wake();
  }

  /** Resolves when the fold below an offset is stored; rejects where the store refuses it. */
  flush(offset: number): Promise<void> {
    const stored = this.#loop.stored(offset);
    if (offset > this.#fold.index.appliedOffset) this.checkpoint(offset);
    return stored;
  }

  /** Resolves when nothing is left to do, not even upkeep. */
  settled(offset: number): Promise<void> {
    this.#mayHaveUpkeep = true;
    this.checkpoint(offset);
    return this.#loop.idle();
  }

  /** Resolves when no commit is under way; none follows. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  wake(): void {
    if (this.#hasRows() || this.#mayHaveUpkeep) this.#loop.wake();
  }

  /**
   * Slices of merges, of rows and of deletions, each in a turn of its own. A commit costs a sync of the
   * disk however little is in it, so it carries several where there is much to do.
   */
  async #prepare(jobs: ViewJob<IndexState>[]): Promise<void> {
    const { nextTurn } = this.#options;
    const slice = new PersistSlice(this.#fold);
    this.#mayHaveUpkeep = false;
    for (let round = 0; round < this.#fold.sizes.commitRounds && !this.#loop.closed; round++) {
      const merge = this.#upkeep.nextMerge();
      if (merge !== undefined) {
        jobs.push(merge);
        await nextTurn();
      }
      // Where merges cannot keep up the rows wait, and with them the producers.
      const takesRows = this.#hasRows(slice.endRow) && !this.#upkeep.isBehind && !this.#loop.closed;
      if (takesRows) {
        slice.step();
        await nextTurn();
      } else if (merge === undefined) break;
    }
    if (slice.hasSteps) {
      slice.finish(this.#options.epochBefore);
      jobs.push(this.#persisted(slice));
      await nextTurn();
    }
    // After the merges: what is deleted here is no longer there for one that would begin in this commit.
    const removal = this.#loop.closed ? undefined : this.#upkeep.nextRemoval();
    if (removal !== undefined) {
      jobs.push(removal);
      await nextTurn();
    }
  }

  /** Whether rows from this one on are to be stored. */
  #hasRows(from = this.#fold.tail.start): boolean {
    const { tail, appliedRow, appliedOffset, index, sizes } = this.#fold;
    if (appliedRow - from >= sizes.sliceEvents) return true;
    return from === tail.start && index.appliedOffset < Math.min(this.#wantedOffset, appliedOffset);
  }

  #persisted(slice: PersistSlice): ViewJob<IndexState> {
    const fold = this.#fold;
    const done = (): void => {
      this.#mayHaveUpkeep = true;
      for (const chunk of slice.chunks) fold.index.pending.captured(chunk);
      for (let row = fold.tail.start; row < slice.endRow; row++) {
        this.#options.appended.stored(row);
        fold.stored(row);
      }
      fold.dropFirst(slice.endRow);
    };
    return {
      writes: slice.writes,
      change: (state) => slice.change(state),
      done,
      undo: () => slice.undo(),
    };
  }
}
