/** Breaks a cluster again and again: one fault after the other, each from a whole cluster to a whole one. */
import { pause } from "../soak/ground.ts";
import type { SimRandom } from "../sim/platform/sim-random.ts";
import { until } from "../system/harness/until.ts";
import type { Cluster } from "./cluster.ts";
import type { Failover } from "./failover.ts";
import { type Fault, type FaultName, faultOrder, FAULTS, type Pace } from "./faults.ts";
import type { ChaosRecord } from "./record.ts";

const WRITES_DEADLINE_MS = 60_000;

export interface Conducted {
  readonly cluster: Cluster;
  readonly names: readonly FaultName[];
  readonly pace: Pace;
  /** It ends after so many. */
  readonly times: number;
  readonly random: SimRandom;
  readonly failover: Failover;
  readonly record: ChaosRecord;
  readonly write: (line: string) => void;
}

/** Until there were enough, or the signal; the fault that is under way then is mended first. */
export async function conduct(conducted: Conducted, signal: AbortSignal): Promise<void> {
  const { cluster, names, random, write, pace, times, record } = conducted;
  for (const name of faultOrder(names, random.stream("order"))) {
    if (record.faults >= times) return;
    await pause(random.int(...pace.betweenMs));
    if (signal.aborted) return;
    try {
      const told = await once(conducted, name);
      write(`  ${name}${told}`);
    } catch (error) {
      for (const node of cluster.nodes) {
        for (const line of node.lines.slice(-5)) write(`  broker ${node.id}: ${line}`);
      }
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

/** What to tell of it. */
async function once(conducted: Conducted, name: FaultName): Promise<string> {
  const { cluster, pace, failover, record } = conducted;
  const kind = record.began(name);
  const fault: Fault = FAULTS[name];
  const hitBrokers: number[] = [];
  const random = conducted.random.stream(`fault ${record.faults}`);
  const hit = async (brokers: readonly number[], act: () => Promise<void> | void) => {
    const leaders = [...(await cluster.leaders())];
    const acted = act();
    failover.watch(leaders.flatMap(([at, leader]) => (brokers.includes(leader) ? [at] : [])));
    hitBrokers.push(...brokers);
    await acted;
  };
  await fault.run({ cluster, random, pace, hit });
  const mendedMs = performance.now();
  await cluster.whole();
  kind.wholeMs.push(performance.now() - mendedMs);
  await until("writes go on", () => failover.writesSince(mendedMs), WRITES_DEADLINE_MS);
  const outages = failover.take();
  kind.failoverMs.push(...outages);
  const who = hitBrokers.length === 0 ? "" : ` (broker ${hitBrokers.join(", ")})`;
  const worst =
    outages.length === 0 ? "" : `: no writes for ${Math.round(Math.max(...outages))} ms`;
  return `${who}${worst}`;
}
