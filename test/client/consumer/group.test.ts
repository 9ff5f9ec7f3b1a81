/** Members of stream groups: assignment, commits that never run ahead (P9), revocation, coming back. */
import { afterEach, describe, expect, it } from "vitest";
import { type Consumer, type GroupConsumerOptions, Tidemark } from "@tidemark/client";
import { buildBatch } from "../../../src/record/build.ts";
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

function fill(count: number, partition = 0): void {
  const records = Array.from({ length: count }, (_, index) => ({
    timestamp: 1_000,
    value: Buffer.from(`v${index}`),
  }));
  broker.store(broker.partitions.get("t")![partition]!, buildBatch(records));
}

const member = (options: Partial<GroupConsumerOptions> = {}): Consumer =>
  client.consumer({ group: "g", topics: "t", from: "earliest", commitIntervalMs: 1, ...options });

async function take(consumer: Consumer, count: number): Promise<number[]> {
  const offsets: number[] = [];
  if (count === 0) return offsets;
  for await (const record of consumer) {
    offsets.push(record.offset);
    if (offsets.length === count) break;
  }
  return offsets;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const committed = (partition = 0): number | undefined => broker.commits.get(`t/${partition}`);

describe("automatic commits", () => {
  it("name what is finished, never the record that is being worked on (P9)", async () => {
    await start();
    fill(10);
    const consumer = member();
    await take(consumer, 4);
    await until(() => committed() === 3);
    await consumer.close();
    expect(committed()).toBe(3);
    expect(broker.subscribers[0]!.left).toBe(true);
  });

  it("go past what nobody sees, so that a caught-up group has no lag", async () => {
    await start();
    fill(3);
    const invisible = buildBatch([{ timestamp: 9_000 }], { attributes: 0x80, baseTimestamp: 1 });
    broker.store(broker.partitions.get("t")![0]!, invisible);
    const consumer = member();
    await take(consumer, 3);
    void consumer[Symbol.asyncIterator]().next();
    await until(() => committed() === 4);
  });

  it("by the batch: when the next is asked for", async () => {
    await start();
    fill(5);
    fill(5);
    const consumer = member({ commitIntervalMs: 60_000 });
    const batches = consumer.batches();
    await batches.next();
    await consumer.close();
    expect(committed()).toBeUndefined();
    const again = member({ commitIntervalMs: 60_000 });
    const iterator = again.batches();
    await iterator.next();
    await iterator.next();
    await again.close();
    expect(committed()).toBe(5);
  });
});

describe("manual commits", () => {
  it("of everything handed over, or up to a record", async () => {
    await start();
    fill(10);
    const consumer = member({ autoCommit: false });
    const iterator = consumer[Symbol.asyncIterator]();
    const first = (await iterator.next()).value!;
    await iterator.next();
    await consumer.commit(first);
    expect(committed()).toBe(1);
    await iterator.next();
    await consumer.commit();
    expect(committed()).toBe(3);
    await consumer.commit(first);
    expect(committed()).toBe(3);
    await iterator.next();
    await consumer.close();
    expect(committed()).toBe(3);
  });

  it("fail with what the broker says", async () => {
    await start();
    fill(1);
    const consumer = member({ autoCommit: false });
    await take(consumer, 1);
    broker.subscribers[0]!.refuseCommit = { code: "STALE_GENERATION", message: "old" };
    await expect(consumer.commit()).rejects.toMatchObject({ code: "STALE_GENERATION" });
  });
});

describe("revoked partitions", () => {
  it("are dropped, committed, then released", async () => {
    await start({ t: 2 });
    fill(5, 0);
    const consumer = member({ commitIntervalMs: 60_000 });
    expect(await take(consumer, 2)).toEqual([0, 1]);
    const stream = broker.subscribers[0]!;
    const released = new Promise<number>((resolve) => {
      stream.onReleased = (message) => resolve(message.generation);
    });
    stream.revoke("t", 0, 2);
    // The application is at record 1: its partition waits for it.
    await until(() => consumer.positions.length === 1);
    const next = consumer[Symbol.asyncIterator]().next();
    expect(await released).toBe(2);
    expect(committed(0)).toBe(2);
    fill(1, 1);
    expect((await next).value).toMatchObject({ partition: 1, offset: 0 });
    const sent = stream.requests.flatMap(({ commit, released }) =>
      commit != null ? ["commit"] : released != null ? ["released"] : [],
    );
    expect(sent).toEqual(["commit", "released"]);
  });

  it("wait for the application's own hook", async () => {
    await start();
    fill(2);
    const seen: string[] = [];
    const consumer: Consumer = member({
      autoCommit: false,
      onAssigned: (partitions) => seen.push(`assigned ${partitions.length}`),
      onRevoked: async (partitions) => {
        seen.push(`revoked ${partitions.length}`);
        await consumer.commit();
        seen.push("committed");
      },
    });
    await take(consumer, 1);
    const stream = broker.subscribers[0]!;
    const released = new Promise<void>((resolve) => {
      stream.onReleased = () => {
        seen.push("released");
        resolve();
      };
    });
    stream.revoke("t", 0, 2);
    await until(() => consumer.positions.length === 0);
    void consumer[Symbol.asyncIterator]().next();
    await released;
    expect(seen).toEqual(["assigned 1", "revoked 1", "committed", "released"]);
    expect(committed()).toBe(1);
  });
});

describe("reconnection", () => {
  it("comes back as the same member and hands over nothing twice", async () => {
    await start();
    fill(10);
    const consumer = member({ commitIntervalMs: 60_000 });
    const before = await take(consumer, 4);
    broker.dropConnections();
    await until(() => broker.subscribers.length === 2);
    const after = await take(consumer, 6);
    expect([...before, ...after]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(broker.subscribers[1]!.memberId).toBe(broker.subscribers[0]!.memberId);
    await consumer.close();
    expect(committed()).toBe(9);
  });
});

describe("commits under way when the connection breaks", () => {
  async function silentCommit(): Promise<{ consumer: Consumer; commit: Promise<void> }> {
    await start();
    fill(10);
    const consumer = member({ autoCommit: false });
    await take(consumer, 4);
    const stream = broker.subscribers[0]!;
    stream.answersCommits = false;
    const commit = consumer.commit();
    await until(() => stream.requests.some((request) => request.commit != null));
    return { consumer, commit };
  }

  it("are sent again when the member is back", async () => {
    const { commit } = await silentCommit();
    broker.dropConnections();
    await commit;
    expect(committed()).toBe(4);
    const again = broker.subscribers[1]!.requests.flatMap((request) => request.commit ?? []);
    expect(again.map(({ offsets }) => offsets[0]!.offset)).toEqual([4]);
  });

  it("and were made all the same are done", async () => {
    const { commit } = await silentCommit();
    broker.commits.set("t/0", 4);
    broker.dropConnections();
    await commit;
    expect(broker.subscribers[1]!.requests.some((request) => request.commit != null)).toBe(false);
  });

  it("do not undo what somebody has set back meanwhile (P9)", async () => {
    const { consumer, commit } = await silentCommit();
    broker.commits.set("t/0", 2);
    broker.dropConnections();
    await commit;
    expect(committed()).toBe(4);
    const stream = broker.subscribers[1]!;
    stream.answersCommits = false;
    await take(consumer, 1);
    const refused = consumer.commit();
    await until(() => stream.requests.filter((request) => request.commit != null).length === 2);
    broker.commits.set("t/0", 1);
    broker.dropConnections();
    await expect(refused).rejects.toMatchObject({ code: "STALE_GENERATION" });
    expect(committed()).toBe(1);
  });

  it("and new ones, wait for it to come back", async () => {
    await start();
    fill(10);
    const consumer = member({ autoCommit: false });
    await take(consumer, 4);
    broker.subscribers[0]!.break();
    await until(() => consumer.positions.length === 0);
    await consumer.commit();
    expect(committed()).toBe(4);
  });

  it("are refused by a coordinator that is none any more, and made by the next one", async () => {
    await start();
    fill(10);
    const consumer = member({ autoCommit: false });
    await take(consumer, 3);
    const stream = broker.subscribers[0]!;
    stream.refuseCommit = { code: "NOT_COORDINATOR", message: "elsewhere", retriable: true };
    const commit = consumer.commit();
    await until(() => stream.requests.some((request) => request.commit != null));
    stream.break();
    await commit;
    expect(committed()).toBe(3);
  });
});

describe("a member that does not read (P6)", () => {
  it("holds no more than its window, however much there is", async () => {
    await start();
    for (let batch = 0; batch < 50; batch++) fill(10);
    const consumer = member({ prefetchRecords: 40 });
    await take(consumer, 1);
    const { deliveries } = broker.subscribers[0]!;
    await until(() => deliveries.records < 10);
    expect(deliveries.recordsMost).toBeLessThanOrEqual(40);
    expect(deliveries.readings.get("t/0")!.offset).toBeLessThanOrEqual(50);
  });
});
