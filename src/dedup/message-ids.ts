/**
 * The message ids that one partition remembers: a fold of its log that says where an id was first
 * appended. Holds no truth of its own: lost or damaged, it is folded again. Reads no clock. Must never
 * take a new id for a remembered one, since that loses a record.
 *
 *   horizon ≤ … stored (appliedOffset) ≤ high watermark ≤ end
 *      └ forgotten below   └ in runs        └ in tables: what is looked up too
 *
 * See docs/dedup.md for the parts and what happens when each of them fails.
 */
import { assert } from "../lib/assert.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import type { BatchView } from "../record/view.ts";
import { AppendTimes } from "./append-times.ts";
import { type BadId, BatchIds } from "./batch-ids.ts";
import type { DedupBudget, DedupMember } from "./dedup-budget.ts";
import { findInRuns } from "./find-in-runs.ts";
import { IdTables } from "./id-tables.ts";
import { IdsWriter } from "./ids-writer.ts";
import type { MessageHashKey } from "./message-hash.ts";
import { DEDUP_SIZES, type DedupSizes } from "./sizes.ts";
import { StoredIds } from "./stored-ids.ts";

export interface MessageIdsOptions {
  readonly store: OrderedStore;
  /** No other view's prefix begins with it. */
  readonly prefix: Uint8Array;
  readonly budget: DedupBudget;
  /** `dedupWindowMs`, read at each use; 0: nothing is remembered. */
  readonly windowMs: () => number;
  /** Lets pending I/O run: `Clock.nextTurn`. */
  readonly nextTurn: () => Promise<void>;
  /** A commit was refused (tried again), or ViewDamaged: close, clear, open and fold again. */
  readonly onFailed: (error: unknown) => void;
  /** Random. Only the first one of a partition counts. */
  readonly hashKey: MessageHashKey;
  readonly sizes?: DedupSizes | undefined;
}

export class MessageIds implements DedupMember {
  readonly #options: MessageIdsOptions;
  readonly #stored: StoredIds;
  readonly #tables: IdTables;
  readonly #times: AppendTimes;
  readonly #writer: IdsWriter;
  readonly #sizes: DedupSizes;
  /** Of the batch at hand. */
  readonly #ids = new BatchIds();

