/**
 * Prepares the commits that bring committed tables into the store and keep it in shape. Never loses an
 * id: a table is let go once it is stored.
 */
import { CommitLoop, type ViewJob } from "../runs/commit-loop.ts";
import type { AppendTimes } from "./append-times.ts";
import type { DedupBudget, DedupMember } from "./dedup-budget.ts";
import type { IdTables } from "./id-tables.ts";
import { type IdRun, type IdsState, idRun } from "./ids-meta.ts";
import { IdsUpkeep } from "./ids-upkeep.ts";
import type { DedupSizes } from "./sizes.ts";
import type { StoredIds } from "./stored-ids.ts";
import { TableWriter } from "./table-writer.ts";

/** Ages of one window, unless there are more ids. */
const AGES_PER_WINDOW = 8;

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
  readonly #loop: CommitLoop<IdsState>;

  constructor(options: IdsWriterOptions) {
    const { stored, tables, times, sizes, nextTurn, onFailed } = options;
    this.#options = options;
    this.#stored = stored;
    this.#tables = tables;
    this.#upkeep = new IdsUpkeep(stored, sizes, () => times.horizon, nextTurn);
    this.#loop = new CommitLoop({
      view: {
        get state() {
          return stored.state;
        },
        get appliedOffset() {
          return stored.state.appliedOffset;
        },
        async commit(writes, next) {
          await stored.store.commit([...writes, stored.stateWrite(next, times)]);
          stored.adopt(next);
        },
      },
      prepare: (jobs) => this.#prepare(jobs),
      hasMore: () => false,
      nextTurn,
      onFailed,
    });
  }

  /** Resolves when everything below an offset is stored; rejects where the store refuses it. */
  flush(offset: number): Promise<void> {
    const stored = this.#loop.stored(offset);
    if (offset > this.#stored.state.appliedOffset) this.wake();
    return stored;
  }

  /** Resolves when nothing is left to do, not even upkeep. */
  settled(): Promise<void> {
    this.wake();
    return this.#loop.idle();
  }

  /** Resolves when no commit is under way; none follows. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  wake(): void {
    this.#loop.wake();
  }

  async #prepare(jobs: ViewJob<IdsState>[]): Promise<void> {
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
      if (this.#loop.closed) return;
      const job = await part();
      if (job === undefined) continue;
      jobs.push(job);
      await this.#options.nextTurn();
    }
  }

  /** The oldest full table, or how far the log came without ids. */
  async #storeTable(): Promise<ViewJob<IdsState> | undefined> {
    const { times, sizes, nextTurn } = this.#options;
    const { appliedOffset } = this.#stored.state;
    const next = this.#tables.nextToStore(appliedOffset, this.#loop.awaitedOffset);
    if (next === undefined) return undefined;
    const { table, endOffset } = next;
    let made: IdRun | undefined;
    let writes: ViewJob<IdsState>["writes"] = [];
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
}
