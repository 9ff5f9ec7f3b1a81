/** Readers without a group: bounds, positions, credits, reconnection. */
import { afterEach, describe, expect, it } from "vitest";
import { type ConsumerOptions, type ConsumerRecord, Tidemark } from "@tidemark/client";
import { buildBatch } from "../../../src/record/build.ts";
import * as at from "../../../src/record/layout.ts";
import { FakeBroker } from "../fake-broker.ts";

let broker: FakeBroker;
let client: Tidemark;

async function start(topics?: Record<string, number>): Promise<void> {
  broker = await FakeBroker.start(topics);
  client = new Tidemark({ brokers: broker.address });
}

afterEach(async () => {
  await client.close();
  await broker.stop();
});

const T0 = 1_000_000;

/** `count` records in batches of `each`, values v0, v1 …, a second apart. */
function fill(count: number, each = 10, partition = 0): void {
  const place = broker.partitions.get("t")![partition]!;
  for (let first = 0; first < count; first += each) {
    const records = Array.from({ length: Math.min(each, count - first) }, (_, index) => ({
      timestamp: T0 + (first + index) * 1_000,
      key: Buffer.from(`k${first + index}`),
      value: Buffer.from(`v${first + index}`),
    }));
    broker.store(place, buildBatch(records));
  }
}

async function read(options: ConsumerOptions): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = [];
  for await (const record of client.consumer(options)) records.push(record);
  return records;
}

const texts = (records: readonly ConsumerRecord[]): (string | null)[] =>
  records.map(({ text }) => text);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `v${from + index}`);

describe("bounded readings", () => {
  it("end at what was there at the start", async () => {
    await start();
    fill(25);
    const records = await read({ topic: "t", from: "earliest", until: "latest" });
    expect(texts(records)).toEqual(range(0, 25));
    expect(records[3]).toMatchObject({ topic: "t", partition: 0, offset: 3, keyText: "k3" });
    expect(records[3]!.timestamp).toBe(T0 + 3_000);
  });

  it("begin and end inside batches", async () => {
    await start();
    fill(40);
    const records = await read({ topic: "t", from: { 0: 13 }, until: { 0: 27 } });
    expect(texts(records)).toEqual(range(13, 27));
  });

  it("begin and end at times", async () => {
    await start();
    fill(40);
    const until = new Date(T0 + 20_000);
    expect(texts(await read({ topic: "t", from: { 0: 5 }, until }))).toEqual(range(5, 20));
    const from = new Date(T0 + 12_500);
    expect(texts(await read({ topic: "t", from, until }))).toEqual(range(13, 20));
  });

  it("read every partition, or those named", async () => {
    await start({ t: 3 });
    for (const partition of [0, 1, 2]) fill(5, 5, partition);
    const all = await read({ topic: "t", follow: false });
    expect(all.length).toBe(15);
    const some = await read({ topic: "t", partitions: [0, 2], follow: false });
    expect(new Set(some.map(({ partition }) => partition))).toEqual(new Set([0, 2]));
  });

  it("of nothing end at once", async () => {
    await start();
    expect(await read({ topic: "t", follow: false })).toEqual([]);
  });

  it("end where only invisible records are left (P4)", async () => {
    await start();
    fill(3, 3);
    const waiting = buildBatch([{ timestamp: 9_999_999, value: Buffer.from("later") }], {
      attributes: at.SCHEDULED,
      baseTimestamp: T0,
    });
    broker.store(broker.partitions.get("t")![0]!, waiting);
    expect(texts(await read({ topic: "t", follow: false }))).toEqual(range(0, 3));
  });
});

describe("records", () => {
  it("show headers and where they were scheduled", async () => {
    await start();
    const headers = [
      { key: "a", value: Buffer.from("1") },
      { key: "a", value: Buffer.from("2") },
      { key: "tidemark-scheduled-offset", value: Buffer.from("17") },
    ];
    const released = buildBatch([{ timestamp: T0, headers }], { attributes: at.RELEASED });
    broker.store(broker.partitions.get("t")![0]!, released);
    const [record] = await read({ topic: "t", follow: false });
    expect(record).toMatchObject({ key: null, value: null, text: null });
    expect(record!.header("a")).toBe("2");
    expect(record!.header("b")).toBeUndefined();
    expect(record!.headers.map(({ key }) => key)).toEqual(["a", "a", "tidemark-scheduled-offset"]);
    expect(record!.scheduled).toEqual({ offset: 17, deliverAt: T0 });
    expect(JSON.parse(JSON.stringify(record))).toMatchObject({ offset: 0, key: null });
  });

  it("refuses bytes that lie (CORRUPT_BATCH)", async () => {
    await start();
    fill(3, 3);
    const [bytes] = broker.partitions.get("t")![0]!.batches;
    bytes![bytes!.length - 1]! ^= 1;
    const failed = read({ topic: "t", from: "earliest", until: "latest" });
    await expect(failed).rejects.toMatchObject({ code: "CORRUPT_BATCH" });
  });
});

