/**
 * The nominal times of a recurrence: when it fires by its own plan, whatever the broker was doing
 * then. Pure. Each question costs the same, however far apart the times are.
 */
import { DUE_TIME_MAX_MS } from "../../model/limits.ts";
import type { Recurrence } from "../../model/recurrence.ts";
import { CronTimes } from "./cron-times.ts";

export interface Plan extends Recurrence {
  /** Of `everyMs`: the times are this one and all that follow at that distance. */
  readonly anchor?: number | undefined;
}

/** The first nominal time after `ms`; undefined where there is none any more. */
export function nominalAfter(plan: Plan, ms: number): number | undefined {
  const from = Math.max(ms, (plan.start ?? 0) - 1);
  const next = afterUnbounded(plan, from);
  return next === undefined || next > lastPossible(plan) ? undefined : next;
}

/** The last nominal time at or before `ms`; undefined where none was yet. */
export function nominalUntil(plan: Plan, ms: number): number | undefined {
  const last = untilUnbounded(plan, Math.min(ms, lastPossible(plan)));
  return last === undefined || last < (plan.start ?? 0) ? undefined : last;
}

/** Nominal times back from `ms`, the latest first, a step at a time. */
export function* nominalsBack(plan: Plan, ms: number): Generator<number, void> {
  for (let at = nominalUntil(plan, ms); at !== undefined; at = nominalUntil(plan, at - 1)) yield at;
}

function lastPossible({ end }: Plan): number {
  return Math.min((end ?? Number.POSITIVE_INFINITY) - 1, DUE_TIME_MAX_MS);
}

function afterUnbounded(plan: Plan, ms: number): number | undefined {
  if (plan.everyMs === undefined) return cronOf(plan).after(ms);
  const anchor = plan.anchor ?? 0;
  if (ms < anchor) return anchor;
  return anchor + (Math.floor((ms - anchor) / plan.everyMs) + 1) * plan.everyMs;
}

function untilUnbounded(plan: Plan, ms: number): number | undefined {
  if (plan.everyMs === undefined) return cronOf(plan).until(ms);
  const anchor = plan.anchor ?? 0;
  if (ms < anchor) return undefined;
  return anchor + Math.floor((ms - anchor) / plan.everyMs) * plan.everyMs;
}

function cronOf({ cron = "", timeZone = "UTC" }: Plan): CronTimes {
  return CronTimes.of(cron, timeZone);
}
