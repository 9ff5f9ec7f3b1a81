/**
 * What becomes of a definition that is due: pure, with the clock of the turn that appends. Never
 * gives a nominal time that an earlier plan of the same schedule gave, since each begins where the
 * one before said it was due next.
 *
 * A nominal time is *missed* where the one after it is due as well, or where it is more than a minute
 * late. In the picture x are nominal times, N the pending one, L the latest that is due:
 *
 *      N      x      L   now       x
 *   ───┴──────┴──────┴────┼────────┴───
 *   fireOnce  ·      fires L, next is the one after now
 *   skip      ·      fires L if it is not missed itself; else moves to the one after now
 *   fireAll   fires N, x, L, at most the 1,000 latest, some at a time
 */
import { FIRE_ALL_MAX, MISFIRE_AFTER_MS } from "../../model/limits.ts";
import { firingsMade, movedFrom, type Standing } from "./define.ts";
import { nominalAfter, nominalsBack, nominalUntil } from "./nominal-times.ts";

export interface Firing {
  /** From 1. */
  readonly number: number;
  readonly nominalMs: number;
  /** Undefined: it was the last. */
  readonly nextDueMs: number | undefined;
}

export type FiringPlan =
  | { readonly kind: "fire"; readonly firings: readonly Firing[]; readonly missed: boolean }
  /** Nothing fires; it is due next at that time. */
  | { readonly kind: "move"; readonly dueMs: number }
  /** Nothing fires, now or later. */
  | { readonly kind: "end" };

export interface PlanOptions {
  readonly nowMs: number;
  /** Firings, at least 1: what is left is due again at once. */
  readonly most: number;
  /** `fireAll`: what lies before it is too far back (`catchUpFrom`). */
  readonly fromMs?: number | undefined;
}

/** `standing.dueMs` is not after `nowMs`. */
export function planFirings(standing: Standing, { nowMs, most, fromMs }: PlanOptions): FiringPlan {
  const { definition, dueMs } = standing;
  const after = (ms: number): number | undefined =>
    nominalAfter(definition, Math.max(ms, movedFrom(standing) ?? 0));
  const next = after(dueMs);
  const isDue = next !== undefined && next <= nowMs;
  if (!isDue && nowMs - dueMs <= MISFIRE_AFTER_MS) return fire(standing, [dueMs], next, false);
  if (definition.misfire === "fireAll") {
    const skipped = fromMs !== undefined && fromMs > dueMs ? after(fromMs - 1) : undefined;
    const times = [skipped ?? dueMs];
    let following = skipped === undefined ? next : after(skipped);
    while (times.length < most && following !== undefined && following <= nowMs) {
      times.push(following);
      following = after(following);
    }
    return fire(standing, times, following, true);
  }
  const latest = isDue ? (nominalUntil(definition, nowMs) ?? dueMs) : dueMs;
  const later = isDue ? after(nowMs) : next;
  if (definition.misfire === "fireOnce" || nowMs - latest <= MISFIRE_AFTER_MS) {
    return fire(standing, [latest], later, true);
  }
  return later === undefined ? { kind: "end" } : { kind: "move", dueMs: later };
}

function fire(
  standing: Standing,
  times: readonly number[],
  next: number | undefined,
  missed: boolean,
): FiringPlan {
  const made = firingsMade(standing);
  const left = (standing.definition.maxCount ?? Number.POSITIVE_INFINITY) - made;
  const firings = times.slice(0, Math.max(left, 1)).map((nominalMs, index): Firing => {
    const number = made + index + 1;
    const nextDueMs = index + 1 >= left ? undefined : (times[index + 1] ?? next);
    return { number, nominalMs, nextDueMs };
  });
  return { kind: "fire", firings, missed };
}

/**
 * Where `fireAll` begins: the earliest of the FIRE_ALL_MAX latest nominal times that are due, or
 * undefined where it need not look. Yields after each step, for there may be as many.
 */
export function* catchUpFrom(
  standing: Standing,
  nowMs: number,
): Generator<void, number | undefined> {
  const { definition, dueMs } = standing;
  const { misfire, everyMs = 1_000 } = definition;
  if (misfire !== "fireAll" || nowMs - dueMs < FIRE_ALL_MAX * everyMs) return undefined;
  if (definition.everyMs !== undefined) {
    const latest = nominalUntil(definition, nowMs) ?? dueMs;
    return latest - (FIRE_ALL_MAX - 1) * everyMs;
  }
  let count = 0;
  for (const nominalMs of nominalsBack(definition, nowMs)) {
    if (nominalMs <= dueMs) return undefined;
    if (++count === FIRE_ALL_MAX) return nominalMs;
    yield;
  }
  return undefined;
}
