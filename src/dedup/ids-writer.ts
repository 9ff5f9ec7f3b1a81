/**
 * Brings committed tables into the store and keeps the store in shape: one commit at a time, prepared
 * in slices of about 2 ms with a turn of the event loop between them. Never loses an id: what the store
 * refused is tried again at the next call.
 *
 *   idle ── a full table, a checkpoint, upkeep ──► working ── nothing left ──► idle
 *                                                     └── refused, damaged ──► idle, owner told
 */
import type { AppendTimes } from "./append-times.ts";
import type { DedupBudget, DedupMember } from "./dedup-budget.ts";
import type { IdTables } from "./id-tables.ts";
import { type IdRun, type IdsState, idRun } from "./ids-meta.ts";
import { type IdsJob, IdsUpkeep } from "./ids-upkeep.ts";
import type { DedupSizes } from "./sizes.ts";
import type { StoredIds } from "./stored-ids.ts";
import { TableWriter } from "./table-writer.ts";

/** Ages of one window, unless there are more ids. */
const AGES_PER_WINDOW = 8;

interface Waiter {
  readonly offset: number;
  resolve(): void;
  reject(error: unknown): void;
}

export interface IdsWriterOptions {
  readonly stored: StoredIds;
  readonly tables: IdTables;
  readonly times: AppendTimes;
  readonly budget: DedupBudget;
  readonly member: DedupMember;
  readonly sizes: DedupSizes;
  readonly windowMs: () => number;
  readonly nextTurn: () => Promise<void>;
  /** ViewDamaged: rebuild. Anything else: the store refused a commit. */
  readonly onFailed: (error: unknown) => void;
}

export class IdsWriter {
  readonly #options: IdsWriterOptions;
  readonly #stored: StoredIds;
  readonly #tables: IdTables;
  readonly #upkeep: IdsUpkeep;
  #working = false;
  #closed = false;
  #waiters: Waiter[] = [];
  #idleWaiters: (() => void)[] = [];

  constructor(options: IdsWriterOptions) {
    this.#options = options;
    this.#stored = options.stored;
    this.#tables = options.tables;
    this.#upkeep = new IdsUpkeep(
      options.stored,
      options.sizes,
      () => options.times.horizon,
      options.nextTurn,
    );
  }

  /** Resolves when everything below an offset is stored; rejects where the store refuses it. */
  flush(offset: number): Promise<void> {
    if (this.#closed || offset <= this.#stored.state.appliedOffset) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ offset, resolve, reject });
      this.wake();
    });
  }

  /** Resolves when nothing is left to do, not even upkeep. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.wake();
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
    if (this.#working || this.#closed) return;
    this.#working = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    let jobs: IdsJob[] = [];
    try {
      for (;;) {
        await this.#options.nextTurn();
        await this.#prepare(jobs);
        if (jobs.length === 0 || this.#closed) break;
        const { state } = this.#stored;
        const next = jobs.reduce((before, job) => job.change(before), state);
        const root = this.#stored.stateWrite(next, this.#options.times);
        const writes = jobs.flatMap((job) => job.writes);
        await this.#stored.store.commit([...writes, root]);
        this.#stored.adopt(next);
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
    this.#becomeIdle();
  }

  async #prepare(jobs: IdsJob[]): Promise<void> {
    // Alone: no merge may begin to read what it names.
    const forgotten = this.#upkeep.nextForgotten();
    if (forgotten !== undefined) {
      jobs.push(forgotten);
      return;
    }
    const parts = [
      () => this.#upkeep.nextMerge(),
      () => this.#upkeep.nextRemoval(),
      () => this.#storeTable(),
    ];
    for (const part of parts) {
      if (this.#closed) return;
      const job = await part();
      if (job === undefined) continue;
      jobs.push(job);
      await this.#options.nextTurn();
    }
  }

  /** The oldest full table, or how far the log came without ids. */
  async #storeTable(): Promise<IdsJob | undefined> {
    const { times, sizes, nextTurn } = this.#options;
    const wanted = this.#waiters.reduce((most, { offset }) => Math.max(most, offset), 0);
    const next = this.#tables.nextToStore(this.#stored.state.appliedOffset, wanted);
    if (next === undefined) return undefined;
    const { table, endOffset } = next;
    let made: IdRun | undefined;
    let writes: IdsJob["writes"] = [];
    if (table !== undefined) {
      this.#makeRoom();
      const { horizon } = times;
      const number = this.#stored.takeRunNumber();
      // Where it is turned off meanwhile, the table is emptied.
      const lastOffset = table.offsets[table.count - 1];
      const writer = new TableWriter(table, this.#stored.keys, number, horizon);
      do await nextTurn();
      while (!writer.step(sizes.sliceEncoded));
      const finished = writer.finish();
      writes = finished.writes;
      if (finished.run !== undefined) made = idRun(finished.run, this.#stored.age, lastOffset!);
    }
    const change = (state: IdsState): IdsState => ({
      ...state,
      appliedOffset: endOffset,
      runs: made === undefined ? state.runs : [...state.runs, made],
    });
    return { writes, change, done: () => this.#tables.stored(table), undo: () => undefined };
  }

  /** A new age begins where the present one is over; the oldest goes where there are too many ids. */
  #makeRoom(): void {
    const { stored, times, sizes, windowMs, budget, member } = this.#options;
    const { runs } = stored.state;
    const nowMs = times.lastMs;
    const present = runs.filter(({ age }) => age === stored.age);
    const ids = present.reduce((sum, { pairs }) => sum + pairs, 0);
    if (present.length === 0) stored.ageBeganMs = nowMs;
    else if (ids >= sizes.ageIds || nowMs - stored.ageBeganMs >= windowMs() / AGES_PER_WINDOW) {
      stored.age++;
      stored.ageBeganMs = nowMs;
    }
    if (!budget.isOver(member)) return;
    const oldest = runs.reduce((least, { age }) => Math.min(least, age), Infinity);
    const before = times.horizon;
    for (const { age, lastOffset } of runs) if (age === oldest) times.raise(lastOffset + 1);
    const gone = runs.filter(
      ({ lastOffset }) => lastOffset >= before && lastOffset < times.horizon,
    );
    budget.forgot(gone.reduce((sum, { pairs }) => sum + pairs, 0));
  }

  #settleWaiters(): void {
    const { appliedOffset } = this.#stored.state;
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
