/**
 * Every broker of a cluster goes and comes, one after the other, under load: asked to, killed, held. Clients
 * fail nothing, each record is stored once and in order (P1, P2), and groups go on where they were (P9).
 */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type QueueMessage, Tidemark } from "@tidemark/client";
import { Cluster } from "../../chaos/cluster.ts";
import { loopbackSite } from "../../chaos/site.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

const PARTITIONS = 6;
const RESTART_DEADLINE_MS = 120_000;
const LONG = { timeout: 300_000 };

let directory: string;
let cluster: Cluster;
let client: Tidemark;

beforeEach(async () => {
  directory = temporaryDirectory();
  cluster = new Cluster(await loopbackSite(directory, 3));
  await cluster.start();
  client = new Tidemark({ brokers: cluster.addresses });
});
afterEach(async () => {
  await client.close();
  await cluster.stop().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
});

/** Sends numbers to every partition in turn, some at a time, until it is stopped. */
class Load {
  readonly sent = Array.from({ length: PARTITIONS }, () => 0);
  readonly failures: unknown[] = [];
  #stopped = false;
  readonly done: Promise<void>;

  constructor() {
    this.done = Promise.all(this.sent.map((_, partition) => this.#send(partition))).then(
      () => undefined,
    );
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.done;
  }

  get total(): number {
    return this.sent.reduce((sum, count) => sum + count, 0);
  }

  async #send(partition: number): Promise<void> {
    const producer = client.producer();
    while (!this.#stopped) {
      const first = this.sent[partition]!;
      const values = Array.from({ length: 5 }, (_, index) => String(first + index));
      this.sent[partition] = first + values.length;
      const sends = values.map((value) => producer.send({ topic: "t", partition, value }));
      const settled = await Promise.allSettled(sends);
      this.failures.push(
        ...settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : [])),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    await producer.close();
  }
}

/** Before that another broker's restart would leave partitions without enough replicas. */
async function allInSync(): Promise<boolean> {
  const { partitions } = await client.admin().describeTopic("t");
  return partitions.every(({ isr }) => isr.length === 3);
}

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, each) => String(each));

const endings = ["stop", "kill", "hold"] as const;

it.each(endings)("loses, doubles and fails nothing: %s (P1, P2, P9)", LONG, async (end) => {
  const create = { name: "t", partitions: PARTITIONS, replicationFactor: 3 };
  await client.admin().createTopic(create);
  const load = new Load();
  const heard: string[][] = Array.from({ length: PARTITIONS }, () => []);
  const commits: unknown[] = [];
  const member = client.consumer({ group: "g", topics: "t", from: "earliest", autoCommit: false });
  const consuming = (async () => {
    let taken = 0;
    for await (const record of member) {
      heard[record.partition]!.push(String(record.text));
      if (++taken % 200 === 0) {
        await member.commit().catch((error: unknown) => commits.push(error));
      }
    }
  })();
  const worked = new Set<string>();
  const worker = client.queueConsumer({ group: "q", topics: "t", from: "earliest" });
  const work = ({ partition, text }: QueueMessage) => worked.add(`${partition}/${text}`);
  const working = worker.process(work, { concurrency: 100 });
  await until("some load", () => load.total > 500);
  for (const node of cluster.nodes) {
    const before = load.total;
    if (end === "hold") node.pause();
    else await node[end]();
    await until("load without it", () => load.total > before + 500, RESTART_DEADLINE_MS);
    if (end === "hold") node.resume();
    else await node.start();
    await until("every replica in sync", allInSync, RESTART_DEADLINE_MS);
  }
  await load.stop();
  expect(load.failures).toEqual([]);

  const stored: string[][] = Array.from({ length: PARTITIONS }, () => []);
  for await (const record of client.consumer({ topic: "t", from: "earliest", until: "latest" })) {
    stored[record.partition]!.push(String(record.text));
  }
  expect(stored).toEqual(load.sent.map(numbers));

  const heardAll = () => heard.every((values, each) => new Set(values).size === load.sent[each]);
  await until("the group has had everything", heardAll, RESTART_DEADLINE_MS);
  await member.close();
  await consuming;
  await until("the queue is empty", () => worked.size === load.total, RESTART_DEADLINE_MS);
  await worker.close();
  await working;
  expect(commits).toEqual([]);
});
