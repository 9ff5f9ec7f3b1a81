/** Pending records as JSON: what changes them, what makes recurring ones, how they are shown. */
import type { PendingRecord } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import type { RecordInput } from "../../model/records.ts";
import { MISFIRES, type RecurrenceInput } from "../../model/recurrence.ts";
import { headersText, keyMember } from "./delivery.ts";
import { Fields } from "./fields.ts";
import type { ParsedJson } from "./parse.ts";
import { recordOf } from "./records.ts";
import { memberSource } from "./source.ts";

const CHANGE: ReadonlySet<string> = new Set(["deliverAt", "delay", "paused"]);
const PUT: ReadonlySet<string> = new Set([
  "cron",
  "every",
  "timeZone",
  "start",
  "end",
  "maxCount",
  "misfire",
  "paused",
  "record",
  "partition",
]);
const PARTITION_MAX = 2 ** 31 - 1;

/** Another due time, or a recurring one paused or resumed. */
export type ScheduleChange =
  | { readonly deliverAt: number | undefined; readonly delayMs: number | undefined }
  | { readonly paused: boolean };

export function changeOf(value: unknown): ScheduleChange {
  const fields = new Fields(value, CHANGE, "the change", "INVALID_REQUEST");
  const paused = fields.flag("paused");
  const deliverAt = fields.instant("deliverAt", "INVALID_DUE_TIME");
  const delayMs = fields.duration("delay", "INVALID_DUE_TIME");
  if (paused !== undefined) {
    if (deliverAt === undefined && delayMs === undefined) return { paused };
    throw fields.refuse("paused", "goes alone: resume a schedule before its next firing is moved");
  }
  if ((deliverAt === undefined) === (delayMs === undefined))
    throw new TidemarkError(
      "INVALID_DUE_TIME",
      deliverAt === undefined
        ? "the new due time is missing: give deliverAt or delay (or paused, for a recurring one)"
        : "deliverAt and delay are both given; choose one",
    );
  return { deliverAt, delayMs };
}

export function putScheduleOf(json: ParsedJson): {
  readonly recurrence: RecurrenceInput;
  readonly record: RecordInput;
  readonly partition: number | undefined;
} {
  const fields = new Fields(json.value, PUT, "the schedule", "INVALID_REQUEST");
  const source = memberSource(json.text, "record");
  if (source === undefined) throw fields.refuse("record", "is missing: what each firing brings");
  return {
    recurrence: {
      cron: fields.text("cron"),
      everyMs: fields.duration("every"),
      timeZone: fields.text("timeZone"),
      start: fields.instant("start"),
      end: fields.instant("end"),
      maxCount: fields.integer("maxCount", 1),
      misfire: fields.oneOf("misfire", MISFIRES),
      paused: fields.flag("paused"),
    },
    record: recordOf({ value: fields.get("record"), text: source }),
    partition: fields.integer("partition", 0, PARTITION_MAX),
  };
}

export const pendingText = (pending: PendingRecord): string =>
  `{"id":${JSON.stringify(pending.id)},"partition":${pending.partition}` +
  `,"offset":${pending.offset},"deliverAt":${pending.deliverAt ?? null},${keyMember(pending.key)}` +
  `,"headers":${headersText(pending.headers)},"recurring":${pending.recurring}` +
  `${recurrenceMember(pending)}}`;

/** In the words of the request, so that it can be sent again; then where it stands. */
function recurrenceMember({ recurrence, deliverAt }: PendingRecord): string {
  if (recurrence === undefined) return "";
  const { cron, everyMs: every, timeZone, start, end, maxCount, misfire } = recurrence;
  const { paused, firings } = recurrence;
  const asked = { cron, every, timeZone, start, end, maxCount, misfire, paused };
  return `,"recurrence":${JSON.stringify({ ...asked, firings, nextDue: deliverAt ?? null })}`;
}
