/**
 * A long run of a simulation: of one broker, or with `--cluster`, `--replicas` or `--metadata` of more:
 * `npm run sim -- --seeds 100000 --from 1`. Prints how far it is, and where a seed fails, its story and
 * how to run it again; ends at the first such seed, or at the one that `--failures` says. `--defects` looks
 * for each defect that can be planted in a cluster, and says the first seed that finds it.
 */
import { parseArgs } from "node:util";
import { simulate } from "./broker/simulate.ts";
import { CLUSTER_DEFECTS, findDefect } from "./cluster/cluster-defects.ts";
import { simulateCluster } from "./cluster/simulate-cluster.ts";
import { simulateMetadata } from "./metadata/metadata-world.ts";
import { simulateSet } from "./replicas/simulate-set.ts";

const PROGRESS_MS = 5_000;
const HOUR_MS = 3_600_000;

/** What every simulation tells of a run; whatever else is a number is added up too. */
interface Told {
  readonly virtualMs: number;
  readonly faults: Readonly<Record<string, number>>;
}

class Totals {
  seeds = 0;
  failures = 0;
  #virtualMs = 0;
  readonly #counts = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #sinceMs = performance.now();

  add({ virtualMs, faults, ...others }: Told): void {
    this.seeds += 1;
    this.#virtualMs += virtualMs;
    for (const [name, count] of Object.entries<unknown>(others)) {
      if (typeof count === "number") addTo(this.#counts, name, count);
    }
    for (const [kind, count] of Object.entries(faults)) addTo(this.#faults, kind, count);
  }

  tell(): void {
    const minutes = (performance.now() - this.#sinceMs) / 60_000;
    const hours = (this.#virtualMs / HOUR_MS).toFixed(2);
    const counts = [...this.#counts].map(([name, count]) => `${count} ${name}`);
    const pace = `${this.seeds} seeds (${Math.round(this.seeds / minutes)} a minute)`;
    say([pace, `${hours} virtual hours`, ...counts].join(", "));
    say(`  ${[...this.#faults].map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
  }
}

const addTo = (totals: Map<string, number>, name: string, count: number): void =>
  void totals.set(name, (totals.get(name) ?? 0) + count);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function options() {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1500" },
      from: { type: "string", default: "1" },
      steps: { type: "string" },
      cluster: { type: "boolean", default: false },
      replicas: { type: "boolean", default: false },
      metadata: { type: "boolean", default: false },
      defects: { type: "boolean", default: false },
      brokers: { type: "string" },
      failures: { type: "string", default: "1" },
    },
  });
  return values;
}
type Options = ReturnType<typeof options>;

/** How a seed is run, and how to say so again. */
function simulation(values: Options): readonly [run: (seed: number) => Promise<Told>, as: string] {
  const sizes = {
    ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
    ...(values.brokers === undefined ? {} : { brokers: Number(values.brokers) }),
  };
  const asked = Object.entries(sizes).map(([name, size]) => ` --${name} ${size}`);
  if (values.replicas) return [simulateSet, " --replicas"];
  if (values.metadata) return [simulateMetadata, " --metadata"];
  if (values.cluster) {
    return [(seed) => simulateCluster({ seed, ...sizes }), ` --cluster${asked.join("")}`];
  }
  return [(seed) => simulate({ seed, ...sizes }), asked.join("")];
}

async function runSeeds(values: Options): Promise<number> {
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const [run, as] = simulation(values);
  const totals = new Totals();
  let saidMs = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    try {
      totals.add(await run(seed));
    } catch (error) {
      totals.failures += 1;
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      say(`again: npm run sim --${as} --seeds 1 --from ${seed}`);
      if (totals.failures >= Number(values.failures)) break;
    }
    if (performance.now() - saidMs < PROGRESS_MS) continue;
    saidMs = performance.now();
    totals.tell();
  }
  totals.tell();
  return totals.failures === 0 ? 0 : 1;
}

async function findAll(values: Options): Promise<number> {
  let missed = 0;
  for (const defect of CLUSTER_DEFECTS) {
    const found = await findDefect(defect, Number(values.from), Number(values.seeds));
    if (found === undefined) missed += 1;
    say(
      `${defect.name}: ${found === undefined ? "not found" : `seed ${found.seed}, ${found.what}`}`,
    );
  }
  return missed === 0 ? 0 : 1;
}

const values = options();
process.exitCode = values.defects ? await findAll(values) : await runSeeds(values);
