/** What waits, as people control it: over HTTP, Connect and the SDK, on a real broker. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Tidemark } from "../../../clients/typescript/src/index.ts";
import { DUE_TIME_MAX_MS } from "../../../src/model/limits.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Beyond the year 9999. */
const ANY_DELAY = { scheduleDelayMaxMs: 8_000 * 365 * DAY_MS };

let broker: BrokerProcess;
let http: HttpClient;
let topics = 0;

beforeAll(async () => {
  broker = await BrokerProcess.start();
  http = new HttpClient(broker.url);
});
afterAll(async () => {
  http.close();
  await broker.dispose();
});

async function topic(config: object = {}): Promise<string> {
  topics += 1;
  const name = `control-${topics}`;
  const { status } = await http.request("POST", "/v1/topics", { name, partitions: 1, config });
  expect(status).toBe(201);
  return name;
}

type Json = Record<string, unknown>;
const answer = async (method: string, path: string, body?: unknown) => {
  const { status, text } = await http.request(method, path, body);
  return { status, json: JSON.parse(text) as Json };
};

/** The same record by each dialect: its offset, whether it is a duplicate, or the error's code. */
type Publish = (name: string, record: ConflictingRecord) => Promise<Json>;
interface ConflictingRecord {
  readonly value: string;
  readonly scheduleId: string;
  readonly deliverAt: number;
  readonly onConflict?: "reject" | "replace" | "keep";
}

const CONNECT_CONFLICTS = { reject: 0, replace: 1, keep: 2 } as const;

const DIALECTS: Readonly<Record<string, Publish>> = {
  HTTP: async (name, record) => {
    const { json } = await answer("POST", `/v1/topics/${name}/records`, record);
    const error = json["error"] as Json | undefined;
    if (error !== undefined) return { code: error["code"], existing: error["existing"] };
    return { offset: json["offset"], duplicate: json["duplicate"] === true };
  },
  Connect: async (name, { value, onConflict = "reject", ...record }) => {
    const { json } = await answer("POST", "/tidemark.v1.RecordService/Publish", {
      topic: name,
      records: [
        {
          ...record,
          value: Buffer.from(value).toString("base64"),
          onConflict: CONNECT_CONFLICTS[onConflict],
        },
      ],
    });
    const [result] = json["results"] as [Json];
    const error = result["error"] as Json | undefined;
    if (error !== undefined) {
      const existing = {
        id: error["existingId"],
        partition: error["existingPartition"],
        offset: Number(error["existingOffset"]),
        deliverAt: Number(error["existingDeliverAt"]),
      };
      return { code: error["code"], existing };
    }
    return { offset: Number(result["offset"]), duplicate: result["duplicate"] };
  },
  SDK: async (name, record) => {
    const client = new Tidemark({ brokers: [broker.address] });
    const producer = client.producer();
    try {
      const { offset, duplicate } = await producer.send({ topic: name, ...record });
      return { offset, duplicate: duplicate === true };
    } catch (error) {
      const { code, details } = error as { code: string; details: { existing?: unknown } };
      return { code, existing: details.existing };
    } finally {
      await producer.close();
      await client.close();
    }
  },
};

describe.each(Object.entries(DIALECTS))("a schedule id that is pending, over %s", (_name, send) => {
  it("is refused, kept or replaced as the record asks", async () => {
    const name = await topic();
    const deliverAt = Date.now() + HOUR_MS;
    const record = { value: "first", scheduleId: "s", deliverAt };
    const later = { ...record, value: "second", deliverAt: deliverAt + 1 };
    expect(await send(name, record)).toEqual({ offset: 0, duplicate: false });
    expect(await send(name, later)).toEqual({
      code: "ALREADY_SCHEDULED",
      existing: { id: "s", partition: 0, offset: 0, deliverAt },
    });
    expect(await send(name, { ...later, onConflict: "keep" })).toEqual({
      offset: 0,
      duplicate: true,
    });
    const replaced = await send(name, { ...later, onConflict: "replace" });
    expect(replaced["duplicate"]).toBe(false);
    const { json } = await answer("GET", `/v1/topics/${name}/schedules/s`);
    // An idempotent producer spends offsets on batches of which nothing stays.
    expect(json["offset"]).toBeGreaterThan(0);
    expect(json).toMatchObject({ offset: replaced["offset"], deliverAt: deliverAt + 1 });
    const described = await answer("GET", `/v1/topics/${name}`);
    expect(described.json).toMatchObject({
      pending: 1,
      overdue: 0,
      nextDue: deliverAt + 1,
      partitions: [{ pending: 1, overdue: 0, nextDue: deliverAt + 1 }],
    });
  });
});

