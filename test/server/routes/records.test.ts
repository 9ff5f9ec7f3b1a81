/** Records over HTTP: in as JSON, lines and values, out as lines and events, both ways (P6, P7). */
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { consumed, delivery } from "./fake-broker.ts";
import { settle } from "./fake-exchange.ts";
import { createHarness } from "./harness.ts";

const RECORDS = "/v1/topics/t/records";
const LINES = { "content-type": "application/x-ndjson" };
const NUL = Buffer.from([0xff, 0, 0x0d]);

describe("producing", () => {
  test("takes one object and answers its result", async () => {
    const { broker, ask } = createHarness("t");
    const at = Date.UTC(2030, 0);
    const answer = await ask("POST", RECORDS, { key: "k", value: { a: 1 }, deliverAt: at });
    expect(answer.responseHeaders["content-type"]).toBe("application/json");
    expect(answer.json).toEqual({
      partition: 0,
      offset: 0,
      scheduled: { id: "0:0", deliverAt: at },
    });
    expect(broker.publishes[0]?.[0]?.value?.toString()).toBe('{"a":1}');
  });

  test("answers the error of one object with its status", async () => {
    const { ask } = createHarness("t");
    const bad = await ask("POST", RECORDS, { value: 1, deliverAt: "soon" });
    expect([bad.status, bad.json]).toMatchObject([400, { error: { code: "INVALID_DUE_TIME" } }]);
    const large = await ask("POST", RECORDS, { key: "x".repeat(2_000), value: 1 });
    expect([large.status, large.json]).toMatchObject([
      413,
      { error: { code: "RECORD_TOO_LARGE" } },
    ]);
    const none = await ask("POST", "/v1/topics/x/records", { value: 1 });
    expect([none.status, none.json]).toMatchObject([404, { error: { code: "UNKNOWN_TOPIC" } }]);
  });

  test("takes an array, each record on its own", async () => {
    const { broker, ask } = createHarness("t");
    const answer = await ask("POST", RECORDS, '[{"value":1.50},{"vale":1},\n {"value":"b"}]');
    expect(answer.lines).toMatchObject([{ offset: 0 }, { error: {}, line: 2 }, { offset: 1 }]);
    expect(broker.publishes[0]?.map(({ value }) => value?.toString())).toEqual(["1.50", "b"]);
  });

  test("lets a request's trace go on in its records, unless they bring their own", async () => {
    const { broker, ask } = createHarness("t");
    const own = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const outer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const body = [{ value: "a" }, { value: "b", headers: { traceparent: own } }];
    await ask("POST", RECORDS, body, { traceparent: outer });
    const traces = broker.publishes[0]?.map(({ headers }) =>
      headers?.map(({ value }) => Buffer.from(value).toString()),
    );
    expect(traces).toEqual([[outer], [own]]);
    await ask("POST", RECORDS, { value: "a" }, { traceparent: "nonsense" });
    expect(broker.publishes[1]?.[0]?.headers).toBeUndefined();
  });

  test("wants a content type for POST, takes PUT for lines", async () => {
    const { open, ask } = createHarness("t");
    expect((await open("POST", RECORDS).finished()).status).toBe(415);
    expect((await ask("POST", RECORDS, "x", { "content-type": "text/plain" })).status).toBe(415);
    const put = open("PUT", RECORDS).send('{"value":1}\n{"value":2}').halfClose();
    expect((await put.finished()).lines).toMatchObject([{ offset: 0 }, { offset: 1 }]);
  });
});