describe("following", () => {
  it("hands over what comes later, from the latest by default", async () => {
    await start();
    fill(5, 5);
    const consumer = client.consumer({ topic: "t" });
    const iterator = consumer[Symbol.asyncIterator]();
    const next = iterator.next();
    await until(() => broker.fetches.length === 1 && broker.fetches[0]!.deliveries.records > 0);
    fill(2, 2);
    expect((await next).value?.offset).toBe(5);
    expect((await iterator.next()).value?.offset).toBe(6);
    await consumer.close();
    expect((await iterator.next()).done).toBe(true);
  });

  it("goes on after a reconnection without a gap or a repetition", async () => {
    await start();
    fill(30);
    const consumer = client.consumer({ topic: "t", from: "earliest", prefetchRecords: 20 });
    const offsets: number[] = [];
    for await (const record of consumer) {
      offsets.push(record.offset);
      if (offsets.length === 7) broker.dropConnections();
      if (offsets.length === 15) broker.fetches.at(-1)!.break();
      if (offsets.length === 30) break;
    }
    expect(offsets).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it("goes on after a reconnection by the batch, too", async () => {
    await start();
    fill(30);
    const consumer = client.consumer({ topic: "t", from: "earliest" });
    const offsets: number[] = [];
    for await (const batch of consumer.batches()) {
      if (offsets.length === 10) {
        broker.dropConnections();
        await until(() => broker.fetches.length === 2);
      }
      for (const record of batch) offsets.push(record.offset);
      if (offsets.length === 30) break;
    }
    expect(offsets).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it("stops at once when its signal is aborted", async () => {
    await start();
    fill(5);
    const abort = new AbortController();
    const consumer = client.consumer({ topic: "t", from: "earliest", signal: abort.signal });
    const loop = (async () => {
      for await (const record of consumer) if (record.offset === 4) abort.abort();
    })();
    await expect(loop).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("credits follow what the application has taken (P6)", () => {
  it("never have more out than the window, and come back as records are taken", async () => {
    await start();
    fill(100, 5);
    const consumer = client.consumer({ topic: "t", from: "earliest", prefetchRecords: 10 });
    const iterator = consumer[Symbol.asyncIterator]();
    await iterator.next();
    const { deliveries } = broker.fetches[0]!;
    expect(deliveries.readings.get("t/0")!.offset).toBeLessThanOrEqual(15);
    for (let taken = 1; taken < 100; taken++) await iterator.next();
    expect(deliveries.recordsMost).toBeLessThanOrEqual(10);
  });

  it("grants what a record larger than the window needs", async () => {
    await start();
    const place = broker.partitions.get("t")![0]!;
    for (let index = 0; index < 3; index++) {
      broker.store(place, buildBatch([{ timestamp: T0, value: Buffer.alloc(100_000, index) }]));
    }
    const records = await read({ topic: "t", follow: false, prefetchBytes: 1_000 });
    expect(records.map(({ value }) => value![0])).toEqual([0, 1, 2]);
  });
});

describe("what cannot be read", () => {
  it.each([
    [{ topic: "nowhere" }, "UNKNOWN_TOPIC"],
    [{ topic: "t", partitions: [4] }, "UNKNOWN_PARTITION"],
  ])("%j is %s", async (options, code) => {
    await start();
    await expect(read(options)).rejects.toMatchObject({ code });
  });

  it("OFFSET_OUT_OF_RANGE is an error, or the policy's way on", async () => {
    await start();
    fill(10);
    const refuse = async (): Promise<void> => {
      await until(() => broker.fetches.length > 0 && broker.fetches.at(-1)!.deliveries.records > 0);
      const error = { code: "OFFSET_OUT_OF_RANGE", message: "gone", logStartOffset: 4 };
      const stream = broker.fetches.pop()!;
      stream.deliveries.readings.clear();
      stream.send({ error: { topic: "t", partition: 0, error } });
    };
    const from = { 0: 100 };
    const failed = read({ topic: "t", from });
    await refuse();
    await expect(failed).rejects.toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
    const goesOn = client.consumer({ topic: "t", from, onOutOfRange: "earliest" });
    const first = goesOn[Symbol.asyncIterator]().next();
    await refuse();
    expect((await first).value?.offset).toBe(4);
  });
});

/** Turns of the event loop until it holds; the test's own timeout is the bound. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
