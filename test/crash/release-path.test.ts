/**
 * A real broker killed at every named point of the release path, twice in a row, and started again:
 * nothing is lost, early or doubled (P4), what was answered stays true (P1). The points are put into
 * the running process from outside, by `failpoints.mjs`.
 */
import { fileURLToPath } from "node:url";
import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Sent } from "../sim/broker/oracle.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { BrokerProcess, temporaryDirectory } from "../system/harness/broker-process.ts";
import { ConnectionLost } from "../system/harness/http-client.ts";
import { TopicClient } from "../system/harness/topic-client.ts";
import { until } from "../system/harness/until.ts";
import { Checker } from "./checker.ts";

const FAILPOINTS = fileURLToPath(new URL("failpoints.mjs", import.meta.url));
const TOPIC = "release";
const PARTITIONS = 2;
/** In one call. */
const RECORDS = 10;
const DUE_EARLIEST_MS = 50;
const DUE_LATEST_MS = 400;
/** By then the point was reached, or it is not on the way any more. */
const REACHED_MAX_MS = 20_000;

/** What the point is, and how often it is passed before the process dies there. */
const POINTS: readonly (readonly [name: string, lives: readonly number[]])[] = [
  ["after-take", [1, 2]],
  ["after-payload-read", [1, 2]],
  ["before-append", [1, 2]],
  ["after-append-before-write", [1, 2]],
  ["after-write-before-sync", [1, 2]],
  ["after-sync-before-high-watermark", [1, 2]],
  ["before-index-commit", [1, 3]],
  ["during-index-commit", [1, 3]],
  ["after-index-commit", [1, 3]],
  ["during-checkpoint", [1, 1]],
  ["before-marks", [2, 1]],
  ["after-marks", [2, 1]],
  ["during-merge", [1, 2]],
  ["after-merge", [1, 1]],
];

const brokers: BrokerProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const broker of brokers.splice(0)) await broker.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

class Load {
  readonly checker = new Checker(TOPIC);
  readonly #random = new SimRandom(1);

  /** Schedules, cancels and moves until the broker dies of it. */
  async run(client: TopicClient): Promise<void> {
    const untilMs = performance.now() + REACHED_MAX_MS;
    try {
      await createOnce(client);
      while (performance.now() < untilMs) await this.#round(client);
    } catch (error) {
      if (error instanceof ConnectionLost) return;
      throw error;
    }
    throw new Error(`the point was not reached within ${REACHED_MAX_MS} ms`);
  }

  async #round(client: TopicClient): Promise<void> {
    const { oracle } = this.checker;
    const sents = Array.from({ length: RECORDS }, () =>
      oracle.send(this.checker.nextValue(), this.#random.int(0, PARTITIONS), this.#dueTime()),
    );
    const records = sents.map(({ value, partition, dueMs: [deliverAt] }) => {
      return { value, partition, deliverAt };
    });
    try {
      const results = await client.produceAll(records);
      for (const [index, { offset }] of results.entries()) {
        oracle.acknowledged(sents[index]!, offset!);
      }
    } finally {
      for (const sent of sents) if (sent.outcome === "waiting") sent.outcome = "unknown";
    }
    for (let each = 0; each < sents.length; each += 5) await this.#change(client, sents[each]!);
  }

  #dueTime(): number {
    return Date.now() + this.#random.int(DUE_EARLIEST_MS, DUE_LATEST_MS);
  }

  async #change(client: TopicClient, sent: Sent): Promise<void> {
    const { oracle } = this.checker;
    const path = `/v1/topics/${TOPIC}/schedules/${sent.partition}:${sent.offset}`;
    const deliverAt = this.#dueTime();
    const cancels = this.#random.chance(0.5);
    const change = cancels ? oracle.cancel(sent) : oracle.move(sent, deliverAt);
    const { status } = cancels
      ? await client.http.request("DELETE", path)
      : await client.http.request("PATCH", path, { deliverAt });
    oracle.wall(Date.now());
    if (status < 300) change.done();
    else change.refused();
  }
}

async function createOnce(client: TopicClient): Promise<void> {
  const { status } = await client.http.request("GET", `/v1/topics/${TOPIC}`);
  if (status !== 200) await client.create(PARTITIONS);
}

/** One life under load, until the point is reached: `kill -9` from inside. */
async function dieAt(point: string, count: number, dataDir: string, load: Load): Promise<void> {
  const env = { NODE_OPTIONS: `--import ${FAILPOINTS}`, FAILPOINT: `${point}:${count}` };
  let ended: Promise<unknown> | undefined;
  let broker: BrokerProcess;
  try {
    broker = await BrokerProcess.start({
      dataDir,
      env,
      onSpawn: (child) => {
        ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
      },
    });
  } catch (error) {
    // Reached while it starts: what was left over from the life before is enough.
    expect(await ended, String(error)).toBe("SIGKILL");
    return;
  }
  brokers.push(broker);
  const client = new TopicClient(broker.url, TOPIC);
  await load.run(client);
  expect(await broker.exited).toBe("SIGKILL");
  client.close();
}

describe("a broker that dies on the way of a release", () => {
  it.each(POINTS)("%s", async (point, lives) => {
    const dataDir = temporaryDirectory();
    folders.push(dataDir);
    const load = new Load();
    for (const count of lives) await dieAt(point, count, dataDir, load);
    const broker = await BrokerProcess.start({ dataDir });
    brokers.push(broker);
    const client = new TopicClient(broker.url, TOPIC);
    await until("nothing waits any more (P4)", async () => (await client.describe()).pending === 0);
    client.close();
    await load.checker.readEverything(broker.address, true);
    load.checker.verify();
    const { acknowledged, released } = load.checker.oracle.tally();
    expect([acknowledged > 0, released > 0]).toEqual([true, true]);
    expect(await broker.stop()).toBe(0);
  });
});
