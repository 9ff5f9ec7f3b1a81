/** What the process costs: memory, processor, event loop, files. Looked up when metrics are read. */
import { readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Metrics } from "../telemetry/metrics.ts";
import { VERSION } from "./version.ts";

/** Coarse on purpose: the monitor is a timer of its own. */
const LOOP_RESOLUTION_MS = 20;
const QUANTILES: readonly (readonly [label: string, percentile: number])[] = [
  ["0.5", 50],
  ["0.99", 99],
  ["1", 100],
];

/** Returns what stops the measurement. */
export function observeProcess(metrics: Metrics): () => void {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  metrics.buildInfo.of(VERSION, process.version).set(1);
  metrics.startTime.set(Math.round(performance.timeOrigin / 1_000));
  metrics.onCollect(() => {
    for (const [area, bytes] of Object.entries(process.memoryUsage())) {
      metrics.memory.of(area).set(bytes);
    }
    const { user, system } = process.cpuUsage();
    metrics.cpuTime.of("user").value = user / 1e6;
    metrics.cpuTime.of("system").value = system / 1e6;
    for (const [label, percentile] of QUANTILES) {
      const delayMs = loop.percentile(percentile) / 1e6 - LOOP_RESOLUTION_MS;
      metrics.eventLoopDelay.of(label).set(Math.max(0, delayMs) / 1_000);
    }
    loop.reset();
    metrics.openFiles.set(countOpenFiles());
  });
  return () => {
    loop.disable();
  };
}

/** 0 where the system does not say. */
function countOpenFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
