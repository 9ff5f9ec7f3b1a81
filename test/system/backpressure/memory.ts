/** What a process really occupies, and how quick a broker answers somebody who does no harm. */
import { readFileSync } from "node:fs";

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** Anonymous resident memory: heap, buffers and stacks, without files that are mapped. Linux only. */
export function anonymousBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * KiB;
}

/** The most that `pid` occupied while `work` ran, looked at again and again. */
export async function peakBytes<T>(pid: number, work: () => Promise<T>): Promise<number> {
  let peak = anonymousBytes(pid);
  const timer = setInterval(() => (peak = Math.max(peak, anonymousBytes(pid))), 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, anonymousBytes(pid));
}

/** Median time of `count` calls, one after the other, in milliseconds. */
export async function medianMs(count: number, call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const begunMs = performance.now();
    await call();
    times.push(performance.now() - begunMs);
  }
  times.sort((left, right) => left - right);
  return times[Math.floor(count / 2)]!;
}

/** Two medians of one run on one machine: no slower than this, whatever else it has to do. */
export const slowerAtMost = (beforeMs: number): number => 5 * beforeMs + 10;
