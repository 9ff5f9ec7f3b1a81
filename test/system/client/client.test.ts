/** The client against a real broker: what it promises, across kills and restarts. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consumer, type ConsumerRecord, Tidemark } from "@tidemark/client";
import { BrokerProcess } from "../harness/broker-process.ts";
import { stablePort } from "../harness/stable-port.ts";

let broker: BrokerProcess;
let client: Tidemark;
let topics = 0;

beforeAll(async () => {
  broker = await BrokerProcess.start({ port: await stablePort() });
  client = new Tidemark({ brokers: broker.address, clientId: "system-test" });
});
afterAll(async () => {
  await client.close();
  await broker.dispose();
});

async function newTopic(partitions = 1): Promise<string> {
  const name = `client-${++topics}`;
  await client.admin().createTopic({ name, partitions });
  return name;
}

async function take(consumer: Consumer, count: number): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = [];
  for await (const record of consumer) {
    records.push(record);
    if (records.length === count) break;
  }
  return records;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `v${i}`);
const texts = (records: readonly ConsumerRecord[]): (string | null)[] =>
  records.map(({ text }) => text);

/** Another broker process on the same port and data. */
async function restart(): Promise<void> {
  await broker.kill();
  broker = await BrokerProcess.start({ port: broker.port, dataDir: broker.dataDir });
}

