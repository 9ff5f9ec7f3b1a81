/**
 * One broker with data becomes three: its log of metadata goes on as that of the group, its topics get replicas
 * on the others, and then it may die (P1).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { loopbackSite } from "../../chaos/site.ts";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

const DEADLINE_MS = 60_000;

let directory: string;
const running: BrokerProcess[] = [];
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((broker) => broker.kill()));
  rmSync(directory, { recursive: true, force: true });
});

interface ClusterView {
  readonly clusterId: string;
  readonly brokers: readonly { readonly id: number; readonly state: string }[];
  readonly controllers: readonly { readonly voter: boolean }[];
}

async function ask(port: number, path: string, body?: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const post = { method: "POST", body: JSON.stringify(body), headers };
  const signal = AbortSignal.timeout(10_000);
  const request = { ...(body === undefined ? {} : post), signal };
  return (await fetch(`http://127.0.0.1:${port}${path}`, request)).json();
}

it("keeps what it has, and loses none of it when the first one dies", {
  timeout: 200_000,
}, async () => {
  const { places } = await loopbackSite(directory, 3);
  const ports = places.map(({ port }) => port);
  const [first = 0, second = 0, third = 0] = ports;
  const start = async (id: number, settings: Record<string, string>): Promise<BrokerProcess> => {
    const own = { brokerId: String(id), ...settings };
    const args = Object.entries(own).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    const dataDir = join(directory, `broker-${id}`);
    const port = ports[id - 1]!;
    const broker = await BrokerProcess.start({ dataDir, port, args, endsWithParent: true });
    running.push(broker);
    return broker;
  };
  const alone = await start(1, {});
  const { clusterId } = (await ask(first, "/v1/cluster")) as ClusterView;
  const values = Array.from({ length: 60 }, (_, each) => String(each));
  const before = new Tidemark({ brokers: [`127.0.0.1:${first}`] });
  await before.admin().createTopic({ name: "t", partitions: 3 });
  const producer = before.producer();
  await Promise.all(
    values.map((value) => producer.send({ topic: "t", partition: Number(value) % 3, value })),
  );
  await before.close();
  await alone.stop();

  const controllers = ports.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join(",");
  const three = await Promise.all([1, 2, 3].map((id) => start(id, { clusterId, controllers })));
  await until(
    "three are active and decide together",
    async () => {
      const { brokers, controllers: group } = (await ask(first, "/v1/cluster")) as ClusterView;
      const active = brokers.filter(({ state }) => state === "active").length;
      return active === 3 && group.filter(({ voter }) => voter).length === 3;
    },
    DEADLINE_MS,
  );
  await until(
    "every partition has three replicas",
    async () => {
      const answer = await ask(first, "/v1/cluster/rebalance", { replicationFactor: 3 });
      const { planned, started, moving } = answer as {
        planned: unknown[];
        started: number;
        moving: unknown[];
      };
      return planned.length + started + moving.length === 0;
    },
    DEADLINE_MS,
  );
  // A topic of now needs no moves.
  const topic = { name: "new", partitions: 1, replicationFactor: 3 };
  await ask(second, "/v1/topics", topic);
  const beside = `/v1/topics/new/records`;
  expect(await ask(second, beside, { value: "one" })).toMatchObject({ partition: 0 });
  await three[0]!.kill();
  expect(await ask(third, beside, { value: "two" })).toMatchObject({ partition: 0 });
  const client = new Tidemark({ brokers: [`127.0.0.1:${second}`] });
  await client.producer().send({ topic: "t", partition: 0, value: "after" });
  const stored: string[] = [];
  for await (const record of client.consumer({ topic: "t", from: "earliest", until: "latest" })) {
    stored.push(String(record.text));
  }
  expect(stored.sort()).toEqual([...values, "after"].sort());
  await client.close();
});
