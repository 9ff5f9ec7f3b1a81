/**
 * What a batch of the log says of the schedule. Must never pass over what it does not understand: the
 * fold would differ from that of a broker that does, so it throws and the partition stops.
 */
import { crc32cOf } from "../lib/crc32c.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  HEADER_FIRING,
  HEADER_NEXT_DUE,
  HEADER_RECURRENCE,
  HEADER_SCHEDULE_ID,
  HEADER_SCHEDULED_OFFSET,
} from "../model/headers.ts";
import { DUE_NEVER_MS, DUE_TIME_MAX_MS, FIRINGS_MAX } from "../model/limits.ts";
import {
  CONTROL_CANCEL,
  CONTROL_LEADER,
  CONTROL_RESCHEDULE,
  readControlRecords,
} from "../record/control.ts";
import { forEachRecord, RecordPlaces, type RecordView } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";
import { cancelledOffset, rescheduled } from "./control-payload.ts";
import type { Place, ScheduleEvent } from "./entry.ts";
import { decodeDefinition } from "./recurring/definition.ts";
import { isStorableId } from "./record-slot.ts";

/** Kafka's own control types are below it and say nothing of the schedule. */
const FIRST_OWN_CONTROL_TYPE = 1_000;
const NONE: readonly ScheduleEvent[] = [];

/** `place`: of the batch. Throws PARTITION_DAMAGED. */
export function scheduleEventsOf(view: BatchView, place: Place): readonly ScheduleEvent[] {
  if (view.isScheduled) return scheduledEvents(view, place);
  if (view.isReleased) return releasedEvents(view);
  return view.isControl ? controlEvents(view) : NONE;
}

/**
 * Most batches say the same of each of their records: `PlainRecords` and `forEachReleased` say it
 * without an object for each.
 */
export function isPlain(view: BatchView): boolean {
  return (view.isScheduled ? !view.hasIds : view.isReleased) && !view.isRecurring;
}

/** The records of a plain scheduled batch, which begins at `filePosition` of its segment. */
export class PlainRecords {
  /** Of the record that it stands on, as of the event. */
  position = 0;
  dueMs = 0;
  filePosition = 0;
  length = 0;
  crc = 0;
  readonly #places: RecordPlaces;
  readonly #buffer: Buffer;
  readonly #baseOffset: number;
  /** From places in the buffer to those in the file. */
  readonly #shift: number;

  constructor(view: BatchView, filePosition: number) {
    this.#places = new RecordPlaces(view);
    this.#buffer = view.buffer;
    this.#baseOffset = view.baseOffset;
    this.#shift = filePosition - view.position;
  }

