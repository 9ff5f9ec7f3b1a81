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
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import { RELEASE_BATCH_BYTES_MAX, RELEASE_BATCH_RECORDS_MAX } from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { DueEntry } from "../schedule/entry.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { buildReleasedBatch } from "../schedule/released-batch.ts";
import { readPayloads } from "./payloads.ts";
import type { Replica } from "./replica.ts";

/** The longest sleep: how late a wall clock that stepped forward can make a release. */
const SLEEP_MAX_MS = 1_000;
/** How long a full disk or a failed read is left alone. */
const RETRY_MS = 500;
/** Released bytes that may wait for the disk: a herd shares the group commit with producers. */
const UNFLUSHED_BYTES_MAX = 4 * RELEASE_BATCH_BYTES_MAX;

/** What the loop tells of each release once it is visible. */
export interface ReleaseObserver {
  /** Lateness of the records of one release, in milliseconds, at the moment they became visible. */
  released(dueMs: readonly number[], visibleAtMs: number, batch: Buffer): void;
  failed(error: unknown): void;
}

export class ReleaseLoop {
  readonly #replica: Replica;
  readonly #log: PartitionLog;
  readonly #schedule: PartitionSchedule;
  readonly #clock: Clock;
  readonly #observer: ReleaseObserver;
  #timer: Timer | undefined;
  #timerAtMs = 0;
  #working = false;
  #stopped = false;
  #unflushedBytes = 0;
  #notBeforeMs = 0;
  #idle: (() => void)[] = [];

  constructor(replica: Replica, clock: Clock, observer: ReleaseObserver) {
    this.#replica = replica;
    this.#log = replica.log;
    this.#schedule = replica.schedule;
    this.#clock = clock;
    this.#observer = observer;
    replica.onScheduleChange(() => this.wake());
  }

  /** Looks again at when there is something to do. Cheap: called after every change. */
  wake(): void {
    if (this.#stopped || this.#working) return;
    // The commit of what was appended wakes it.
    if (this.#unflushedBytes >= UNFLUSHED_BYTES_MAX) return;
    const wakeMs = this.#schedule.nextWakeMs();
    if (wakeMs === undefined) {
      this.#timer?.cancel();
      this.#timer = undefined;
      return;
    }
    const now = this.#clock.monotonicMs();
    const pause = Math.max(wakeMs - this.#clock.wallMs(), this.#notBeforeMs - now, 0);
    if (pause === 0 && this.#replica.mayRelease) this.#start();
    else this.#sleep(now + Math.min(Math.max(pause, 1), SLEEP_MAX_MS), now);
  }

  /** No more releases begin; resolves when none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    if (this.#working) await new Promise<void>((resolve) => this.#idle.push(resolve));
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
    this.#timer?.cancel();
    this.#timer = undefined;
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
    if (this.#replica.closed !== undefined) return;
    if (error instanceof ScheduleIndexDamaged) this.#replica.indexDamaged(error);
    this.#notBeforeMs = this.#clock.monotonicMs() + RETRY_MS;
    this.#observer.failed(error);
  }

  async #work(): Promise<void> {
    while (!this.#stopped && this.#unflushedBytes < UNFLUSHED_BYTES_MAX) {
      const due = this.#schedule.takeDue(
        this.#clock.wallMs(),
        RELEASE_BATCH_RECORDS_MAX,
        RELEASE_BATCH_BYTES_MAX,
      );
      if (due.length === 0 && !this.#isDue()) return;
      // Nothing taken although something is due: the index brings it near in the next turn.
      if (due.length > 0) await this.#release(due);
      // Producers and readers go between two batches of a herd.
      await this.#clock.nextTurn();
    }
  }

  #isDue(): boolean {
    const wakeMs = this.#schedule.nextWakeMs();
    return wakeMs !== undefined && wakeMs <= this.#clock.wallMs();
  }

  async #release(due: readonly DueEntry[]): Promise<void> {
    let read: readonly DueEntry[] = due;
    let payloads: readonly Buffer[];
    try {
      payloads = await readPayloads(this.#log, due, this.#replica.highWatermark).catch(
        async (error: unknown) => {
          if (due.length === 1 || !isDamage(error)) throw error;
          const apart = await this.#readApart(due, error);
          read = apart.map(({ entry }) => entry);
          return apart.map(({ bytes }) => bytes);
        },
      );
    } catch (error) {
      this.#schedule.giveBack(offsetsOf(due));
      throw error;
    }
    if (this.#stopped || this.#replica.closed !== undefined) {
      this.#schedule.giveBack(offsetsOf(read));
      return;
    }
    this.#append(read, payloads);
  }

  /** A record that cannot be read must not keep those beside it: it goes back. Throws where none can. */
  async #readApart(due: readonly DueEntry[], damage: unknown): Promise<Readable[]> {
    const readable: Readable[] = [];
    const unread: number[] = [];
    for (const entry of due) {
      try {
        const [bytes] = await readPayloads(this.#log, [entry], this.#replica.highWatermark);
        readable.push({ entry, bytes: bytes! });
      } catch (error) {
        if (!isDamage(error)) throw error;
        unread.push(entry.offset);
      }
    }
    if (readable.length === 0) throw damage;
    this.#observer.failed(damage);
    this.#schedule.giveBack(unread);
    return readable;
  }

  /** One turn: look again, build, append. */
  #append(due: readonly DueEntry[], payloads: readonly Buffer[]): void {
    const nowMs = this.#clock.wallMs();
    const kept: Readable[] = [];
    const back: number[] = [];
    for (const [index, entry] of due.entries()) {
      // Not releasable any more: cancelled or moved since, or the wall clock stepped back.
      if (this.#replica.mayRelease && this.#schedule.isReleasable(entry.offset, nowMs)) {
        kept.push({ entry, bytes: payloads[index]! });
      } else back.push(entry.offset);
    }
    if (back.length > 0) this.#schedule.giveBack(back);
    if (kept.length === 0) return;
    const batch = buildReleasedBatch(kept);
    const offsets = kept.map(({ entry }) => entry.offset);
    let lastOffset: number;
    try {
      lastOffset = this.#replica.append(batch).lastOffset;
    } catch (error) {
      this.#schedule.giveBack(offsets);
      throw error;
    }
    this.#unflushedBytes += batch.length;
    this.#replica.whenCommitted(lastOffset, (error) => {
      this.#unflushedBytes -= batch.length;
      if (error === undefined) {
        this.#observer.released(
          kept.map(({ entry }) => entry.dueMs),
          this.#clock.wallMs(),
          batch,
        );
      } else if (this.#replica.closed === undefined) {
        this.#schedule.giveBack(offsets);
        this.#failed(error);
      }
      this.wake();
    });
  }
}

interface Readable {
  readonly entry: DueEntry;
  readonly bytes: Buffer;
}

const isDamage = (error: unknown): boolean =>
  error instanceof TidemarkError && error.code === "PARTITION_DAMAGED";

const offsetsOf = (entries: readonly DueEntry[]): number[] => entries.map(({ offset }) => offset);
