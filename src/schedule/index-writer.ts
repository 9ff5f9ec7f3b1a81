/**
 * Brings committed rows into the store and keeps the store in shape: one commit at a time, each
 * prepared in at most about 2 ms, with a turn of the event loop between them. Never loses a row: what
 * the store refused is tried again at the next call.
 *
 *   idle ── enough rows, a checkpoint, or upkeep ──► committing ── stored ──► idle, and again
 *                                                        └── refused ──► waiting for the next call
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
  #committing = false;
  #closed = false;
  #lastWasUpkeep = false;
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
      this.checkpoint(offset);
      if (!this.#committing) this.#becomeIdle();
    });
  }

  /** Resolves when no commit is under way; none follows. */
  close(): Promise<void> {
    this.#closed = true;
    if (!this.#committing) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  wake(): void {
    if (this.#committing || this.#closed) return;
    let job: StoreJob | undefined;
    try {
      job = this.#nextJob();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (job === undefined) return;
    this.#committing = true;
    void this.#run(job);
  }

  async #run(job: StoreJob): Promise<void> {
    try {
      await this.#fold.index.store.commit(job.writes);
    } catch (error) {
      this.#committing = false;
      job.undo();
      this.#fail(error);
      return;
    }
    job.done();
    this.#settleWaiters();
    await this.#options.nextTurn();
    this.#committing = false;
    this.wake();
    if (!this.#committing) this.#becomeIdle();
  }

  #nextJob(): StoreJob | undefined {
    const { tail, appliedRow, appliedOffset, index, sizes } = this.#fold;
    const rows = appliedRow - tail.start;
    const behind = index.appliedOffset < Math.min(this.#wantedOffset, appliedOffset);
    const persist = rows >= sizes.sliceEvents || behind;
    // In turns, unless merges cannot keep up: then the rows wait, and with them the producers.
    if (!persist || !this.#lastWasUpkeep || this.#upkeep.isBehind) {
      const job = this.#upkeep.next();
      if (job !== undefined) {
        this.#lastWasUpkeep = true;
        return job;
      }
    }
    this.#lastWasUpkeep = false;
    return persist ? this.#persist() : undefined;
  }

  #persist(): StoreJob {
    const fold = this.#fold;
    const { index, tail } = fold;
    const slice = new PersistSlice(fold, this.#options.epochBefore);
    const done = (): void => {
      index.appliedOffset = slice.endOffset;
      index.appliedEpoch = slice.endEpoch;
      if (slice.due !== undefined) index.due.add(slice.due);
      if (slice.ids !== undefined) index.ids.add(slice.ids);
      for (const chunk of slice.chunks) index.pending.captured(chunk);
      index.forgetSlot();
      for (let row = tail.start; row < slice.endRow; row++) {
        this.#options.appended.stored(row);
        fold.stored(row);
      }
      tail.dropFirst(slice.endRow);
    };
    const undo = (): void => {
      for (const chunk of slice.chunks) index.pending.uncapture(chunk);
    };
    return { writes: slice.writes, done, undo };
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
