/**
 * Who has no credits of its own waits here until there is room (P6). `goOn` is asked at each look and
 * throws where nobody waits any more: the caller is gone, or the broker drains.
 */
import type { Clock } from "../platform/clock.ts";
import type { Replica } from "../replication/replica.ts";
import type { AppendBudget } from "./append-budget.ts";

export type GoOn = () => void;

export const CONGESTION_LOOK_MS = 5;

/** Resolves when the partition's pending index has room for more. */
export function roomToSchedule(clock: Clock, replica: Replica, goOn: GoOn): Promise<void> {
  return waitWhile(clock, goOn, () => replica.congested && replica.refusal === undefined);
}

/** Resolves when producers' memory has room for more. */
export function roomToAppend(clock: Clock, budget: AppendBudget, goOn: GoOn): Promise<void> {
  return waitWhile(clock, goOn, () => budget.exhausted);
}

async function waitWhile(clock: Clock, goOn: GoOn, busy: () => boolean): Promise<void> {
  while (busy()) {
    goOn();
    await new Promise<void>((resolve) => clock.setTimer(CONGESTION_LOOK_MS, resolve));
  }
}
