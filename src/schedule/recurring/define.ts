/**
 * Definitions as people make and change them: from what was asked for to what the log holds, and when
 * it is due first. Pure; the clock comes in as a value. Throws INVALID_REQUEST with the field's name.
 *
 *            ┌──── put: counts anew ◄────┐
 *   (none) ──┴──► waiting ── pause ──► paused
 *                 │  ▲  └─ fires ─┐      │
 *                 │  └────────────┘      │
 *                 │  ▲── resume ─────────┘
 *                 └─► gone: cancelled, or no nominal time is left
 */
import { parseDurationMs } from "../../lib/quantity.ts";
import { TidemarkError } from "../../model/errors.ts";
import {
  CRON_CHARACTERS_MAX,
  DUE_NEVER_MS,
  DUE_TIME_MAX_MS,
  FIRINGS_MAX,
  RECURRENCE_EVERY_MIN_MS,
  TIME_ZONE_CHARACTERS_MAX,
} from "../../model/limits.ts";
import { MISFIRES, type Recurrence, type RecurrenceInput } from "../../model/recurrence.ts";
import { CronTimes, isTimeZone } from "./cron-times.ts";
import type { Definition } from "./definition.ts";
import { nominalAfter, type Plan } from "./nominal-times.ts";

/** A definition and the due time of the record that holds it. */
export interface Defined {
  readonly definition: Definition;
  readonly dueMs: number;
}

/** Where a recurring schedule stands: its record, and what the pending index says of it. */
export interface Standing {
  readonly definition: Definition;
  readonly dueMs: number;
  /** Number of the latest firing of this record; 0: none. */
  readonly firings: number;
}

/** Firings over the life of the schedule, earlier records included. */
export function firingsMade({ definition, firings }: Standing): number {
  return Math.max(definition.firings, firings);
}

/** The recurrence as it is shown and compared: defaults filled in. */
export function recurrenceOf(input: RecurrenceInput): Recurrence {
  const { start, end, maxCount, misfire = "fireOnce" } = input;
  const cron = input.cron?.trim();
  const every = cron === undefined ? undefined : /^@every\s+(.+)$/i.exec(cron)?.[1];
  if ((input.cron === undefined) === (input.everyMs === undefined)) {
    throw refuse("cron", "or every says when it fires: give one of them");
  }
  checkBounds(input);
  if (!MISFIRES.includes(misfire)) throw refuse("misfire", `is one of ${MISFIRES.join(", ")}`);
  const bounds = { start, end, maxCount, misfire };
  if (cron === undefined || every !== undefined) {
    const everyMs = every === undefined ? input.everyMs : parseDurationMs(every);
    checkEvery(every === undefined ? "every" : "cron", everyMs);
    if (input.timeZone !== undefined) {
      throw refuse("timeZone", "goes with a cron expression: an interval is the same in all zones");
    }
    return { everyMs, ...bounds };
  }
  const timeZone = input.timeZone ?? "UTC";
  checkCron(cron, timeZone);
  return { cron, timeZone, ...bounds };
}

/** A new schedule. What lies before `nowMs` is not made up for. */
export function define(recurrence: Recurrence, paused: boolean, nowMs: number): Defined {
  const { everyMs, start } = recurrence;
  const anchor = everyMs === undefined ? undefined : (start ?? nowMs);
  const plan: Plan = { ...recurrence, anchor };
  const first = nominalAfter(plan, nowMs);
  if (first === undefined) {
    throw refuse(
      recurrence.end === undefined ? "cron" : "end",
      "leaves nothing to fire: no time of the schedule lies between now and then",
    );
  }
  const definition: Definition = { ...plan, firings: 0 };
  if (!paused) return { definition, dueMs: first };
  return { definition: { ...definition, paused, after: first - 1 }, dueMs: DUE_NEVER_MS };
}

