/**
 * Brings due records into the log: sleeps until the schedule may have something, takes what is due,
 * reads the payloads, and appends a RELEASED batch. Promise P4 lives here and in the fold.
 *
 * The append decides: payload reads are asynchronous, so every record is looked at again in the turn
 * that appends. A record that was cancelled or moved meanwhile is left out; one that is no longer
 * due by the wall clock of that turn goes back.
 *
 * States: idle (timer set or nothing pending) → working → idle; stopped. Failed appends (full disk)
 * go back to the schedule and are tried again after RETRY_MS.
 */
import { RELEASE_BATCH_BYTES_MAX, RELEASE_BATCH_RECORDS_MAX } from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { DueEntry } from "../schedule/entry.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import {
  buildCancelBatch,
  buildRescheduleBatch,
  CANCELLED_NOTHING_LEFT,
} from "../schedule/control-payload.ts";
import { buildFiringBatch, releaseTimeOf } from "../schedule/recurring/recurring-batches.ts";
import { buildReleasedBatch } from "../schedule/released-batch.ts";
import { Firings } from "./firings.ts";
import type { LateRecords } from "./late-records.ts";
import { type Readable, readEach } from "./payloads.ts";
import { ReleaseWindow } from "./release-window.ts";
import type { Replica } from "./replica.ts";

/** The longest sleep: how late a wall clock that stepped forward can make a release. */
const SLEEP_MAX_MS = 1_000;
/** How long a full disk or a failed read is left alone. */
const RETRY_MS = 500;

/** What the loop tells of each release once it is visible. */
export interface ReleaseObserver {
  /** Lateness of the records of one release, in milliseconds, at the moment they became visible. */
  released(dueMs: readonly number[], visibleAtMs: number, batch: Buffer): void;
  /** Firings of recurring schedules, and how many of these were found to have missed some. */
  recurred(fired: number, missed: number): void;
  failed(error: unknown): void;
}

export class ReleaseLoop {
  readonly #replica: Replica;
  readonly #clock: Clock;
  readonly #observer: ReleaseObserver;
  readonly #firings: Firings;
  readonly #late: LateRecords | undefined;
  #timer: Timer | undefined;
  #timerAtMs = 0;
  #working = false;
  #stopped = false;
  readonly #window = new ReleaseWindow();
  #notBeforeMs = 0;
  #idle: (() => void)[] = [];

  /** `late`: where records that were overdue when the partition opened are not to be released. */
  constructor(replica: Replica, clock: Clock, observer: ReleaseObserver, late?: LateRecords) {
    this.#replica = replica;
    this.#clock = clock;
    this.#observer = observer;
    this.#firings = new Firings(replica, clock);
    this.#late = late;
    replica.onScheduleChange(() => this.wake());
  }

