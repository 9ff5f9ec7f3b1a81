/**
 * Brings a view's changes into the store, one commit at a time, and tells who waits for them. What a
 * commit holds its owner prepares, in slices of about 2 ms with a turn of the event loop between them.
 * Never loses a change: what the store refused is undone, to be prepared again at the next call.
 *
 *   idle ── wake ──► working ── nothing left ──► idle
 *                      └── refused, damaged ──► idle, owner told
 */
import type { StoreWrite } from "../platform/ordered-store.ts";

/** A part of a commit: what to write, and what is then true. */
export interface ViewJob<State> {
  readonly writes: readonly StoreWrite[];
  change(state: State): State;
  done(): void;
  /** The store refused the commit. */
  undo(): void;
}

/** The view as it is stored. */
export interface StoredView<State> {
  readonly state: State;
  /** Everything below it is stored. */
  readonly appliedOffset: number;
  /** Writes it, with the new state, as one commit; then the new state is the state. */
  commit(writes: readonly StoreWrite[], next: State): Promise<void>;
}

export interface CommitLoopOptions<State> {
  readonly view: StoredView<State>;
  /** Adds the parts of the next commit; none: nothing is left to do. What is in there is undone where it fails. */
  readonly prepare: (jobs: ViewJob<State>[]) => Promise<void>;
  /** Asked when it is done: is there more by now? */
  readonly hasMore: () => boolean;
  readonly nextTurn: () => Promise<void>;
  /** ViewDamaged: rebuild. Anything else: the store refused a commit. */
  readonly onFailed: (error: unknown) => void;
}

interface Waiter {
  readonly offset: number;
  resolve(): void;
  reject(error: unknown): void;
}

export class CommitLoop<State> {
  readonly #options: CommitLoopOptions<State>;
  readonly #view: StoredView<State>;
  #working = false;
  #closed = false;
  #waiters: Waiter[] = [];
  #idleWaiters: (() => void)[] = [];

  constructor(options: CommitLoopOptions<State>) {
    this.#options = options;
    this.#view = options.view;
  }

  /** No commit follows the one under way: whoever prepares it may leave off. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The greatest offset that somebody waits for; 0: nobody does. */
  get awaitedOffset(): number {
    return this.#waiters.reduce((most, { offset }) => Math.max(most, offset), 0);
  }

  wake(): void {
    if (this.#working || this.#closed) return;
    this.#working = true;
    void this.#work();
  }

  /** Resolves when everything below the offset is stored; rejects where the store refuses it. Wake it. */
  stored(offset: number): Promise<void> {
    if (this.#closed || offset <= this.#view.appliedOffset) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ offset, resolve, reject }));
  }

  /** Resolves when it is idle. Wake it before. */
  idle(): Promise<void> {
    if (!this.#working) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Resolves when no commit is under way; none follows. */
  close(): Promise<void> {
    this.#closed = true;
    return this.idle();
  }

  async #work(): Promise<void> {
    const { prepare, nextTurn, hasMore } = this.#options;
    let jobs: ViewJob<State>[] = [];
    try {
      for (;;) {
        await nextTurn();
        await prepare(jobs);
        if (jobs.length === 0) break;
        const next = jobs.reduce((before, job) => job.change(before), this.#view.state);
        const writes = jobs.flatMap((job) => job.writes);
        await this.#view.commit(writes, next);
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
    if (this.#closed || !hasMore()) this.#becomeIdle();
    else this.wake();
  }

  #settleWaiters(): void {
    const { appliedOffset } = this.#view;
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
