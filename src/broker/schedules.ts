/**
 * What waits for its time, over all partitions of a topic: list, get, cancel, reschedule. An answer
 * that changes something is given when the control record behind it is committed, whatever `acks`
 * says, so that it stays true (DESIGN §5).
 */
import { TidemarkError } from "../model/errors.ts";
import { DUE_TIME_MAX_MS, LIST_PAGE_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Replica } from "../replication/replica.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../schedule/control-payload.ts";
import type {
  PendingRecord,
  PutSchedule,
  RequestContext,
  ScheduleSelector,
  SchedulesApi,
  ScheduleWindow,
} from "./api.ts";
import { changePending } from "./change-pending.ts";
import {
  changeCommitted,
  describe,
  describeAll,
  findPending,
  partitionsOf,
  replacedMeanwhile,
} from "./find-pending.ts";
import type { Draining } from "./draining.ts";
import { RecurringSchedules } from "./recurring-schedules.ts";
import type { Replicas } from "./replicas.ts";
import type { GoOn } from "./room.ts";
import { type Found, listPage } from "./schedule-list.ts";

const PAGE_DEFAULT = 1_000;
/** Cancellations in one control batch: bounds what one turn does. */
const CANCEL_BATCH = 1_000;

/** Told of what was changed, once it is committed. */
export interface SchedulesObserver {
  cancelled(topic: string, count: number): void;
  rescheduled(topic: string): void;
}

export interface SchedulesParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly observer: SchedulesObserver;
  readonly scheduleDelayMaxMs: (topic: string) => number;
  readonly draining: Draining;
  /** Throws where another broker may lead what is led here, by what this one can know. */
  readonly checkLeads: () => void;
}

export class Schedules implements SchedulesApi {
  readonly #checkLeads: () => void;
  readonly #observer: SchedulesObserver;
  readonly #clock: Clock;
  readonly #replicas: Replicas;
  readonly #scheduleDelayMaxMs: (topic: string) => number;
  readonly #draining: Draining;
  readonly #recurring: RecurringSchedules;

  constructor(parts: SchedulesParts) {
    const { clock, replicas, observer, scheduleDelayMaxMs, draining, checkLeads } = parts;
    this.#checkLeads = checkLeads;
    this.#clock = clock;
    this.#observer = observer;
    this.#replicas = replicas;
    this.#scheduleDelayMaxMs = scheduleDelayMaxMs;
    this.#draining = draining;
    this.#recurring = new RecurringSchedules(clock, replicas);
  }