describe("uploading lines", () => {
  test("answers each line in order; a bad one disturbs no other", async () => {
    const { broker, open } = createHarness("t");
    const upload = open("POST", RECORDS, LINES);
    upload.send('{"value":"a"}\n{"value":\n\n  \r\n{"value":"b","nope":1}\n{"va');
    upload.send(`lue":"c"}\r\n{"key":"${"x".repeat(2_000)}","value":1}\n{"value":"d"}`);
    await upload.halfClose().finished();
    expect(upload.lines).toMatchObject([
      { offset: 0 },
      { error: { code: "INVALID_JSON" }, line: 2 },
      { error: { code: "INVALID_RECORD" }, line: 5 },
      { offset: 1 },
      { error: { code: "RECORD_TOO_LARGE" }, line: 7 },
      { offset: 2 },
    ]);
    expect(broker.topicsByName.get("t")).toHaveLength(3);
    expect(upload.responseHeaders["content-type"]).toBe("application/x-ndjson");
  });

  test("sends results while the upload goes on", async () => {
    const { open } = createHarness("t");
    const upload = open("POST", RECORDS, LINES).send('{"value":1}\n');
    await upload.until(() => upload.written.length === 1);
    expect([upload.lines, upload.ended]).toMatchObject([[{ offset: 0 }], false]);
    upload.send('{"value":2}\n');
    await upload.until(() => upload.written.length === 2);
    await upload.halfClose().finished();
    expect(upload.lines).toHaveLength(2);
  });

  test("gathers lines while calls are under way, and keeps the order of results", async () => {
    const { broker, open } = createHarness("t");
    const releases: (() => void)[] = [];
    const { records } = broker;
    const publish: typeof records.publish = records.publish.bind(records);
    records.publish = async (context, request) => {
      const results = publish(context, request);
      await new Promise<void>((resolve) => releases.push(resolve));
      return results;
    };
    const upload = open("POST", RECORDS, LINES);
    for (let index = 0; index < 50; index++) {
      upload.send(`{"value":"${index}"}\n`);
      await settle();
    }
    expect(releases).toHaveLength(2);
    releases[1]?.();
    await settle();
    expect(upload.written).toHaveLength(0);
    releases[0]?.();
    await upload.until(() => upload.lines.length === 2);
    await settle();
    for (const release of releases.splice(0)) release();
    upload.halfClose();
    await settle();
    for (const release of releases) release();
    await upload.finished();
    expect(upload.lines.map((line) => (line as { offset: number }).offset)).toEqual(
      Array.from({ length: 50 }, (_, index) => index),
    );
    expect(broker.publishes.length).toBeLessThan(6);
  });

  test("pauses while too much is under way, or results are not read", async () => {
    const { broker, open } = createHarness("t");
    let release = (): void => {};
    broker.gate = new Promise((resolve) => (release = resolve));
    const upload = open("POST", RECORDS, LINES);
    const line = `{"value":"${"x".repeat(1_000_000)}"}\n`;
    for (let index = 0; index < 8; index++) upload.send(line);
    await settle();
    expect(upload.paused).toBe(true);
    const published = broker.publishes.flat().length;
    expect(published).toBeLessThan(8);
    upload.takes = false;
    release();
    await upload.until(() => upload.written.length > 0);
    await settle();
    expect(upload.paused).toBe(true);
    upload.readOn();
    await settle();
    await upload.halfClose().finished();
    expect(upload.lines).toHaveLength(8);
  });

  test("is refused as a whole where the topic does not exist, also when empty", async () => {
    const { open } = createHarness("t");
    for (const body of ['{"value":1}\n', "", "{bad\n"]) {
      const upload = open("POST", "/v1/topics/x/records", LINES).send(body).halfClose();
      await upload.finished();
      expect([upload.status, upload.json]).toMatchObject([
        404,
        { error: { code: "UNKNOWN_TOPIC" } },
      ]);
    }
    const empty = await open("PUT", RECORDS).halfClose().finished();
    expect([empty.status, empty.text]).toEqual([200, ""]);
  });

  test("ends with errors for what came too late when the broker drains", async () => {
    const { broker, open } = createHarness("t");
    const upload = open("POST", RECORDS, LINES).send('{"value":1}\n');
    await upload.until(() => upload.written.length === 1);
    broker.draining = true;
    upload.send('{"value":2}\n{"value":3}\n');
    await upload.finished();
    expect(upload.lines).toMatchObject([
      { offset: 0 },
      { error: { code: "SHUTTING_DOWN", retriable: true }, line: 2 },
      { error: { code: "SHUTTING_DOWN" }, line: 3 },
    ]);
  });

  test("takes bare values byte for byte", async () => {
    const { broker, open } = createHarness("t");
    const upload = open("PUT", `${RECORDS}?format=value`);
    upload.send(Buffer.concat([Buffer.from("a\n\n"), NUL, Buffer.from("\n{}")])).halfClose();
    await upload.finished();
    expect(upload.lines).toHaveLength(4);
    expect(broker.topicsByName.get("t")?.map(({ value }) => value)).toEqual([
      Buffer.from("a"),
      Buffer.from(""),
      NUL,
      Buffer.from("{}"),
    ]);
  });

  test("stops when the client leaves", async () => {
    const { broker, open } = createHarness("t");
    const upload = open("POST", RECORDS, LINES).send('{"value":1}\n');
    await settle();
    upload.leave();
    upload.send('{"value":2}\n');
    await settle();
    expect(broker.publishes.flat()).toHaveLength(1);
  });
});

