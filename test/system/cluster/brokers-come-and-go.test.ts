/**
 * What a person does to a cluster and what befalls its brokers, under load on real processes: one joins and gets
 * its share, one is emptied and removed, a disk is lost, a process hangs, two have one id. Clients fail nothing
 * and nothing is lost, doubled or out of order (P1, P2).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { Cluster } from "../../chaos/cluster.ts";
import { loopbackSite } from "../../chaos/site.ts";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

const PARTITIONS = 6;
const DEADLINE_MS = 90_000;

interface BrokerView {
  readonly id: number;
  readonly state: string;
  readonly epoch: number;
  readonly leaders: number;
  readonly replicas: number;
  readonly skewMs?: number;
  readonly lagEntries?: number;
}

let directory: string;
let cluster: Cluster;
let client: Tidemark;
let load: Promise<void>;
const stop = new AbortController();
const sent = Array.from({ length: PARTITIONS }, () => 0);
const failures: unknown[] = [];

/** Numbers into each partition, one batch after the other. */
async function send(partition: number): Promise<void> {
  const producer = client.producer();
  while (!stop.signal.aborted) {
    const first = sent[partition]!;
    sent[partition] = first + 5;
    const values = Array.from({ length: 5 }, (_, index) => String(first + index));
    const sends = values.map((value) => producer.send({ topic: "t", partition, value }));
    for (const one of await Promise.allSettled(sends)) {
      if (one.status === "rejected") failures.push(one.reason);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await producer.close();
}

/** At one of the first three that runs. */
async function ask(path: string, body?: unknown): Promise<{ status: number; value: unknown }> {
  const headers = { "content-type": "application/json" };
  const post = { method: "POST", body: JSON.stringify(body), headers };
  const url = cluster.nodes.slice(0, 3).find(({ isUp }) => isUp)!.url;
  const signal = AbortSignal.timeout(10_000);
  const answer = await fetch(`${url}${path}`, { ...(body === undefined ? {} : post), signal });
  const text = await answer.text();
  return { status: answer.status, value: text === "" ? undefined : JSON.parse(text) };
}

async function brokers(): Promise<readonly BrokerView[]> {
  const { value } = await ask("/v1/cluster");
  return (value as { brokers: readonly BrokerView[] }).brokers;
}

const broker = async (id: number): Promise<BrokerView | undefined> =>
  (await brokers()).find((one) => one.id === id);

interface TopicView {
  readonly config: { readonly minInsyncReplicas: number };
  readonly partitions: readonly { readonly isr: readonly number[] }[];
}
const topic = async (): Promise<TopicView> => (await ask("/v1/topics/t")).value as TopicView;

const untilBroker = (id: number, what: string, holds: (one: BrokerView) => boolean) =>
  until(
    `broker ${id} ${what}`,
    async () => {
      const one = await broker(id).catch(() => undefined);
      return one !== undefined && holds(one);
    },
    DEADLINE_MS,
  );

const untilAllInSync = (replicas: number) =>
  until(
    `${replicas} replicas of every partition are in sync`,
    async () => {
      const described = await topic().catch(() => undefined);
      return described?.partitions.every(({ isr }) => isr.length === replicas) ?? false;
    },
    DEADLINE_MS,
  );

/** Asks on until nothing is planned and nothing moves. */
async function rebalance(options: Record<string, unknown> = {}): Promise<number> {
  let started = 0;
  await until(
    "what was planned has moved",
    async () => {
      const { value } = await ask("/v1/cluster/rebalance", options);
      const now = value as { planned: unknown[]; started: number; moving: unknown[] };
      started += now.started;
      return now.planned.length + now.started + now.moving.length === 0;
    },
    DEADLINE_MS,
  );
  return started;
}

beforeAll(async () => {
  directory = temporaryDirectory();
  cluster = new Cluster(await loopbackSite(directory, 4));
  await Promise.all(cluster.nodes.slice(0, 3).map((node) => node.start()));
  client = new Tidemark({ brokers: cluster.addresses.slice(0, 3) });
  for (const id of [1, 2, 3]) {
    await untilBroker(id, "is active", ({ state }) => state === "active");
  }
  await client.admin().createTopic({ name: "t", partitions: PARTITIONS, replicationFactor: 2 });
  load = Promise.all(sent.map((_, partition) => send(partition))).then(() => undefined);
}, 120_000);

afterAll(async () => {
  stop.abort();
  await client.close();
  await cluster.stop().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

describe.sequential("brokers come and go", { timeout: 200_000 }, () => {
  it("the replication factor grows while records come", async () => {
    expect(await rebalance({ replicationFactor: 3 })).toBeGreaterThanOrEqual(PARTITIONS);
    await untilAllInSync(3);
    expect((await topic()).config.minInsyncReplicas).toBe(2);
  });

  it("a fourth broker gets its share", async () => {
    await cluster.node(4).start();
    await untilBroker(4, "is active", ({ state }) => state === "active");
    await rebalance();
    const one = (await broker(4))!;
    // 18 replicas on four brokers, give or take one.
    expect(one.replicas).toBeGreaterThanOrEqual(3);
    expect(one.replicas).toBeLessThanOrEqual(6);
    expect(Math.abs(one.skewMs ?? Infinity)).toBeLessThan(1_000);
    expect(one.lagEntries).toBeGreaterThanOrEqual(0);
  });

  it("one that is emptied can be removed, not before, and its process ends", async () => {
    expect((await ask("/v1/cluster/remove", { broker: 4 })).status).toBe(409);
    expect((await ask("/v1/cluster/drain", { broker: 4 })).status).toBe(204);
    await untilBroker(4, "leads nothing", ({ state, leaders }) => {
      return state === "draining" && leaders === 0;
    });
    await rebalance();
    expect((await broker(4))!.replicas).toBe(0);
    const node = cluster.node(4);
    expect((await ask("/v1/cluster/remove", { broker: 4 })).status).toBe(204);
    await until("its process ends", () => node.endedByItself);
    expect(node.lines.join("\n")).toContain("broker 4 was removed from the cluster");
    expect(await broker(4)).toBeUndefined();
    await node.kill();
  });

  it("of two processes with one id the first ends, and says why", async () => {
    const node = cluster.node(4);
    await node.start();
    await untilBroker(4, "is active again", ({ state }) => state === "active");
    const before = (await broker(4))!.epoch;
    const other = await BrokerProcess.start({
      dataDir: join(directory, "other-4"),
      args: node.arguments,
      endsWithParent: true,
    });
    await until("the first one ends", () => node.endedByItself);
    expect(node.lines.join("\n")).toContain("another process has registered as broker 4");
    await untilBroker(4, "is active as the second", ({ state, epoch }) => {
      return state === "active" && epoch > before;
    });
    await node.kill();
    await other.kill();
    await untilBroker(4, "is fenced", ({ state }) => state === "fenced");
    expect((await ask("/v1/cluster/remove", { broker: 4 })).status).toBe(204);
  });

  it("one that hangs is fenced and comes back when it goes on", async () => {
    const controller = (await cluster.controller())!;
    const id = [1, 2, 3].find((one) => one !== controller)!;
    cluster.node(id).pause();
    await untilBroker(id, "is fenced", ({ state, leaders }) => {
      return state === "fenced" && leaders === 0;
    });
    cluster.node(id).resume();
    await untilBroker(id, "is active again", ({ state }) => state === "active");
    await untilAllInSync(3);
  });

  it("a lost disk is copied again, and nothing that was acknowledged is missed", async () => {
    const node = cluster.node(3);
    await node.kill();
    rmSync(node.place.dataDir, { recursive: true });
    await node.start();
    await untilBroker(3, "is active again", ({ state }) => state === "active");
    await untilAllInSync(3);
  });

  it("all the while clients failed nothing, and each record is there once and in order", async () => {
    stop.abort();
    await load;
    expect(failures).toEqual([]);
    expect(Math.min(...sent)).toBeGreaterThan(100);
    const stored: string[][] = Array.from({ length: PARTITIONS }, () => []);
    for await (const record of client.consumer({ topic: "t", from: "earliest", until: "latest" })) {
      stored[record.partition]!.push(String(record.text));
    }
    const numbers = (count: number) => Array.from({ length: count }, (_, each) => String(each));
    expect(stored).toEqual(sent.map(numbers));
  });
});
