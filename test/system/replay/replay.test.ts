/** docs/replay.md on a real broker: ranges, pace and cursors, over HTTP and with the SDK. */
import { Tidemark } from "@tidemark/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";

/** Records of one partition are so far apart; the partitions' are interleaved. */
const STEP_MS = 200;
const COUNT = 12;
const START_MS = Date.now() - 3_600_000;

let broker: BrokerProcess;
let client: Tidemark;

beforeAll(async () => {
  broker = await BrokerProcess.start();
  client = new Tidemark({ brokers: broker.address });
  await client.admin().createTopic({ name: "past", partitions: 2 });
  const producer = client.producer();
  await producer.sendMany(
    "past",
    Array.from({ length: COUNT }, (_, index) => ({
      partition: index % 2,
      value: `${index}`,
      timestamp: START_MS + (index * STEP_MS) / 2,
    })),
  );
});
afterAll(async () => {
  await client.close();
  await broker.dispose();
});

const lines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function get(query: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${broker.url}/v1/topics/past/records?${query}`);
  return lines(await response.text());
}

describe("over HTTP", () => {
  it("a range in pieces, by cursor, is the range", async () => {
    const values: unknown[] = [];
    let cursor = "";
    for (;;) {
      const piece = await get(`limit=5&cursor=${cursor}&until=${START_MS + 10 * (STEP_MS / 2)}`);
      const last = piece.pop();
      if (piece.length === 0) break;
      values.push(...piece.map(({ value }) => value));
      cursor = String(last?.["cursor"]);
    }
    expect(values.sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 10 }, (_, index) => `${index}`),
    );
  });

  it("partitions come interleaved, on one clock, and not before their time", async () => {
    const beganMs = performance.now();
    const values = (await get("speed=2")).map(({ value }) => Number(value));
    const tookMs = performance.now() - beganMs;
    expect(values).toEqual(Array.from({ length: COUNT }, (_, index) => index));
    expect(tookMs).toBeGreaterThanOrEqual(((COUNT - 1) * STEP_MS) / 2 / 2);
  });

  it("a group reads a range, commits it, and stays at its end", async () => {
    const until = START_MS + 6 * (STEP_MS / 2);
    const query = `group=ranged&from=earliest&until=${until}&speed=1000`;
    expect(await get(query)).toHaveLength(6);
    expect(await get(query)).toHaveLength(0);
    const group = await client.admin().describeGroup("ranged");
    expect(group.partitions.map(({ committed }) => committed)).toEqual([3, 3]);
  });
});

describe("with the SDK", () => {
  it("a reader comes at the pace, and goes on from its positions", async () => {
    const values: number[] = [];
    const first = client.consumer({ topic: "past", from: "earliest", follow: false, speed: 20 });
    const beganMs = performance.now();
    for await (const record of first) {
      values.push(Number(record.text));
      if (values.length === 7) break;
    }
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual((5 * STEP_MS) / 2 / 20);
    const from = Object.fromEntries(first.positions.map((at) => [at.partition, at.offset]));
    await first.close();
    for await (const record of client.consumer({ topic: "past", from, follow: false, speed: 20 })) {
      values.push(Number(record.text));
    }
    expect(values.sort((a, b) => a - b)).toEqual(
      Array.from({ length: COUNT }, (_, index) => index),
    );
  });

  it("a member of a group ends at the bound, with everything committed", async () => {
    const until = new Date(START_MS + 8 * (STEP_MS / 2));
    const consumer = client.consumer({
      group: "bounded",
      topics: "past",
      from: "earliest",
      until,
      speed: 100,
    });
    const values: number[] = [];
    for await (const record of consumer) values.push(Number(record.text));
    expect(values.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const group = await client.admin().describeGroup("bounded");
    expect(group.members).toEqual([]);
    expect(group.partitions.map(({ committed }) => committed)).toEqual([4, 4]);
  });

  it("a speed that is none is refused before anything is asked", () => {
    expect(() => client.consumer({ topic: "past", speed: -1 })).toThrow(/speed/);
  });
});
