/**
 * Brings committed rows into the store and keeps the store in shape: one commit at a time, of parts
 * that are each prepared in about 2 ms, with a turn of the event loop between them. Never loses a
 * row: what the store refused is tried again at the next call.
 *
 *   idle ── enough rows, a checkpoint, or upkeep ──► working ── nothing left ──► idle
 *                                                      └── refused, damaged ──► idle, owner told
 */
import type { AppendedTail } from "./appended-tail.ts";
import type { CommittedFold } from "./committed-fold.ts";
import { PersistSlice } from "./persist-slice.ts";
import { type StoreJob, Upkeep } from "./upkeep.ts";

interface Waiter {
  readonly offset: number;
  resolve(): void;
  reject(error: unknown): void;
}

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
  #working = false;
  #closed = false;
  /** Nothing has changed since there was no upkeep to do. */
  #mayHaveUpkeep = true;
  /** Store everything below it, however little it is. */
  #wantedOffset = 0;
  #waiters: Waiter[] = [];
  #idleWaiters: (() => void)[] = [];

  constructor(options: IndexWriterOptions) {
    this.#options = options;
    this.#fold = options.fold;
    this.#upkeep = new Upkeep(options.fold);
  }

  /** Asks that the fold below an offset be stored, once it is applied. */
  checkpoint(offset: number): void {
    this.#wantedOffset = offset;
    this.wake();
  }

  /** Resolves when the fold below an offset is stored; rejects where the store refuses it. */
  flush(offset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed || offset <= this.#fold.index.appliedOffset) {
        resolve();
        return;
      }
      this.#waiters.push({ offset, resolve, reject });
      this.checkpoint(offset);
    });
  }

  /** Resolves when nothing is left to do, not even upkeep. */
  settled(offset: number): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#mayHaveUpkeep = true;
      this.checkpoint(offset);
      if (!this.#working) this.#becomeIdle();
    });
  }

  /** Resolves when no commit is under way; none follows. */
  close(): Promise<void> {
    this.#closed = true;
    if (!this.#working) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  wake(): void {
    if (this.#working || this.#closed || (!this.#hasRows() && !this.#mayHaveUpkeep)) return;
    this.#working = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    const { index } = this.#fold;
    let jobs: StoreJob[] = [];
    try {
      for (;;) {
        await this.#options.nextTurn();
        await this.#prepare(jobs);
        if (jobs.length === 0) break;
        const state = jobs.reduce((before, job) => job.change(before), index.state);
        const writes = jobs.flatMap((job) => job.writes);
        await index.store.commit([...writes, index.stateWrite(state)]);
        index.adopt(state);
        for (const job of jobs) job.done();
        jobs = [];
        this.#settleWaiters();
      }
    } catch (error) {
      for (const job of jobs) job.undo();
      this.#working = false;
      this.#fail(error);
      return;
    }
    this.#working = false;
    if (this.#closed || !this.#hasRows()) this.#becomeIdle();
    else this.wake();
  }

  /**
   * Slices of merges, of rows and of deletions, each in a turn of its own. A commit costs a sync of the
   * disk however little is in it, so it carries several where there is much to do.
   */
  async #prepare(jobs: StoreJob[]): Promise<void> {
    const { nextTurn } = this.#options;
    const slice = new PersistSlice(this.#fold);
    this.#mayHaveUpkeep = false;
    for (let round = 0; round < this.#fold.sizes.commitRounds && !this.#closed; round++) {
      const merge = this.#upkeep.nextMerge();
      if (merge !== undefined) {
        jobs.push(merge);
        await nextTurn();
      }
      // Where merges cannot keep up the rows wait, and with them the producers.
      const takesRows = this.#hasRows(slice.endRow) && !this.#upkeep.isBehind && !this.#closed;
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
    const removal = this.#closed ? undefined : this.#upkeep.nextRemoval();
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

  #persisted(slice: PersistSlice): StoreJob {
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

  #settleWaiters(): void {
    const { appliedOffset } = this.#fold.index;
    const due = this.#waiters.filter(({ offset }) => offset <= appliedOffset);
    this.#waiters = this.#waiters.filter(({ offset }) => offset > appliedOffset);
    for (const waiter of due) waiter.resolve();
  }

  #fail(error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
    this.#becomeIdle();
    this.#options.onFailed(error);
  }

  #becomeIdle(): void {
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