describe("producing and reading", () => {
  it("keeps order, keys and headers (P2)", async () => {
    const topic = await newTopic(3);
    const producer = client.producer();
    const sent = numbered(500);
    const results = await Promise.all(
      sent.map((value, index) =>
        producer.send({ topic, key: `k${index % 7}`, value, headers: { index: `${index}` } }),
      ),
    );
    const reader = client.consumer({ topic, from: "earliest", until: "latest" });
    const read: ConsumerRecord[] = [];
    for await (const record of reader) read.push(record);
    expect(read.length).toBe(500);
    for (const record of read) {
      const index = Number(record.header("index"));
      expect(record.text).toBe(sent[index]);
      expect(record.keyText).toBe(`k${index % 7}`);
      expect(results[index]).toEqual({ partition: record.partition, offset: record.offset });
    }
  });

  it.each(["gzip", "zstd", "lz4", "snappy"] as const)("takes %s batches", async (compression) => {
    const topic = await newTopic();
    const producer = client.producer({ compression });
    await producer.sendMany(topic, numbered(1_000));
    const reader = client.consumer({ topic, from: "earliest", until: "latest" });
    expect(texts(await take(reader, 1_000))).toEqual(numbered(1_000));
    await producer.close();
  });

  it("reads from a time, and with credits smaller than a batch", async () => {
    const topic = await newTopic();
    const producer = client.producer();
    const values = numbered(300);
    await producer.sendMany(
      topic,
      values.map((value, index) => ({ value, timestamp: 1_000_000 + index * 1_000 })),
    );
    const reader = client.consumer({
      topic,
      from: new Date(1_100_000),
      follow: false,
      prefetchRecords: 7,
      prefetchBytes: 400,
    });
    const read: ConsumerRecord[] = [];
    for await (const record of reader) read.push(record);
    expect(texts(read)).toEqual(values.slice(100));
  });

  it("works from plain JavaScript, as built", async () => {
    const topic = await newTopic();
    const script = `
      import { Tidemark } from "@tidemark/client";
      const tidemark = new Tidemark({ brokers: "${broker.address}" });
      await tidemark.producer().send({ topic: "${topic}", value: "plain" });
      for await (const record of tidemark.consumer({ topic: "${topic}", follow: false })) {
        console.log(record.text);
      }
      await tidemark.close();
    `;
    const args = ["--input-type=module", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe("plain\n");
  });
});

describe("due times (P4)", () => {
  it("nothing is seen early, everything once; moved and cancelled as asked", async () => {
    const topic = await newTopic();
    const producer = client.producer();
    const { schedules } = client.admin();
    const reader = client.consumer({ topic, from: "earliest" });
    const soon = await producer.send({ topic, value: "soon", delayMs: 1_500 });
    await producer.send({ topic, value: "moved", delayMs: 3_600_000, scheduleId: "moved" });
    await producer.send({ topic, value: "never", delayMs: 1_500, scheduleId: "never" });
    expect((await schedules.get(topic, soon.scheduled!.id)).offset).toBe(soon.offset);
    await schedules.cancel(topic, "never");
    const { deliverAt } = await schedules.reschedule(topic, "moved", { delayMs: 1_700 });
    const seen: [string | null, number][] = [];
    for await (const record of reader) {
      expect(Date.now()).toBeGreaterThanOrEqual(record.scheduled!.deliverAt);
      seen.push([record.text, record.scheduled!.deliverAt]);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([
      ["soon", soon.scheduled!.deliverAt],
      ["moved", deliverAt],
    ]);
    const again = producer.send({ topic, value: "x", delayMs: 1, scheduleId: "0:1" });
    await expect(again).rejects.toMatchObject({ code: "INVALID_SCHEDULE_ID" });
    const left: string[] = [];
    for await (const { id } of schedules.list(topic)) left.push(id);
    expect(left).toEqual([]);
  });

  it("an id that is taken is refused, replaced or kept", async () => {
    const topic = await newTopic();
    const producer = client.producer();
    const { schedules } = client.admin();
    const message = { topic, scheduleId: "s", delayMs: 3_600_000 };
    await producer.send({ ...message, value: "a" });
    await expect(producer.send({ ...message, value: "b" })).rejects.toMatchObject({
      code: "ALREADY_SCHEDULED",
      details: { existing: { id: "s" } },
    });
    const { offset } = await producer.send({ ...message, value: "c", onConflict: "replace" });
    expect((await schedules.get(topic, "s")).offset).toBe(offset);
    expect(await schedules.cancelMany(topic, { prefix: "s" })).toBe(1);
  });
});

describe("groups", () => {
  it("share partitions, and a member that leaves hands over what it finished (P9)", async () => {
    const topic = await newTopic(4);
    const producer = client.producer();
    const member = (): Consumer =>
      client.consumer({ group: `g-${topic}`, topics: topic, from: "earliest" });
    const seen = new Map<string, number>();
    const work = async (consumer: Consumer): Promise<void> => {
      for await (const record of consumer) {
        const place = `${record.partition}:${record.offset}`;
        seen.set(place, (seen.get(place) ?? 0) + 1);
      }
    };
    const [first, second] = [member(), member()];
    const loops = [work(first), work(second)];
    await producer.sendMany(topic, numbered(2_000));
    while (seen.size < 1_000) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    await producer.sendMany(topic, numbered(1_000));
    while (seen.size < 3_000) await new Promise((resolve) => setTimeout(resolve, 5));
    await second.close();
    await Promise.all(loops);
    expect(seen.size).toBe(3_000);
    const { partitions } = await client.admin().describeGroup(`g-${topic}`);
    // The record that a loop was left at is not finished: one a member at most.
    expect(partitions.reduce((sum, { lag }) => sum + lag, 0)).toBeLessThanOrEqual(2);
  });
});

describe("a broker that is killed and comes back", () => {
  it("the producer loses nothing and doubles nothing; the reader goes on (P1, P2)", async () => {
    const topic = await newTopic(2);
    const producer = client.producer();
    const sends: Promise<unknown>[] = [];
    const reader = client.consumer({ topic, from: "earliest" });
    const read: ConsumerRecord[] = [];
    const reading = (async () => {
      for await (const record of reader) {
        read.push(record);
        if (read.length === 600) break;
      }
    })();
    const send = async (from: number, to: number): Promise<void> => {
      for (let index = from; index < to; index++) {
        sends.push(producer.send({ topic, partition: index % 2, value: `v${index}` }));
        if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await send(0, 200);
    const down = restart();
    await send(200, 400);
    await down;
    await send(400, 500);
    await restart();
    await send(500, 600);
    await Promise.all(sends);
    await reading;
    for (const partition of [0, 1]) {
      const own = read.filter((record) => record.partition === partition);
      expect(texts(own)).toEqual(numbered(600).filter((_, index) => index % 2 === partition));
      expect(own.map(({ offset }) => offset)).toEqual(own.map((_, index) => index));
    }
  });

  it("the group member comes back and sees nothing twice", async () => {
    const topic = await newTopic();
    const producer = client.producer();
    await producer.sendMany(topic, numbered(100));
    const consumer = client.consumer({ group: `g-${topic}`, topics: topic, from: "earliest" });
    const before = await take(consumer, 40);
    await consumer.commit();
    await restart();
    const after = await take(consumer, 60);
    expect(texts([...before, ...after])).toEqual(numbered(100));
    await consumer.close();
  });
});
