/** ScheduleService: tidemark.v1 ↔ the broker's words. */
import type { PendingRecord } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import { MISFIRES, type RecurrenceInput, type RecurrenceState } from "../../model/recurrence.ts";
import type { tidemark } from "../generated/tidemark.js";
import { invalid, nonEmpty, nonZero, present } from "./decode.ts";
import { recordOf } from "./records.ts";

const windowOf = (
  message: tidemark.v1.ListSchedulesRequest | tidemark.v1.CancelSchedulesRequest,
) => ({
  topic: message.topic,
  after: present(message.after),
  before: present(message.before),
  partition: present(message.partition),
});

export const cancelSchedulesOf = (message: tidemark.v1.CancelSchedulesRequest) => ({
  ...windowOf(message),
  // An empty one means everything, where it is there.
  prefix: present(message.prefix),
});

export const listSchedulesOf = (message: tidemark.v1.ListSchedulesRequest) => ({
  ...windowOf(message),
  prefix: nonEmpty(message.prefix),
  limit: nonZero(message.limit),
  cursor: nonEmpty(message.cursor),
});

export const selectorOf = (
  message:
    | tidemark.v1.GetScheduleRequest
    | tidemark.v1.CancelScheduleRequest
    | tidemark.v1.PutScheduleRequest
    | tidemark.v1.PauseScheduleRequest
    | tidemark.v1.ResumeScheduleRequest
    | tidemark.v1.RescheduleRequest,
) => ({ topic: message.topic, id: message.id, partition: present(message.partition) });

export const rescheduleOf = (message: tidemark.v1.RescheduleRequest) => ({
  ...selectorOf(message),
  deliverAt: present(message.deliverAt),
  delayMs: present(message.delayMs),
});

export function putScheduleOf(message: tidemark.v1.PutScheduleRequest) {
  const { recurrence, record } = message;
  if (recurrence === null || recurrence === undefined) throw invalid("recurrence is missing");
  if (record === null || record === undefined) throw invalid("record is missing");
  const template = recordOf(record);
  if (template instanceof TidemarkError) throw template;
  const { onConflict, ...rest } = template;
  return {
    ...selectorOf(message),
    recurrence: recurrenceOf(recurrence),
    // Reject is what is said where nothing is.
    record: onConflict === "reject" ? rest : template,
  };
}

function recurrenceOf(message: tidemark.v1.Recurrence): RecurrenceInput {
  const misfire = MISFIRES[message.misfire];
  if (misfire === undefined)
    throw invalid(
      `misfire is ${message.misfire}, which is not one of 0 (fireOnce), 1 (skip), 2 (fireAll)`,
    );
  return {
    cron: present(message.cron),
    everyMs: present(message.everyMs),
    timeZone: present(message.timeZone),
    start: present(message.start),
    end: present(message.end),
    maxCount: present(message.maxCount),
    misfire,
    paused: present(message.paused),
  };
}

export function pendingMessage(pending: PendingRecord): tidemark.v1.PendingRecord.$Properties {
  const { recurrence, ...record } = pending;
  if (recurrence === undefined) return record;
  return { ...record, recurrence: recurrenceMessage(recurrence, pending.deliverAt) };
}

function recurrenceMessage(
  { misfire, ...recurrence }: RecurrenceState,
  nextDue: number | undefined,
): tidemark.v1.Recurrence.$Properties {
  return { ...recurrence, misfire: MISFIRES.indexOf(misfire), nextDue };
}
