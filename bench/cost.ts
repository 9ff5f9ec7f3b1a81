/** What a measured job cost: its rate, and the processor time of both sides for each thing done. */
import { processorMs } from "./processor-time.ts";
import type { Round } from "./results.ts";
import type { Measured } from "./stopwatch.ts";

export interface Cost {
  readonly perSecond: number;
  /** Nanoseconds of processor time for each thing done. */
  readonly serverNs: number;
  readonly clientNs: number;
}

/** `serverPids`: all that do the job together. */
export async function costOf(serverPids: readonly number[], job: Promise<Measured>): Promise<Cost> {
  const usedMs = (): number => serverPids.reduce((sum, pid) => sum + processorMs(pid), 0);
  const beforeMs = usedMs();
  const { perSecond, count, cpuMs } = await job;
  const serverMs = usedMs() - beforeMs;
  return { perSecond, serverNs: (serverMs * 1e6) / count, clientNs: (cpuMs * 1e6) / count };
}

/**
 * A round from our cost and those of the ceilings. The first ceiling's processor time counts too:
 * on a machine that others use it says more than the rate.
 */
export function roundOf(
  ours: Cost,
  bare: Readonly<Record<string, Cost>>,
  details: Readonly<Record<string, number>> = {},
): Round {
  const ceilings = Object.entries(bare).map(([name, cost]) => [name, cost.perSecond] as const);
  const first = Object.values(bare)[0];
  const processor =
    first === undefined
      ? {}
      : { "bare server ns": first.serverNs, "bare client ns": first.clientNs };
  return {
    value: ours.perSecond,
    ceilings: Object.fromEntries(ceilings),
    details: {
      ...details,
      "broker ns": ours.serverNs,
      "client ns": ours.clientNs,
      ...processor,
    },
  };
}
