/**
 * What replicas promise when brokers are killed: scheduled records are released once and in time by whoever
 * leads then (P4), cancelled ones never, acks mean what they say (P1), and only who has everything leads.
 */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cluster } from "../../chaos/cluster.ts";
import { loopbackSite } from "../../chaos/site.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

const TIMEOUT_MS = 30_000;

interface Result {
  readonly partition?: number;
  readonly offset?: number;
  readonly scheduled?: { readonly id: string };
  readonly error?: { readonly code: string };
}

interface PartitionLine {
  readonly partition: number;
  readonly leader?: number;
  readonly isr: readonly number[];
  readonly logStartOffset: number;
  readonly pending: number;
}

let directory: string;
let cluster: Cluster;

beforeEach(async () => {
  directory = temporaryDirectory();
  cluster = new Cluster(await loopbackSite(directory, 3));
  await cluster.start();
}, 120_000);
afterEach(async () => {
  await Promise.all(cluster.nodes.map((node) => node.kill()));
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

async function ask(method: string, path: string, body?: string, type?: string): Promise<Response> {
  const url = await until("a broker that is up", () => cluster.url());
  return fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { "content-type": type! } }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function create(topic: object): Promise<void> {
  const answer = await ask("POST", "/v1/topics", JSON.stringify(topic), "application/json");
  expect([answer.status, await answer.text()]).toMatchObject([201, expect.anything()]);
}

async function describePartitions(name: string): Promise<readonly PartitionLine[]> {
  const answer = await ask("GET", `/v1/topics/${name}`);
  if (!answer.ok) return [];
  return ((await answer.json()) as { partitions: readonly PartitionLine[] }).partitions;
}

const partitionOf = async (name: string): Promise<PartitionLine | undefined> =>
  (await describePartitions(name))[0];

async function produce(name: string, records: readonly object[], acks = "all"): Promise<Result[]> {
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const path = `/v1/topics/${name}/records?acks=${acks}`;
  const answer = await ask("PUT", path, lines, "application/x-ndjson");
  const text = await answer.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Result);
}

async function values(name: string): Promise<string[]> {
  const answer = await ask(
    "GET",
    `/v1/topics/${name}/records?from=earliest&until=latest&limit=10000`,
  );
  const text = await answer.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { value: string }).value);
}

