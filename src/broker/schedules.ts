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

export class Schedules implements SchedulesApi {
  readonly #observer: SchedulesObserver;
  readonly #clock: Clock;
  readonly #replicas: Replicas;
  readonly #scheduleDelayMaxMs: (topic: string) => number;
  readonly #draining: Draining;
  readonly #recurring: RecurringSchedules;

  constructor(
    clock: Clock,
    replicas: Replicas,
    observer: SchedulesObserver,
    scheduleDelayMaxMs: (topic: string) => number,
    draining: Draining,
  ) {
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
    const limit = Math.min(request.limit ?? PAGE_DEFAULT, LIST_PAGE_MAX);
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new TidemarkError("INVALID_REQUEST", `limit is ${limit}: want 1 to ${LIST_PAGE_MAX}`);
    }
    const chosen = partitionsOf(this.#replicas, request);
    const page = await listPage(this.#clock, chosen, request, limit, request.cursor);
    return { schedules: await describeAll(page.found), cursor: page.cursor };
  }

  async get(_context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    return describe(await findPending(this.#replicas, selector));
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

  /** A page after the other; ends where the caller gave up or the broker drains. */
  async cancelMany(context: RequestContext, window: ScheduleWindow): Promise<number> {
    const { after, before, prefix } = window;
    if (after === undefined && before === undefined && prefix === undefined) {
      throw new TidemarkError(
        "INVALID_REQUEST",
        "prefix, after or before must say what to cancel; an empty prefix means everything",
      );
    }
    const counted = { cancelled: 0 };
    try {
      await this.#cancelPages(window, counted, () => this.#draining.check(context.signal));
      return counted.cancelled;
    } catch (error) {
      const { cancelled } = counted;
      if (cancelled === 0 || !(error instanceof TidemarkError)) throw error;
      const message = `${error.message} (${cancelled} were cancelled before that)`;
      throw new TidemarkError(error.code, message, error.details);
    }
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
    await replica.committed(replica.append(batch).lastOffset);
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

/** A recurring schedule took its place under the id while the call was under way. */
