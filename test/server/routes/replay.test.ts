/** A range over HTTP: its pace, its end, and the cursor with which another request goes on. */
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import type { Delivery } from "../../../src/model/records.ts";
import { createHarness } from "./harness.ts";

const RECORDS = "/v1/topics/t/records";

const delivered = (partition: number, offset: number, nextOffset: number): Delivery => ({
  topic: "t",
  partition,
  batches: [],
  records: [
    {
      topic: "t",
      partition,
      offset,
      timestamp: 1_700_000_000_000,
      key: undefined,
      value: Buffer.from("v"),
      headers: [],
    },
  ],
  nextOffset,
  highWatermark: 100,
  logStartOffset: 0,
  recordCount: 1,
  sizeBytes: 10,
});

async function reading(query: string, headers: Record<string, string> = {}) {
  const harness = createHarness("t");
  harness.broker.partitionCount = 3;
  const exchange = harness.open("GET", `${RECORDS}?${query}`, headers).halfClose();
  await new Promise((resolve) => setImmediate(resolve));
  return { ...harness, exchange, opened: harness.broker.fetches[0] };
}

describe("a range over HTTP", () => {
  test("takes its pace along", async () => {
    expect((await reading("speed=2.5")).opened?.options.speed).toBe(2.5);
    for (const speed of ["0", "-1", "fast", "1e3", "1000001"]) {
      const { exchange } = await reading(`speed=${speed}`);
      expect([exchange.status, exchange.text]).toEqual([400, expect.stringContaining("speed")]);
    }
  });

  test("ends with a cursor where one is asked for, past what nobody sees", async () => {
    const { exchange, opened } = await reading("cursor=&limit=2");
    opened?.sink.deliver(delivered(0, 4, 9));
    opened?.sink.deliver(delivered(2, 0, 1));
    expect(exchange.lines).toHaveLength(3);
    expect(exchange.lines.at(-1)).toEqual({ cursor: "0:9,2:1" });
    const plain = await reading("limit=1");
    plain.opened?.sink.deliver(delivered(0, 4, 9));
    expect(plain.exchange.lines).toHaveLength(1);
  });

  test("goes on from a cursor; what it does not name begins as the request says", async () => {
    const from = encodeURIComponent("2030-01-01T00:00:00Z");
    const { exchange, opened } = await reading(`from=${from}&cursor=0:9,2:1`);
    expect(opened?.partitions.map(({ position }) => position)).toEqual([
      { offset: 9 },
      { timestamp: Date.UTC(2030, 0) },
      { offset: 1 },
    ]);
    opened?.sink.end(undefined);
    // Nothing came: it is where it was.
    expect(exchange.lines).toEqual([{ cursor: "0:9,2:1" }]);
  });

  test("names where `latest` was, so that nothing between two requests is missed", async () => {
    const { exchange, opened } = await reading("cursor=&from=latest&partition=1");
    opened?.sink.deliver({ ...delivered(1, 0, 7), records: [], recordCount: 0, sizeBytes: 0 });
    opened?.sink.end(undefined);
    expect(exchange.lines).toEqual([{ cursor: "1:7" }]);
  });

  test("says the cursor after an error, and as an event", async () => {
    const { exchange, opened } = await reading("cursor=", { accept: "text/event-stream" });
    opened?.sink.deliver(delivered(1, 2, 3));
    opened?.sink.partitionError("t", 0, new TidemarkError("PARTITION_DAMAGED", "x"));
    opened?.sink.end(undefined);
    expect(exchange.text.trim().split("\n\n").at(-1)).toBe('event: cursor\ndata: {"cursor":"1:3"}');
  });

  test.each([
    ["cursor=x", /cursor \\"x\\" is not one/],
    ["cursor=&format=value", /no room/],
    ["group=g&cursor=", /cursor does not go with group/],
    ["group=g&partition=0", /partition does not go with group/],
  ])("refuses %s", async (query, sentence) => {
    const { exchange } = await reading(query);
    expect([exchange.status, exchange.text]).toEqual([400, expect.stringMatching(sentence)]);
  });

  test("has an end and a pace for a member of a group, too", async () => {
    const until = encodeURIComponent("2030-01-01T00:00:00Z");
    const { broker } = await reading(`group=g&until=${until}&speed=3&from=earliest`);
    expect(broker.subscribes[0]?.options).toMatchObject({
      group: "g",
      start: "earliest",
      until: { timestamp: Date.UTC(2030, 0) },
      speed: 3,
      untilEnd: true,
    });
    expect((await reading("group=g&until=5")).exchange.status).toBe(400);
  });
});

describe("dead letters over HTTP", () => {
  test("are put back as asked", async () => {
    const { broker, ask } = createHarness("t.dlq");
    const body = { from: "2030-01-01T00:00:00Z", until: { offset: 9 }, limit: 5, partition: 0 };
    const answer = await ask("POST", "/v1/topics/t.dlq/replay", body);
    expect([answer.status, answer.json]).toMatchObject([
      200,
      {
        replayed: 2,
        duplicates: 1,
        refused: 1,
        refusals: [{ partition: 0, offset: 3, error: { code: "UNKNOWN_TOPIC" } }],
        cursor: "0:4:9",
      },
    ]);
    expect(broker.calls).toMatchObject([
      ["replay", { topic: "t.dlq", ...body, from: { timestamp: Date.UTC(2030, 0) } }],
    ]);
    for (const wrong of [{ limit: 0 }, { from: 5 }, { until: "soon" }, { to: 1 }, { what: 1 }]) {
      expect((await ask("POST", "/v1/topics/t.dlq/replay", wrong)).status).toBe(400);
    }
  });
});
