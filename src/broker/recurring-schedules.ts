/**
 * Making and changing recurring schedules: each change is one record, a definition that takes the
 * place of the one before, with the count of firings carried on. The turn that appends decides: what
 * fired, was moved or cancelled while payloads were read is looked at again.
 */
import { TidemarkError } from "../model/errors.ts";
import {
  HEADER_MESSAGE_ID,
  HEADER_ON_CONFLICT,
  HEADER_SCHEDULE_ID,
  HEADER_TTL_MS,
} from "../model/headers.ts";
import { RECORD_HEADERS_MAX } from "../model/limits.ts";
import type { RecordInput } from "../model/records.ts";
import { scheduleIdProblem } from "../partition/admission.ts";
import type { Clock } from "../platform/clock.ts";
import { refuseCopying } from "../replication/late-records.ts";
import { readPayloads } from "../replication/payloads.ts";
import { recordTooLarge } from "../replication/record-sizes.ts";
import type { Replica } from "../replication/replica.ts";
import { checkRecordBounds } from "../record/bounds.ts";
import { HEADER_BYTES } from "../record/layout.ts";
import { partitionForKey } from "../record/partitioner.ts";
import {
  define,
  type Defined,
  moveNext,
  pause,
  recurrenceOf,
  resume,
  sameRecurrence,
  type Standing,
} from "../schedule/recurring/define.ts";
import {
  buildDefinitionBatch,
  type DefinitionRecord,
  readDefinition,
  type Template,
} from "../schedule/recurring/recurring-batches.ts";
import type { PendingRecord, PutSchedule, ScheduleSelector } from "./api.ts";
import {
  changeCommitted,
  decided,
  findById,
  findPending,
  recurrenceState,
  replacedMeanwhile,
  shownDueTime,
} from "./find-pending.ts";
import type { Replicas } from "./replicas.ts";
import { type GoOn, roomToSchedule } from "./room.ts";
import type { Found } from "./schedule-list.ts";

/** Those that the broker adds to a firing: they must not make it too large for anybody to read. */
const OWN_HEADERS = 6;

interface Place {
  readonly partition: number;
  readonly replica: Replica;
}

export class RecurringSchedules {
  readonly #clock: Clock;
  readonly #replicas: Replicas;

  constructor(clock: Clock, replicas: Replicas) {
    this.#clock = clock;
    this.#replicas = replicas;
  }

