/**
 * Decides, record by record, what of a produced batch may enter the log: due times within bounds,
 * schedule ids that are not pending, message ids. Pure: the clock and the index come in as values.
 *
 * Only SCHEDULED and IDS batches are walked; any other batch is admitted whole by its header.
 */
import { type ErrorCode, TidemarkError } from "../model/errors.ts";
import { HEADER_ON_CONFLICT, HEADER_SCHEDULE_ID } from "../model/headers.ts";
import {
  DUE_TIME_MAX_MS,
  RECORD_TIMESTAMP_AHEAD_MAX_MS,
  SCHEDULE_ID_BYTES_MAX,
} from "../model/limits.ts";
import { isDefaultScheduleId } from "../model/names.ts";
import { forEachRecord, type RecordView } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";

export interface PendingNow {
  readonly offset: number;
  readonly dueMs: number;
}

export interface AdmissionContext {
  readonly nowMs: number;
  readonly scheduleDelayMaxMs: number;
  readonly maxRecordBytes: number;
  /** Offset that the batch's first record will take. */
  readonly baseOffset: number;
  pendingById(id: string): PendingNow | undefined;
}

/** A record that does not enter the log. */
export interface Exclusion {
  readonly index: number;
  readonly error?: TidemarkError;
  /** `onConflict: keep`: the pending record that stays. */
  readonly keptOffset?: number;
  readonly keptDueMs?: number;
}

/** Throws where the whole batch is refused; else names the records that stay out. */
export function admit(view: BatchView, context: AdmissionContext): readonly Exclusion[] {
  if (!view.isScheduled) {
    checkTimestamp(Math.max(view.maxTimestamp, view.baseTimestamp), context.nowMs);
    return NONE;
  }
  const admission = new ScheduledAdmission(context, view.hasIds);
  forEachRecord(view, (record) => admission.record(record));
  return admission.exclusions;
}

const NONE: readonly Exclusion[] = [];

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
  /** Ids earlier in this batch, with what they will be pending as. */
  readonly #seen = new Map<string, PendingNow>();

  constructor(context: AdmissionContext, hasIds: boolean) {
    this.#context = context;
    this.#hasIds = hasIds;
  }

  record(record: RecordView): void {
    const dueError = this.#dueError(record.timestamp);
    if (dueError !== undefined) {
      this.exclusions.push({ index: record.index, error: dueError });
      return;
    }
    if (!this.#hasIds) return;
    const header = record.header(HEADER_SCHEDULE_ID);
    if (header !== undefined) this.#identified(record, header.toString("utf8"));
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
      const error = new TidemarkError(
        "ALREADY_SCHEDULED",
        `"${id}" is pending, due ${new Date(existing.dueMs).toISOString()}; ` +
          "cancel or reschedule it, or publish with onConflict replace or keep",
        { existing: { id, deliverAt: existing.dueMs } },
      );
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
