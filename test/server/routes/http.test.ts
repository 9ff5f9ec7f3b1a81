/** The HTTP table but for records: topics, schedules, groups, the cluster; errors that help (P7). */
import { describe, expect, test } from "vitest";
import { routes } from "../../../src/server/rest/table.ts";
import { createHarness } from "./harness.ts";

const pendingOf = (id: string) => ({
  id,
  partition: 0,
  offset: 4,
  deliverAt: 1_900_000_000_000,
  key: Buffer.from("k"),
  headers: [],
  recurring: false,
});

describe("topics", () => {
  test("are created, listed, described, changed and deleted", async () => {
    const { broker, ask } = createHarness();
    const made = await ask("POST", "/v1/topics", { name: "t.x", partitions: 3, config: { a: 1 } });
    expect([made.status, made.responseHeaders["location"]]).toEqual([201, "/v1/topics/t.x"]);
    expect(broker.calls[0]).toMatchObject(["create", { partitions: 3, config: { a: 1 } }]);
    expect(made.json).toMatchObject({
      name: "t.x",
      pending: 0,
      nextDue: null,
      partitions: [{ partition: 0, leader: 1, isr: [1], logStartOffset: 0, highWatermark: 0 }],
    });
    const list = await ask("GET", "/v1/topics");
    expect(list.responseHeaders["content-type"]).toBe("application/x-ndjson");
    expect(list.lines).toMatchObject([{ name: "t.x" }]);
    const array = await ask("GET", "/v1/topics", undefined, { accept: "application/json" });
    expect(array.json).toMatchObject([{ name: "t.x" }]);
    expect((await ask("GET", "/v1/topics/t.x")).json).toMatchObject({ name: "t.x" });
    await ask("PATCH", "/v1/topics/t.x", { config: { a: null } });
    expect(broker.calls[1]).toMatchObject(["alter", { name: "t.x", config: { a: null } }]);
    const gone = await ask("DELETE", "/v1/topics/t.x");
    expect([gone.status, gone.bytes.length]).toEqual([204, 0]);
    const deleted = await ask("GET", "/v1/topics/t.x");
    expect([deleted.status, deleted.json]).toMatchObject([
      404,
      { error: { code: "UNKNOWN_TOPIC" } },
    ]);
  });

  test("lose records below an offset", async () => {
    const { ask } = createHarness("t");
    const answer = await ask("POST", "/v1/topics/t/records/delete", { partition: 0, before: 5 });
    expect(answer.json).toEqual({ partition: 0, logStartOffset: 5 });
  });

  test.each([
    ["POST", "/v1/topics", '{"name":"t"}', 409, "TOPIC_EXISTS", /exists/],
    ["POST", "/v1/topics", "{", 400, "INVALID_JSON", /not valid JSON/],
    ["POST", "/v1/topics", "", 400, "INVALID_JSON", /no JSON/],
    ["POST", "/v1/topics", "[]", 400, "INVALID_REQUEST", /must be a JSON object/],
    ["POST", "/v1/topics", "{}", 400, "INVALID_REQUEST", /name is missing/],
    [
      "POST",
      "/v1/topics",
      '{"name":"x","partitons":1}',
      400,
      "INVALID_REQUEST",
      /"partitons"; known/,
    ],
    ["POST", "/v1/topics", '{"name":"x","partitions":0}', 400, "INVALID_PARTITIONS", /1 to 1024/],
    ["POST", "/v1/topics", '{"name":"x","partitions":"2"}', 400, "INVALID_REQUEST", /integer/],
    ["POST", "/v1/topics/t/records/delete", '{"partition":0}', 400, "INVALID_REQUEST", /before/],
    ["PATCH", "/v1/topics/x", "{}", 404, "UNKNOWN_TOPIC", /no topic/],
    ["DELETE", "/v1/topics/x", undefined, 404, "UNKNOWN_TOPIC", /no topic/],
    ["PUT", "/v1/topics/t", "{}", 405, "METHOD_NOT_ALLOWED", /takes GET, PATCH, DELETE/],
    ["GET", "/v1/topics?x=1", undefined, 400, "INVALID_REQUEST", /"x" is unknown/],
    ["GET", "/v1/topics/%ff", undefined, 400, "INVALID_REQUEST", /percent-encoded/],
    ["GET", "/v1/nope", undefined, 404, "UNKNOWN_METHOD", /openapi/],
    ["GET", "/", undefined, 404, "UNKNOWN_METHOD", /openapi/],
    ["GET", "/v1/topics/", undefined, 404, "UNKNOWN_METHOD", /openapi/],
  ])("%s %s with %s is refused", async (method, target, body, status, code, sentence) => {
    const { ask } = createHarness("t");
    const answer = await ask(method, target, body);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({
      error: { code, message: expect.stringMatching(sentence) as string, retriable: false },
    });
    if (status === 405) expect(answer.responseHeaders["allow"]).toMatch(/^GET, /);
  });

  test("want their content type", async () => {
    const { ask, open } = createHarness("t");
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const answer = await ask("POST", "/v1/topics", "{}", { "content-type": type });
      expect(answer.status).toBe(415);
      expect(answer.text).toContain("it takes application/json");
    }
    expect((await open("POST", "/v1/topics").finished()).status).toBe(415);
    const charset = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await ask("POST", "/v1/topics", { name: "y" }, charset)).status).toBe(201);
    const zipped = await ask("POST", "/v1/topics", "x", { "content-encoding": "gzip" });
    expect(zipped.json).toMatchObject({ error: { code: "UNSUPPORTED_ENCODING" } });
  });

  test("refuse a body above the limit, announced or not", async () => {
    const { ask, open } = createHarness("t");
    const announced = open("POST", "/v1/topics", {
      "content-type": "application/json",
      "content-length": "99999999",
    });
    await announced.finished();
    expect(announced.status).toBe(413);
    const answer = await ask("POST", "/v1/topics", `"${"x".repeat(9_000_000)}"`);
    expect(answer.json).toMatchObject({ error: { code: "REQUEST_TOO_LARGE" } });
  });
});

