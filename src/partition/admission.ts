/**
 * Decides, record by record, what of a produced batch may enter the log: due times within bounds,
 * schedule ids that are not pending, message ids, lifetimes. Pure: the clock and the index come in as
 * values.
 *
 * Only SCHEDULED, IDS and TTL batches are walked; any other batch is admitted whole by its header.
 */
import type { BatchIds } from "../dedup/batch-ids.ts";
import { type ErrorCode, TidemarkError } from "../model/errors.ts";
import { HEADER_ON_CONFLICT, HEADER_SCHEDULE_ID } from "../model/headers.ts";
import {
  DUE_TIME_MAX_MS,
  MESSAGE_ID_BYTES_MAX,
  RECORD_TIMESTAMP_AHEAD_MAX_MS,
  SCHEDULE_ID_BYTES_MAX,
} from "../model/limits.ts";
import { isDefaultScheduleId } from "../model/names.ts";
import { forEachBadLifetime } from "../record/lifetime.ts";
import { forEachRecord, type RecordView } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";
import { MessageIdentities } from "./message-identities.ts";

export interface PendingNow {
  readonly offset: number;
  readonly dueMs: number;
}

export interface AdmissionContext {
  readonly nowMs: number;
  readonly scheduleDelayMaxMs: number;
  readonly maxRecordBytes: number;
  readonly partition: number;
  /** Offset that the batch's first record will take. */
  readonly baseOffset: number;
  pendingById(id: string): PendingNow | undefined;
  pendingAt(offset: number): PendingNow | undefined;
  /** What is remembered of the batch's message ids; undefined: it has none, or none are remembered. */
  lookUpIds(view: BatchView, bad: (index: number, bytes: number) => void): BatchIds | undefined;
}

/** A record that does not enter the log. */
export interface Exclusion {
  readonly index: number;
  readonly error?: TidemarkError;
  /** The record that stays instead: the first with its message id, or by `onConflict: keep`. */
  readonly keptOffset?: number;
  /** While that one waits. */
  readonly keptDueMs?: number;
}

export interface Admitted {
  readonly exclusions: readonly Exclusion[];
  /** Claimed for the records that stay: to be remembered when the batch is appended. */
  readonly ids: BatchIds | undefined;
}

/** Throws where the whole batch is refused; else names the records that stay out. */
export function admit(view: BatchView, context: AdmissionContext): Admitted {
  if (!view.isScheduled) {
    checkTimestamp(Math.max(view.maxTimestamp, view.baseTimestamp), context.nowMs);
    if (!view.hasIds && !view.hasTtl) return WHOLE;
  }
  const bad = new Map<number, string>();
  const ids = view.hasIds
    ? context.lookUpIds(view, (index, bytes) => bad.set(index, badMessageId(bytes)))
    : undefined;
  // A compressed batch is its producer's word until somebody decodes it.
  if (view.hasTtl && view.compression === 0) {
    forEachBadLifetime(view, (index, text) => bad.set(index, badLifetime(text)));
  }
  const identities = new MessageIdentities(context, ids, bad);
  if (!view.isScheduled) return { exclusions: identities.judgeAll(), ids };
  const admission = new ScheduledAdmission(context, view.hasIds, identities);
  forEachRecord(view, (record) => admission.record(record));
  return { exclusions: admission.exclusions, ids };
}

const badMessageId = (bytes: number): string =>
  `its message id has ${bytes} bytes; 1 to ${MESSAGE_ID_BYTES_MAX} are allowed`;
const badLifetime = (text: string): string =>
  `its lifetime is "${text}"; it is a whole number of milliseconds from 1 on`;

const WHOLE: Admitted = { exclusions: [], ids: undefined };

/** Of an unscheduled record. Epoch milliseconds. */
export function checkTimestamp(timestamp: number, nowMs: number): void {
  if (timestamp <= nowMs + RECORD_TIMESTAMP_AHEAD_MAX_MS) return;
  throw new TidemarkError(
    "INVALID_TIMESTAMP",
    `timestamp ${timestamp} is more than an hour ahead of the broker's clock (${nowMs}); ` +
      "use deliverAt for records that are due later",
  );
}