  private constructor(options: MessageIdsOptions, stored: StoredIds) {
    const { budget, windowMs, nextTurn, onFailed } = options;
    const sizes = options.sizes ?? DEDUP_SIZES;
    this.#options = options;
    this.#sizes = sizes;
    this.#stored = stored;
    this.#tables = new IdTables(stored.state.appliedOffset, sizes.offsetsUnstoredMax);
    this.#times = new AppendTimes(stored.found?.times, stored.found?.horizon);
    budget.join(this);
    this.#writer = new IdsWriter({
      stored,
      tables: this.#tables,
      times: this.#times,
      budget,
      member: this,
      sizes,
      windowMs,
      nextTurn,
      onFailed,
    });
  }

  /**
   * Opens what the store holds; the owner then stages and commits the log from `appliedOffset` on.
   * Throws ViewDamaged.
   */
  static open(options: MessageIdsOptions): MessageIds {
    return new MessageIds(options, new StoredIds(options.store, options.prefix, options.hashKey));
  }

  /** From where the owner must bring the log: everything below is in the store. */
  get appliedOffset(): number {
    return this.#stored.state.appliedOffset;
  }
  get storedCount(): number {
    return this.#stored.count;
  }
  get tableCount(): number {
    return this.#tables.count;
  }
  /** The store lags behind: who sends more ids should wait (P5, P6). */
  get congested(): boolean {
    return this.#tables.frozenCount > this.#sizes.tablesFrozenMax;
  }
  /** Epoch milliseconds of the latest append of an id. */
  get lastAppendMs(): number {
    return this.#times.lastMs;
  }

  /**
   * The ids of a batch with `first` set where one is remembered; undefined where nothing is. Good until
   * the next call; `claim` in it what enters the log, then `stage` it. Throws CORRUPT_BATCH, ViewDamaged.
   */
  lookUp(view: BatchView, nowMs: number, bad?: BadId): BatchIds | undefined {
    const windowMs = this.#options.windowMs();
    if (windowMs === 0) return undefined;
    const ids = this.#ids;
    ids.read(view, this.#stored.hashKey, bad);
    if (ids.count === 0) return undefined;
    const horizon = this.#times.advance(nowMs, windowMs);
    this.#tables.lookUp(ids, horizon);
    findInRuns(this.#stored.source, this.#stored.state.runs, ids, horizon);
    return ids;
  }

  /**
   * A batch was appended at `appendedMs`; the log ends at `nextOffset` now. `ids`: what `lookUp` gave
   * for it, claimed; undefined for a batch without ids. To be called for every batch, in log order.
   */
  stage(nextOffset: number, ids: BatchIds | undefined, appendedMs: number): void {
    if (nextOffset <= this.#tables.endOffset) return;
    this.#tables.endOffset = nextOffset;
    if (ids === undefined || ids.claimed.count === 0) return;
    this.#tables.add(ids.claimed);
    this.#times.note(nextOffset, appendedMs, this.#options.windowMs());
    const rows = Math.min(this.#sizes.tableRows, this.#options.budget.tableRows);
    if (this.#tables.activeCount >= rows) this.#tables.freeze();
  }

  /**
   * Folds a batch that is found in the log; nobody noted when it was appended. `guessMs`: when it may
   * have been. What the log holds twice is remembered from where it is later.
   */
  restage(view: BatchView, guessMs: number, nowMs: number): void {
    const { nextOffset, baseOffset } = view;
    if (nextOffset <= this.#tables.endOffset) return;
    const windowMs = this.#options.windowMs();
    if (!view.hasIds || view.isReleased || view.isControl || windowMs === 0) {
      this.stage(nextOffset, undefined, 0);
      return;
    }
    const ids = this.#ids;
    ids.read(view, this.#stored.hashKey);
    for (let row = 0; row < ids.count; row++) ids.claim(row, baseOffset + ids.indexes[row]!);
    this.stage(nextOffset, ids, Math.max(Math.min(guessMs, nowMs), this.#times.lastMs));
  }

  /** The log was cut: what was staged at and beyond `toOffset` never was. */
  truncate(toOffset: number): void {
    assert(
      toOffset >= this.#tables.highWatermark,
      `the log was cut at ${toOffset}, below the high watermark ${this.#tables.highWatermark}`,
    );
    this.#tables.truncate(toOffset);
    this.#times.truncate(toOffset);
  }

  /** Everything below is committed. */
  commit(highWatermark: number): void {
    if (highWatermark <= this.#tables.highWatermark) return;
    this.#tables.highWatermark = highWatermark;
    if (this.#tables.frozenCount > 0) this.#writer.wake();
  }

  /** Forgets what has left the window, stores what is much; to be called about once a second. */
  checkpoint(nowMs: number): void {
    const windowMs = this.#options.windowMs();
    if (windowMs === 0) this.#forgetAll();
    else this.#times.advance(nowMs, windowMs);
    // There may be more partitions by now, each with a smaller share.
    if (this.#tables.activeCount >= this.#options.budget.tableRows) this.#tables.freeze();
    this.#writer.wake();
  }

  /** Resolves when what is committed now is stored. */
  flush(): Promise<void> {
    return this.#writer.flush(this.#tables.highWatermark);
  }

  /** Resolves when nothing is left to do in the store. */
  settled(): Promise<void> {
    return this.#writer.settled();
  }

  /** Stops at once; resolves when no commit is under way. */
  close(): Promise<void> {
    this.#options.budget.leave(this);
    return this.#writer.close();
  }

  /** It was turned off. */
  #forgetAll(): void {
    this.#times.raise(this.#tables.endOffset);
    this.#tables.clear();
  }
}
