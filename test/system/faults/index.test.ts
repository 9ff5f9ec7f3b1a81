/** The pending index is a view: lost or damaged, it comes back from the log, and P4 holds meanwhile. */
import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const LATER = 300;
const SOON = 100;
const SOON_MS = 6_000;
const LATER_MS = 3_600_000;
const PAGE_BYTES = 4_096;

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Waiting {
  /** By value. */
  readonly dueMs: ReadonlyMap<string, number>;
  readonly cancelled: ReadonlySet<string>;
}

/** Many wait, some were cancelled, some released; the broker is down. */
async function withPending(end: "kill" | "stop"): Promise<Waiting> {
  dataDir = temporaryDirectory();
  const broker = await BrokerProcess.start({ dataDir });
  const client = new TopicClient(broker.url);
  await client.create(2);
  const nowMs = Date.now();
  const records = Array.from({ length: SOON + LATER }, (_, index) => {
    const isSoon = index < SOON;
    const deliverAt = nowMs + (isSoon ? SOON_MS + index : LATER_MS + index);
    return { value: `w${index}`, partition: index % 2, deliverAt };
  });
  const results = await client.produceAll(records);
  await client.produceAll([{ value: "released before", delay: 1 }]);
  await until("a release", async () => (await client.values()).length === 1);
  const cancelled = new Set<string>();
  for (let index = 0; index < SOON; index += 10) {
    const { partition, offset } = results[index]!;
    const path = `/v1/topics/${client.topic}/schedules/${partition}:${offset}`;
    expect((await client.http.request("DELETE", path)).status).toBeLessThan(300);
    cancelled.add(records[index]!.value);
  }
  client.close();
  // A clean stop leaves everything in the index; a kill after that leaves it in use.
  expect(await broker.stop()).toBe(0);
  if (end === "kill") await (await BrokerProcess.start({ dataDir })).kill();
  return { dueMs: new Map(records.map(({ value, deliverAt }) => [value, deliverAt])), cancelled };
}

/** None early, none twice, none lost, none that was cancelled. */
async function checkReleases({ dueMs, cancelled }: Waiting): Promise<BrokerProcess> {
  // After a clean stop nobody suspects the index, and LMDB may take the process down with it: then
  // the next start knows better, whoever starts it.
  const broker = await BrokerProcess.start({ dataDir }).catch((error: Error) => {
    const known = /ended with SIG(BUS|SEGV|ABRT)|the index cannot be read .* start again/;
    expect(error.message).toMatch(known);
    return BrokerProcess.start({ dataDir });
  });
  const client = new TopicClient(broker.url);
  const wanted = SOON - cancelled.size;
  let values: string[] = [];
  await until("all that were due", async () => {
    values = await client.values();
    const nowMs = Date.now();
    for (const value of values) {
      if ((dueMs.get(value) ?? 0) > nowMs) throw new Error(`P4: ${value} is early`);
    }
    return values.length > wanted && (await client.describe()).pending === LATER;
  });
  expect(new Set(values).size).toBe(values.length);
  expect(values).toHaveLength(wanted + 1);
  expect(values.filter((value) => cancelled.has(value))).toEqual([]);
  client.close();
  return broker;
}

describe("the pending index", () => {
  it("is rebuilt where its folder is gone", async () => {
    const waiting = await withPending("stop");
    rmSync(join(dataDir, "index"), { recursive: true });
    const broker = await checkReleases(waiting);
    expect(await broker.stop()).toBe(0);
  });

  it.each(["kill", "stop"] as const)(
    "is rebuilt where pages of it rot (after a %s)",
    async (end) => {
      const waiting = await withPending(end);
      const file = join(dataDir, "index", "data.mdb");
      const pages = Math.floor(statSync(file).size / PAGE_BYTES);
      const fd = openSync(file, "r+");
      // All but the two that name the others: a store that opens, and then is wrong.
      for (let page = 2; page < pages; page += 1) {
        const garbage = Buffer.alloc(PAGE_BYTES / 2, 0xa5 ^ page);
        writeSync(fd, garbage, 0, garbage.length, page * PAGE_BYTES + 100);
      }
      closeSync(fd);
      const broker = await checkReleases(waiting);
      expect(readdirSync(dataDir).some((name) => name.startsWith("index.damaged-"))).toBe(true);
      expect(await broker.stop()).toBe(0);
    },
  );
});
