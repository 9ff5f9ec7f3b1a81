/**
 * P5 and P6 on a real broker: who does not read, who sends faster than the disk takes, and a thousand
 * who wait, each leave the broker's memory flat and everybody else as quick as before; nothing is lost.
 */
import { existsSync } from "node:fs";
import { Tidemark } from "@tidemark/client";
import { describe, expect, it } from "vitest";
import { DiskFaults } from "../faults/disk-faults.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";
import { anonymousBytes, KiB, medianMs, MiB, peakBytes, slowerAtMost } from "./memory.ts";
import { StalledReader } from "./stalled-reader.ts";

/** What a heap may breathe between two looks, with nothing held. */
const HEAP_NOISE_BYTES = 64 * MiB;
const CALLS = 200;
/** `tailCacheBytes`: memory that readers at the end are served from, whether there are any or not. */
const TAIL_CACHE_BYTES = 64 * MiB;

/** Sizes in MiB, times in milliseconds, for whoever reads the run. */
function report(measured: Readonly<Record<string, number>>): void {
  const parts = Object.entries(measured).map(([name, value]) =>
    name.endsWith("Ms") ? `${name} ${value.toFixed(1)}` : `${name} ${Math.round(value / MiB)} MiB`,
  );
  console.log(parts.join(", "));
}

const noProc = existsSync("/proc/self/status") ? undefined : "needs /proc";
const noFaults = DiskFaults.unavailable() ?? noProc;
const why = (reason: string | undefined): string => (reason ? ` (skipped: ${reason})` : "");

/** Somebody who publishes to a topic of their own, one record after the other. */
class Neighbor {
  readonly #client: TopicClient;

  constructor(url: string) {
    this.#client = new TopicClient(url, "neighbor");
  }

  async begin(): Promise<number> {
    await this.#client.create(1);
    await this.publishMs();
    return this.publishMs();
  }

