/**
 * `npm run chaos -- --minutes 10`: the soak's load on a cluster of real processes that are killed, held,
 * restarted, cut off and run out of disk. Ends with 0 where every promise was kept and the cluster was whole
 * again after every fault, with 1 where not.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Tidemark } from "@tidemark/client";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { runLoad } from "../soak/load.ts";
import { type PlantName, PLANTS } from "../soak/plant.ts";
import { verdictOf } from "../soak/report.ts";
import { Cluster } from "./cluster.ts";
import { conduct } from "./conduct.ts";
import { Failover } from "./failover.ts";
import { FAULT_NAMES, type FaultName, type Pace, PACES, possibleFaults } from "./faults.ts";
import { canIsolate, enterIsolation, isIsolated, isolatedSite } from "./isolated-site.ts";
import { ChaosRecord } from "./record.ts";
import { loopbackSite } from "./site.ts";

const HELP = `npm run chaos -- [--minutes N] [--seed N] [--brokers N] [--rate N] [--faults A,B] [--times N]
                [--quick] [--keep] [--plant FAULT]

Plain, scheduled, cancelled, repeated and recurring records at --rate a second (default 200) and a beat of
writes to each partition, read by a reader, a stream group and a queue group, while one fault after the
other hits --brokers brokers (default 3). The seed says which fault comes when and whom it hits. It ends
after --minutes, or before where there were --times faults; --quick leaves less time between and within them.

Faults: ${FAULT_NAMES.join(", ")}.
Those of the network and the disk need root on Linux (networks and mounts of the run's own); without,
they are left out and it says so.

Logs and data are kept where something went wrong, and with --keep.
--plant puts a fault into what the checker hears, and must fail: ${PLANTS.join(", ")}.
`;

const MiB = 1024 * 1024;
/** What a broker writes at some 400 records a second, and room for its index. */
const DISK_BYTES_A_MINUTE = 32 * MiB;
const DISK_BYTES_MIN = 128 * MiB;

interface Options {
  readonly durationMs: number;
  readonly seed: number;
  readonly brokers: number;
  readonly rate: number;
  readonly faults: readonly FaultName[];
  readonly times: number;
  readonly pace: Pace;
  readonly keep: boolean;
  readonly plant: PlantName | undefined;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      brokers: { type: "string", default: "3" },
      rate: { type: "string", default: "200" },
      faults: { type: "string", default: FAULT_NAMES.join(",") },
      times: { type: "string", default: String(Number.MAX_SAFE_INTEGER) },
      quick: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      plant: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return undefined;
  }
  return {
    durationMs: positive("--minutes", values.minutes) * 60_000,
    seed: positive("--seed", values.seed),
    brokers: positive("--brokers", values.brokers),
    rate: positive("--rate", values.rate),
    faults: values.faults.split(",").map((name) => oneOf("--faults", FAULT_NAMES, name)),
    times: positive("--times", values.times),
    pace: values.quick ? PACES.quick : PACES.usual,
    keep: values.keep,
    plant: values.plant === undefined ? undefined : oneOf("--plant", PLANTS, values.plant),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${name} ${text}: want a number above 0`);
}

function oneOf<T extends string>(option: string, names: readonly T[], text: string): T {
  const name = names.find((each) => each === text.trim());
  if (name === undefined) throw new Error(`${option} ${text}: there are ${names.join(", ")}`);
  return name;
}

const write = (line: string): void => void process.stdout.write(`${line}\n`);

async function chaos(options: Options): Promise<boolean> {
  const { durationMs, seed, brokers, rate, plant, times, pace, keep } = options;
  const folder = mkdtempSync(join(tmpdir(), "tidemark-chaos-"));
  const diskBytes = Math.max(DISK_BYTES_MIN, (durationMs / 60_000) * DISK_BYTES_A_MINUTE);
  const site = isIsolated()
    ? await isolatedSite(folder, brokers, diskBytes)
    : await loopbackSite(folder, brokers);
  process.once("exit", () => site.end());
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => process.exit(130));
  }
  const cluster = new Cluster(site);
  const names = possibleFaults(cluster, options.faults);
  const without = options.faults.filter((name) => !names.includes(name));
  write(`seed ${seed}, ${brokers} brokers in ${folder}`);
  if (without.length > 0) write(`not possible here: ${without.join(", ")}`);
  await cluster.start();
  const client = new Tidemark({ brokers: [...cluster.addresses] });
  const record = new ChaosRecord();
  const failover = new Failover();
  const random = new SimRandom(seed, "chaos");
  const enough = new AbortController();
  const { books, failures: found } = await runLoad({
    client,
    plant,
    rate,
    durationMs,
    write,
    url: () => cluster.url(),
    columns: [["faults", 7, () => record.faults]],
    alsoSend: (ground) => failover.send(ground),
    enough: enough.signal,
    disturb: async (_ground, signal) => {
      if (names.length === 0) return;
      await conduct({ cluster, names, times, pace, random, failover, record, write }, signal);
      if (record.faults >= times) enough.abort();
    },
  });
  await client.close();
  const stopped = await cluster.stop().then(
    () => [],
    (error: unknown) => [error],
  );
  const failures = [...found, ...stopped];
  record.lines().forEach(write);
  const { well, lines } = verdictOf(books, failures, `${record.faults} faults`);
  lines.forEach(write);
  const isKept = keep || (!well && plant === undefined);
  if (isKept) {
    cluster.keep(folder);
    write(`logs and data are kept in ${folder}; the same faults again: --seed ${seed}`);
  }
  site.end();
  if (!isKept) rmSync(folder, { recursive: true, force: true });
  return well;
}

const options = readOptions();
if (options !== undefined) {
  if (!isIsolated() && canIsolate()) process.exit(await enterIsolation());
  process.exit((await chaos(options)) ? 0 : 1);
}
