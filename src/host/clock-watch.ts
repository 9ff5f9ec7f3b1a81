/**
 * Notices that the wall clock stepped: somebody set it, a daemon corrected it, or the machine slept.
 * Due times follow it; nothing is released early, but people will ask why so much came at once.
 */
import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

const LOOK_INTERVAL_MS = 1_000;
/** Slewing daemons move a clock by at most half a millisecond a second. */
const STEP_MIN_MS = 250;

/** Returns what ends the watch. */
export function watchClock(clock: Clock, metrics: Metrics, log: Log): () => void {
  let aheadMs = clock.wallMs() - clock.monotonicMs();
  let timer: Timer;
  const look = (): void => {
    const nowAheadMs = clock.wallMs() - clock.monotonicMs();
    const stepMs = Math.round(nowAheadMs - aheadMs);
    aheadMs = nowAheadMs;
    if (Math.abs(stepMs) >= STEP_MIN_MS) {
      metrics.clockSteps.add();
      log.warn("the wall clock stepped; due times follow it", { stepMs });
    }
    timer = clock.setTimer(LOOK_INTERVAL_MS, look);
  };
  timer = clock.setTimer(LOOK_INTERVAL_MS, look);
  return () => timer.cancel();
}
