/** Everybody who is handed records: a reader of the whole log, a stream group, a queue group. */
import type { Consumer, ConsumerRecord } from "@tidemark/client";
import { HttpClient, type LineStream } from "../system/harness/http-client.ts";
import { between, type Ground, pause, QUEUE_GROUP, STREAM_GROUP, TICKS, TOPIC } from "./ground.ts";

const FIRING = "tidemark-firing";
const NOMINAL_TIME = "tidemark-nominal-time";
const COMMITTED_LOOK_MS = 500;
/** How long a member of the stream group stays before it leaves and another comes. */
const MEMBER_LIFE_MS = [5_000, 15_000] as const;
const QUEUE_CREDIT = 100;
/** These are returned each time, until they are dead. */
const isPoison = (id: number): boolean => id % 97 === 13;
/** These are returned once in a while. */
const RETURNED_SHARE = 0.05;

async function readAll(
  ground: Ground,
  consumer: Consumer,
  onRecord: (record: ConsumerRecord) => void,
): Promise<void> {
  try {
    for await (const record of consumer) onRecord(record);
  } catch (error) {
    if (!ground.reading.aborted) ground.fail(error);
  }
  await consumer.close();
}

/** Every record of the log, in order, from its first. */
export function readLog(ground: Ground): Promise<void> {
  const { books, client, plant, reading } = ground;
  const consumer = client.consumer({
    topic: TOPIC,
    from: "earliest",
    follow: true,
    signal: reading,
  });
  return readAll(ground, consumer, ({ text, partition, offset, scheduled }) => {
    const id = Number(text);
    const planted = plant.nextRecord();
    if (planted === "lose") return;
    const nowMs = planted === "early" ? Date.now() - 3_600_000 : Date.now();
    const due = planted === "early" ? Date.now() : scheduled?.deliverAt;
    books.seen(id, partition, offset, nowMs, due);
    if (planted === "double") books.seen(id, partition, offset, nowMs, due);
  });
}

export function readTicks(ground: Ground): Promise<void> {
  const { books, client, reading } = ground;
  const consumer = client.consumer({
    topic: TICKS,
    from: "earliest",
    follow: true,
    signal: reading,
  });
  return readAll(ground, consumer, (record) => {
    const [firing, nominal] = [record.header(FIRING), record.header(NOMINAL_TIME)];
    books.fired(Number(firing), Number(nominal), Date.now());
  });
}

export function readDeadLetters(ground: Ground): Promise<void> {
  const { books, client, reading } = ground;
  const topic = `${TOPIC}.dlq`;
  const consumer = client.consumer({ topic, from: "earliest", follow: true, signal: reading });
  return readAll(ground, consumer, ({ text }) => books.dead(Number(text)));
}

/** A member of the stream group; it leaves now and then, and comes again as another. */
export async function readAsMember(ground: Ground): Promise<void> {
  const { books, client, reading } = ground;
  while (!reading.aborted) {
    const life = AbortSignal.timeout(Math.round(between(...MEMBER_LIFE_MS)));
    const signal = AbortSignal.any([life, reading]);
    const consumer = client.consumer({
      group: STREAM_GROUP,
      topics: TOPIC,
      from: "earliest",
      commitIntervalMs: 200,
      sessionTimeoutMs: 3_000,
    });
    const leave = (): void => void consumer.close();
    signal.addEventListener("abort", leave, { once: true });
    try {
      for await (const { text } of consumer) books.groupHad(Number(text));
    } catch (error) {
      if (!signal.aborted) ground.fail(error);
    }
    await consumer.close();
  }
}

/** P9, as anybody may look it up. */
export async function watchCommitted(ground: Ground): Promise<void> {
  const { books, client, plant, reading } = ground;
  while (!reading.aborted) {
    await pause(COMMITTED_LOOK_MS);
    try {
      const { partitions } = await client.admin({ timeoutMs: 2_000 }).describeGroup(STREAM_GROUP);
      for (const { topic, partition, committed } of partitions) {
        if (committed === undefined) continue;
        books.committed(`${topic}/${partition}`, plant.committed(committed));
      }
    } catch {
      // It is down, or the group is not there yet: it is looked up again.
    }
  }
}

interface Line {
  readonly partition?: number;
  readonly offset?: number;
  readonly value?: unknown;
  readonly error?: { readonly code: string };
}

/** A consumer of the queue group, by lines over HTTP: a stream for each life of the broker. */
export async function workQueue(ground: Ground): Promise<void> {
  while (!ground.reading.aborted) {
    const url = ground.url();
    if (url !== undefined) {
      const http = new HttpClient(url);
      try {
        await workOneStream(ground, http);
      } catch {
        // The connection broke: what was held comes again.
      }
      http.close();
    }
    await pause(100);
  }
}

async function workOneStream(ground: Ground, http: HttpClient): Promise<void> {
  const path = `/v1/topics/${TOPIC}/subscribe?group=${QUEUE_GROUP}&mode=queue&from=earliest`;
  const stream: LineStream = http.lines("POST", path, (line) => {
    const { partition, offset, value, error } = line as Line;
    if (error !== undefined) return;
    const id = Number(value);
    const place = `${partition}:${offset}`;
    stream.write({ credit: 1 });
    if (isPoison(id)) stream.write({ nack: place, delay: 50 });
    else if (Math.random() < RETURNED_SHARE) stream.write({ nack: place });
    else {
      stream.write({ ack: place });
      ground.books.settled(id);
    }
  });
  stream.write({ credit: QUEUE_CREDIT });
  const stop = (): void => stream.end();
  ground.reading.addEventListener("abort", stop, { once: true });
  try {
    await stream.ended;
  } finally {
    ground.reading.removeEventListener("abort", stop);
  }
}