describe("schedules", () => {
  test("are listed a line each, with a cursor where there is more", async () => {
    const { broker, ask } = createHarness("t");
    broker.pending.set("a", pendingOf("a"));
    broker.pending.set("b", pendingOf("b"));
    const target =
      "/v1/topics/t/schedules?after=2030-01-01T00:00:00Z&before=1900000000001&prefix=a&limit=2";
    const list = await ask("GET", target);
    expect(list.lines).toEqual([
      {
        id: "a",
        partition: 0,
        offset: 4,
        deliverAt: 1_900_000_000_000,
        key: "k",
        headers: {},
        recurring: false,
      },
      expect.objectContaining({ id: "b" }),
      { cursor: "next" },
    ]);
    expect(broker.calls).toEqual([
      [
        "list",
        expect.objectContaining({
          after: Date.UTC(2030, 0),
          before: 1_900_000_000_001,
          prefix: "a",
          limit: 2,
        }),
      ],
    ]);
  });

  test("are read, moved and cancelled one by one, also by place", async () => {
    const { broker, ask } = createHarness("t");
    broker.pending.set("0:4", pendingOf("0:4"));
    expect((await ask("GET", "/v1/topics/t/schedules/0:4")).json).toMatchObject({ offset: 4 });
    const moved = await ask("PATCH", "/v1/topics/t/schedules/0%3A4", { deliverAt: 7 });
    expect(moved.json).toMatchObject({ id: "0:4", deliverAt: 7 });
    expect((await ask("DELETE", "/v1/topics/t/schedules/0:4")).status).toBe(200);
    const gone = await ask("DELETE", "/v1/topics/t/schedules/0:4");
    expect(gone.json).toMatchObject({ error: { code: "UNKNOWN_SCHEDULE" } });
  });

  test("are cancelled in bulk, where an empty prefix is not the same as none", async () => {
    const { broker, ask } = createHarness("t");
    expect((await ask("DELETE", "/v1/topics/t/schedules?prefix=")).json).toEqual({ cancelled: 0 });
    await ask("DELETE", "/v1/topics/t/schedules?after=5");
    expect(broker.calls).toEqual([
      ["cancelMany", { topic: "t", prefix: "" }],
      ["cancelMany", { topic: "t", after: 5 }],
    ]);
  });

  test.each(["{}", '{"deliverAt":"soon"}', '{"delay":"1s","deliverAt":1}', '{"at":1}'])(
    "refuse %s as a change",
    async (body) => {
      const { ask } = createHarness("t");
      const answer = await ask("PATCH", "/v1/topics/t/schedules/a", body);
      expect(answer.status).toBe(400);
    },
  );
});