async function openReader(target: string, headers: Record<string, string> = {}, partitions = 1) {
  const harness = createHarness("t");
  harness.broker.partitionCount = partitions;
  const exchange = harness.open("GET", target, headers);
  await settle();
  const [opened] = harness.broker.fetches;
  return { ...harness, exchange, opened, sink: opened?.sink };
}

describe("reading without a group", () => {
  test("goes from the start to the high watermark of the request", async () => {
    const { exchange, opened, sink } = await openReader(RECORDS, {}, 2);
    expect(opened?.options).toEqual({
      encoding: "records",
      untilEnd: true,
      speed: undefined,
      anywhere: true,
    });
    expect(opened?.partitions).toMatchObject([
      { partition: 0, position: "earliest" },
      { partition: 1, position: "earliest" },
    ]);
    sink?.deliver(delivery([consumed(0, "a"), consumed(1, undefined)]));
    sink?.end(undefined);
    expect(exchange.lines).toMatchObject([
      { topic: "t", partition: 0, offset: 0, value: "a", headers: {} },
      { offset: 1, value: null },
    ]);
    expect(exchange.ended).toBe(true);
  });

  test("follows from the end, and says at once that it was understood", async () => {
    const { exchange, opened } = await openReader(`${RECORDS}?follow=true`);
    await settle();
    expect(opened?.options.untilEnd).toBe(false);
    expect(opened?.partitions[0]?.position).toBe("latest");
    expect([exchange.status, exchange.streaming]).toEqual([200, true]);
    exchange.leave();
    expect(opened?.calls.at(-1)).toBe("close");
  });

  test("takes offsets with a partition, times without", async () => {
    const one = await openReader(`${RECORDS}?partition=1&from=5&until=9`, {}, 2);
    expect(one.opened?.partitions).toMatchObject([
      { partition: 1, position: { offset: 5 }, until: { offset: 9 } },
    ]);
    const time = await openReader(
      `${RECORDS}?from=1700000000000&until=2030-01-01T00:00:00Z`,
      {},
      2,
    );
    expect(time.opened?.partitions[1]).toMatchObject({
      position: { timestamp: 1_700_000_000_000 },
      until: { timestamp: Date.UTC(2030, 0) },
    });
    const bad = await openReader(`${RECORDS}?from=5`, {}, 2);
    expect([bad.exchange.status, bad.exchange.text]).toMatchObject([
      400,
      expect.stringMatching(/give partition, too/),
    ]);
    expect((await openReader(`${RECORDS}?from=5`)).opened?.partitions[0]?.position).toEqual({
      offset: 5,
    });
  });

  test("grants what it may still take, and ends at the limit", async () => {
    const { exchange, opened, sink } = await openReader(`${RECORDS}?limit=3`);
    expect(opened?.calls).toEqual(["credit 3 2097152"]);
    sink?.deliver(delivery([consumed(0, "a")]));
    expect(opened?.calls).toHaveLength(1);
    await settle();
    expect(opened?.calls.at(-1)).toBe("credit 0 10");
    sink?.needed(1, 9_000);
    await settle();
    expect(opened?.calls.at(-1)).toBe("credit 0 9000");
    sink?.deliver(delivery([consumed(1, "b"), consumed(2, "c")]));
    expect(opened?.calls.at(-1)).toBe("close");
    expect([exchange.ended, exchange.lines.length]).toEqual([true, 3]);
    expect((await openReader(`${RECORDS}?limit=0`)).exchange.text).toBe("");
  });

  test("pauses while the client does not read", async () => {
    const { exchange, opened, sink } = await openReader(`${RECORDS}?follow=true`);
    exchange.takes = false;
    sink?.deliver(delivery([consumed(0, "a")]));
    expect(opened?.calls.at(-1)).toBe("pause");
    exchange.readOn();
    expect(opened?.calls.at(-1)).toBe("resume");
  });

  test("prints bare values byte for byte, and cuts the stream on an error", async () => {
    const { exchange, sink } = await openReader(`${RECORDS}?format=value`);
    const records = [consumed(0, "a"), consumed(1, undefined), consumed(2, "", { value: NUL })];
    sink?.deliver(delivery(records));
    expect(exchange.bytes).toEqual(Buffer.concat([Buffer.from("a\n\n"), NUL, Buffer.from("\n")]));
    sink?.partitionError("t", 0, new TidemarkError("PARTITION_DAMAGED", "damaged"));
    expect(exchange.aborted).toBe("internal");
  });

  test("answers a position out of range with a status", async () => {
    const { exchange, sink } = await openReader(`${RECORDS}?partition=0&from=99`);
    const details = { logStartOffset: 0, highWatermark: 3 };
    sink?.partitionError("t", 0, new TidemarkError("OFFSET_OUT_OF_RANGE", "no", details));
    expect([exchange.status, exchange.json]).toEqual([
      416,
      { error: { code: "OFFSET_OUT_OF_RANGE", message: "no", retriable: false, ...details } },
    ]);
  });

  test("says on a line what goes wrong in the middle", async () => {
    const { exchange, sink } = await openReader(RECORDS, {}, 2);
    sink?.deliver(delivery([consumed(0, "a")]));
    sink?.partitionError("t", 1, new TidemarkError("PARTITION_DAMAGED", "damaged"));
    sink?.end(new TidemarkError("SHUTTING_DOWN", "drain"));
    expect(exchange.lines).toMatchObject([
      { offset: 0 },
      { error: { code: "PARTITION_DAMAGED" } },
      { error: { code: "SHUTTING_DOWN" } },
    ]);
    expect(exchange.ended).toBe(true);
  });

  test("gives events that resume where they were cut", async () => {
    const accept = { accept: "text/event-stream" };
    const { clock, exchange, sink } = await openReader(`${RECORDS}?follow=true`, accept, 2);
    await settle();
    sink?.deliver(delivery([consumed(4, "a\nb")]));
    sink?.deliver(delivery([consumed(7, "c", { partition: 1 })], { partition: 1 }));
    expect(exchange.responseHeaders["content-type"]).toBe("text/event-stream");
    expect(exchange.text).toMatch(/^id: 0:5\ndata: \{.*"value":"a\\nb".*\}\n\nid: 0:5,1:8\ndata: /);
    clock.advance(15_000);
    expect(exchange.text.endsWith("\n\n:\n\n")).toBe(true);
    exchange.leave();
    expect(clock.timerCount).toBe(0);
    const again = await openReader(
      `${RECORDS}?follow=true`,
      { ...accept, "last-event-id": "0:5,1:8" },
      2,
    );
    expect(again.opened?.partitions.map(({ position }) => position)).toEqual([
      { offset: 5 },
      { offset: 8 },
    ]);
  });

  test("of an unknown topic is a 404", async () => {
    const { ask } = createHarness("t");
    expect((await ask("GET", "/v1/topics/x/records?follow=true")).status).toBe(404);
  });
});

