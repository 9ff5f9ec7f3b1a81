import { expect, it } from "vitest";
import { watchClock } from "../../src/host/clock-watch.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import type { Clock } from "../../src/platform/clock.ts";

it("counts and logs steps of the wall clock, either way, and no drift", () => {
  const time = { monotonicMs: 0, wallMs: 1_000_000 };
  let wake: (() => void) | undefined;
  const clock: Clock = {
    monotonicMs: () => time.monotonicMs,
    wallMs: () => time.wallMs,
    setTimer: (_, fire) => {
      wake = fire;
      return { cancel: () => (wake = undefined) };
    },
    nextTurn: () => Promise.resolve(),
  };
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = createLog({ format: "json", level: () => "info", wallMs: () => 0, write });
  const metrics = createMetrics();
  const stop = watchClock(clock, metrics, log);
  const pass = (monotonicMs: number, wallMs: number): void => {
    time.monotonicMs += monotonicMs;
    time.wallMs += wallMs;
    wake?.();
  };
  for (let second = 0; second < 100; second++) pass(1_000, 1_000.5);
  expect(metrics.clockSteps.value).toBe(0);
  pass(1_000, 3_601_000);
  pass(1_000, 1_000);
  pass(1_000, -3_599_000);
  expect(metrics.clockSteps.value).toBe(2);
  expect(lines.map((line) => (JSON.parse(line) as { stepMs: number }).stepMs)).toEqual([
    3_600_000, -3_600_000,
  ]);
  stop();
  expect(wake).toBeUndefined();
});