  publishMs(): Promise<number> {
    const path = "/v1/topics/neighbor/records";
    return medianMs(CALLS, () => this.#client.http.request("POST", path, { value: "hello" }));
  }

  readMs(): Promise<number> {
    return medianMs(CALLS, () => this.#client.read("partition=0&from=0&limit=1"));
  }

  close(): void {
    this.#client.close();
  }
}

async function fill(broker: BrokerProcess, topic: string, count: number, valueBytes: number) {
  await using tidemark = new Tidemark({ brokers: broker.address });
  await tidemark.admin().createTopic({ name: topic, partitions: 1 });
  const producer = tidemark.producer();
  const value = Buffer.alloc(valueBytes, 1);
  await Promise.all(Array.from({ length: count }, () => producer.send({ topic, value })));
}

describe("backpressure", () => {
  it.skipIf(noProc)(`a consumer stops reading its socket${why(noProc)}`, async () => {
    const READERS = 8;
    // Less than what a consumer may have granted, so that all of it may come.
    const TOPIC_BYTES = 48 * MiB;
    const filling = await BrokerProcess.start();
    await fill(filling, "big", TOPIC_BYTES / (32 * KiB), 32 * KiB);
    await filling.stop();
    // Started anew: nothing is cached, everything has to be read from disk.
    const broker = await BrokerProcess.start({ dataDir: filling.dataDir });
    const neighbor = new Neighbor(broker.url);
    const beforeMs = await neighbor.begin();
    const before = anonymousBytes(broker.pid);

    const readers: StalledReader[] = [];
    let duringMs = 0;
    // Together they have asked for 384 MiB.
    const peak = await peakBytes(broker.pid, async () => {
      for (let index = 0; index < READERS; index += 1) {
        readers.push(await StalledReader.open(broker.port, "big"));
      }
      duringMs = await neighbor.publishMs();
      duringMs = await neighbor.publishMs();
    });
    report({ before, peak, beforeMs, duringMs });
    expect(peak - before).toBeLessThan(HEAP_NOISE_BYTES);
    expect(duringMs).toBeLessThan(slowerAtMost(beforeMs));

    // Whoever reads again gets everything: it was paused, not dropped.
    readers[0]!.resume();
    await until("all of it", () => readers[0]!.bytes >= TOPIC_BYTES);
    for (const reader of readers) reader.destroy();
    neighbor.close();
    await broker.dispose();
    await filling.dispose();
  });

  it.skipIf(noFaults)(`producers against a stalled disk${why(noFaults)}`, async () => {
    const PRODUCERS = 6;
    const EACH_BYTES = 48 * MiB;
    const VALUE_BYTES = 16 * KiB;
    const BUDGET_BYTES = 32 * MiB;
    const faults = DiskFaults.build();
    const env = { ...faults.env, TIDEMARK_PRODUCE_MEMORY_BYTES: String(BUDGET_BYTES) };
    const broker = await BrokerProcess.start({ env });
    const client = new TopicClient(broker.url, "flood");
    await client.create(2);
    const neighbor = new Neighbor(broker.url);
    await neighbor.begin();
    const beforeMs = await neighbor.readMs();
    const before = anonymousBytes(broker.pid);

    faults.set("slow-sync", 1_000);
    const clients = Array.from(
      { length: PRODUCERS },
      () => new Tidemark({ brokers: broker.address }),
    );
    const count = EACH_BYTES / VALUE_BYTES;
    const value = Buffer.alloc(VALUE_BYTES, 2);
    // Together they offer 288 MiB to a disk that takes one group commit a second.
    const sends = clients.map((tidemark) => {
      const producer = tidemark.producer({ bufferBytes: 64 * MiB });
      const topic = "flood";
      return Promise.all(Array.from({ length: count }, () => producer.send({ topic, value })));
    });
    let duringMs = 0;
    const stalledPeak = await peakBytes(broker.pid, async () => {
      await until(
        "the flood",
        async () => (await client.describe()).partitions[0]!.highWatermark > 0,
      );
      duringMs = await neighbor.readMs();
      await neighbor.readMs();
    });
    faults.set("ok");
    const peak = await peakBytes(broker.pid, () => Promise.all(sends));
    report({ before, stalledPeak, peak, beforeMs, duringMs });
    // The budget for what the disk has not taken, and what the tail cache keeps for readers.
    const held = BUDGET_BYTES + TAIL_CACHE_BYTES;
    expect(Math.max(peak, stalledPeak) - before).toBeLessThan(held + HEAP_NOISE_BYTES);
    expect(duringMs).toBeLessThan(slowerAtMost(beforeMs));

    const { partitions } = await client.describe();
    const total = partitions.reduce((sum, { highWatermark }) => sum + highWatermark, 0);
    expect(total).toBe(PRODUCERS * count);
    await Promise.all(clients.map((tidemark) => tidemark.close()));
    client.close();
    neighbor.close();
    await broker.dispose();
    faults.remove();
  });

  it.skipIf(noProc)(`a thousand idle subscribers${why(noProc)}`, async () => {
    const SUBSCRIBERS = 1_000;
    const PER_CONNECTION = 100;
    const EACH_BYTES_MAX = 64 * KiB;
    const broker = await BrokerProcess.start();
    const client = new TopicClient(broker.url, "quiet");
    await client.create(1);
    const neighbor = new Neighbor(broker.url);
    const beforeMs = await neighbor.begin();
    const before = anonymousBytes(broker.pid);

    let woken = 0;
    const connections: HttpClient[] = [];
    const open = (index: number): void => {
      if (index % PER_CONNECTION === 0) connections.push(new HttpClient(broker.url));
      const path = "/v1/topics/quiet";
      const isMember = index % 2 === 1;
      // Half of them follow; half are alone in a group each, with everything that costs.
      const lines = isMember
        ? connections.at(-1)!.lines("POST", `${path}/subscribe?group=g${index}&from=earliest`, note)
        : connections.at(-1)!.lines("GET", `${path}/records?follow=true&from=earliest`, note);
      if (isMember) lines.write({ credit: 10 });
      else lines.end();
    };
    const note = (line: unknown): void => {
      if ((line as { value?: string }).value === "wake up") woken += 1;
    };
    for (let index = 0; index < SUBSCRIBERS; index += 1) open(index);
    const groups = async (): Promise<number> => {
      const { text } = await client.http.request("GET", "/v1/groups");
      return text.split("\n").filter((line) => line !== "").length;
    };
    await until("all members", async () => (await groups()) >= SUBSCRIBERS / 2);
    const duringMs = await neighbor.publishMs();
    const held = anonymousBytes(broker.pid) - before;
    report({ before, held, beforeMs, duringMs });
    expect(held).toBeLessThan(HEAP_NOISE_BYTES + SUBSCRIBERS * EACH_BYTES_MAX);
    expect(duringMs).toBeLessThan(slowerAtMost(beforeMs));

    await client.produceAll([{ value: "wake up" }]);
    await until("everybody has it", () => woken === SUBSCRIBERS);
    for (const connection of connections) connection.close();
    client.close();
    neighbor.close();
    await broker.dispose();
  });
});