describe("reading as a group", () => {
  async function openGroup(target: string) {
    const harness = createHarness("t");
    const exchange = harness.open("GET", target);
    await settle();
    const [opened] = harness.broker.subscribes;
    return { ...harness, exchange, opened, sink: opened?.sink };
  }

  test("is a member that commits what it was handed, one commit at a time", async () => {
    const { exchange, opened, sink } = await openGroup(`${RECORDS}?group=g&follow=true&limit=3`);
    expect(opened?.options).toMatchObject({
      group: "g",
      topics: ["t"],
      start: "latest",
      untilEnd: false,
    });
    sink?.joined("m", 1, 10_000);
    expect(exchange.status).toBe(200);
    sink?.revoked(2, [{ topic: "t", partition: 7 }]);
    for (const offset of [0, 1, 2]) sink?.deliver(delivery([consumed(offset, "a")]));
    const commit = (offset: number) =>
      `commit 1 undefined [{"topic":"t","partition":0,"offset":${offset}}]`;
    expect(opened?.calls.slice(1)).toEqual(["released 2 1", commit(1)]);
    sink?.commitResult(1, undefined);
    expect(opened?.calls.at(-1)).toBe(commit(3));
    expect([exchange.lines.length, exchange.ended]).toEqual([3, false]);
    sink?.commitResult(1, undefined);
    expect([exchange.ended, opened?.calls.at(-1)]).toEqual([true, "close true"]);
  });

  test("ends at the high watermark unless it follows; answers errors with a status", async () => {
    const { exchange, opened, sink } = await openGroup(`${RECORDS}?group=g`);
    expect(opened?.options).toMatchObject({ start: "earliest", untilEnd: true });
    sink?.end(new TidemarkError("GROUP_FULL", "full"));
    expect(exchange.status).toBe(429);
    const mixed = await openGroup(`${RECORDS}?group=g&partition=0`);
    expect(mixed.exchange.status).toBe(400);
    const vanished = await openGroup(`${RECORDS}?group=g`);
    vanished.exchange.leave();
    expect(vanished.opened?.calls.at(-1)).toBe("close true");
  });
});

