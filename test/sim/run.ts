/**
 * A long run of the simulated broker, or with `--cluster` of simulated clusters:
 * `npm run sim -- --seeds 100000 --from 1`. Prints how far it is, and where a seed fails, its story and
 * how to run it again; ends at the first such seed, or at the one that `--failures` says.
 */
import { parseArgs } from "node:util";
import { simulate, SimulationFailed } from "./broker/simulate.ts";
import { ClusterFailed, simulateCluster } from "./cluster/simulate-cluster.ts";

const PROGRESS_MS = 5_000;
const HOUR_MS = 3_600_000;

interface Totals {
  seeds: number;
  virtualMs: number;
  events: number;
  acknowledged: number;
  released: number;
  cancelled: number;
  readonly faults: Record<string, number>;
}

type Counted = Omit<Totals, "seeds" | "faults"> & {
  readonly faults: Readonly<Record<string, number>>;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function add(totals: Totals, result: Counted): void {
  totals.seeds += 1;
  for (const key of ["virtualMs", "events", "acknowledged", "released", "cancelled"] as const) {
    totals[key] += result[key];
  }
  for (const [kind, count] of Object.entries(result.faults)) {
    totals.faults[kind] = (totals.faults[kind] ?? 0) + count;
  }
}

function report(totals: Totals, sinceMs: number): void {
  const minutes = (performance.now() - sinceMs) / 60_000;
  const { seeds, virtualMs, events, acknowledged, released, cancelled, faults } = totals;
  say(
    `${seeds} seeds (${Math.round(seeds / minutes)} a minute), ${(virtualMs / HOUR_MS).toFixed(2)} ` +
      `virtual hours, ${events} events, ${acknowledged} acknowledged, ${released} released, ` +
      `${cancelled} cancelled`,
  );
  const told = Object.entries(faults).map(([kind, count]) => `${kind} ${count}`);
  say(`  ${told.join(", ")}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1500" },
      from: { type: "string", default: "1" },
      steps: { type: "string", default: "60" },
      cluster: { type: "boolean", default: false },
      brokers: { type: "string", default: "3" },
      failures: { type: "string", default: "1" },
    },
  });
  const [seeds, from, steps] = [values.seeds, values.from, values.steps].map(Number);
  const brokers = Number(values.brokers);
  const run = (seed: number): Promise<Counted> =>
    values.cluster
      ? simulateCluster({ seed, steps: steps!, brokers })
      : simulate({ seed, steps: steps! });
  const kind = values.cluster ? ` --cluster --brokers ${brokers}` : "";
  const totals: Totals = {
    seeds: 0,
    virtualMs: 0,
    events: 0,
    acknowledged: 0,
    released: 0,
    cancelled: 0,
    faults: {},
  };
  const sinceMs = performance.now();
  let saidMs = sinceMs;
  let failures = 0;
  for (let seed = from!; seed < from! + seeds!; seed += 1) {
    try {
      add(totals, await run(seed));
    } catch (error) {
      if (!(error instanceof SimulationFailed || error instanceof ClusterFailed)) throw error;
      failures += 1;
      say(error.message);
      say(`again: npm run sim --${kind} --seeds 1 --from ${seed} --steps ${steps}`);
      if (failures >= Number(values.failures)) break;
    }
    if (performance.now() - saidMs < PROGRESS_MS) continue;
    saidMs = performance.now();
    report(totals, sinceMs);
  }
  report(totals, sinceMs);
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main();
