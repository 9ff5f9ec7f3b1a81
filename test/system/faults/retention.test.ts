/**
 * Retention on a real broker (P4, F29): old records go from the disk, what waits does not, readers and
 * groups below the start hear of it, and kill -9 in the middle of a rewrite loses and doubles nothing.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Tidemark } from "@tidemark/client";
import { expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const WAITING = 40;
const DAY_MS = 86_400_000;

interface Partition {
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly scheduleStartOffset: number;
  readonly pending: number;
  readonly sizeBytes: number;
  readonly pinnedBytes: number;
}

const settings = (more: readonly string[] = []) =>
  ["segmentBytes=16KiB", "cleanerIntervalMs=100ms", ...more].flatMap((one) => ["--set", one]);

async function partitionOf(topic: TopicClient): Promise<Partition> {
  const { partitions } = await topic.describe();
  return partitions[0] as unknown as Partition;
}

async function createSmall(topic: TopicClient): Promise<void> {
  const config = { retentionBytes: 40_000 };
  const body = { name: topic.topic, partitions: 1, config };
  expect((await topic.http.request("POST", "/v1/topics", body)).status).toBe(201);
}

async function schedule(topic: TopicClient, first: number, count: number): Promise<void> {
  const deliverAt = Date.now() + DAY_MS;
  const records = Array.from({ length: count }, (_, index) => ({
    value: `waits ${first + index}`.padEnd(300, "."),
    scheduleId: `w${first + index}`,
    deliverAt,
  }));
  await topic.produceAll(records);
}

async function fill(topic: TopicClient, count = 300): Promise<void> {
  await topic.produceAll(
    Array.from({ length: count }, (_, index) => ({ value: `${index}`.padEnd(300, "-") })),
  );
}

/** Brings all that waits to its time, and returns what of it became visible, each as often as it did. */
async function releaseAll(topic: TopicClient): Promise<string[]> {
  const path = `/v1/topics/${topic.topic}/schedules`;
  const waiting = (await topic.http.request("GET", path)).lines() as { id: string }[];
  for (const { id } of waiting) {
    const moved = await topic.http.request("PATCH", `${path}/${id}`, { delay: "0ms" });
    expect(moved.status).toBe(200);
  }
  await until("everything is released", async () => (await partitionOf(topic)).pending === 0);
  const values = await topic.values("from=earliest");
  return values
    .filter((value) => value.startsWith("waits"))
    .map((value) => value.replaceAll(".", ""));
}

it("takes old records from the disk and from readers, never what waits (F29)", async () => {
  const broker = await BrokerProcess.start({ args: settings() });
  const client = new Tidemark({ brokers: [broker.address] });
  try {
    const topic = new TopicClient(broker.url, "small");
    await createSmall(topic);
    await schedule(topic, 0, WAITING);
    await fill(topic, 100);
    const early = client.consumer({ group: "late", topics: "small", from: "earliest" });
    for await (const { offset } of early) if (offset >= WAITING + 20) break;
    await early.close();
    for (let round = 0; round < 5; round++) await fill(topic);
    const cleaned = await until("retention took most of it", async () => {
      const now = await partitionOf(topic);
      return now.logStartOffset > 1_000 && now.sizeBytes < 100_000 ? now : undefined;
    });
    expect(cleaned.pending).toBe(WAITING);
    expect(cleaned.scheduleStartOffset).toBe(0);
    expect(cleaned.pinnedBytes).toBeGreaterThan(WAITING * 300);
    expect(cleaned.pinnedBytes).toBeLessThan(WAITING * 400 + 16_384);

    const refused = await topic.http.request("GET", "/v1/topics/small/records?partition=0&from=20");
    expect(refused.text).toContain("OFFSET_OUT_OF_RANGE");
    expect(refused.text).toContain(`"logStartOffset":${cleaned.logStartOffset}`);
    const strict = client.consumer({ group: "late", topics: "small" });
    await expect(strict[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "OFFSET_OUT_OF_RANGE",
    });
    await strict.close();
    const lenient = client.consumer({ group: "late", topics: "small", onOutOfRange: "earliest" });
    for await (const { offset } of lenient) {
      expect(offset).toBe(cleaned.logStartOffset);
      break;
    }
    await lenient.close();
    const expected = Array.from({ length: WAITING }, (_, index) => `waits ${index}`);
    expect((await releaseAll(topic)).sort()).toEqual(expected.sort());
    topic.close();
  } finally {
    await client.close();
    await broker.dispose();
  }
});

it("loses and doubles nothing that waits when it is killed in a rewrite (P4)", async () => {
  const dataDir = temporaryDirectory();
  const slow = settings(["cleanerBytesPerSecond=64KiB"]);
  let broker = await BrokerProcess.start({ dataDir, args: slow });
  try {
    let topic = new TopicClient(broker.url, "small");
    await createSmall(topic);
    let scheduled = 0;
    for (let round = 0; round < 8; round++) {
      await schedule(topic, scheduled, 10);
      scheduled += 10;
      await fill(topic, 400);
      await until("a segment is being rewritten", () => rewriting(dataDir));
      topic.close();
      await broker.kill();
      broker = await BrokerProcess.start({ dataDir, args: slow });
      topic = new TopicClient(broker.url, "small");
      expect((await partitionOf(topic)).pending).toBe(scheduled);
    }
    const expected = Array.from({ length: scheduled }, (_, index) => `waits ${index}`);
    expect((await releaseAll(topic)).sort()).toEqual(expected.sort());
    expect(await broker.stop()).toBe(0);
    topic.close();
  } finally {
    await broker.dispose();
  }
});

/** A file that a rewrite has begun and not named yet, in any partition's folder. */
function rewriting(dataDir: string): boolean {
  const topics = join(dataDir, "topics");
  if (!existsSync(topics)) return false;
  return readdirSync(topics, { recursive: true, encoding: "utf8" }).some((path) =>
    path.endsWith(".log.tmp"),
  );
}