class ScheduledAdmission {
  readonly exclusions: Exclusion[] = [];
  readonly #context: AdmissionContext;
  readonly #hasIds: boolean;
  readonly #identities: MessageIdentities;
  /** Ids earlier in this batch, with what they will be pending as. */
  readonly #seen = new Map<string, PendingNow>();

  constructor(context: AdmissionContext, hasIds: boolean, identities: MessageIdentities) {
    this.#context = context;
    this.#hasIds = hasIds;
    this.#identities = identities;
  }

  record(record: RecordView): void {
    const dueError = this.#dueError(record.timestamp);
    if (dueError !== undefined) {
      this.exclusions.push({ index: record.index, error: dueError });
      return;
    }
    // Before the schedule id: a retry of a pending record is a duplicate, not a conflict.
    const excluded = this.#identities.judge(record.index);
    if (excluded !== undefined) {
      this.exclusions.push(excluded);
      return;
    }
    if (!this.#hasIds) return;
    const header = record.header(HEADER_SCHEDULE_ID);
    const before = this.exclusions.length;
    if (header !== undefined) this.#identified(record, header.toString("utf8"));
    if (this.exclusions.length === before) this.#identities.claim(record.index);
  }

  #dueError(dueMs: number): TidemarkError | undefined {
    const { nowMs, scheduleDelayMaxMs } = this.#context;
    if (dueMs < 0 || dueMs > DUE_TIME_MAX_MS) {
      return new TidemarkError(
        "INVALID_DUE_TIME",
        `due time ${dueMs} is outside of 1970 to 9999 (epoch milliseconds)`,
      );
    }
    if (dueMs - nowMs <= scheduleDelayMaxMs) return undefined;
    return new TidemarkError(
      "DUE_TIME_TOO_FAR",
      `due time ${new Date(dueMs).toISOString()} is further ahead than the topic's ` +
        `scheduleDelayMaxMs of ${scheduleDelayMaxMs} ms`,
    );
  }

  #identified(record: RecordView, id: string): void {
    const problem = scheduleIdProblem(id);
    if (problem !== undefined) {
      this.#refuse(record.index, "INVALID_SCHEDULE_ID", problem);
      return;
    }
    const existing = this.#seen.get(id) ?? this.#context.pendingById(id);
    const onConflict = record.header(HEADER_ON_CONFLICT)?.toString("latin1") ?? "reject";
    if (existing === undefined || onConflict === "replace") {
      const offset = this.#context.baseOffset + record.index;
      this.#seen.set(id, { offset, dueMs: record.timestamp });
    } else if (onConflict === "keep") {
      const { offset, dueMs } = existing;
      this.exclusions.push({ index: record.index, keptOffset: offset, keptDueMs: dueMs });
    } else if (onConflict === "reject") {
      const error = alreadyScheduled(id, this.#context.partition, existing);
      this.exclusions.push({ index: record.index, error });
    } else {
      const message = `onConflict is reject, replace or keep, not "${onConflict}"`;
      this.#refuse(record.index, "INVALID_RECORD", message);
    }
  }

  #refuse(index: number, code: ErrorCode, message: string): void {
    this.exclusions.push({ index, error: new TidemarkError(code, message) });
  }
}

function alreadyScheduled(id: string, partition: number, existing: PendingNow): TidemarkError {
  const { offset, dueMs } = existing;
  const isPaused = dueMs > DUE_TIME_MAX_MS;
  const due = isPaused ? "paused" : `due ${new Date(dueMs).toISOString()}`;
  return new TidemarkError(
    "ALREADY_SCHEDULED",
    `"${id}" is pending as ${partition}:${offset}, ${due}; ` +
      "cancel or reschedule it, or publish with onConflict replace or keep",
    { existing: { id, partition, offset, ...(isPaused ? {} : { deliverAt: dueMs }) } },
  );
}

/** What is wrong with a schedule id that a user chose; undefined: nothing. */
export function scheduleIdProblem(id: string): string | undefined {
  if (id.length === 0) return "a schedule id must not be empty";
  if (Buffer.byteLength(id) > SCHEDULE_ID_BYTES_MAX) {
    return `a schedule id has at most ${SCHEDULE_ID_BYTES_MAX} bytes`;
  }
  if (isDefaultScheduleId(id)) {
    return `"${id}" is of the form digits:digits, which is every pending record's default id`;
  }
  return undefined;
}