  /** By due time, then partition, then offset. */
  async list(
    _context: RequestContext,
    request: ScheduleWindow & {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    },
  ): Promise<{
    readonly schedules: readonly PendingRecord[];
    readonly cursor: string | undefined;
  }> {
    const limit = pageLimit(request.limit);
    const chosen = partitionsOf(this.#replicas, request);
    const page = await listPage(this.#clock, chosen, request, limit, request.cursor);
    const schedules = await describeAll(page.found);
    // An answer from before is none: what it says may have been released or cancelled elsewhere.
    this.#checkLeads();
    return { schedules, cursor: page.cursor };
  }

  async get(_context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    try {
      return await describe(await findPending(this.#replicas, selector));
    } finally {
      // That it is not there may be just as old.
      this.#checkLeads();
    }
  }

  async cancel(context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    const goOn = () => this.#draining.check(context.signal);
    const cancelled = await changePending(this.#replicas, selector, goOn, ({ entry }) =>
      buildCancelBatch([entry.offset], this.#clock.wallMs()),
    );
    this.#observer.cancelled(selector.topic, 1);
    return cancelled;
  }

  async reschedule(
    context: RequestContext,
    request: ScheduleSelector & {
      readonly deliverAt?: number | undefined;
      readonly delayMs?: number | undefined;
    },
  ): Promise<PendingRecord> {
    const dueMs = this.#dueTime(request);
    const found = await findPending(this.#replicas, request);
    const goOn = () => this.#draining.check(context.signal);
    if (found.entry.recurring) {
      const moved = await this.#recurring.move(request, found, dueMs, goOn);
      this.#observer.rescheduled(request.topic);
      return moved;
    }
    const moved = await changePending(this.#replicas, request, goOn, ({ replica, entry }) => {
      if (entry.recurring) throw replacedMeanwhile(request.id, "a recurring schedule");
      replica.late?.moved(entry.offset, dueMs);
      const move = { offset: entry.offset, dueMs, firings: entry.firings };
      return buildRescheduleBatch([move], this.#clock.wallMs());
    });
    this.#observer.rescheduled(request.topic);
    return { ...moved, deliverAt: dueMs };
  }

  async put(
    context: RequestContext,
    request: PutSchedule,
  ): Promise<{ readonly schedule: PendingRecord; readonly created: boolean }> {
    const { topic, recurrence } = request;
    if (recurrence.start !== undefined) this.#dueTime({ topic, deliverAt: recurrence.start });
    return this.#recurring.put(request, () => this.#draining.check(context.signal));
  }

  async setPaused(
    context: RequestContext,
    request: ScheduleSelector & { readonly paused: boolean },
  ): Promise<PendingRecord> {
    const found = await findPending(this.#replicas, request);
    const goOn = () => this.#draining.check(context.signal);
    return this.#recurring.setPaused(request, found, request.paused, goOn);
  }

  async cancelMany(context: RequestContext, window: ScheduleWindow): Promise<number> {
    checkWhatToCancel(window);
    const { cancelled, error } = await this.cancelSome(context, window);
    if (error !== undefined) throw cancelledBefore(error, cancelled);
    return cancelled;
  }

  /** A page after the other; ends where the caller gave up, the broker drains, or it cannot go on. */
  async cancelSome(context: RequestContext, window: ScheduleWindow): Promise<CancelledSome> {
    const counted = { cancelled: 0 };
    try {
      await this.#cancelPages(window, counted, () => this.#draining.check(context.signal));
      return counted;
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      return { ...counted, error };
    }
  }

  /** Partitions in which the id is pending: a look, without waiting for anything. */
  async pendingIn(
    _context: RequestContext,
    { topic, id, among }: ScheduleSelector,
  ): Promise<readonly number[]> {
    this.#checkLeads();
    return [...partitionsOf(this.#replicas, { topic, among })]
      .filter(({ replica }) => replica.schedule.pendingById(id) !== undefined)
      .map(({ partition }) => partition);
  }

  async #cancelPages(
    window: ScheduleWindow,
    counted: { cancelled: number },
    goOn: GoOn,
  ): Promise<void> {
    for (const { partition, replica } of partitionsOf(this.#replicas, window)) {
      let cursor: string | undefined;
      do {
        const chosen = [{ partition, replica }];
        goOn();
        const page = await listPage(this.#clock, chosen, window, CANCEL_BATCH, cursor);
        const count = await this.#cancelPage(replica, page.found);
        this.#observer.cancelled(window.topic, count);
        counted.cancelled += count;
        ({ cursor } = page);
      } while (cursor !== undefined);
    }
  }

  /** One turn decides which are still pending and appends; the answer waits for the commit. */
  async #cancelPage(replica: Replica, page: readonly Found[]): Promise<number> {
    const offsets = page
      .map(({ entry }) => entry.offset)
      .filter((offset) => replica.schedule.isPending(offset))
      .filter((offset) => replica.late?.isCopying(offset) !== true);
    if (offsets.length === 0) return 0;
    const batch = buildCancelBatch(offsets, this.#clock.wallMs());
    await changeCommitted(replica, replica.append(batch).lastOffset);
    return offsets.length;
  }

  #dueTime(request: {
    topic: string;
    deliverAt?: number | undefined;
    delayMs?: number | undefined;
  }): number {
    const { topic, deliverAt, delayMs } = request;
    if ((deliverAt === undefined) === (delayMs === undefined)) {
      throw new TidemarkError("INVALID_DUE_TIME", "give either deliverAt or delay");
    }
    const nowMs = this.#clock.wallMs();
    const dueMs = deliverAt ?? nowMs + (delayMs ?? 0);
    if (!Number.isSafeInteger(dueMs) || dueMs < 0 || dueMs > DUE_TIME_MAX_MS) {
      throw new TidemarkError("INVALID_DUE_TIME", `due time ${dueMs} is outside of 1970 to 9999`);
    }
    const delayMaxMs = this.#scheduleDelayMaxMs(topic);
    if (dueMs - nowMs <= delayMaxMs) return dueMs;
    throw new TidemarkError(
      "DUE_TIME_TOO_FAR",
      `due time ${new Date(dueMs).toISOString()} is more than ${delayMaxMs} ms ahead ` +
        `(scheduleDelayMaxMs of topic "${topic}")`,
    );
  }
}

/** What was cancelled before it was over, and why it ended where it did not cancel all. */
export interface CancelledSome {
  readonly cancelled: number;
  readonly error?: TidemarkError;
}

export function checkWhatToCancel({ after, before, prefix }: ScheduleWindow): void {
  if (after !== undefined || before !== undefined || prefix !== undefined) return;
  throw new TidemarkError(
    "INVALID_REQUEST",
    "prefix, after or before must say what to cancel; an empty prefix means everything",
  );
}

export function cancelledBefore(error: TidemarkError, cancelled: number): TidemarkError {
  if (cancelled === 0) return error;
  const message = `${error.message} (${cancelled} were cancelled before that)`;
  return new TidemarkError(error.code, message, error.details);
}

export function pageLimit(asked: number | undefined): number {
  const limit = Math.min(asked ?? PAGE_DEFAULT, LIST_PAGE_MAX);
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new TidemarkError("INVALID_REQUEST", `limit is ${limit}: want 1 to ${LIST_PAGE_MAX}`);
}
