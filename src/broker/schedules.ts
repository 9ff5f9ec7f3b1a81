/**
 * What waits for its time, over all partitions of a topic: list, get, cancel, reschedule. An answer
 * that changes something is given when the control record behind it is committed, whatever `acks`
 * says, so that it stays true (DESIGN §5).
 */
import { TidemarkError } from "../model/errors.ts";
import { HEADER_ON_CONFLICT, HEADER_SCHEDULE_ID } from "../model/headers.ts";
import { DUE_TIME_MAX_MS, LIST_PAGE_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import { refuseCopying } from "../replication/late-records.ts";
import { readPayloads } from "../replication/payloads.ts";
import type { Replica } from "../replication/replica.ts";
import { readRecord } from "../record/records.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../schedule/control-payload.ts";
import type {
  PendingRecord,
  RequestContext,
  ScheduleSelector,
  SchedulesApi,
  ScheduleWindow,
} from "./api.ts";
import type { Replicas } from "./replicas.ts";
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

  constructor(
    clock: Clock,
    replicas: Replicas,
    observer: SchedulesObserver,
    scheduleDelayMaxMs: (topic: string) => number,
  ) {
    this.#clock = clock;
    this.#observer = observer;
    this.#replicas = replicas;
    this.#scheduleDelayMaxMs = scheduleDelayMaxMs;
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
    const chosen = this.#chosen(request);
    const page = await listPage(this.#clock, chosen, request, limit, request.cursor);
    return { schedules: await describeAll(page.found), cursor: page.cursor };
  }

  async get(_context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    return describe(this.#find(selector));
  }

  async cancel(_context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    const found = this.#find(selector);
    const described = await describe(found);
    // The payload was read meanwhile: look again, in the turn that appends.
    const { replica, entry } = stillPending(selector, found);
    const batch = buildCancelBatch([entry.offset], this.#clock.wallMs());
    await replica.committed(replica.append(batch).lastOffset);
    this.#observer.cancelled(selector.topic, 1);
    return described;
  }

  async reschedule(
    _context: RequestContext,
    request: ScheduleSelector & {
      readonly deliverAt?: number | undefined;
      readonly delayMs?: number | undefined;
    },
  ): Promise<PendingRecord> {
    const dueMs = this.#dueTime(request);
    const found = this.#find(request);
    const described = await describe(found);
    const { replica, entry } = stillPending(request, found);
    replica.late?.moved(entry.offset, dueMs);
    const move = { offset: entry.offset, dueMs, firings: entry.firings };
    const batch = buildRescheduleBatch([move], this.#clock.wallMs());
    await replica.committed(replica.append(batch).lastOffset);
    this.#observer.rescheduled(request.topic);
    return { ...described, deliverAt: dueMs };
  }

  async cancelMany(_context: RequestContext, window: ScheduleWindow): Promise<number> {
    let cancelled = 0;
    for (const { partition, replica } of this.#chosen(window)) {
      let cursor: string | undefined;
      do {
        const chosen = [{ partition, replica }];
        const page = await listPage(this.#clock, chosen, window, CANCEL_BATCH, cursor);
        const count = await this.#cancelPage(replica, page.found);
        this.#observer.cancelled(window.topic, count);
        cancelled += count;
        ({ cursor } = page);
      } while (cursor !== undefined);
    }
    return cancelled;
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

  #chosen(
    window: ScheduleWindow,
  ): Iterable<{ readonly partition: number; readonly replica: Replica }> {
    const { topic, partition } = window;
    if (partition === undefined) return this.#replicas.servedOf(topic);
    return [{ partition, replica: this.#replicas.serving(topic, partition) }];
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

  #find(selector: ScheduleSelector): Found {
    const place = /^(\d{1,10}):(\d{1,16})$/.exec(selector.id);
    if (place !== null) return this.#findPlace(selector, Number(place[1]), Number(place[2]));
    const found: Found[] = [];
    for (const { partition, replica } of this.#chosen(selector)) {
      const entry = replica.schedule.pendingById(selector.id);
      if (entry !== undefined) found.push({ replica, partition, entry });
    }
    if (found.length === 1) return found[0]!;
    if (found.length === 0) throw unknown(selector);
    const partitions = found.map(({ partition }) => partition).join(", ");
    throw new TidemarkError(
      "AMBIGUOUS_SCHEDULE",
      `"${selector.id}" is pending in partitions ${partitions}; name one with ?partition=`,
    );
  }

  #findPlace(selector: ScheduleSelector, partition: number, offset: number): Found {
    if (selector.partition !== undefined && selector.partition !== partition)
      throw unknown(selector);
    const replica = this.#replicas.serving(selector.topic, partition);
    const entry = replica.schedule.pendingAt(offset);
    if (entry === undefined) throw unknown(selector);
    return { replica, partition, entry };
  }
}

/**
 * The same pending record once more; it may have been released or cancelled since. On the replica
 * where it was found: another topic may have the name by now, with something else at that offset.
 */
function stillPending(selector: ScheduleSelector, { replica, partition, entry }: Found): Found {
  if (replica.closed !== undefined) throw replica.closed;
  refuseCopying(replica, selector.id, entry.offset);
  const now = replica.schedule.pendingAt(entry.offset);
  if (now !== undefined) return { replica, partition, entry: now };
  throw new TidemarkError(
    "ALREADY_RELEASED",
    `"${selector.id}" was released or cancelled before this call could take effect`,
  );
}

function unknown(selector: ScheduleSelector): TidemarkError {
  return new TidemarkError(
    "UNKNOWN_SCHEDULE",
    `nothing pending in topic "${selector.topic}" has the id "${selector.id}": it was released, ` +
      "cancelled, or never scheduled",
  );
}

/** Reads the records of a page, each partition's in one go. */
async function describeAll(page: readonly Found[]): Promise<readonly PendingRecord[]> {
  const byReplica = new Map<Replica, Found[]>();
  for (const found of page) {
    const list = byReplica.get(found.replica);
    if (list === undefined) byReplica.set(found.replica, [found]);
    else list.push(found);
  }
  const described = new Map<Found, PendingRecord>();
  for (const [replica, list] of byReplica) {
    const entries = list.map(({ entry }) => entry);
    const payloads = await readPayloads(replica.log, entries, replica.highWatermark);
    for (const [index, found] of list.entries()) {
      described.set(found, pendingRecord(found, payloads[index]!));
    }
  }
  return page.map((found) => described.get(found)!);
}

async function describe(found: Found): Promise<PendingRecord> {
  const [record] = await describeAll([found]);
  return record!;
}

function pendingRecord({ partition, entry }: Found, payload: Buffer): PendingRecord {
  const record = readRecord(payload);
  const headers = record.headers();
  const id = record.header(HEADER_SCHEDULE_ID)?.toString("utf8");
  return {
    id: id ?? `${partition}:${entry.offset}`,
    partition,
    offset: entry.offset,
    deliverAt: entry.dueMs,
    key: record.key,
    headers: headers.filter(({ key }) => key !== HEADER_SCHEDULE_ID && key !== HEADER_ON_CONFLICT),
    recurring: false,
  };
}
