/**
 * Lets a bounded amount of garbage gather between two full collections, whatever the heap's size.
 *
 * A broker's heap is small, but tens of megabytes of message bytes pass through it a second, and V8
 * counts them: by itself it collects after every 8 MiB or so, and spends more time on that than the
 * broker on the messages. Its one knob that can be turned while it runs is by what share the heap
 * may grow; after each full collection that share is set anew from what is alive. The share is of the
 * heap's own objects: message bytes count only as they come, not while they stay (in the tail caches, say).
 */
import { constants, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";

const MiB = 1024 * 1024;
/** Measured while producing: half as much again gains nothing that shows and costs memory. */
export const GARBAGE_BYTES = 128 * MiB;
/** V8 starts at about this, before anything is known. */
const FRESH_HEAP_BYTES = 32 * MiB;
const GROWTH_PERCENT_MIN = 10;

/** By how much of its own objects that are alive the heap may grow, in whole per cent. */
export function growthPercent(liveBytes: number): number {
  return Math.max(GROWTH_PERCENT_MIN, Math.round((100 * GARBAGE_BYTES) / Math.max(liveBytes, 1)));
}

/** Returns what stops it. */
export function allowGarbage(): () => void {
  const allow = (liveBytes: number): void => {
    setFlagsFromString(`--heap-growing-percent=${growthPercent(liveBytes)}`);
  };
  allow(FRESH_HEAP_BYTES);
  const observer = new PerformanceObserver((list) => {
    const full = list.getEntries().some((entry) => {
      return (
        (entry as { detail?: { kind?: number } }).detail?.kind ===
        constants.NODE_PERFORMANCE_GC_MAJOR
      );
    });
    if (!full) return;
    allow(getHeapStatistics().used_heap_size);
  });
  observer.observe({ entryTypes: ["gc"] });
  return () => observer.disconnect();
}
