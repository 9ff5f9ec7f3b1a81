/** The lines of the README and DESIGN §7, as curl runs them against a real broker. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { type CertificateFiles, writeCertificate } from "../support/certificate-files.ts";
import { CurlProcess } from "../support/curl-process.ts";

let broker: BrokerProcess;
let secure: BrokerProcess;
let certificate: CertificateFiles;
beforeAll(async () => {
  certificate = writeCertificate();
  const { cert, key } = certificate;
  [broker, secure] = await Promise.all([
    BrokerProcess.start(),
    BrokerProcess.start({ args: ["--tls-cert", cert, "--tls-key", key] }),
  ]);
});
afterAll(async () => {
  await Promise.all([broker.dispose(), secure.dispose()]);
  certificate.remove();
});

const JSON_BODY = ["-H", "content-type: application/json", "-d"];
const cleartext = () => broker.url;
const tls = () => `https://${secure.address}`;

async function run(...args: string[]) {
  const curl = new CurlProcess(...args);
  const exitCode = await curl.exited;
  expect([exitCode, curl.stderr]).toEqual([0, ""]);
  const [version, status] = curl.summary.split(" ");
  const text = curl.answer.toString();
  const lines = text.split("\n").filter((line) => line !== "");
  return { version, status: Number(status), text, lines, json: () => lines.map(parse) };
}

const parse = (line: string) => JSON.parse(line) as Record<string, unknown>;

let topics = 0;
async function newTopic(url = broker.url, partitions = 1): Promise<string> {
  const name = `topic-${++topics}`;
  const body = JSON.stringify({ name, partitions });
  expect((await run(`${url}/v1/topics`, ...JSON_BODY, body)).status).toBe(201);
  return `${url}/v1/topics/${name}`;
}

const ways = [
  ["HTTP/1.1", ["--http1.1"], cleartext, "1.1"],
  ["Upgrade: h2c", ["--http2"], cleartext, "2"],
  ["prior knowledge", ["--http2-prior-knowledge"], cleartext, "2"],
  ["TLS, HTTP/2", ["--http2"], tls, "2"],
  ["TLS, HTTP/1.1", ["--http1.1"], tls, "1.1"],
] as const;

describe.each(ways)("%s", (_name, flags, url, version) => {
  it("follows a topic as records come, also those with a due time", async () => {
    const topic = await newTopic(url());
    const follow = new CurlProcess(...flags, "-D", "-", `${topic}/records?follow=true`);
    // The status line says that it is understood and reads from now on.
    expect(await follow.next()).toMatch(/^HTTP\/(1\.1 101|1\.1 200|2 200)/);
    let line = await follow.next();
    while (!line.startsWith("content-type: application/x-ndjson")) line = await follow.next();
    while (line !== "\r") line = await follow.next();
    await run(`${topic}/records`, ...JSON_BODY, '{"value":"now"}');
    expect(await follow.nextJson()).toMatchObject({ value: "now", offset: 0 });
    const later = await run(`${topic}/records`, ...JSON_BODY, '{"value":"later","delay":300}');
    const [result] = later.json() as [{ scheduled: { deliverAt: number } }];
    const record = await follow.nextJson();
    expect(Date.now()).toBeGreaterThanOrEqual(result.scheduled.deliverAt);
    expect(record).toMatchObject({
      value: "later",
      timestamp: result.scheduled.deliverAt,
      scheduled: { offset: 1, deliverAt: result.scheduled.deliverAt },
    });
    follow.kill();
    await follow.exited;
  });

  it("reads to the end, and says which HTTP it was", async () => {
    const topic = await newTopic(url());
    await run(`${topic}/records`, ...JSON_BODY, '[{"value":1},{"value":2},{"value":3}]');
    const read = await run(...flags, `${topic}/records`);
    expect(read.version).toBe(version);
    expect(read.json().map(({ value }) => value)).toEqual([1, 2, 3]);
    const limited = await run(...flags, `${topic}/records?from=1&limit=1&partition=0`);
    expect(limited.json()).toMatchObject([{ offset: 1, value: 2 }]);
  });

  it("answers each line of -T . before the next is sent", async () => {
    const topic = await newTopic(url());
    const upload = new CurlProcess(...flags, "-T", ".", `${topic}/records`);
    for (let line = 0; line < 5; line++) {
      upload.send(`{"value":${line}}\n`);
      expect(await upload.nextJson()).toEqual({ partition: 0, offset: line });
    }
    upload.send("{broken\n");
    expect(await upload.nextJson()).toMatchObject({ error: { code: "INVALID_JSON" }, line: 6 });
    upload.send('{"value":"last"}');
    upload.end();
    expect(await upload.nextJson()).toEqual({ partition: 0, offset: 5 });
    expect([await upload.exited, upload.summary.split(" ")[1]]).toEqual([0, "200"]);
  });

  it("answers -T - while it still sends", async () => {
    // curl waits for input before it looks at the answer again: lines go on until one has come.
    const topic = await newTopic(url());
    const upload = new CurlProcess(...flags, "-T", "-", `${topic}/records`);
    let sent = 0;
    const feeding = setInterval(() => upload.send(`{"value":${sent++}}\n`), 20);
    const first = await upload.nextJson();
    clearInterval(feeding);
    expect(first).toEqual({ partition: 0, offset: 0 });
    upload.end();
    expect(await upload.exited).toBe(0);
    expect(upload.lines).toHaveLength(sent);
  });

  it("subscribes both ways", async () => {
    const topic = await newTopic(url());
    await run(`${topic}/records`, ...JSON_BODY, '[{"value":"a"},{"value":"b"},{"value":"c"}]');
    const member = new CurlProcess(
      ...flags,
      "-X",
      "POST",
      "-H",
      "content-type: application/x-ndjson",
      "-T",
      ".",
      `${topic}/subscribe?group=pair-${version}&from=earliest`,
    );
    member.send('{"credit":1}\n');
    expect(await member.nextJson()).toMatchObject({ value: "a", offset: 0 });
    // Nothing more was granted: what comes next answers the next line.
    member.send('{"commit":"0:77"}\n');
    expect(await member.nextJson()).toMatchObject({
      error: { code: "OFFSET_OUT_OF_RANGE" },
      line: 2,
    });
    member.send('{"credit":1}\n');
    expect(await member.nextJson()).toMatchObject({ value: "b", offset: 1 });
    member.send('{"commit":"0:2"}\n');
    member.end();
    expect(await member.exited).toBe(0);
    const group = await run(`${url()}/v1/groups/pair-${version}`);
    const name = topic.split("/").at(-1);
    const [{ partitions }] = group.json() as [{ partitions: { topic: string }[] }];
    expect(partitions.filter((one) => one.topic === name)).toMatchObject([
      { committed: 2, highWatermark: 3, lag: 1 },
    ]);
  });
});

it("sends events to who accepts them, and resumes after the last", async () => {
  const topic = await newTopic();
  await run(`${topic}/records`, ...JSON_BODY, '[{"value":"a"},{"value":"b"}]');
  const accept = ["-H", "accept: text/event-stream"];
  const events = new CurlProcess(...accept, `${topic}/records?follow=true&from=earliest`);
  const fields: string[] = [];
  while (fields.filter((line) => line.startsWith("data:")).length < 2)
    fields.push(await events.next());
  events.kill();
  const data = fields.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
  expect(data.map(parse)).toMatchObject([{ value: "a" }, { value: "b" }]);
  const ids = fields.filter((line) => line.startsWith("id: ")).map((line) => line.slice(4));
  expect(ids).toEqual(["0:1", "0:2"]);
  const resumed = await run(...accept, "-H", "last-event-id: 0:1", `${topic}/records`);
  expect(resumed.lines.filter((line) => line.startsWith("data"))).toEqual([`data: ${data[1]}`]);
});

it("keeps bare values byte for byte", async () => {
  const topic = await newTopic();
  const values = ["plain", "", ' {"json": 1.0} ', "tab\tand\rreturn", "grün ✓", "\u0000", "last"];
  const bytes = Buffer.from(`${values.join("\n")}\n`);
  const file = join(broker.dataDir, "values.txt");
  writeFileSync(file, bytes);
  const put = await run("-T", file, `${topic}/records?format=value`);
  expect(put.json().map(({ offset }) => offset)).toEqual(values.map((_, index) => index));
  const read = new CurlProcess(`${topic}/records?format=value`);
  expect(await read.exited).toBe(0);
  expect(read.answer.equals(bytes)).toBe(true);
});

it("consumes as a group, once, and shows the group", async () => {
  const topic = await newTopic(broker.url, 3);
  const records = Array.from({ length: 9 }, (_, index) => ({ value: index, partition: index % 3 }));
  await run(`${topic}/records`, ...JSON_BODY, JSON.stringify(records));
  const first = await run(`${topic}/records?group=once&limit=4`);
  const rest = await run(`${topic}/records?group=once`);
  const values = [...first.json(), ...rest.json()].map(({ value }) => Number(value));
  expect(values.sort((a, b) => a - b)).toEqual(records.map(({ value }) => value));
  expect((await run(`${topic}/records?group=once`)).text).toBe("");

  const listed = await run(`${broker.url}/v1/groups`);
  expect(listed.json()).toContainEqual(expect.objectContaining({ name: "once", state: "empty" }));
  const reset = [`${broker.url}/v1/groups/once/offsets`, "-X", "PUT", ...JSON_BODY];
  const name = topic.split("/").at(-1);
  const changed = await run(...reset, JSON.stringify({ topic: name, to: "earliest" }));
  expect(changed.json()).toMatchObject([{ changes: [{ after: 0 }, { after: 0 }, { after: 0 }] }]);
  expect((await run(`${topic}/records?group=once`)).lines).toHaveLength(9);
  expect((await run("-X", "DELETE", `${broker.url}/v1/groups/once`)).status).toBe(204);
  expect((await run(`${broker.url}/v1/groups/once`)).status).toBe(404);
});

it("lists, moves and cancels what waits", async () => {
  const topic = await newTopic();
  const schedule = (id: string, delay: string) =>
    run(`${topic}/records`, ...JSON_BODY, JSON.stringify({ value: id, scheduleId: id, delay }));
  for (const [id, delay] of [["b", "2h"] as const, ["a", "1h"] as const, ["c1", "3h"] as const])
    await schedule(id, delay);
  await schedule("c2", "4h");
  const ids = async (query = "") =>
    (await run(`${topic}/schedules${query}`)).json().map(({ id }) => id);
  expect(await ids()).toEqual(["a", "b", "c1", "c2"]);
  expect(await ids("?prefix=c")).toEqual(["c1", "c2"]);
  const page = await run(`${topic}/schedules?limit=3`);
  const { cursor } = page.json().at(-1) as { cursor: string };
  expect(await ids(`?limit=3&cursor=${encodeURIComponent(cursor)}`)).toEqual(["c2"]);

  const [one] = (await run(`${topic}/schedules/a`)).json() as [{ deliverAt: number }];
  const moved = await run("-X", "PATCH", `${topic}/schedules/a`, ...JSON_BODY, '{"delay":"10h"}');
  const [after] = moved.json() as [{ deliverAt: number }];
  expect(after.deliverAt).toBeGreaterThan(one.deliverAt + 8 * 3_600_000);
  expect(await ids()).toEqual(["b", "c1", "c2", "a"]);
  const [described] = (await run(topic)).json();
  expect(described).toMatchObject({ pending: 4, nextDue: expect.any(Number) as unknown });
  const cancelled = await run("-X", "DELETE", `${topic}/schedules/b`);
  expect(cancelled.json()).toMatchObject([{ id: "b" }]);
  const bulk = await run("-X", "DELETE", `${topic}/schedules?prefix=c`);
  expect(bulk.json()).toEqual([{ cancelled: 2 }]);
  const now = await run("-X", "PATCH", `${topic}/schedules/a`, ...JSON_BODY, '{"delay":0}');
  expect(now.status).toBe(200);
  const follow = new CurlProcess(`${topic}/records?follow=true&from=earliest`);
  expect(await follow.nextJson()).toMatchObject({ value: "a", scheduled: {} });
  follow.kill();
  expect(await ids()).toEqual([]);
  expect((await run("-X", "DELETE", topic)).status).toBe(204);
});

it("tells machines how it is", async () => {
  expect((await run(`${broker.url}/healthz`)).json()).toEqual([{ status: "ok" }]);
  expect((await run(`${broker.url}/readyz`)).json()).toMatchObject([{ ready: true }]);
  const { text } = await run(`${broker.url}/openapi.json`);
  expect(Object.keys((parse(text) as { paths: object }).paths)).toContain(
    "/v1/topics/{topic}/records",
  );
  const [cluster] = (await run(`${broker.url}/v1/cluster`)).json();
  expect(cluster).toMatchObject({ brokers: [{ id: 1, address: broker.address, state: "active" }] });
});