  /** The same again changes nothing; anything else counts anew. */
  async put(
    request: PutSchedule,
    goOn: GoOn,
  ): Promise<{ readonly schedule: PendingRecord; readonly created: boolean }> {
    const { id, recurrence: asked } = request;
    const problem = scheduleIdProblem(id);
    if (problem !== undefined) throw new TidemarkError("INVALID_SCHEDULE_ID", problem);
    const recurrence = recurrenceOf(asked);
    const template = templateOf(request.record);
    const existing = findById(this.#replicas, request);
    const place = existing ?? this.#placeOf(request);
    if (existing?.entry.recurring === true) {
      const before = await readRecord(existing);
      const same =
        sameRecurrence(recurrence, before.definition) && sameTemplate(template, before.template);
      const now = existing.replica.schedule.pendingAt(existing.entry.offset);
      if (same && now !== undefined) {
        const paused = asked.paused ?? before.definition.paused === true;
        const schedule = await this.#setPaused({ ...existing, entry: now }, before, paused);
        return { schedule, created: false };
      }
    }
    await roomToSchedule(this.#clock, place.replica, goOn);
    const { replica } = place;
    if (existing !== undefined) refuseCopying(replica, id, existing.entry.offset);
    const created = replica.schedule.pendingById(id) === undefined;
    const defined = define(recurrence, asked.paused === true, this.#clock.wallMs());
    const schedule = await this.#append(id, place, template, defined);
    return { schedule, created };
  }

  async setPaused(
    selector: ScheduleSelector,
    found: Found,
    paused: boolean,
    goOn: GoOn,
  ): Promise<PendingRecord> {
    if (!found.entry.recurring) {
      throw new TidemarkError(
        "INVALID_REQUEST",
        `paused: "${selector.id}" is released once; only a recurring schedule can be paused`,
      );
    }
    return this.#change(selector, found, goOn, (now, record) =>
      this.#setPaused(now, record, paused),
    );
  }

  #setPaused(
    now: Found,
    { definition, template }: DefinitionRecord,
    paused: boolean,
  ): Promise<PendingRecord> {
    const { dueMs, firings, offset } = now.entry;
    const standing = { definition, dueMs, firings };
    const id = idOf(now);
    if ((definition.paused === true) === paused) {
      return Promise.resolve(shown(id, now, offset, template, standing));
    }
    const defined = paused ? pause(standing) : resume(standing, this.#clock.wallMs());
    if (defined !== undefined) return this.#append(id, now, template, defined);
    throw new TidemarkError(
      "INVALID_REQUEST",
      `paused: "${id}" has nothing left to fire; cancel it, or put it anew`,
    );
  }

  /** Its next firing alone. */
  async move(
    selector: ScheduleSelector,
    found: Found,
    dueMs: number,
    goOn: GoOn,
  ): Promise<PendingRecord> {
    return this.#change(selector, found, goOn, (now, { definition, template }) => {
      if (definition.paused === true) {
        throw new TidemarkError(
          "INVALID_REQUEST",
          `"${selector.id}" is paused: it has no next firing to move; resume it first`,
        );
      }
      const defined = moveNext({ ...now.entry, definition }, dueMs, this.#clock.wallMs());
      return this.#append(idOf(now), now, template, defined);
    });
  }

  /**
   * `decide` appends in the very turn in which it is told what there is. Where another change was
   * faster, its definition is what there is; where it ended, that is said as for any record.
   */
  async #change(
    selector: ScheduleSelector,
    found: Found,
    goOn: GoOn,
    decide: (now: Found, record: DefinitionRecord) => Promise<PendingRecord>,
  ): Promise<PendingRecord> {
    for (let one = found; ; one = await findPending(this.#replicas, selector)) {
      goOn();
      const { replica, entry } = one;
      if (!entry.recurring) throw replacedMeanwhile(selector.id, "a record that is released once");
      const record = await readRecord(one);
      if (replica.refusal !== undefined) throw replica.refusal;
      const now = replica.schedule.pendingAt(entry.offset);
      if (now !== undefined) return decide({ ...one, entry: now }, record);
      await decided(replica);
    }
  }

  /** One turn decided; the answer waits for the commit. */
  async #append(
    id: string,
    place: Place,
    template: Template,
    defined: Defined,
  ): Promise<PendingRecord> {
    const { replica } = place;
    const batch = buildDefinitionBatch(id, template, defined, this.#clock.wallMs());
    const size = batch.length - HEADER_BYTES;
    if (size > replica.maxRecordBytes) {
      throw recordTooLarge("the record", size, replica.maxRecordBytes);
    }
    const { lastOffset } = replica.append(batch);
    await changeCommitted(replica, lastOffset);
    return shown(id, place, lastOffset, template, { ...defined, firings: 0 });
  }

  #placeOf({ topic, id, partition, record }: PutSchedule): Place {
    const count = this.#replicas.partitionCount(topic);
    const chosen = partition ?? partitionForKey(record.key ?? Buffer.from(id), count);
    return { partition: chosen, replica: this.#replicas.serving(topic, chosen) };
  }
}

async function readRecord({ replica, entry }: Found): Promise<DefinitionRecord> {
  await replica.committed(entry.offset);
  const [payload] = await readPayloads(replica.log, [entry], replica.highWatermark);
  const read = readDefinition(payload!);
  if (read !== undefined) return read;
  throw new TidemarkError("PARTITION_DAMAGED", `offset ${entry.offset} holds no definition`);
}

/** A recurring schedule always has an id of its own: `put` makes none without. */
const idOf = ({ partition, entry }: Found): string => entry.id ?? `${partition}:${entry.offset}`;

function shown(
  id: string,
  { partition }: { readonly partition: number },
  offset: number,
  { key, headers }: Template,
  { definition, dueMs, firings }: Standing,
): PendingRecord {
  return {
    id,
    partition,
    offset,
    deliverAt: shownDueTime(dueMs),
    key,
    headers,
    recurring: true,
    recurrence: recurrenceState({ dueMs, firings }, definition),
  };
}

const NOT_OF_A_TEMPLATE = [
  "partition",
  "messageId",
  "deliverAt",
  "delayMs",
  "scheduleId",
  "onConflict",
  "timestamp",
] as const;

const HEADERS_NOT_OF_A_TEMPLATE: ReadonlySet<string> = new Set([
  HEADER_MESSAGE_ID,
  HEADER_SCHEDULE_ID,
  HEADER_ON_CONFLICT,
]);

function templateOf(record: RecordInput): Template {
  const { key, value, ttlMs } = record;
  for (const name of NOT_OF_A_TEMPLATE) {
    // What gRPC says where nothing is said.
    if (record[name] === undefined || record[name] === "reject") continue;
    const field = name === "delayMs" ? "delay" : name;
    throw new TidemarkError(
      "INVALID_REQUEST",
      `record.${field} says nothing for a recurring schedule; give key, value, headers and ttl`,
    );
  }
  const headers = [...(record.headers ?? [])];
  if (ttlMs !== undefined) {
    if (!Number.isSafeInteger(ttlMs) || ttlMs <= 0) {
      throw new TidemarkError("INVALID_RECORD", `record.ttl of ${ttlMs} ms`);
    }
    headers.push({ key: HEADER_TTL_MS, value: Buffer.from(String(ttlMs)) });
  }
  if (headers.length > RECORD_HEADERS_MAX - OWN_HEADERS) {
    throw new TidemarkError(
      "INVALID_RECORD",
      `record.headers are ${headers.length}, at most ${RECORD_HEADERS_MAX - OWN_HEADERS} are taken`,
    );
  }
  for (const { key: name } of headers) {
    if (!HEADERS_NOT_OF_A_TEMPLATE.has(name)) continue;
    throw new TidemarkError(
      "INVALID_RECORD",
      `record.headers: ${name} would be the same on every firing; leave it out`,
    );
  }
  checkRecordBounds({ timestamp: 0, key, value, headers });
  return { key, value, headers };
}

function sameTemplate(one: Template, other: Template): boolean {
  return (
    sameBytes(one.key, other.key) &&
    sameBytes(one.value, other.value) &&
    one.headers.length === other.headers.length &&
    one.headers.every(({ key, value }, index) => {
      const same = other.headers[index]!;
      return key === same.key && sameBytes(value, same.value);
    })
  );
}

function sameBytes(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}
