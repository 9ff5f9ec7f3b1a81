/**
 * Nobody can lead a partition, and a person gives up what only the absent replica had: it goes on with what is
 * left, and the absent one comes back without being served from, or losing, what it had.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tidemark } from "../cli/tidemark.ts";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { stablePort } from "../harness/stable-port.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

/** Decides alone, and holds nothing. */
const CONTROLLER = 1;
const NODES = [CONTROLLER, 2, 3];

interface Partition {
  readonly leader: number;
  readonly isr: readonly number[];
}

let directory: string;
let ports: Map<number, number>;
const nodes = new Map<number, BrokerProcess>();

const folderOf = (id: number): string => join(directory, `node-${id}`);
const node = (id: number): BrokerProcess => nodes.get(id)!;

async function start(id: number): Promise<void> {
  const process = await BrokerProcess.start({
    dataDir: folderOf(id),
    port: ports.get(id)!,
    endsWithParent: true,
    env: {
      TIDEMARK_BROKER_ID: String(id),
      TIDEMARK_CLUSTER_ID: "c".repeat(32),
      TIDEMARK_CONTROLLERS: `${CONTROLLER}@127.0.0.1:${ports.get(CONTROLLER)}`,
      TIDEMARK_ROLES: id === CONTROLLER ? "controller" : "broker",
    },
  });
  nodes.set(id, process);
}

async function partition(): Promise<Partition> {
  const { text } = await new HttpClient(node(CONTROLLER).url).request("GET", "/v1/topics/t");
  return (JSON.parse(text) as { partitions: readonly Partition[] }).partitions[0]!;
}

const cli = (...argv: string[]) =>
  tidemark(["cluster", "accept-loss", ...argv, "--server", node(CONTROLLER).url]);

beforeEach(async () => {
  directory = temporaryDirectory();
  ports = new Map();
  for (const id of NODES) ports.set(id, await stablePort());
  // One that holds nothing comes up although nobody is there yet who does.
  await start(CONTROLLER);
  await Promise.all(NODES.filter((id) => id !== CONTROLLER).map(start));
}, 120_000);

afterEach(async () => {
  await Promise.all([...nodes.values()].map((process) => process.dispose()));
  nodes.clear();
  rmSync(directory, { recursive: true, force: true });
});

it("goes on with what is left, and keeps what came back", { timeout: 180_000 }, async () => {
  const topic = new TopicClient(node(CONTROLLER).url, "t");
  const config = { minInsyncReplicas: 1 };
  await until("both brokers are there", async () => {
    const made = { name: "t", partitions: 1, replicationFactor: 2, config };
    return (await topic.http.request("POST", "/v1/topics", made)).status === 201;
  });
  await topic.produceAll([{ value: "both" }]);
  const first = (await partition()).leader;
  const other = first === 2 ? 3 : 2;
  const refused = await cli("t", "0", "--lose-records");
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining("PARTITION_HAS_LEADER")]);

  await node(other).kill();
  await until("the first one is alone", async () => (await partition()).isr.length === 1);
  await topic.produceAll([{ value: "one only" }, { value: "one only too" }]);
  await node(first).kill();
  await start(other);
  await until("nobody leads", async () => (await partition()).leader < 0);

  const shown = await cli("t", "0");
  expect(shown.out).toContain(`broker ${first} can lead partition 0 of t: start it`);
  expect(shown.out).toContain(`--lose-records lets broker ${other} lead`);
  expect((await partition()).leader).toBe(-1);
  const { code, out } = await cli("t", "0", "--lose-records");
  expect([code, out]).toEqual([0, expect.stringContaining(`broker ${other} leads partition 0`)]);
  await topic.produceAll([{ value: "after" }]);
  expect(await topic.values()).toEqual(["both", "after"]);

  await start(first);
  await until("both are in sync", async () => (await partition()).isr.length === 2);
  await node(other).kill();
  await until("the first one leads", async () => (await partition()).leader === first);
  await topic.produceAll([{ value: "at last" }]);
  expect(await topic.values()).toEqual(["both", "after", "at last"]);
  const [kept, ...more] = readdirSync(join(folderOf(first), "quarantine"));
  expect(more).toEqual([]);
  expect(readdirSync(join(folderOf(first), "quarantine", kept!))).toContain(
    "00000000000000000000.log",
  );
});