/** Stops until somebody resumes it. Its pending firing, moved or not, is one it may come back to. */
export function pause(standing: Standing): Defined {
  const { definition, dueMs } = standing;
  const after = (movedFrom(standing) ?? dueMs) - 1;
  const paused = { ...unmoved(standing), paused: true, after };
  return { definition: definition.paused === true ? definition : paused, dueMs: DUE_NEVER_MS };
}

/** Goes on with the next time of the plan; undefined where there is none any more. */
export function resume(standing: Standing, nowMs: number): Defined | undefined {
  const definition = unmoved(standing);
  const dueMs = nominalAfter(definition, Math.max(nowMs, standing.definition.after ?? 0));
  return dueMs === undefined ? undefined : { definition, dueMs };
}

/** The next firing happens at another time, or at once; those after it as planned. */
export function moveNext(standing: Standing, dueMs: number, nowMs: number): Defined {
  const from = movedFrom(standing) ?? standing.dueMs;
  return { definition: { ...unmoved(standing), movedFrom: from }, dueMs: Math.max(dueMs, nowMs) };
}

/** The nominal time that a moved firing stands in for, while it is the pending one. */
export function movedFrom({ definition, firings }: Standing): number | undefined {
  return firings === 0 ? definition.movedFrom : undefined;
}

/** As it goes on without any move or pause, the count of firings carried on. */
function unmoved(standing: Standing): Definition {
  const { paused: _paused, after: _after, movedFrom: _from, ...rest } = standing.definition;
  return { ...rest, firings: firingsMade(standing) };
}

export function sameRecurrence(one: Recurrence, other: Recurrence): boolean {
  return (
    one.cron === other.cron &&
    one.timeZone === other.timeZone &&
    one.everyMs === other.everyMs &&
    one.start === other.start &&
    one.end === other.end &&
    one.maxCount === other.maxCount &&
    one.misfire === other.misfire
  );
}

function checkBounds({ start, end, maxCount }: RecurrenceInput): void {
  for (const [name, time] of [["start", start] as const, ["end", end] as const]) {
    const fits = time === undefined || (Number.isSafeInteger(time) && time >= 0);
    if (!fits || (time ?? 0) > DUE_TIME_MAX_MS) throw refuse(name, "lies outside of 1970 to 9999");
  }
  if (start !== undefined && end !== undefined && end <= start) {
    throw refuse("end", "must lie after start");
  }
  if (maxCount === undefined) return;
  if (!Number.isSafeInteger(maxCount) || maxCount < 1 || maxCount > FIRINGS_MAX) {
    throw refuse("maxCount", `must be a whole number from 1 to ${FIRINGS_MAX}`);
  }
}

function checkEvery(field: "every" | "cron", everyMs: number | undefined): void {
  if (everyMs === undefined) throw refuse(field, "has no duration such as 90s behind @every");
  const fits = Number.isSafeInteger(everyMs) && everyMs >= RECURRENCE_EVERY_MIN_MS;
  if (!fits || everyMs > DUE_TIME_MAX_MS) {
    throw refuse(field, `must be a duration of at least ${RECURRENCE_EVERY_MIN_MS} ms`);
  }
}

function checkCron(cron: string, timeZone: string): void {
  if (cron.length > CRON_CHARACTERS_MAX) {
    throw refuse("cron", `has ${cron.length} characters, at most ${CRON_CHARACTERS_MAX} are taken`);
  }
  if (timeZone.length > TIME_ZONE_CHARACTERS_MAX || !isTimeZone(timeZone)) {
    throw refuse(
      "timeZone",
      "is not an IANA zone that is known here, such as Europe/Berlin or UTC",
    );
  }
  try {
    CronTimes.of(cron, timeZone);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(
      "cron",
      `is not an expression that is understood: ${reason.replace(/^Cron\w*: /, "")}`,
    );
  }
}

function refuse(field: string, problem: string): TidemarkError {
  return new TidemarkError("INVALID_REQUEST", `${field} ${problem}`);
}