describe("subscribing over lines", () => {
  async function openLines(query = "group=g") {
    const harness = createHarness("t");
    const exchange = harness.open("POST", `/v1/topics/t/subscribe?${query}`, LINES);
    await settle();
    const [opened] = harness.broker.subscribes;
    return { ...harness, exchange, opened, sink: opened?.sink };
  }

  test("grants, receives and commits", async () => {
    const { exchange, opened, sink } = await openLines("group=g&from=earliest&mode=stream");
    expect(opened?.options).toMatchObject({ start: "earliest", autoCommit: false });
    exchange.send('{"credit":2}\n{"commit":"0:1"}\n');
    await settle();
    sink?.deliver(delivery([consumed(0, "a")]));
    const offsets = JSON.stringify([{ topic: "t", partition: 0, offset: 1 }]);
    expect(opened?.calls).toEqual(["credit 2 67108864", `commit 1 undefined ${offsets}`]);
    expect(exchange.lines).toMatchObject([{ offset: 0 }]);
    sink?.commitResult(1, undefined);
    exchange.halfClose();
    expect(exchange.ended).toBe(false);
    sink?.deliver(delivery([consumed(1, "b")]));
    expect([exchange.ended, opened?.calls.at(-1)]).toEqual([true, "close true"]);
  });

  test("answers a bad line with its number and goes on", async () => {
    const { exchange, opened, sink } = await openLines();
    exchange.send('{"credit":-1}\nnope\n\n{"commit":"0:9"}\n{"credit":1}\n');
    sink?.commitResult(1, new TidemarkError("STALE_GENERATION", "moved"));
    expect(exchange.lines).toMatchObject([
      { error: { code: "INVALID_REQUEST" }, line: 1 },
      { error: { code: "INVALID_JSON" }, line: 2 },
      { error: { code: "STALE_GENERATION" }, line: 4 },
    ]);
    expect(opened?.calls.at(-1)).toBe("credit 1 67108864");
  });

  test("settles records of a queue group, and says so where it is asked to", async () => {
    const { exchange, opened } = await openLines("group=g&mode=queue&confirm=true");
    expect(opened?.options).toMatchObject({ mode: "queue" });
    exchange.send('{"ack":"0:1"}\n{"nack":"0:2","delay":"5s","reason":"busy"}\n');
    const records = [{ topic: "t", partition: 0, offset: 2 }];
    const nack = { verb: "nack", records, delayMs: 5_000, reason: "busy" };
    expect(opened?.calls.at(-1)).toBe(`settle ${JSON.stringify(nack)}`);
    expect(exchange.lines).toEqual([
      { done: true, line: 1 },
      { done: true, line: 2 },
    ]);
  });

  test("does not read on while its answers are not read", async () => {
    const { exchange, opened } = await openLines();
    exchange.takes = false;
    exchange.send("nope\n");
    expect([exchange.paused, opened?.calls]).toEqual([true, ["pause"]]);
    exchange.readOn();
    expect([exchange.paused, opened?.calls]).toEqual([false, ["pause", "resume"]]);
  });

  test("needs a group, a mode that exists, and lines", async () => {
    const { open } = createHarness("t");
    const target = "/v1/topics/t/subscribe";
    const status = async (path: string, headers: Record<string, string>) =>
      (await open("POST", path, headers).finished()).status;
    expect(await status(target, LINES)).toBe(400);
    expect(await status(`${target}?group=g&mode=both`, LINES)).toBe(400);
    expect(await status(`${target}?group=g`, { "content-type": "application/json" })).toBe(415);
    expect(await status("/v1/topics/x/subscribe?group=g", LINES)).toBe(404);
  });
});
