/**
 * The active controller dies where it leads no partition: nobody who sends or reads notices. No request fails,
 * over the SDK and over HTTP, and nobody waits longer than between any two records (P1, P2).
 */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { Cluster } from "../../chaos/cluster.ts";
import { loopbackSite } from "../../chaos/site.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

const CONTROLLERS = [1, 2, 3];
const BROKERS = [4, 5];
const PARTITIONS = 4;
const KILLS = 2;
const BEAT_MS = 20;
/** Below the timeout of a session, and far above what a busy machine takes its time for. */
const GAP_MAX_MS = 2_500;

let directory: string;
let cluster: Cluster;
let client: Tidemark;

beforeEach(async () => {
  directory = temporaryDirectory();
  const site = await loopbackSite(directory, CONTROLLERS.length + BROKERS.length);
  cluster = new Cluster(site, (id) => ({
    roles: CONTROLLERS.includes(id) ? "controller" : "broker",
    // Of the groups log, too.
    defaultReplicationFactor: String(BROKERS.length),
  }));
  await cluster.start();
  client = new Tidemark({ brokers: BROKERS.map((id) => cluster.node(id).address) });
}, 120_000);
afterEach(async () => {
  await client.close();
  await cluster.stop().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
});

/** The longest time between two of the same name, while it is watched. */
class Gaps {
  readonly #longestMs = new Map<string, number>();
  readonly #lastMs = new Map<string, number>();

  heard(name: string): void {
    const nowMs = performance.now();
    const gapMs = nowMs - (this.#lastMs.get(name) ?? nowMs);
    this.#lastMs.set(name, nowMs);
    this.#longestMs.set(name, Math.max(gapMs, this.#longestMs.get(name) ?? 0));
  }

  watch(): void {
    this.#longestMs.clear();
  }

  /** Since then. */
  above(ms: number): readonly (readonly [string, number])[] {
    return [...this.#longestMs].filter(([, longestMs]) => longestMs > ms);
  }
}

/** Sends on a beat, to each partition by the SDK and to any over HTTP, until it is stopped. */
class Load {
  readonly failures: unknown[] = [];
  readonly gaps = new Gaps();
  sent = 0;
  #stopped = false;
  readonly #done = Promise.all([this.#send(), this.#post()]);

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #send(): Promise<void> {
    const producer = client.producer();
    const open: Promise<void>[] = [];
    while (!this.#stopped) {
      await beat();
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const send = producer.send({ topic: "t", partition, value: String(this.sent++) });
        open.push(
          send.then(
            () => this.gaps.heard(`sent to ${partition}`),
            (error: unknown) => void this.failures.push(error),
          ),
        );
      }
    }
    await Promise.all(open);
    await producer.close();
  }

  async #post(): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      await beat();
      const at = cluster.node(BROKERS[turn % BROKERS.length]!);
      const answer = await fetch(`${at.url}/v1/topics/t/records`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ value: String(this.sent++) }),
      });
      const text = await answer.text();
      if (!answer.ok) this.failures.push(text);
      else this.gaps.heard("posted");
    }
  }
}

const beat = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BEAT_MS));

it("is not noticed by who sends and reads", { timeout: 240_000 }, async () => {
  await client.admin().createTopic({ name: "t", partitions: PARTITIONS });
  const load = new Load();
  const values: string[] = [];
  const member = client.consumer({ group: "g", topics: "t", from: "earliest" });
  const reading = (async () => {
    for await (const record of member) {
      values.push(String(record.text));
      load.gaps.heard("read");
    }
  })();
  await until("some load is read", () => values.length > 100);
  for (let kill = 0; kill < KILLS; kill++) {
    const controller = await cluster.controller();
    expect(CONTROLLERS).toContain(controller);
    const before = values.length;
    load.gaps.watch();
    await cluster.node(controller!).kill();
    await until("another one decides", async () => {
      const next = await cluster.controller();
      return next !== undefined && next !== controller;
    });
    await until("more is read", () => values.length > before + 100);
    expect(load.gaps.above(GAP_MAX_MS)).toEqual([]);
    await cluster.node(controller!).start();
    await cluster.whole();
  }
  await load.stop();
  await until("all is read", () => values.length >= load.sent, 30_000);
  await member.close();
  await reading;
  expect(load.failures).toEqual([]);
  expect(new Set(values).size).toBe(values.length);
  expect(values.length).toBe(load.sent);
});
