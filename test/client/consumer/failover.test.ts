/** Readers and members of groups while leaders move and brokers die: nothing left out, nothing twice. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type ConsumerRecord, Tidemark } from "@tidemark/client";
import { buildBatch } from "../../../src/record/build.ts";
import { FakeCluster } from "../fake-cluster.ts";

let cluster: FakeCluster;
let client: Tidemark;

async function start(partitions: number): Promise<void> {
  cluster = await FakeCluster.start(3, { t: partitions });
  client = new Tidemark({ brokers: cluster.addresses });
}

afterEach(async () => {
  await client.close();
  await cluster.stop();
});

/** Appends so many records, in batches of ten, with the offset as value. */
function fill(partition: number, count: number): void {
  const broker = cluster.leaderOf("t", partition);
  const place = broker.partitions.get("t")![partition]!;
  const end = place.endOffset + count;
  while (place.endOffset < end) {
    const size = Math.min(10, end - place.endOffset);
    const first = place.endOffset;
    const records = Array.from({ length: size }, (_, index) => ({
      timestamp: 1_000,
      value: Buffer.from(String(first + index)),
    }));
    broker.store(place, buildBatch(records));
  }
}

const fetches = (): number[] => cluster.brokers.map((each) => each.fetches.length);
const offsets = (records: readonly ConsumerRecord[], partition: number): number[] =>
  records.filter((each) => each.partition === partition).map(({ offset }) => offset);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("a reader", () => {
  it("reads each partition at its leader, over one stream to each, within one window", async () => {
    await start(3);
    cluster.move("t", 1, 2);
    for (const partition of [0, 1, 2]) fill(partition, 30);
    const records: ConsumerRecord[] = [];
    const options = { topic: "t", until: "latest", prefetchRecords: 40 } as const;
    for await (const record of client.consumer(options)) records.push(record);
    for (const partition of [0, 1, 2]) expect(offsets(records, partition)).toEqual(upTo(30));
    expect(fetches()).toEqual([1, 1, 0]);
    const most = cluster.brokers.flatMap((each) =>
      each.fetches.map(({ deliveries }) => deliveries.recordsMost),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(20);
  });

  it("goes on at the next leader where it was; its other partitions stay", async () => {
    await start(2);
    for (const partition of [0, 1]) fill(partition, 50);
    const records: ConsumerRecord[] = [];
    for await (const record of client.consumer({ topic: "t", from: "earliest" })) {
      records.push(record);
      if (records.length === 7) cluster.move("t", 0, 2);
      if (records.length === 60) cluster.move("t", 0, 3);
      if (records.length === 100) for (const partition of [0, 1]) fill(partition, 10);
      if (records.length === 120) break;
    }
    for (const partition of [0, 1]) expect(offsets(records, partition)).toEqual(upTo(60));
    expect(fetches()).toEqual([1, 1, 1]);
  });

  it("asks who leads where nobody tells", async () => {
    await start(1);
    fill(0, 20);
    cluster.tellsLeader = false;
    const records: ConsumerRecord[] = [];
    for await (const record of client.consumer({ topic: "t", from: "earliest" })) {
      records.push(record);
      if (records.length === 20) {
        cluster.move("t", 0, 3);
        fill(0, 5);
      }
      if (records.length === 25) break;
    }
    expect(offsets(records, 0)).toEqual(upTo(25));
  });

  it("leaves a broker that dies", async () => {
    await start(2);
    cluster.move("t", 1, 2);
    for (const partition of [0, 1]) fill(partition, 20);
    const records: ConsumerRecord[] = [];
    for await (const record of client.consumer({ topic: "t", from: "earliest" })) {
      records.push(record);
      if (records.length === 40) {
        await cluster.broker(1).stop();
        cluster.move("t", 0, 3);
        for (const partition of [0, 1]) fill(partition, 20);
      }
      if (records.length === 80) break;
    }
    for (const partition of [0, 1]) expect(offsets(records, partition)).toEqual(upTo(40));
  });

  it("with an end comes to it, by the batch too, whatever moves meanwhile", async () => {
    await start(2);
    const move = fc.record({ after: fc.nat({ max: 30 }), partition: fc.nat({ max: 1 }) });
    const property = fc.asyncProperty(fc.array(move, { maxLength: 5 }), async (moves) => {
      await client.close();
      await cluster.stop();
      await start(2);
      for (const partition of [0, 1]) fill(partition, 150);
      let seen = 0;
      const values: [number[], number[]] = [[], []];
      const until = { 0: 137, 1: 150 };
      const consumer = client.consumer({
        topic: "t",
        from: "earliest",
        until,
        prefetchRecords: 30,
      });
      for await (const batch of consumer.batches()) {
        for (const { partition, offset } of batch) values[partition as 0 | 1].push(offset);
        for (const { after, partition } of moves) {
          if (after === seen) cluster.move("t", partition, 1 + ((seen + partition) % 3));
        }
        seen++;
      }
      expect(values[0].filter((offset) => offset < 137)).toEqual(upTo(137));
      expect(values[1]).toEqual(upTo(150));
    });
    await fc.assert(property, { numRuns: 15 });
  });
});
