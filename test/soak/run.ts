/**
 * `npm run soak -- --minutes 60`: mixed load on a real broker that is killed again and again, with
 * books kept of every record. Ends with 0 where every promise was kept, with 1 where one was not.
 */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { Tidemark } from "@tidemark/client";
import { BrokerLife } from "./life.ts";
import { runLoad } from "./load.ts";
import { type PlantName, PLANTS } from "./plant.ts";
import { type Column, memoryMiB, verdictOf } from "./report.ts";

const HELP = `npm run soak -- [--minutes N] [--rate N] [--kill-every SECONDS] [--plant FAULT]

Plain, scheduled, cancelled, repeated and recurring records at --rate a second (default 400), read by a
reader, a stream group whose members come and go, and a queue group that returns some, while the broker
is killed about every --kill-every seconds (default 8; 0: never). When the time is up the sending stops,
what waits comes due, and the books must close.

--plant puts a fault into what the checker hears, and must fail: ${PLANTS.join(", ")}.
`;

interface Options {
  readonly durationMs: number;
  readonly rate: number;
  readonly killEveryMs: number;
  readonly plant: PlantName | undefined;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      rate: { type: "string", default: "400" },
      "kill-every": { type: "string", default: "8" },
      plant: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return undefined;
  }
  const plant = PLANTS.find((name) => name === values.plant);
  if (values.plant !== undefined && plant === undefined) {
    throw new Error(`--plant ${values.plant}: there are ${PLANTS.join(", ")}`);
  }
  return {
    durationMs: positive("--minutes", values.minutes) * 60_000,
    rate: positive("--rate", values.rate),
    killEveryMs: Number(values["kill-every"]) * 1_000,
    plant,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${name} ${text}: want a number above 0`);
}

const columnsOf = (life: BrokerLife): readonly Column[] => [
  ["kills", 6, () => life.kills],
  ["stops", 6, () => life.stops],
  ["MiB", 6, () => memoryMiB(life.pid)],
];

async function soak(options: Options): Promise<boolean> {
  const life = await BrokerLife.begin();
  // Whatever ends this process, no broker outlives it.
  process.once("exit", () => life.kill());
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  const client = new Tidemark({ brokers: life.address });
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const { plant, rate, durationMs, killEveryMs } = options;
  const { books, failures } = await runLoad({
    client,
    plant,
    rate,
    durationMs,
    write,
    url: () => life.url,
    columns: columnsOf(life),
    disturb: async (_ground, signal) => {
      if (killEveryMs > 0) await life.endOften(killEveryMs, signal);
    },
  });
  await client.close();
  await life.end();
  const { kills, stops, slowestStartMs } = life;
  const over = `${kills} kills and ${stops} stops (slowest start ${Math.round(slowestStartMs)} ms)`;
  const { well, lines } = verdictOf(books, failures, over);
  lines.forEach(write);
  if (well || plant !== undefined) rmSync(life.dataDir, { recursive: true, force: true });
  else write(`the data is kept in ${life.dataDir}`);
  return well;
}

const options = readOptions();
if (options !== undefined) process.exit((await soak(options)) ? 0 : 1);
