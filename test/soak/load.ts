/**
 * The load of a soak, and of chaos: everybody who sends and reads, what they write down, and the end
 * where the books must close. Knows nothing of who breaks what.
 */
import type { Tidemark } from "@tidemark/client";
import { until } from "../system/harness/until.ts";
import { Books } from "./books.ts";
import { type Ground, PARTITIONS, pause, QUEUE_GROUP, TICKS, TOPIC } from "./ground.ts";
import { Plant, type PlantName } from "./plant.ts";
import {
  readAsMember,
  readDeadLetters,
  readLog,
  readTicks,
  watchCommitted,
  workQueue,
} from "./readers.ts";
import { type Column, headerLine, rowLine } from "./report.ts";
import { sendAll } from "./senders.ts";

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

export interface Load {
  readonly client: Tidemark;
  /** A broker that is up, if one is. */
  url(): string | undefined;
  readonly plant: PlantName | undefined;
  /** Records a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** Aborted: no more need be broken, the run ends early. */
  readonly enough?: AbortSignal;
  /** Breaks things until the signal; what it rejects with is a failure. */
  disturb(ground: Ground, signal: AbortSignal): Promise<void>;
  /** Sends more, until `ground.sending`. */
  alsoSend?(ground: Ground): Promise<void>;
  /** Shown before the books' own. */
  readonly columns: readonly Column[];
  write(line: string): void;
}

export interface Outcome {
  readonly books: Books;
  /** What went wrong that no promise names. */
  readonly failures: readonly unknown[];
}

export async function runLoad(load: Load): Promise<Outcome> {
  const { client, durationMs } = load;
  const books = new Books();
  const failures: unknown[] = [];
  const [sending, breaking, reading] = [0, 0, 0].map(() => new AbortController()) as [
    AbortController,
    AbortController,
    AbortController,
  ];
  const ground: Ground = {
    books,
    client,
    plant: new Plant(load.plant),
    url: () => load.url(),
    sending: sending.signal,
    reading: reading.signal,
    fail: (error) => void failures.push(error),
  };
  const failed = (error: unknown): void => ground.fail(error);
  await prepare(ground);
  const readers = readAll(ground);
  const rows = printRows(load, books, reading.signal);
  const senders = [
    sendAll(ground, load.rate).catch(failed),
    (load.alsoSend?.(ground) ?? Promise.resolve()).catch(failed),
  ];
  const disturbed = load.disturb(ground, breaking.signal).catch(failed);
  const endMs = performance.now() + durationMs;
  const isWell = (): boolean => books.violationCount + failures.length === 0;
  while (performance.now() < endMs && load.enough?.aborted !== true && isWell()) await pause(100);
  breaking.abort();
  await disturbed;
  sending.abort();
  await Promise.all(senders);
  await settle(books);
  reading.abort();
  await Promise.all([...readers, rows]);
  books.close();
  return { books, failures };
}

const readAll = (ground: Ground): Promise<void>[] => [
  readLog(ground),
  readTicks(ground),
  readDeadLetters(ground),
  readAsMember(ground),
  readAsMember(ground),
  watchCommitted(ground),
  workQueue(ground),
  workQueue(ground),
];

async function prepare(ground: Ground): Promise<void> {
  const admin = ground.client.admin();
  await admin.createTopic({ name: TOPIC, partitions: PARTITIONS });
  await admin.createTopic({ name: TICKS, partitions: 1 });
  await admin.createTopic({ name: `${TOPIC}.dlq`, partitions: 1 });
  // Of a cluster that just began no broker may coordinate groups yet.
  await until("the queue group", async () => {
    const answer = await fetch(`${ground.url()}/v1/groups/${QUEUE_GROUP}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(QUEUE_SETTINGS),
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 503) throw new Error(`the queue group: ${text}`);
    return answer.ok;
  });
}

/** Prints a row now and then until the signal. */
async function printRows(load: Load, books: Books, signal: AbortSignal): Promise<void> {
  const beganMs = performance.now();
  load.write(headerLine(load.columns));
  while (!signal.aborted) {
    await pause(load.durationMs / ROWS_A_RUN + 1_000);
    const elapsedMs = performance.now() - beganMs;
    load.write(rowLine(load.columns, { elapsedMs, books }));
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