describe("scheduled records", () => {
  it("are released once and in time, whoever leads (P4)", { timeout: 240_000 }, async () => {
    await create({ name: "t", partitions: 3, replicationFactor: 3 });
    const dues = new Map<string, number>();
    const cancelled = new Set<string>();
    const records = Array.from({ length: 300 }, (_, index) => {
      const deliverAt = Date.now() + 4_000 + index * 30;
      dues.set(`v${index}`, deliverAt);
      return { value: `v${index}`, deliverAt, scheduleId: `s${index}`, messageId: `m${index}` };
    });
    for (const { error } of await produce("t", records)) expect(error).toBeUndefined();
    for (let index = 0; index < 300; index += 10) {
      const answer = await ask("DELETE", `/v1/topics/t/schedules/s${index}`);
      if (answer.ok) cancelled.add(`v${index}`);
      await answer.arrayBuffer();
    }
    expect(cancelled.size).toBeGreaterThan(20);
    // Read while leaders die: nothing may be seen before its time.
    const early: string[] = [];
    const over = new AbortController();
    const reader = (async () => {
      while (!over.signal.aborted) {
        for (const value of await values("t").catch(() => [])) {
          if (Date.now() < dues.get(value)!) early.push(value);
        }
      }
    })();
    for (const partition of [0, 1, 2]) {
      const leader = await until("a leader", async () => {
        const line = (await describePartitions("t"))[partition];
        return line?.leader !== undefined && line.leader > 0 ? line.leader : undefined;
      });
      await cluster.node(leader).kill();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await cluster.node(leader).start();
      await cluster.whole();
    }
    const wanted = [...dues.keys()].filter((value) => !cancelled.has(value)).sort();
    await until(
      "all are released",
      async () => (await values("t")).length >= wanted.length,
      60_000,
    );
    await until("nothing waits", async () =>
      (await describePartitions("t")).every(({ pending }) => pending === 0),
    );
    over.abort();
    await reader;
    expect((await values("t")).sort()).toEqual(wanted);
    expect(early).toEqual([]);
  });

  it("wait below a log start that moved, also for the next leader", {
    timeout: 120_000,
  }, async () => {
    await create({ name: "t", partitions: 1, replicationFactor: 3 });
    const deliverAt = Date.now() + 20_000;
    await produce("t", [{ value: "later", deliverAt, scheduleId: "s" }]);
    await produce(
      "t",
      Array.from({ length: 50 }, (_, index) => ({ value: `v${index}` })),
    );
    const before = (await produce("t", [{ value: "kept" }]))[0]!.offset!;
    const body = JSON.stringify({ partition: 0, before });
    const deleted = await ask("POST", "/v1/topics/t/records/delete", body, "application/json");
    expect(deleted.status).toBe(200);
    const { leader } = (await partitionOf("t"))!;
    // A follower's log start follows within a moment; nobody shows it before it leads.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await cluster.node(leader!).kill();
    await until("the next leader serves, with the same start and what waits", async () => {
      const line = await partitionOf("t").catch(() => undefined);
      if (line?.leader === leader) return false;
      return line?.logStartOffset === before && line.pending === 1;
    });
    expect(await values("t")).toEqual(["kept"]);
    await until("it is released", async () => (await values("t")).includes("later"));
    expect(Date.now()).toBeGreaterThanOrEqual(deliverAt);
  });
});

describe("acks", () => {
  it("mean what they say where too few are in sync (P1)", { timeout: 120_000 }, async () => {
    const config = { minInsyncReplicas: 3 };
    await create({ name: "t", partitions: 1, replicationFactor: 3, config });
    expect((await produce("t", [{ value: "a" }]))[0]!.error).toBeUndefined();
    const { leader } = (await partitionOf("t"))!;
    const other = [1, 2, 3].find((id) => id !== leader)!;
    await cluster.node(other).kill();
    await until("it is out of the set", async () => (await partitionOf("t"))?.isr.length === 2);
    const [refused] = await produce("t", [{ value: "refused" }]);
    expect(refused?.error?.code).toBe("NOT_ENOUGH_REPLICAS");
    const [taken] = await produce("t", [{ value: "b" }], "leader");
    expect(taken?.error).toBeUndefined();
    expect(await values("t")).toEqual(["a"]);
    await cluster.node(other).start();
    await until("all have it", async () => (await values("t")).length === 2, 60_000);
    expect(await values("t")).toEqual(["a", "b"]);
    expect((await produce("t", [{ value: "c" }]))[0]!.error).toBeUndefined();
  });

  it("of the last in sync are kept: nobody else leads (P1)", { timeout: 180_000 }, async () => {
    const config = { minInsyncReplicas: 1 };
    await create({ name: "t", partitions: 1, replicationFactor: 2, config });
    const { leader, isr } = (await partitionOf("t"))!;
    const follower = isr.find((id) => id !== leader)!;
    await produce("t", [{ value: "both" }]);
    await cluster.node(follower).kill();
    await until("it stands alone", async () => (await partitionOf("t"))?.isr.length === 1);
    expect((await produce("t", [{ value: "alone" }]))[0]!.error).toBeUndefined();
    await cluster.node(leader!).kill();
    await cluster.node(follower).start();
    const seen = await until("the other is known to be up", async () => partitionOf("t"));
    expect(seen.isr).toEqual([leader]);
    const [refused] = await produce("t", [{ value: "nowhere", messageId: "m" }]);
    expect(refused?.error?.code).toBe("NOT_LEADER");
    await cluster.node(leader!).start();
    await cluster.whole();
    expect(await values("t")).toEqual(["both", "alone"]);
  });
});
