/**
 * A cluster whose controllers hold no partitions: three nodes that only decide, two that only hold. Each
 * kind may lose what it can spare, a disk too, and nothing that was acknowledged (P1).
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { stablePort } from "../harness/stable-port.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const CONTROLLERS = [1, 2, 3];
const BROKERS = [4, 5];
const NODES = [...CONTROLLERS, ...BROKERS];

interface ClusterAnswer {
  readonly controller: number;
  readonly controllers: readonly { readonly id: number; readonly voter: boolean }[];
  readonly brokers: readonly { readonly id: number; readonly state: string }[];
}

let directory: string;
let ports: Map<number, number>;
const nodes = new Map<number, BrokerProcess>();

const folderOf = (id: number): string => join(directory, `node-${id}`);
const voteOf = (id: number): string => join(folderOf(id), "metadata", "vote.json");
const node = (id: number): BrokerProcess => nodes.get(id)!;

async function start(id: number): Promise<void> {
  const controllers = CONTROLLERS.map((one) => `${one}@127.0.0.1:${ports.get(one)}`).join(",");
  const process = await BrokerProcess.start({
    dataDir: folderOf(id),
    port: ports.get(id)!,
    endsWithParent: true,
    env: {
      TIDEMARK_BROKER_ID: String(id),
      TIDEMARK_CLUSTER_ID: "c".repeat(32),
      TIDEMARK_CONTROLLERS: controllers,
      TIDEMARK_ROLES: CONTROLLERS.includes(id) ? "controller" : "broker",
    },
  });
  nodes.set(id, process);
}

async function describeCluster(id: number): Promise<ClusterAnswer> {
  const { text } = await new HttpClient(node(id).url).request("GET", "/v1/cluster");
  return JSON.parse(text) as ClusterAnswer;
}

async function allActive(): Promise<void> {
  await until("all are active", async () => {
    const { brokers } = await describeCluster(4);
    return brokers.length === NODES.length && brokers.every(({ state }) => state === "active");
  });
}

async function create(at: number, name: string): Promise<void> {
  const topic = { name, partitions: 2, replicationFactor: 2, config: { minInsyncReplicas: 1 } };
  const { http } = new TopicClient(node(at).url);
  const { status, text } = await http.request("POST", "/v1/topics", topic);
  expect(status, text).toBe(201);
}

beforeEach(async () => {
  directory = temporaryDirectory();
  ports = new Map();
  for (const id of NODES) ports.set(id, await stablePort());
  await Promise.all(NODES.map(start));
  await allActive();
}, 120_000);

afterEach(async () => {
  await Promise.all([...nodes.values()].map((process) => process.dispose()));
  nodes.clear();
  rmSync(directory, { recursive: true, force: true });
});

it("decides here and holds there, and each survives the other's losses", {
  timeout: 240_000,
}, async () => {
  await create(4, "first");
  const partitions = new TopicClient(node(1).url, "first");
  const described = (await partitions.describe()) as unknown as {
    readonly partitions: readonly { readonly replicas: readonly number[] }[];
  };
  for (const { replicas } of described.partitions) {
    expect(new Set(replicas)).toEqual(new Set(BROKERS));
  }
  // A controller answers as any broker does.
  await partitions.produceAll([{ value: "one" }, { value: "two" }]);

  const { controller } = await describeCluster(4);
  expect(CONTROLLERS).toContain(controller);
  await node(controller).kill();
  await create(5, "second");
  await new TopicClient(node(4).url, "second").produceAll([{ value: "three" }]);

  // It comes back with an empty disk, and is a voter again when it has everything.
  rmSync(folderOf(controller), { recursive: true });
  await start(controller);
  await until("it votes again", async () => {
    const { controllers } = await describeCluster(4);
    const isVoter = controllers.find(({ id }) => id === controller)?.voter === true;
    // It counts as one from the start: until it was taken in anew its file says that its vote is lost.
    const file = voteOf(controller);
    return isVoter && existsSync(file) && !readFileSync(file, "utf8").includes('"lost"');
  });
  const next = (await describeCluster(4)).controller;
  await node(next).kill();
  await create(4, "third");
  await start(next);

  await node(4).kill();
  const rest = new TopicClient(node(5).url, "first");
  await until("broker 5 leads", async () => {
    const [result] = await rest.produce([{ value: "four" }]);
    return result !== undefined && result.error === undefined;
  });
  const values = await rest.values();
  expect(values).toEqual(expect.arrayContaining(["one", "two", "four"]));
});
