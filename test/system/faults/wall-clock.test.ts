/**
 * A wall clock that steps, stops and drifts (P4): what is due by its new time is released, what is not
 * due yet waits for its time, nothing is lost or released twice, and people are told. The clock is
 * libfaketime's; the monotonic one goes on, as that is its meaning.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const HOUR_MS = 3_600_000;
const library = findLibrary();
const why =
  library === undefined ? " (skipped: needs libfaketime, apt-get install libfaketime)" : "";

function findLibrary(): string | undefined {
  if (process.platform !== "linux" || spawnSync("true").status !== 0) return undefined;
  for (const folder of readdirSync("/usr/lib")) {
    const path = join("/usr/lib", folder, "faketime", "libfaketime.so.1");
    if (existsSync(path)) return path;
  }
  return undefined;
}

describe.skipIf(library === undefined)(`a wall clock that cannot be trusted${why}`, () => {
  let folder = "";
  let brokers: BrokerProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-clock-"));
    brokers = [];
  });
  afterEach(async () => {
    for (const broker of brokers) await broker.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** From the broker's next look on; in libfaketime's words. */
  const setClock = (rule: string): void => {
    const path = join(folder, "offset");
    writeFileSync(`${path}.next`, `${rule}\n`);
    renameSync(`${path}.next`, path);
  };
  const step = (seconds: number): void => setClock(`${seconds < 0 ? "" : "+"}${seconds}`);

  const start = async (dataDir?: string): Promise<BrokerProcess> => {
    const env = {
      LD_PRELOAD: library!,
      FAKETIME_TIMESTAMP_FILE: join(folder, "offset"),
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      TZ: "UTC",
    };
    const broker = await BrokerProcess.start({
      env,
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    brokers.push(broker);
    return broker;
  };

  it("steps by an hour either way: never early, twice or never", async () => {
    step(0);
    const broker = await start();
    const client = new TopicClient(broker.url);
    await client.create(1);
    const nowMs = Date.now();
    await client.produceAll([
      { value: "in half an hour", deliverAt: nowMs + HOUR_MS / 2 },
      { value: "in two hours", deliverAt: nowMs + 2 * HOUR_MS },
      { value: "soon", deliverAt: nowMs + 3_000 },
    ]);

    step(-3_600);
    await until("its time by this machine", () => Date.now() > nowMs + 4_000);
    // By the broker's clock it is an hour ago: nothing is due.
    expect(await client.values()).toEqual([]);
    expect((await client.describe()).pending).toBe(3);
    await toldOfSteps(broker, [-3_600_000]);

    step(0);
    await until("the first", async () => (await client.values()).length === 1);
    expect(await client.values()).toEqual(["soon"]);
    // Two steps between two looks at the clock would be told as one.
    await toldOfSteps(broker, [-3_600_000, 3_600_000]);

    step(3_600);
    const steppedMs = performance.now();
    await until("the second", async () => (await client.values()).length === 2);
    // Its longest sleep, and what a busy machine adds.
    expect(performance.now() - steppedMs).toBeLessThan(1_000 + 2_000);
    expect(await client.values()).toEqual(["soon", "in half an hour"]);
    await toldOfSteps(broker, [-3_600_000, 3_600_000, 3_600_000]);

    // Back again: what was released stays, what waits waits; also across a crash.
    step(0);
    await broker.kill();
    const again = await start(broker.dataDir);
    const after = new TopicClient(again.url);
    expect(await after.values()).toEqual(["soon", "in half an hour"]);
    expect((await after.describe()).pending).toBe(1);
    step(3 * 3_600);
    await until("the third", async () => (await after.values()).length === 3);
    expect(await after.values()).toEqual(["soon", "in half an hour", "in two hours"]);
    expect((await after.describe()).pending).toBe(0);
    client.close();
    after.close();
    expect(await again.stop()).toBe(0);
  });

  it("stops: what is not due stays, however long it lasts, and comes when it goes on", async () => {
    step(0);
    const broker = await start();
    const client = new TopicClient(broker.url);
    await client.create(1);
    const stoppedMs = Math.floor(Date.now() / 1_000) * 1_000;
    // An absolute time without a mark is a clock that stands still.
    setClock(new Date(stoppedMs).toISOString().replace("T", " ").slice(0, 19));
    await client.produceAll([
      { value: "due already", deliverAt: stoppedMs },
      { value: "in a second", deliverAt: stoppedMs + 1_000 },
    ]);
    await until("the one that is due", async () => (await client.values()).length === 1);
    await until("its time by this machine", () => Date.now() > stoppedMs + 3_000);
    expect(await client.values()).toEqual(["due already"]);
    step(0);
    await until("the other", async () => (await client.values()).length === 2);
    expect(await client.values()).toEqual(["due already", "in a second"]);
    client.close();
  });

  it.each([
    ["fast", 1.5],
    ["slow", 0.5],
  ])("drifts, running %s: due by its own time, and soon after", async (_how, rate) => {
    setClock(`+0 x${rate}`);
    const broker = await start();
    const client = new TopicClient(broker.url);
    await client.create(1);
    const firstMs = await brokerTimeMs(client.http);
    const dues = [600, 1_200, 1_800].map((aheadMs) => firstMs + aheadMs);
    await client.produceAll(dues.map((deliverAt) => ({ value: `${deliverAt}`, deliverAt })));
    let seen: string[] = [];
    await until("all of them", async () => {
      seen = await client.values();
      // Read before this clock: what is there was due by it.
      const nowMs = await brokerTimeMs(client.http);
      for (const value of seen) expect(Number(value)).toBeLessThanOrEqual(nowMs);
      return seen.length === dues.length;
    });
    expect(seen).toEqual(dues.map(String));
    client.close();
  });
});

/** In its log, once each, and in its metrics. */
async function toldOfSteps(broker: BrokerProcess, steps: readonly number[]): Promise<void> {
  const told = () =>
    broker.lines
      .filter((line) => line.includes("the wall clock stepped"))
      .map((line) => (JSON.parse(line) as { stepMs: number }).stepMs);
  await until("a word on each step", () => told().length === steps.length);
  for (const [index, stepMs] of told().entries()) {
    expect(Math.abs(stepMs - steps[index]!)).toBeLessThan(1_000);
  }
  const client = new HttpClient(broker.url);
  const { text } = await client.request("GET", "/metrics");
  client.close();
  expect(text).toMatch(
    new RegExp(`^tidemark_clock_steps_total(\\{[^}]*\\})? ${steps.length}$`, "m"),
  );
}

async function brokerTimeMs(client: HttpClient): Promise<number> {
  const { text } = await client.request("GET", "/v1/cluster");
  return (JSON.parse(text) as { timeMs: number }).timeMs;
}
