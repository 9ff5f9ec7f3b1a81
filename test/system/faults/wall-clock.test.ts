/**
 * A wall clock that steps (P4): forwards, what is due by the new time is released; backwards, what is
 * not due yet waits for its time; nothing is lost or released twice. The clock is libfaketime's.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const HOUR_MS = 3_600_000;
const library = findLibrary();
const why = library === undefined ? " (skipped: needs libfaketime, apt-get install faketime)" : "";

function findLibrary(): string | undefined {
  if (process.platform !== "linux" || spawnSync("true").status !== 0) return undefined;
  for (const folder of readdirSync("/usr/lib")) {
    const path = join("/usr/lib", folder, "faketime", "libfaketime.so.1");
    if (existsSync(path)) return path;
  }
  return undefined;
}

describe.skipIf(library === undefined)(`a wall clock that steps${why}`, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-clock-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The broker's wall clock is off by this from the next look on. */
  const step = (seconds: number): void => {
    const path = join(folder, "offset");
    writeFileSync(`${path}.next`, `${seconds < 0 ? "" : "+"}${seconds}\n`);
    renameSync(`${path}.next`, path);
  };

  it("never releases early, twice or never", async () => {
    step(0);
    const env = {
      LD_PRELOAD: library!,
      FAKETIME_TIMESTAMP_FILE: join(folder, "offset"),
      FAKETIME_NO_CACHE: "1",
      // Only the wall steps: a monotonic clock does not, that is its meaning.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    const broker = await BrokerProcess.start({ env });
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

    step(0);
    await until("the first", async () => (await client.values()).length === 1);
    expect(await client.values()).toEqual(["soon"]);

    step(3_600);
    await until("the second", async () => (await client.values()).length === 2);
    expect(await client.values()).toEqual(["soon", "in half an hour"]);

    // Back again: what was released stays, what waits waits; also across a crash.
    step(0);
    await broker.kill();
    const again = await BrokerProcess.start({ env, dataDir: broker.dataDir });
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
    await broker.dispose();
  });
});
