/**
 * Recurring schedules from outside: over HTTP, by the stock gRPC client, the SDK and the command line,
 * with `kill -9` in between. Each nominal time comes once, in order, with its number (P4).
 */
import { rmSync } from "node:fs";
import { Tidemark } from "@tidemark/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tidemark } from "../cli/tidemark.ts";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { stablePort } from "../harness/stable-port.ts";
import { ReflectedClient } from "../support/reflected-client.ts";

const SCHEDULES = "/tidemark.v1.ScheduleService";

let dataDir: string;
let port: number;
let broker: BrokerProcess;
let client: Tidemark;

beforeEach(async () => {
  dataDir = temporaryDirectory();
  port = await stablePort();
  broker = await BrokerProcess.start({ dataDir, port });
  client = new Tidemark({ brokers: broker.address });
  await client.admin().createTopic({ name: "r", partitions: 2 });
});
afterEach(async () => {
  await client.close();
  await broker.dispose();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${broker.url}/v1/topics/r/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

/** Number and time of each firing that a reader of everything gets, until there are `count`. */
async function firings(count: number): Promise<[number, number][]> {
  const seen: [number, number][] = [];
  for await (const record of client.consumer({ topic: "r", from: "earliest", follow: true })) {
    const { firing = Number.NaN, deliverAt, id } = record.scheduled!;
    expect(id).toBe("tick");
    expect(Date.now()).toBeGreaterThanOrEqual(deliverAt);
    seen.push([firing, deliverAt]);
    if (seen.length === count) break;
  }
  return seen;
}

function expectInOrder(seen: readonly [number, number][]): void {
  expect(seen.map(([number]) => number)).toEqual(seen.map((_, index) => index + 1));
  for (const [index, [, deliverAt]] of seen.entries()) {
    const before = seen[index - 1];
    if (before === undefined) continue;
    expect(deliverAt).toBeGreaterThan(before[1]);
    expect((deliverAt - before[1]) % 1_000).toBe(0);
  }
}

describe("a recurring schedule on a real broker", () => {
  it("goes on through kill -9, and comes once to each reader", { timeout: 60_000 }, async () => {
    const body = { every: "1s", record: { value: { n: 1.5 }, headers: { a: "b" } } };
    expect(await ask("PUT", "schedules/tick", body)).toMatchObject({
      status: 201,
      json: { recurring: true, recurrence: { every: 1_000, firings: 0, paused: false } },
    });
    for (let kill = 0; kill < 3; kill += 1) {
      expectInOrder(await firings(2 * (kill + 1)));
      await broker.kill();
      broker = await BrokerProcess.start({ dataDir, port });
    }
    const seen = await firings(8);
    expectInOrder(seen);
    // The same records by the other ways to read them.
    const json = await fetch(`${broker.url}/v1/topics/r/records?limit=8`);
    const lines = (await json.text()).trim().split("\n");
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toMatchObject(
      seen.map(([firing, deliverAt]) => ({
        value: { n: 1.5 },
        headers: { a: "b" },
        timestamp: deliverAt,
        scheduled: { id: "tick", firing, deliverAt },
      })),
    );
    expect(Object.keys(records[0]!["headers"] as object)).toEqual([
      "a",
      "content-type",
      "tidemark-schedule-id",
    ]);
    expect((await ask("PUT", "schedules/tick", body)).json["recurrence"]).toMatchObject({
      firings: expect.any(Number) as number,
    });
  });

  it("is put, paused, moved and ended by each client", { timeout: 60_000 }, async () => {
    const grpc = await ReflectedClient.connect(broker.address);
    const put = await grpc.unary(`${SCHEDULES}/PutSchedule`, {
      topic: "r",
      id: "tick",
      recurrence: { cron: "0 9 * * MON-FRI", timeZone: "Europe/Berlin", misfire: "MISFIRE_SKIP" },
      record: { value: Buffer.from("v") },
    });
    expect(put).toMatchObject({ created: true, schedule: { id: "tick", recurring: true } });
    const { schedules } = client.admin();
    const paused = await schedules.pause("r", "tick");
    expect([paused.deliverAt, paused.recurrence?.paused]).toEqual([undefined, true]);
    expect((await ask("GET", "schedules/tick")).json).toMatchObject({
      deliverAt: null,
      recurrence: { cron: "0 9 * * MON-FRI", misfire: "skip", paused: true, nextDue: null },
    });
    const environment = { env: { TIDEMARK_SERVER: broker.address } };
    const resumed = await tidemark(["schedule", "resume", "r", "tick"], environment);
    expect([resumed.code, resumed.out]).toEqual([0, expect.stringContaining("tick is due ")]);
    const moved = await ask("PATCH", "schedules/tick", { delay: 100 });
    expect(moved.status).toBe(200);
    expect(await firings(1)).toEqual([[1, moved.json["deliverAt"]]]);
    const same = { cron: "0 9 * * MON-FRI", timeZone: "Europe/Berlin", misfire: "skip" } as const;
    const again = await schedules.put("r", "tick", { ...same, record: { value: "v" } });
    expect(again.recurrence?.firings).toBe(1);
    expect(new Date(again.deliverAt!).getUTCMinutes()).toBe(0);
    const listed = await tidemark(["schedule", "list", "r", "--json"], environment);
    expect(JSON.parse(listed.out)).toMatchObject({ id: "tick", recurrence: { firings: 1 } });
    expect((await ask("DELETE", "schedules/tick")).status).toBe(200);
    expect((await ask("GET", "schedules/tick")).status).toBe(404);
    grpc.close();
  });

  it("is previewed by the command line alone", async () => {
    const berlin = ["--zone", "Europe/Berlin", "--from", "2027-03-27T00:00:00Z", "-n", "2"];
    const shown = await tidemark(["schedule", "next", "30 2 * * *", ...berlin]);
    expect([shown.code, shown.out]).toEqual([
      0,
      "UTC                       EUROPE/BERLIN\n" +
        "2027-03-27T01:30:00.000Z  Sat 2027-03-27 02:30:00 CET\n" +
        "2027-03-28T01:00:00.000Z  Sun 2027-03-28 03:00:00 CEST\n",
    ]);
    const wrong = await tidemark(["schedule", "next", "61 * * * *"]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("minute: 61")]);
  });
});