describe("a due time over HTTP", () => {
  it.each<[string, Json, number, string | undefined]>([
    ["at the epoch", { deliverAt: 0 }, 200, undefined],
    ["at the epoch, as text", { deliverAt: "1970-01-01T00:00:00Z" }, 200, undefined],
    ["before it", { deliverAt: -1 }, 400, "INVALID_DUE_TIME"],
    ["before it, as text", { deliverAt: "1969-12-31T23:59:59.999Z" }, 400, "INVALID_DUE_TIME"],
    ["at the end of 9999", { deliverAt: "9999-12-31T23:59:59.999Z" }, 200, undefined],
    ["at the end of 9999, as a number", { deliverAt: DUE_TIME_MAX_MS }, 200, undefined],
    ["beyond it", { deliverAt: DUE_TIME_MAX_MS + 1 }, 400, "INVALID_DUE_TIME"],
    ["beyond it by a zone", { deliverAt: "9999-12-31T23:59:59-00:01" }, 400, "INVALID_DUE_TIME"],
    ["of 2^31 ms", { delay: 2 ** 31 }, 200, undefined],
    ["of 25 days", { delay: "25d" }, 200, undefined],
    ["of no time", { delay: 0 }, 200, undefined],
    ["of a fraction", { delay: 0.5 }, 400, "INVALID_DUE_TIME"],
    ["beyond 2^53", { delay: 2 ** 53 }, 400, "INVALID_DUE_TIME"],
  ])("%s", async (_where, due, status, code) => {
    const name = await topic(ANY_DELAY);
    const path = `/v1/topics/${name}/records`;
    const published = await answer("POST", path, { value: "v", ...due });
    expect(published.status).toBe(status);
    expect((published.json["error"] as Json | undefined)?.["code"]).toBe(code);
    await answer("POST", path, { value: "v", delay: "1h", scheduleId: "m" });
    const moved = await answer("PATCH", `/v1/topics/${name}/schedules/m`, due);
    expect(moved.status).toBe(status);
    expect((moved.json["error"] as Json | undefined)?.["code"]).toBe(code);
  });

  it("beyond what the topic allows is refused, and says what it allows", async () => {
    const name = await topic({ scheduleDelayMaxMs: 60_000 });
    const { status, json } = await answer("POST", `/v1/topics/${name}/records`, {
      value: "v",
      delay: 60_001,
    });
    expect([status, json["error"]]).toMatchObject([
      400,
      { code: "DUE_TIME_TOO_FAR", message: /60000/ },
    ]);
    const within = await answer("POST", `/v1/topics/${name}/records`, {
      value: "v",
      delay: 60_000,
    });
    expect(within.status).toBe(200);
  });
});

describe("a bulk cancellation", () => {
  it("that says nothing is refused, over HTTP and Connect", async () => {
    const name = await topic();
    await answer("POST", `/v1/topics/${name}/records`, { value: "v", delay: "1h" });
    const rest = await answer("DELETE", `/v1/topics/${name}/schedules`);
    expect(rest.json).toMatchObject({ error: { code: "INVALID_REQUEST" } });
    const path = "/tidemark.v1.ScheduleService/CancelSchedules";
    const connect = await answer("POST", path, { topic: name });
    expect(connect.status).toBe(400);
    const all = await answer("POST", path, { topic: name, prefix: "" });
    expect(all.json).toEqual({ cancelled: "1" });
  });
});
