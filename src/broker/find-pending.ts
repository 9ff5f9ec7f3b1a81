/**
 * Pending records by their id or place, over the partitions of a topic, and what is said of them.
 * Looks at the end of the log, as decisions must; changes nothing.
 */
import { TidemarkError, toTidemarkError } from "../model/errors.ts";
import { HEADER_SCHEDULE_ID, HEADER_SCHEDULED_OFFSET } from "../model/headers.ts";
import { DUE_NEVER_MS } from "../model/limits.ts";
import type { RecurrenceState } from "../model/recurrence.ts";
import { readPayloads } from "../replication/payloads.ts";
import type { Replica } from "../replication/replica.ts";
import { forEachRecord, readRecord } from "../record/records.ts";
import type { PendingEntry } from "../schedule/entry.ts";
import { firingsMade } from "../schedule/recurring/define.ts";
import type { Definition } from "../schedule/recurring/definition.ts";
import { readDefinition, templateHeaders } from "../schedule/recurring/recurring-batches.ts";
import type { PendingRecord, ScheduleSelector } from "./api.ts";
import type { Replicas, ServedPartition } from "./replicas.ts";
import { afterAppend } from "./routing/attempts.ts";
import type { Found } from "./schedule-list.ts";

type Chosen = Pick<ScheduleSelector, "topic" | "partition" | "among">;

/** Those that are named, or all of the topic: a list without one that is absent would pass for all. */
export function partitionsOf(replicas: Replicas, chosen: Chosen): Iterable<ServedPartition> {
  const absent = absentOf(replicas, chosen);
  if (absent !== undefined) throw absent;
  return servedOf(replicas, chosen);
}

function servedOf(
  replicas: Replicas,
  { topic, partition, among }: Chosen,
): Iterable<ServedPartition> {
  const named = partition === undefined ? among : [partition];
  if (named === undefined) return replicas.servedOf(topic);
  return named.map((each) => ({ partition: each, replica: replicas.serving(topic, each) }));
}

/** Where nobody can look now. */
function absentOf(
  replicas: Replicas,
  { topic, partition, among }: Chosen,
): TidemarkError | undefined {
  return partition === undefined && among === undefined ? replicas.absentOf(topic) : undefined;
}

/** Where each log ended when a call came: what has the id later is not what the caller meant. */
export type Ends = ReadonlyMap<Replica, number>;

export function endsOf(replicas: Replicas, chosen: Chosen): Ends {
  return new Map(
    [...servedOf(replicas, chosen)].map(({ replica }) => [replica, replica.log.endOffset]),
  );
}

/**
 * By schedule id or `partition:offset`, below `ends`. That there is none is said once what is appended is committed: a
 * release or cancellation may yet be cut. Throws UNKNOWN_SCHEDULE, AMBIGUOUS_SCHEDULE, and
 * ALREADY_RELEASED where it was released in that moment.
 */
export async function findPending(
  replicas: Replicas,
  selector: ScheduleSelector,
  ends: Ends = endsOf(replicas, selector),
): Promise<Found> {
  const first = lookFor(replicas, selector, ends);
  if (first !== undefined) return first;
  const undecided = [...servedOf(replicas, selector)]
    .filter(({ replica }) => replica.log.endOffset > replica.highWatermark)
    .map((served) => ({ ...served, from: served.replica.highWatermark }));
  await Promise.all(undecided.map(({ replica }) => decided(replica)));
  const found = lookFor(replicas, selector, ends);
  if (found !== undefined) return found;
  for (const { partition, replica, from } of undecided) {
    if (await wasReleased(replica, { ...selector, partition }, from))
      throw alreadyReleased(selector);
  }
  const came = lookFor(replicas, selector) === undefined ? "" : "; what has it now came later";
  throw new TidemarkError(
    "UNKNOWN_SCHEDULE",
    `nothing pending in topic "${selector.topic}" has the id "${selector.id}": it was released, ` +
      `cancelled, or never scheduled${came}`,
  );
}

/** Whether the log says so at `from` or later: a look at what was appended within one call. */
export async function wasReleased(
  replica: Replica,
  { id, partition }: Pick<ScheduleSelector, "id" | "partition">,
  from: number,
): Promise<boolean> {
  let released = false;
  await replica.log.scan(from, (view) => {
    if (!view.isReleased || released) return;
    forEachRecord(view, (record) => {
      const offset = record.header(HEADER_SCHEDULED_OFFSET)?.toString("latin1");
      const isOne = `${partition}:${offset}` === id;
      released ||= isOne || record.header(HEADER_SCHEDULE_ID)?.toString("utf8") === id;
    });
  });
  return released;
}

