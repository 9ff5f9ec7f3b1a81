/**
 * `npm run soak -- --minutes 60`: mixed load on a real broker that is killed again and again, with
 * books kept of every record. Ends with 0 where every promise was kept, with 1 where one was not.
 */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { Tidemark } from "@tidemark/client";
import { Books } from "./books.ts";
import { type Ground, PARTITIONS, pause, QUEUE_GROUP, TICKS, TOPIC } from "./ground.ts";
import { BrokerLife } from "./life.ts";
import { Plant, type PlantName, PLANTS } from "./plant.ts";
import {
  readAsMember,
  readDeadLetters,
  readLog,
  readTicks,
  watchCommitted,
  workQueue,
} from "./readers.ts";
import { headerLine, rowLine, verdictLines } from "./report.ts";
import { sendAll } from "./senders.ts";

const HELP = `npm run soak -- [--minutes N] [--rate N] [--kill-every SECONDS] [--plant FAULT]

Plain, scheduled, cancelled, repeated and recurring records at --rate a second (default 400), read by a
reader, a stream group whose members come and go, and a queue group that returns some, while the broker
is killed about every --kill-every seconds (default 8; 0: never). When the time is up the sending stops,
what waits comes due, and the books must close.

--plant puts a fault into what the checker hears, and must fail: ${PLANTS.join(", ")}.
`;

/** After the last record is sent: what waits comes due, and what was returned comes again. */
const SETTLE_MAX_MS = 90_000;
/** Longer than any delay of the load: what has not come by then does not come. */
const QUIET_MS = 15_000;
const ROWS_A_RUN = 60;
const QUEUE_SETTINGS = {
  mode: "queue",
  ackTimeoutMs: 3_000,
  deliveriesMax: 3,
  retryBackoffMs: 50,
  retryBackoffMaxMs: 500,
};

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

async function prepare(client: Tidemark, url: string): Promise<void> {
  const admin = client.admin();
  await admin.createTopic({ name: TOPIC, partitions: PARTITIONS });
  await admin.createTopic({ name: TICKS, partitions: 1 });
  await admin.createTopic({ name: `${TOPIC}.dlq`, partitions: 1 });
  const answer = await fetch(`${url}/v1/groups/${QUEUE_GROUP}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(QUEUE_SETTINGS),
  });
  if (!answer.ok) throw new Error(`the queue group: ${answer.status} ${await answer.text()}`);
}

/** Prints a row now and then until the signal. */
async function printRows(
  books: Books,
  life: BrokerLife,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  const beganMs = performance.now();
  process.stdout.write(`${headerLine()}\n`);
  while (!signal.aborted) {
    await pause(everyMs);
    const elapsedMs = performance.now() - beganMs;
    process.stdout.write(`${rowLine({ elapsedMs, books, life })}\n`);
  }
}

/** Until everybody has what they are owed, or nothing changes that any more. */
async function settle(books: Books): Promise<void> {
  const endMs = performance.now() + SETTLE_MAX_MS;
  let last = Number.POSITIVE_INFINITY;
  let changedMs = performance.now();
  while (performance.now() < endMs && books.violationCount === 0) {
    const { seen, group, settled } = books.missing();
    const missing = seen + group + settled;
    if (missing === 0) return;
    if (missing !== last) changedMs = performance.now();
    if (performance.now() - changedMs > QUIET_MS) return;
    last = missing;
    await pause(200);
  }
}

async function soak(options: Options): Promise<boolean> {
  const life = await BrokerLife.begin();
  // Whatever ends this process, no broker outlives it.
  process.once("exit", () => life.kill());
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  const client = new Tidemark({ brokers: life.address });
  const books = new Books();
  const failures: unknown[] = [];
  const [sending, killing, reading] = [1, 2, 3].map(() => new AbortController()) as [
    AbortController,
    AbortController,
    AbortController,
  ];
  const ground: Ground = {
    books,
    client,
    plant: new Plant(options.plant),
    url: () => life.url,
    sending: sending.signal,
    reading: reading.signal,
    fail: (error) => void failures.push(error),
  };
  await prepare(client, life.url!);
  const readers = [
    readLog(ground),
    readTicks(ground),
    readDeadLetters(ground),
    readAsMember(ground),
    readAsMember(ground),
    watchCommitted(ground),
    workQueue(ground),
    workQueue(ground),
  ];
  const rows = printRows(books, life, options.durationMs / ROWS_A_RUN + 1_000, reading.signal);
  const senders = sendAll(ground, options.rate).catch((error: unknown) => ground.fail(error));
  const lives =
    options.killEveryMs > 0
      ? life
          .endOften(options.killEveryMs, killing.signal)
          .catch((error: unknown) => ground.fail(error))
      : Promise.resolve();
  const endMs = performance.now() + options.durationMs;
  while (performance.now() < endMs && books.violationCount + failures.length === 0)
    await pause(100);
  sending.abort();
  killing.abort();
  await lives;
  await senders;
  await settle(books);
  reading.abort();
  await Promise.all([...readers, rows]);
  books.close();
  await client.close();
  await life.end();
  for (const line of verdictLines(books, failures, life)) process.stdout.write(`${line}\n`);
  const well = books.violationCount === 0 && failures.length === 0;
  if (well) rmSync(life.dataDir, { recursive: true, force: true });
  else process.stdout.write(`the data is kept in ${life.dataDir}\n`);
  return well;
}

const options = readOptions();
if (options !== undefined) process.exit((await soak(options)) ? 0 : 1);
