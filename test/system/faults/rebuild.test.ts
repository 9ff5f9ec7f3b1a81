/**
 * P4: a broker that lost its index serves what it can, says how far it is with the rest, and releases
 * nothing of that early, twice or never; one whose index rots under it ends and comes back.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

/** More than is rebuilt before the broker is up. */
const RECORDS = 40_000;
const BATCH = 5_000;
const VALUE = "x".repeat(300);
const LATER_MS = 3_600_000;
const SOON_MS = 4_000;

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Readiness {
  readonly ready: boolean;
  readonly status: string;
  readonly rebuilding: readonly { topic: string; doneOffsets: number; totalOffsets: number }[];
}

async function readiness(http: HttpClient): Promise<{ status: number; body: Readiness }> {
  const answer = await http.request("GET", "/readyz");
  return { status: answer.status, body: answer.json() as Readiness };
}

/** A topic with too much to fold quickly, and a small one. Returns due times by id. */
async function fill(url: string): Promise<ReadonlyMap<string, number>> {
  const [large, small] = [new TopicClient(url, "large"), new TopicClient(url, "small")];
  await large.create();
  await small.create();
  const dueMs = new Map<string, number>();
  const nowMs = Date.now();
  for (let first = 0; first < RECORDS; first += BATCH) {
    await large.produceAll(
      Array.from({ length: BATCH }, (_, index) => {
        const number = first + index;
        const id = `r${number}`;
        // Every hundredth becomes due while the broker is down or rebuilds.
        const soon = number % 100 === 0;
        const deliverAt = nowMs + (soon ? SOON_MS + number / 100 : LATER_MS + number);
        if (soon) dueMs.set(id, deliverAt);
        return { value: `${id} ${VALUE}`, scheduleId: id, deliverAt };
      }),
    );
  }
  await small.produceAll([{ value: "small", scheduleId: "s", deliverAt: nowMs + LATER_MS }]);
  large.close();
  small.close();
  return dueMs;
}

it("serves the rest while a lost index is built anew, also where that is cut short", async () => {
  dataDir = temporaryDirectory();
  const before = await BrokerProcess.start({ dataDir });
  const dueMs = await fill(before.url);
  expect(await before.stop()).toBe(0);
  rmSync(join(dataDir, "index"), { recursive: true });

  // Killed in the middle: what the store took by then counts.
  const first = await BrokerProcess.start({ dataDir });
  await first.kill();

  const broker = await BrokerProcess.start({ dataDir });
  const http = new HttpClient(broker.url);
  const during = await readiness(http);
  expect(during).toMatchObject({ status: 200, body: { ready: true, status: "rebuilding" } });
  expect(during.body.rebuilding).toMatchObject([{ topic: "large", partition: 0 }]);
  expect(during.body.rebuilding[0]!.totalOffsets).toBeLessThanOrEqual(RECORDS + dueMs.size);
  const listed = await http.request("GET", "/v1/topics/small/schedules");
  expect(listed.lines()).toMatchObject([{ id: "s" }]);
  for (const path of ["/v1/topics/large/schedules", "/v1/topics/large/schedules/r1"]) {
    const refused = await http.request("GET", path);
    expect(refused.json()).toMatchObject({
      error: { code: "SCHEDULE_REBUILDING", retriable: true },
    });
  }

  await until("ready", async () => (await readiness(http)).body.status === "ready");
  expect(broker.lines.some((line) => line.includes("the pending index is there again"))).toBe(true);
  const large = new TopicClient(broker.url, "large");
  let values: string[] = [];
  await until("all that were due", async () => {
    values = (await large.values()).map((value) => value.split(" ")[0]!);
    const nowMs = Date.now();
    for (const value of values) {
      if ((dueMs.get(value) ?? Infinity) > nowMs) throw new Error(`P4: ${value} is early`);
    }
    return values.length >= dueMs.size;
  });
  expect(values).toEqual([...dueMs.keys()]);
  expect((await large.describe()).pending).toBe(RECORDS - dueMs.size);
  large.close();
  http.close();
  expect(await broker.stop()).toBe(0);
});

it("ends where its index rots while it is used, and the next start builds it anew", async () => {
  dataDir = temporaryDirectory();
  const broker = await BrokerProcess.start({ dataDir });
  const client = new TopicClient(broker.url);
  await client.create();
  const deliverAt = Date.now() + LATER_MS;
  const ids = Array.from({ length: 200 }, (_, index) => `rots-${index}`);
  await client.produceAll(ids.map((id) => ({ value: id, scheduleId: id, deliverAt })));
  const file = join(dataDir, "index", "data.mdb");
  // Its pages are in the memory of the process: what is written to the file is what it sees.
  const positions = await until("the index to be stored", () => {
    const bytes = readFileSync(file);
    const found: number[] = [];
    for (let at = bytes.indexOf("rots-"); at >= 0; at = bytes.indexOf("rots-", at + 1)) {
      found.push(at);
    }
    return found.length >= ids.length ? found : undefined;
  });
  const fd = openSync(file, "r+");
  for (const position of positions) writeSync(fd, "ROTS", position);
  closeSync(fd);
  // What was stored a moment ago is still in its memory too: then it has not looked yet.
  await until("the broker to meet it", async () => {
    await client.http.request("GET", `/v1/topics/${client.topic}/schedules`).catch(() => undefined);
    return broker.child.exitCode !== null;
  });
  expect(await broker.exited).toBe(70);
  expect(broker.lines.join("\n")).toMatch(/pending index of .* is damaged/);
  client.close();

  const next = await BrokerProcess.start({ dataDir });
  const again = new TopicClient(next.url);
  expect((await again.describe()).pending).toBe(ids.length);
  const got = await again.http.request("GET", `/v1/topics/${again.topic}/schedules/rots-7`);
  expect(got.json()).toMatchObject({ id: "rots-7", deliverAt });
  again.close();
  expect(await next.stop()).toBe(0);
});
