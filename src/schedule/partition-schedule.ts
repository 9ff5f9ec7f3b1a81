/**
 * The pending index of one partition: a fold of its log that says what waits, what is due, and what
 * became of it. Holds no truth of its own: lost or damaged, it is folded again from the log. Reads no
 * clock; must never hand out a record before the time it is given, or twice without a `giveBack`.
 *
 * The log reaches it in three steps, as offsets:
 *
 *   stored  ≤  applied ≤ high watermark  ≤  end
 *      └ in the store    └ count, next due, list, takeDue    └ decisions: pendingAt, pendingById
 *
 * See docs/schedule-index.md for the parts and what happens when each of them fails.
 */
import { assert } from "../lib/assert.ts";
import { DUE_NEVER_MS } from "../model/limits.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import { AppendedTail } from "./appended-tail.ts";
import { CommittedFold } from "./committed-fold.ts";
import { countDue } from "./count-due.ts";
import type { BatchView } from "../record/view.ts";
import type { DueEntry, PendingEntry, Place, ScheduleEvent } from "./entry.ts";
import { isPlain, scheduleEventsOf } from "./events.ts";
import { EventTail } from "./event-tail.ts";
import type { IdHashKey } from "./id-hash.ts";
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import { IndexWriter } from "./index-writer.ts";
import { listPending, type ListQuery, type ListResult } from "./listing.ts";
import { NearHorizon } from "./near-horizon.ts";
import { SCHEDULE_SIZES, type ScheduleSizes } from "./sizes.ts";
import { StoredIndex } from "./stored-index.ts";

export interface PartitionScheduleOptions {
  readonly store: OrderedStore;
  /** No other partition's prefix begins with it. */
  readonly prefix: Uint8Array;
  /** For default ids, `partition:offset`. */
  readonly partition: number;
  /** Lets pending I/O run: `Clock.nextTurn`. */
  readonly nextTurn: () => Promise<void>;
  /**
   * A commit was refused, or upkeep met damage. ScheduleIndexDamaged: close, `clearIndex`, open and
   * fold again. Anything else: it is tried again at the next commit or checkpoint.
   */
  readonly onFailed: (error: unknown) => void;
  /** Random; makes the hashes of ids unpredictable. Only the first one of an index counts. */
  readonly hashKey?: IdHashKey | undefined;
  readonly sizes?: ScheduleSizes | undefined;
}

interface EpochStart {
  readonly epoch: number;
  readonly offset: number;
}

export class PartitionSchedule {
  readonly #partition: number;
  readonly #nextTurn: () => Promise<void>;
  readonly #onFailed: (error: unknown) => void;
  readonly #fold: CommittedFold;
  readonly #appended: AppendedTail;
  readonly #writer: IndexWriter;
  #highWatermark: number;
  /** Leader epochs from what is stored on, ascending. */
  #epochs: EpochStart[];
  #applying = false;
  #closed = false;