  /** Looks again at when there is something to do. Cheap: called after every change. */
  wake(): void {
    if (this.#stopped || this.#working) return;
    // The commit of what was appended wakes it.
    if (this.#window.isFull) return;
    // So does the role, and the in-sync set.
    if (!this.#replica.mayRelease) return this.#rest();
    const wakeMs = this.#replica.schedule.nextWakeMs();
    if (wakeMs === undefined) return this.#rest();
    const now = this.#clock.monotonicMs();
    const pause = Math.max(wakeMs - this.#clock.wallMs(), this.#notBeforeMs - now, 0);
    if (pause === 0) this.#start();
    else this.#sleep(now + Math.min(Math.max(pause, 1), SLEEP_MAX_MS), now);
  }

  /** No more releases begin; resolves when none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#late?.stop();
    if (this.#working) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #sleep(atMs: number, nowMs: number): void {
    if (this.#timer !== undefined) {
      if (this.#timerAtMs <= atMs) return;
      this.#timer.cancel();
    }
    this.#timerAtMs = atMs;
    this.#timer = this.#clock.setTimer(atMs - nowMs, () => {
      this.#timer = undefined;
      this.wake();
    });
  }

  #start(): void {
    this.#rest();
    this.#working = true;
    this.#work()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#working = false;
        for (const resolve of this.#idle.splice(0)) resolve();
        this.wake();
      });
  }

  #failed(error: unknown): void {
    // It leads no more, or closes: others release now.
    if (this.#replica.refusal !== undefined) return;
    if (error instanceof ScheduleIndexDamaged) this.#replica.indexDamaged(error);
    this.#notBeforeMs = this.#clock.monotonicMs() + RETRY_MS;
    this.#observer.failed(error);
  }

  async #work(): Promise<void> {
    while (!this.#stopped && !this.#window.isFull && this.#replica.mayRelease) {
      const due = this.#replica.schedule.takeDue(
        this.#clock.wallMs(),
        RELEASE_BATCH_RECORDS_MAX,
        RELEASE_BATCH_BYTES_MAX,
      );
      if (due.length === 0 && !this.#isDue()) return this.#firings.idle();
      // Nothing taken although something is due: the index brings it near in the next turn.
      if (due.length > 0) await this.#settle(due);
      // Producers and readers go between two batches of a herd.
      await this.#clock.nextTurn();
    }
  }

  #isDue(): boolean {
    const wakeMs = this.#replica.schedule.nextWakeMs();
    return wakeMs !== undefined && wakeMs <= this.#clock.wallMs();
  }

  /** Those that were late when the partition opened go another way, where its topic says so. */
  async #settle(due: readonly DueEntry[]): Promise<void> {
    const late = this.#late;
    if (late === undefined || late.isOver) return this.#release(due);
    const others = due.filter((entry) => !late.isLate(entry));
    if (others.length === due.length) return this.#release(due);
    try {
      await late.settle(due.filter((entry) => late.isLate(entry)));
    } catch (error) {
      this.#replica.schedule.giveBack(offsetsOf(others));
      throw error;
    }
    if (others.length > 0) await this.#release(others);
  }

  async #release(due: readonly DueEntry[]): Promise<void> {
    let readable: readonly Readable[] = [];
    try {
      const read = await readEach(this.#replica.log, due, this.#replica.highWatermark);
      if (read.damage !== undefined) {
        if (read.readable.length === 0) throw read.damage;
        this.#observer.failed(read.damage);
      }
      ({ readable } = read);
    } finally {
      if (readable.length < due.length) {
        const read = new Set(readable.map(({ entry }) => entry.offset));
        this.#replica.schedule.giveBack(offsetsOf(due).filter((offset) => !read.has(offset)));
      }
    }
    if (this.#stopped || !this.#replica.mayRelease) {
      this.#replica.schedule.giveBack(offsetsOf(readable.map(({ entry }) => entry)));
      return;
    }
    if (readable.some(({ entry }) => entry.recurring)) await this.#fire(readable);
    else this.#append(readable);
  }

  /** Some recur: when they do so next is worked out in pieces, each in a turn of its own. */
  async #fire(readable: readonly Readable[]): Promise<void> {
    let left = readable;
    try {
      await this.#firings.prepare(readable);
      for (const part of Firings.turnsOf(readable)) {
        if (this.#stopped || !this.#replica.mayRelease) return;
        this.#append(part);
        left = left.slice(part.length);
        if (left.length > 0) await this.#clock.nextTurn();
      }
    } finally {
      this.#replica.schedule.giveBack(left.map(({ entry }) => entry.offset));
    }
  }

  /** One turn: look again, build, append. */
  #append(due: readonly Readable[]): void {
    const nowMs = this.#clock.wallMs();
    const kept: Readable[] = [];
    const back: number[] = [];
    for (const one of due) {
      const { entry } = one;
      // Not releasable any more: cancelled or moved since, or the wall clock stepped back.
      if (this.#replica.mayRelease && this.#replica.schedule.isReleasable(entry, nowMs))
        kept.push(one);
      else back.push(entry.offset);
    }
    if (back.length > 0) this.#replica.schedule.giveBack(back);
    if (kept.length === 0) return;
    if (kept.some(({ entry }) => entry.recurring)) return this.#appendFirings(kept, nowMs);
    const dues = kept.map(({ entry }) => entry.dueMs);
    const offsets = kept.map(({ entry }) => entry.offset);
    this.#appendBatch(buildReleasedBatch(kept), offsets, (visibleAtMs, batch) =>
      this.#observer.released(dues, visibleAtMs, batch),
    );
  }

  #appendFirings(kept: readonly Readable[], nowMs: number): void {
    const { releasing, moves, ended, failed, fired, missed } = this.#firings.settle(kept, nowMs);
    for (const error of failed) this.#observer.failed(error);
    const settled = [...moves.map(({ offset }) => offset), ...ended];
    try {
      if (releasing.length > 0) {
        const offsets = releasing.map(({ entry }) => entry.offset);
        this.#appendBatch(buildFiringBatch(releasing), offsets, (visibleAtMs, batch) =>
          this.#observer.released(releasing.map(releaseTimeOf), visibleAtMs, batch),
        );
      }
      if (moves.length > 0) this.#appendBatch(buildRescheduleBatch(moves, nowMs), [], () => {});
      if (ended.length > 0) {
        const batch = buildCancelBatch(ended, nowMs, CANCELLED_NOTHING_LEFT);
        this.#appendBatch(batch, [], () => {});
      }
      this.#observer.recurred(fired, missed);
    } finally {
      // A move does not end the flight of its record, as a release does.
      this.#replica.schedule.giveBack(settled);
    }
  }

  /** `offsets`: due again where this fails. */
  #appendBatch(
    batch: Buffer,
    offsets: readonly number[],
    visible: (visibleAtMs: number, batch: Buffer) => void,
  ): void {
    let lastOffset: number;
    try {
      lastOffset = this.#replica.append(batch).lastOffset;
    } catch (error) {
      this.#replica.schedule.giveBack(offsets);
      throw error;
    }
    const appendedMs = this.#clock.monotonicMs();
    this.#window.appended(batch.length);
    this.#replica.whenCommitted(lastOffset, (error) => {
      this.#window.settled(batch.length, this.#clock.monotonicMs() - appendedMs);
      if (error === undefined) visible(this.#clock.wallMs(), batch);
      else {
        // Where they were appended and never cut they wait no more, and this says nothing.
        this.#replica.schedule.giveBack(offsets);
        this.#failed(error);
      }
      this.wake();
    });
  }
}

const offsetsOf = (entries: readonly DueEntry[]): number[] => entries.map(({ offset }) => offset);