  /** To the next one; false at the end. */
  next(): boolean {
    const places = this.#places;
    if (!places.next()) return false;
    const { position, sizeBytes } = places;
    this.position = this.#baseOffset + places.index;
    this.dueMs = dueTimeOf(places.timestamp, DUE_TIME_MAX_MS);
    this.filePosition = position + this.#shift;
    this.length = sizeBytes;
    this.crc = crc32cOf(this.#buffer, position, position + sizeBytes);
    return true;
  }
}

/** Of a plain released batch. */
export function forEachReleased(
  view: BatchView,
  visit: (position: number, scheduledOffset: number) => void,
): void {
  const { baseOffset, buffer } = view;
  const places = new RecordPlaces(view);
  // Those that do not look as the release loop wrote them are read as any record is.
  let others: Map<number, number> | undefined;
  while (places.next()) {
    const { index, position, sizeBytes } = places;
    let offset = lastHeaderOffset(buffer, position, position + sizeBytes);
    if (offset < 0) {
      others ??= scheduledOffsets(view);
      offset = others.get(index)!;
    }
    visit(baseOffset + index, offset);
  }
}

const NAME = Buffer.from(HEADER_SCHEDULED_OFFSET);
const DIGITS_MAX = 16;

/**
 * The scheduled offset of a released record whose last header says it: name length, name, length of
 * the value, digits, and the record ends. −1 where it does not look like that.
 */
function lastHeaderOffset(buffer: Buffer, from: number, end: number): number {
  let at = end;
  let offset = 0;
  for (let power = 1; end - at <= DIGITS_MAX; power *= 10) {
    const digit = buffer[at - 1]! - 0x30;
    if (digit < 0 || digit > 9) break;
    offset += digit * power;
    at--;
  }
  const digits = end - at;
  const nameAt = at - 1 - NAME.length;
  if (digits === 0 || digits > DIGITS_MAX || nameAt <= from) return -1;
  // Both lengths are varints of one byte.
  if (buffer[at - 1] !== 2 * digits || buffer[nameAt - 1] !== 2 * NAME.length) return -1;
  for (let index = 0; index < NAME.length; index++) {
    if (buffer[nameAt + index] !== NAME[index]) return -1;
  }
  return offset;
}

/** By index in the batch. */
function scheduledOffsets(view: BatchView): Map<number, number> {
  const offsets = new Map<number, number>();
  forEachRecord(view, (record) => {
    offsets.set(record.index, scheduledOffsetOf(record, view.baseOffset + record.index));
  });
  return offsets;
}

function scheduledOffsetOf(record: RecordView, position: number): number {
  const text = record.header(HEADER_SCHEDULED_OFFSET)?.toString("latin1") ?? "";
  if (/^\d{1,16}$/.test(text)) return Number(text);
  throw damaged(position, `a released record with scheduled offset "${text}"`);
}

function scheduledEvents(view: BatchView, place: Place): ScheduleEvent[] {
  const events: ScheduleEvent[] = [];
  const { baseOffset, hasIds, isRecurring, position, buffer } = view;
  forEachRecord(view, (record) => {
    const recurring = isRecurring && isDefinition(record, baseOffset);
    events.push({
      kind: "scheduled",
      position: baseOffset + record.index,
      dueMs: dueTimeOf(record.timestamp, recurring ? DUE_NEVER_MS : DUE_TIME_MAX_MS),
      place: {
        segmentBaseOffset: place.segmentBaseOffset,
        position: place.position + record.position - position,
      },
      length: record.sizeBytes,
      crc: crc32cOf(buffer, record.position, record.position + record.sizeBytes),
      id: hasIds ? idOf(record) : undefined,
      ...(recurring ? { recurring } : {}),
    });
  });
  return events;
}

/** A definition of a later version must not wait here: nobody could say when it is due next. */
function isDefinition(record: RecordView, baseOffset: number): boolean {
  const header = record.header(HEADER_RECURRENCE);
  if (header === undefined) return false;
  if (decodeDefinition(header) !== undefined) return true;
  throw damaged(baseOffset + record.index, "a recurring schedule that this version does not know");
}

/** Produce refuses what is out of bounds; here the rule is only that every broker folds alike. */
function dueTimeOf(timestamp: number, latestMs: number): number {
  return Math.min(Math.max(timestamp, 0), latestMs);
}

function idOf(record: RecordView): string | undefined {
  const id = record.header(HEADER_SCHEDULE_ID);
  return id !== undefined && isStorableId(id.length) ? id.toString() : undefined;
}

function releasedEvents(view: BatchView): ScheduleEvent[] {
  const events: ScheduleEvent[] = [];
  const { baseOffset, isRecurring } = view;
  forEachRecord(view, (record) => {
    const position = baseOffset + record.index;
    const offset = scheduledOffsetOf(record, position);
    const next = isRecurring ? record.header(HEADER_NEXT_DUE) : undefined;
    if (next === undefined) events.push({ kind: "released", position, offset });
    else events.push({ kind: "fired", position, offset, ...rearmed(record, position, next) });
  });
  return events;
}

function rearmed(
  record: RecordView,
  position: number,
  next: Buffer,
): { readonly dueMs: number; readonly firing: number } {
  const dueMs = decimal(next);
  const firing = decimal(record.header(HEADER_FIRING));
  if (dueMs <= DUE_TIME_MAX_MS && firing >= 1 && firing <= FIRINGS_MAX) return { dueMs, firing };
  throw damaged(position, "a firing without its number or the next due time");
}

/** NaN, which compares with nothing, where it is none. */
function decimal(bytes: Buffer | undefined): number {
  const text = bytes?.toString("latin1") ?? "";
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

function controlEvents(view: BatchView): ScheduleEvent[] {
  const events: ScheduleEvent[] = [];
  for (const { index, type, payload } of readControlRecords(view)) {
    const position = view.baseOffset + index;
    if (type === CONTROL_CANCEL) {
      const offset = cancelledOffset(payload);
      if (offset === undefined) throw damaged(position, "a CANCEL without an offset");
      events.push({ kind: "cancelled", position, offset });
    } else if (type === CONTROL_RESCHEDULE) {
      const move = rescheduled(payload);
      if (move === undefined) throw damaged(position, "a RESCHEDULE without offset and due time");
      events.push({ kind: "rescheduled", position, ...move });
    } else if (type >= FIRST_OWN_CONTROL_TYPE && type !== CONTROL_LEADER) {
      throw damaged(position, `control type ${type}, which this version does not know`);
    }
  }
  return events;
}

function damaged(offset: number, what: string): TidemarkError {
  return new TidemarkError(
    "PARTITION_DAMAGED",
    `the log holds ${what} at offset ${offset}; start the broker version that wrote it`,
  );
}