describe("groups", () => {
  test("are reset to a place or to offsets", async () => {
    const { broker, ask } = createHarness("t");
    const reset = (body: object) => ask("PUT", "/v1/groups/g/offsets", { topic: "t", ...body });
    expect((await reset({ to: "earliest", dryRun: true })).json).toEqual({
      changes: [{ topic: "t", partition: 0, before: null, after: 3 }],
    });
    await reset({ to: "2030-01-01T00:00:00Z" });
    await reset({ to: { offset: 4 } });
    await reset({ offsets: [{ partition: 1, offset: 2 }], force: true });
    expect(broker.calls.map((call) => (call as [string, object])[1])).toMatchObject([
      { group: "g", to: "earliest", dryRun: true, force: false },
      { to: { timestamp: Date.UTC(2030, 0) } },
      { to: { offset: 4 } },
      { offsets: [{ topic: "t", partition: 1, offset: 2 }], force: true },
    ]);
    await reset({ shift: -10, partitions: [1] });
    expect(broker.calls.at(-1)).toMatchObject([
      "resetOffsets",
      { topic: "t", shift: -10, partitions: [1] },
    ]);
    for (const body of [
      {},
      { shift: 0.5 },
      { shift: 1, to: "latest" },
      { to: "latest", partitions: [] },
      { to: "latest", partitions: ["0"] },
      { to: "x" },
      { to: 5 },
      { to: "latest", offsets: [] },
      { offsets: [{}] },
    ])
      expect((await reset(body)).status).toBe(400);
  });

  test("give their offsets as an import takes them", async () => {
    const { broker, ask } = createHarness("t");
    const exported = await ask("GET", "/v1/groups/g/offsets");
    expect(exported.json).toEqual({ offsets: [{ topic: "t", partition: 0, offset: 5 }] });
    const imported = await ask("PUT", "/v1/groups/h/offsets", exported.json as object);
    expect(imported.status).toBe(200);
    expect(broker.calls.at(-1)).toMatchObject([
      "resetOffsets",
      { group: "h", topic: undefined, offsets: [{ topic: "t", partition: 0, offset: 5 }] },
    ]);
  });

  test("that are unknown are a 404", async () => {
    const { ask } = createHarness();
    expect((await ask("GET", "/v1/groups/g")).json).toMatchObject({
      error: { code: "UNKNOWN_GROUP" },
    });
    expect((await ask("GET", "/v1/groups")).text).toBe("");
  });
});

describe("the broker", () => {
  test("tells health, readiness, metrics and the cluster", async () => {
    const { broker, ask } = createHarness();
    expect((await ask("GET", "/healthz")).json).toEqual({ status: "ok" });
    expect((await ask("GET", "/readyz")).json).toEqual({
      ready: true,
      status: "ready",
      detail: "serving",
      rebuilding: [],
    });
    broker.ready = false;
    broker.detail = "half way";
    broker.rebuilding = [{ topic: "t", partition: 1, doneOffsets: 5, totalOffsets: 10 }];
    const recovering = await ask("GET", "/readyz");
    expect([recovering.status, recovering.json]).toEqual([
      503,
      { ready: false, status: "starting", detail: "half way", rebuilding: broker.rebuilding },
    ]);
    const metrics = await ask("GET", "/metrics");
    expect(metrics.responseHeaders["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(metrics.text).toBe("tidemark_up 1\n");
    expect((await ask("GET", "/v1/cluster")).json).toMatchObject({
      clusterId: "c",
      brokers: [{ id: 1, state: "active" }],
    });
  });

  test("answers HEAD and OPTIONS", async () => {
    const { ask } = createHarness("t");
    const head = await ask("HEAD", "/v1/topics/t");
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(Number(head.responseHeaders["content-length"])).toBeGreaterThan(50);
    const stream = await ask("HEAD", "/v1/topics/t/records?follow=true");
    expect([stream.status, stream.bytes.length]).toEqual([200, 0]);
    const options = await ask("OPTIONS", "/v1/topics/t");
    expect(options.responseHeaders["allow"]).toBe("GET, PATCH, DELETE, HEAD, OPTIONS");
  });

  test("hides what it did not foresee and goes on", async () => {
    const { broker, ask } = createHarness("t");
    broker.topics.describe = () => Promise.reject(new Error("secret"));
    const answer = await ask("GET", "/v1/topics/t");
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secret");
  });

  test("describes every route it dispatches", async () => {
    const { ask } = createHarness();
    const api = (await ask("GET", "/openapi.json")).json as {
      paths: Record<string, Record<string, { responses: object }>>;
    };
    for (const route of routes)
      expect(api.paths[route.path]?.[route.method.toLowerCase()]?.responses).toBeDefined();
    const described = Object.values(api.paths).flatMap((path) => Object.keys(path));
    expect(described).toHaveLength(routes.length);
  });
});
