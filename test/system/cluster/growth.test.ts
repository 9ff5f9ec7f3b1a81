/**
 * A single broker with a history becomes a cluster of three: it names three controllers and starts again,
 * two empty ones come, and afterwards any of the three may go (P1).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { stablePort } from "../harness/stable-port.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const directory = temporaryDirectory();
const nodes = new Map<number, BrokerProcess>();
const node = (id: number): BrokerProcess => nodes.get(id)!;

interface ClusterAnswer {
  readonly clusterId: string;
  readonly controllers?: readonly { readonly id: number; readonly voter: boolean }[];
  readonly brokers: readonly { readonly id: number; readonly state: string }[];
}

async function start(id: number, port: number, env: Record<string, string> = {}): Promise<void> {
  const process = await BrokerProcess.start({
    dataDir: join(directory, `node-${id}`),
    port,
    endsWithParent: true,
    env: { TIDEMARK_BROKER_ID: String(id), ...env },
  });
  nodes.set(id, process);
}

async function describeCluster(id: number): Promise<ClusterAnswer> {
  const { text } = await new HttpClient(node(id).url).request("GET", "/v1/cluster");
  return JSON.parse(text) as ClusterAnswer;
}

afterEach(async () => {
  await Promise.all([...nodes.values()].map((process) => process.dispose()));
  rmSync(directory, { recursive: true, force: true });
});

it("keeps what it had, and bears the loss of the broker it was", { timeout: 180_000 }, async () => {
  const ports = [await stablePort(), await stablePort(), await stablePort()] as const;
  await start(1, ports[0]);
  const { clusterId } = await describeCluster(1);
  const old = new TopicClient(node(1).url, "old");
  await old.create();
  await old.produceAll([{ value: "from before" }]);
  expect(await node(1).stop()).toBe(0);

  const controllers = ports.map((port, at) => `${at + 1}@127.0.0.1:${port}`).join(",");
  const env = { TIDEMARK_CONTROLLERS: controllers, TIDEMARK_CLUSTER_ID: clusterId };
  // All at once: those that are empty must found nothing of their own.
  await Promise.all([start(2, ports[1], env), start(3, ports[2], env), start(1, ports[0], env)]);
  await until("three of them vote and are active", async () => {
    const { controllers: known, brokers } = await describeCluster(2);
    const voters = known?.filter(({ voter }) => voter) ?? [];
    const active = brokers.filter(({ state }) => state === "active");
    return voters.length === 3 && active.length === 3;
  });
  expect(await new TopicClient(node(3).url, "old").values()).toEqual(["from before"]);

  const topic = { name: "new", partitions: 1, replicationFactor: 3 };
  const { status, text } = await new HttpClient(node(2).url).request("POST", "/v1/topics", topic);
  expect(status, text).toBe(201);
  await new TopicClient(node(2).url, "new").produceAll([{ value: "one" }]);
  await node(1).kill();
  const rest = new TopicClient(node(3).url, "new");
  await until("it goes on without the first", async () => {
    const [result] = await rest.produce([{ value: "two" }]);
    return result !== undefined && result.error === undefined;
  });
  expect(await rest.values()).toEqual(expect.arrayContaining(["one", "two"]));
});