export function alreadyReleased({ id }: ScheduleSelector): TidemarkError {
  return new TidemarkError(
    "ALREADY_RELEASED",
    `"${id}" was released before this call could take effect`,
  );
}

function lookFor(replicas: Replicas, selector: ScheduleSelector, ends?: Ends): Found | undefined {
  const place = /^(\d{1,10}):(\d{1,16})$/.exec(selector.id);
  if (place === null) return findById(replicas, selector, ends);
  return findPlace(replicas, selector, Number(place[1]), Number(place[2]));
}

/** Resolves when what was appended is committed. */
export function changeCommitted(replica: Replica, lastOffset: number): Promise<void> {
  return replica.committed(lastOffset).catch((error: unknown) => {
    throw afterAppend(toTidemarkError(error, "a change was not committed"));
  });
}

/** Resolves when what is appended now is committed, or cut again. */
export async function decided(replica: Replica): Promise<void> {
  const { endOffset } = replica.log;
  if (endOffset <= replica.highWatermark) return;
  await replica.committed(endOffset - 1).catch((error: unknown) => {
    if (replica.refusal !== undefined) throw error;
  });
}

/** By schedule id alone. Throws AMBIGUOUS_SCHEDULE. */
export function findById(
  replicas: Replicas,
  selector: ScheduleSelector,
  ends?: Ends,
): Found | undefined {
  const found: Found[] = [];
  for (const { partition, replica } of servedOf(replicas, selector)) {
    const end = ends === undefined ? Infinity : (ends.get(replica) ?? 0);
    const entry = replica.schedule.pendingById(selector.id);
    if (entry !== undefined && entry.offset < end) found.push({ replica, partition, entry });
  }
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    const absent = absentOf(replicas, selector);
    if (absent !== undefined) throw absent;
    return undefined;
  }
  throw ambiguous(
    selector,
    found.map(({ partition }) => partition),
  );
}

export function ambiguous({ id }: ScheduleSelector, partitions: readonly number[]): TidemarkError {
  return new TidemarkError(
    "AMBIGUOUS_SCHEDULE",
    `"${id}" is pending in partitions ${partitions.join(", ")}; name one with ?partition=`,
  );
}

function findPlace(
  replicas: Replicas,
  selector: ScheduleSelector,
  partition: number,
  offset: number,
): Found | undefined {
  if (selector.partition !== undefined && selector.partition !== partition) return undefined;
  const replica = replicas.serving(selector.topic, partition);
  const entry = replica.schedule.pendingAt(offset);
  return entry === undefined ? undefined : { replica, partition, entry };
}

/** A change that was meant for a record of the other kind: it does not apply to what is there now. */
export function replacedMeanwhile(id: string, by: string): TidemarkError {
  return new TidemarkError(
    "UNKNOWN_SCHEDULE",
    `"${id}" was replaced by ${by} before this call could take effect`,
  );
}

/** Reads the records of a page, each partition's in one go. */
export async function describeAll(page: readonly Found[]): Promise<readonly PendingRecord[]> {
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

export async function describe(found: Found): Promise<PendingRecord> {
  // One that is only appended may still be cut, and cannot be read before it is not.
  await found.replica.committed(found.entry.offset);
  const [record] = await describeAll([found]);
  return record!;
}

function pendingRecord({ partition, entry }: Found, payload: Buffer): PendingRecord {
  const record = readRecord(payload);
  const definition = entry.recurring ? readDefinition(payload)?.definition : undefined;
  return {
    id: entry.id ?? `${partition}:${entry.offset}`,
    partition,
    offset: entry.offset,
    deliverAt: shownDueTime(entry.dueMs),
    key: record.key,
    headers: templateHeaders(record.headers()),
    recurring: entry.recurring,
    ...(definition === undefined ? {} : { recurrence: recurrenceState(entry, definition) }),
  };
}

/** Undefined: paused. */
export function shownDueTime(dueMs: number): number | undefined {
  return dueMs >= DUE_NEVER_MS ? undefined : dueMs;
}

export function recurrenceState(
  { dueMs, firings }: Pick<PendingEntry, "dueMs" | "firings">,
  definition: Definition,
): RecurrenceState {
  const { cron, timeZone, everyMs, start, end, maxCount, misfire } = definition;
  return {
    cron,
    timeZone,
    everyMs,
    start,
    end,
    maxCount,
    misfire,
    paused: definition.paused === true,
    firings: firingsMade({ definition, dueMs, firings }),
  };
}
