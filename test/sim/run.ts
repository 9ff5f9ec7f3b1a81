/**
 * A long run of the simulated broker: `npm run sim -- --seeds 100000 --from 1`. Prints how far it is,
 * and where a seed fails, its story and how to run it again; ends at the first such seed, or at the one that `--failures` says.
 */
import { parseArgs } from "node:util";
import { FAULT_KINDS, type FaultKind } from "./broker/faults.ts";
import { simulate, SimulationFailed, type SimulationResult } from "./broker/simulate.ts";

const PROGRESS_MS = 5_000;
const HOUR_MS = 3_600_000;

interface Totals {
  seeds: number;
  virtualMs: number;
  events: number;
  acknowledged: number;
  released: number;
  cancelled: number;
  readonly faults: Record<FaultKind, number>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function add(totals: Totals, result: SimulationResult): void {
  totals.seeds += 1;
  for (const key of ["virtualMs", "events", "acknowledged", "released", "cancelled"] as const) {
    totals[key] += result[key];
  }
  for (const kind of FAULT_KINDS) totals.faults[kind] += result.faults[kind];
}

function report(totals: Totals, sinceMs: number): void {
  const minutes = (performance.now() - sinceMs) / 60_000;
  const { seeds, virtualMs, events, acknowledged, released, cancelled, faults } = totals;
  say(
    `${seeds} seeds (${Math.round(seeds / minutes)} a minute), ${(virtualMs / HOUR_MS).toFixed(2)} ` +
      `virtual hours, ${events} events, ${acknowledged} acknowledged, ${released} released, ` +
      `${cancelled} cancelled`,
  );
  say(`  ${FAULT_KINDS.map((kind) => `${kind} ${faults[kind]}`).join(", ")}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1500" },
      from: { type: "string", default: "1" },
      steps: { type: "string", default: "60" },
      failures: { type: "string", default: "1" },
    },
  });
  const [seeds, from, steps] = [values.seeds, values.from, values.steps].map(Number);
  const faults = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0]));
  const totals = {
    seeds: 0,
    virtualMs: 0,
    events: 0,
    acknowledged: 0,
    released: 0,
    cancelled: 0,
    faults: faults as Totals["faults"],
  };
  const sinceMs = performance.now();
  let saidMs = sinceMs;
  let failures = 0;
  for (let seed = from!; seed < from! + seeds!; seed += 1) {
    try {
      add(totals, await simulate({ seed, steps: steps! }));
    } catch (error) {
      if (!(error instanceof SimulationFailed)) throw error;
      failures += 1;
      say(error.message);
      say(`again: npm run sim -- --seeds 1 --from ${seed} --steps ${steps}`);
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