  private constructor(options: PartitionScheduleOptions, index: StoredIndex) {
    this.#partition = options.partition;
    this.#nextTurn = options.nextTurn;
    this.#onFailed = options.onFailed;
    const sizes = options.sizes ?? SCHEDULE_SIZES;
    const near = new NearHorizon(sizes.nearMax);
    if (index.due.pairs > 0) near.startFar();
    this.#fold = new CommittedFold(index, new EventTail(), near, sizes);
    this.#appended = new AppendedTail(this.#fold);
    this.#highWatermark = index.appliedOffset;
    this.#epochs = [{ epoch: index.state.appliedEpoch, offset: -1 }];
    this.#writer = new IndexWriter({
      fold: this.#fold,
      appended: this.#appended,
      epochBefore: (offset) => this.#epochBefore(offset),
      nextTurn: options.nextTurn,
      onFailed: options.onFailed,
    });
  }

  /**
   * Opens what the store holds; the owner then stages and commits the log from `appliedOffset` on.
   * Throws ScheduleIndexDamaged.
   */
  static open(options: PartitionScheduleOptions): PartitionSchedule {
    const index = new StoredIndex(options.store, options.prefix, options.hashKey ?? [0, 0]);
    return new PartitionSchedule(options, index);
  }

  /** From where the owner must bring the log: everything below is in the store. */
  get appliedOffset(): number {
    return this.#fold.index.appliedOffset;
  }
  /** Leader epoch of the record before `appliedOffset`; −1 where there is none. */
  get appliedEpoch(): number {
    return this.#fold.index.state.appliedEpoch;
  }
  /** Events that the store does not hold yet. Above SCHEDULE_TAIL_MAX producers should slow down. */
  get overlayCount(): number {
    return this.#fold.tail.length;
  }
  /** Records in the wheel. */
  get nearCount(): number {
    return this.#fold.near.size;
  }

  /**
   * What was appended, in log order. `nextOffset`: end of the log after it; `epoch`: of the batch.
   * To be called for every batch, with no events for most. Events already known are passed over.
   */
  stage(events: readonly ScheduleEvent[], nextOffset: number, epoch: number): void {
    const known = this.#appended.endOffset;
    for (const event of events) if (event.position >= known) this.#appended.add(event);
    this.#staged(known, nextOffset, epoch);
  }

  /**
   * The same for a whole batch where it lies, stamped, at its `place` in the log. Throws
   * PARTITION_DAMAGED where it says what this version does not know.
   */
  stageBatch(view: BatchView, place: Place): void {
    const { nextOffset, leaderEpoch } = view;
    if (!isPlain(view)) {
      this.stage(scheduleEventsOf(view, place), nextOffset, leaderEpoch);
      return;
    }
    const known = this.#appended.endOffset;
    if (view.isScheduled) this.#appended.addPlain(view, place);
    else this.#appended.addReleased(view);
    this.#staged(known, nextOffset, leaderEpoch);
  }

  #staged(known: number, nextOffset: number, epoch: number): void {
    if (nextOffset <= known) return;
    if (this.#epochs.at(-1)?.epoch !== epoch) this.#epochs.push({ epoch, offset: known });
    this.#appended.staged(nextOffset);
  }

  /** The log was cut: what was staged at and beyond `toOffset` never was. */
  truncate(toOffset: number): void {
    assert(
      toOffset >= this.#highWatermark,
      `the log was cut at ${toOffset}, below the high watermark ${this.#highWatermark}`,
    );
    this.#appended.truncate(toOffset);
    while (this.#epochs.length > 1 && this.#epochs.at(-1)!.offset >= toOffset) this.#epochs.pop();
    for (const offset of this.#fold.near.heldOffsets()) this.#unhold(offset);
  }

  /** Everything below is committed. What is much is applied in slices over several turns. */
  commit(highWatermark: number): void {
    if (highWatermark <= this.#highWatermark) return;
    assert(
      highWatermark <= this.#appended.endOffset,
      `the high watermark ${highWatermark} is beyond the end ${this.#appended.endOffset}`,
    );
    this.#highWatermark = highWatermark;
    if (this.#applying) return;
    if (!this.#applySlice()) void this.#applyRest();
  }

  /** Asks that what is committed be stored soon; to be called about once a second. */
  checkpoint(): void {
    this.#writer.checkpoint(this.#highWatermark);
  }

  /** Resolves when what is committed now is stored. */
  flush(): Promise<void> {
    return this.#writer.flush(this.#highWatermark);
  }

  /** Resolves when nothing is left to do in the store. */
  settled(): Promise<void> {
    this.#catchUp();
    return this.#writer.settled(this.#highWatermark);
  }

  /** Stops at once; resolves when no commit is under way. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#writer.close();
  }

  // Decisions: up to the end of the log.

  isPending(offset: number): boolean {
    return this.#appended.isPending(offset);
  }

  pendingAt(offset: number): PendingEntry | undefined {
    return this.#asked(() => this.#appended.entry(offset));
  }

  pendingById(id: string): PendingEntry | undefined {
    const entry = this.#asked(() => this.#appended.entryById(id));
    if (entry === undefined) this.#appended.noteAbsent(id);
    return entry;
  }

  /**
   * Of a record as takeDue gave it out: whether its release may be appended now. One that was moved
   * since has another due time, so that it must be given back and taken again. No record is read.
   */
  isReleasable({ offset, dueMs }: Pick<PendingEntry, "offset" | "dueMs">, nowMs: number): boolean {
    const { inFlight, near } = this.#fold;
    if (!inFlight.has(offset) || this.#appended.overrules(offset)) return false;
    return near.heldDueMs(offset) === dueMs && dueMs <= nowMs;
  }

  // Due.

  /**
   * Wall time at which takeDue may have something; undefined while nothing has a due time, and 0 while
   * what is committed is still being applied.
   */
  nextWakeMs(): number | undefined {
    if (this.#isBehind) return 0;
    if (this.#fold.index.pending.count === 0) return undefined;
    const wakeMs = this.#fold.near.wakeMs();
    return wakeMs >= DUE_NEVER_MS ? undefined : Math.max(wakeMs, 0);
  }

  /**
   * What is due at `nowMs` and below the high watermark, by due time, then offset: at most
   * `maxRecords`, and `maxBytes` of records unless the first alone is larger. Each is in flight until
   * its release is staged or it is given back. May give fewer than are due, even none, to keep the
   * call short: while `nextWakeMs` is not later than `nowMs`, call again in the next turn.
   */
  takeDue(nowMs: number, maxRecords: number, maxBytes: number): DueEntry[] {
    // In order: nothing is given out while something that is due earlier may not be applied yet.
    for (let slice = 0; this.#isBehind; slice++) {
      if (slice === SLICES_TO_TAKE) return [];
      this.#applySlice();
    }
    const { near, inFlight, index, sizes } = this.#fold;
    const readsMax = index.slotReads + sizes.sliceReads;
    if (near.isLow) this.#hydrate();
    const taken: DueEntry[] = [];
    let bytes = 0;
    while (taken.length < maxRecords && index.slotReads < readsMax) {
      const offset = near.firstDue(nowMs);
      if (offset < 0) break;
      const dueMs = near.firstDueMs;
      if (this.#appended.overrules(offset)) {
        near.remove(offset);
        near.hold(dueMs, offset);
        continue;
      }
      const entry = this.#fold.entry(offset);
      if (taken.length > 0 && bytes + entry.length > maxBytes) break;
      near.remove(offset);
      near.hold(dueMs, offset);
      inFlight.add(offset);
      bytes += entry.length;
      taken.push(entry);
    }
    return taken;
  }

  /** Their releases were not appended: they are due again. */
  giveBack(offsets: Iterable<number>): void {
    for (const offset of offsets) {
      if (this.#fold.inFlight.delete(offset)) this.#unhold(offset);
    }
  }

  // At the high watermark.

  get count(): number {
    this.#catchUp();
    return this.#fold.index.pending.count;
  }

  /**
   * Exact, except that after a mass cancellation it may for some turns be earlier than any record
   * that is left.
   */
  get nextDueMs(): number | undefined {
    this.#catchUp();
    const { near, index } = this.#fold;
    if (index.pending.count === 0) return undefined;
    this.#asked(() => {
      for (let slice = 0; slice < HYDRATIONS_TO_FIND_NEXT && !near.isExact; slice++)
        this.#hydrate();
    });
    const frontierMs = near.frontierMs();
    return frontierMs >= DUE_NEVER_MS ? undefined : Math.max(frontierMs, 0);
  }

  /** Pending and due at `nowMs`: exact below `most`, which means that many or more. */
  overdueCount(nowMs: number, most: number): number {
    const fromMs = this.nextDueMs;
    if (fromMs === undefined || fromMs > nowMs) return 0;
    return this.#asked(() => countDue(this.#fold, fromMs, nowMs + 1, most));
  }

  /** The least pending offset: the log's schedule part begins there. */
  get firstPendingOffset(): number | undefined {
    this.#catchUp();
    return this.#fold.index.pending.first();
  }

  // What the log must keep: at what is applied of the high watermark, so rather too much.

  /** How many records from offset `from` to before `until` wait. */
  pendingIn(from: number, until: number): number {
    return this.#fold.index.pending.countIn(from, until);
  }

  /** Whether the record at `offset` waits by all that is committed. */
  isCommittedPending(offset: number): boolean {
    return this.#fold.isPending(offset);
  }

  /** Whether the entry at `position`, which moves the record at `offset`, is overruled by a later one. */
  isSuperseded(offset: number, position: number): boolean {
    return (this.#fold.index.move(offset)?.position ?? position) > position;
  }

  /** In due order, in bounded pieces; throws INVALID_REQUEST for a cursor that is none. */
  list(query: ListQuery): ListResult {
    this.#catchUp();
    return this.#asked(() => listPending(this.#fold, query, (entry) => this.idOf(entry)));
  }

  /** The id by which people call it. */
  idOf(entry: PendingEntry): string {
    return entry.id ?? `${this.#partition}:${entry.offset}`;
  }

  /** Who asks gets the error of a damaged index; the owner has to hear of it too, and act. */
  #asked<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof ScheduleIndexDamaged) this.#onFailed(error);
      throw error;
    }
  }

  /** Back into the wheel, unless something still stands against it. */
  #unhold(offset: number): void {
    if (this.#fold.inFlight.has(offset) || this.#appended.overrules(offset)) return;
    const dueMs = this.#fold.near.letGo(offset);
    if (dueMs !== undefined) this.#fold.place(dueMs, offset);
  }

  #hydrate(): void {
    const { near, index, isCurrent, bringWaiting, sizes } = this.#fold;
    const [dueMs, offset] = near.boundary;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const cursor = index.due.cursor(Math.max(dueMs, 0), offset);
    near.hydrate(cursor, sizes.sliceHydrated, isCurrent, bringWaiting);
  }

  /** True when everything committed is applied. */
  #applySlice(): boolean {
    const fold = this.#fold;
    const { tail } = fold;
    const until = Math.min(tail.end, fold.appliedRow + fold.sizes.sliceApplied);
    while (fold.appliedRow < until && tail.position(fold.appliedRow) < this.#highWatermark) {
      fold.apply(fold.appliedRow);
      this.#appended.applied(fold.appliedRow);
      fold.appliedRow++;
    }
    const next = fold.appliedRow < tail.end ? tail.position(fold.appliedRow) : this.#highWatermark;
    fold.appliedOffset = Math.min(next, this.#highWatermark);
    if (fold.index.pending.count === 0) fold.near.endFar();
    fold.near.shrink(fold.unstoredMoves.size);
    fold.near.evict(fold.sizes.sliceEvents, fold.mayLeave);
    this.#forgetEpochs();
    this.#writer.wake();
    return fold.appliedOffset === this.#highWatermark;
  }

  async #applyRest(): Promise<void> {
    this.#applying = true;
    do await this.#nextTurn();
    while (!this.#closed && !this.#applySlice());
    this.#applying = false;
  }

  get #isBehind(): boolean {
    return this.#fold.appliedOffset < this.#highWatermark;
  }

  /** Somebody wants to know now what committing left for the next turns. */
  #catchUp(): void {
    if (!this.#isBehind) return;
    while (!this.#applySlice());
  }

  #forgetEpochs(): void {
    const stored = this.#fold.index.appliedOffset;
    while (this.#epochs.length > 1 && this.#epochs[1]!.offset < stored) this.#epochs.shift();
  }

  #epochBefore(offset: number): number {
    let at = this.#epochs.length - 1;
    while (at > 0 && this.#epochs[at]!.offset >= offset) at--;
    return this.#epochs[at]!.epoch;
  }
}

/** Slices applied by one call of takeDue: more than come in during a turn, or it might never begin. */
const SLICES_TO_TAKE = 4;
/** Bounds what asking for the next due time may cost when far pairs turn out to be of no use. */
const HYDRATIONS_TO_FIND_NEXT = 8;
