/** The stock gRPC client against a real broker, with nothing but what reflection tells it. */
import { compressionAlgorithms, credentials, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildBatch } from "../../../src/record/build.ts";
import { readRecords } from "../../../src/record/records.ts";
import { BatchView } from "../../../src/record/view.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { writeCertificate } from "../support/certificate-files.ts";
import { Http2Client } from "../support/http2-client.ts";
import { type Json, ReflectedClient, type ReflectionVersion } from "../support/reflected-client.ts";

const RECORDS = "/tidemark.v1.RecordService";
const TOPICS = "/tidemark.v1.TopicService";
const HEALTH = "/grpc.health.v1.Health";

let broker: BrokerProcess;
let client: ReflectedClient;
beforeAll(async () => {
  broker = await BrokerProcess.start();
  client = await ReflectedClient.connect(broker.address);
});
afterAll(async () => {
  client.close();
  await broker.dispose();
});

let topics = 0;
async function newTopic(partitions = 1): Promise<string> {
  const name = `topic-${++topics}`;
  await client.unary(`${TOPICS}/CreateTopic`, { name, partitions });
  return name;
}

const has = (field: string) => (message: Json) => message[field] !== undefined;

describe("reflection", () => {
  it.each<ReflectionVersion>(["v1", "v1alpha"])("%s gives the whole schema", async (version) => {
    const reflected = await ReflectedClient.connect(broker.address, { version });
    expect(reflected.services).toEqual([
      "tidemark.v1.ClusterService",
      "tidemark.v1.GroupService",
      "tidemark.v1.RecordService",
      "tidemark.v1.ScheduleService",
      "tidemark.v1.TopicService",
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
    ]);
    expect(reflected.describe("tidemark.v1.RecordService")).toEqual([
      "Publish(PublishRequest) PublishResponse",
      "InitProducer(InitProducerRequest) InitProducerResponse",
      "Produce(stream ProduceRequest) stream ProduceResponse",
      "Fetch(stream FetchRequest) stream FetchResponse",
      "Subscribe(stream SubscribeRequest) stream SubscribeResponse",
    ]);
    const cluster = await reflected.unary("/tidemark.v1.ClusterService/DescribeCluster", {});
    expect(cluster["brokers"]).toMatchObject([{ id: 1, address: broker.address }]);
    reflected.close();
  });
});

describe("health", () => {
  it("is told for the broker and each of its services", async () => {
    for (const service of ["", "tidemark.v1.RecordService"])
      expect(await client.unary(`${HEALTH}/Check`, { service })).toEqual({ status: "SERVING" });
    const unknown = client.unary(`${HEALTH}/Check`, { service: "nothing" });
    await expect(unknown).rejects.toMatchObject({ code: 5 });
  });

  it("is watched until the broker drains", async () => {
    const draining = await BrokerProcess.start();
    const watcher = await ReflectedClient.connect(draining.address);
    const watch = watcher.bidi(`${HEALTH}/Watch`);
    watch.stream.write({});
    watch.stream.end();
    await watch.find(({ status }) => status === "SERVING");
    const stopped = draining.stop();
    await watch.find(({ status }) => status === "NOT_SERVING");
    expect(await stopped).toBe(0);
    watcher.close();
    await draining.dispose();
  });
});

describe("records", () => {
  it("are published and fetched decoded, with headers, keys and due times", async () => {
    const topic = await newTopic();
    const dueMs = Date.now() + 200;
    const headers = [
      { key: "a", value: Buffer.from("1") },
      { key: "a", value: Buffer.from([0, 255]) },
    ];
    const { results } = await client.unary(`${RECORDS}/Publish`, {
      topic,
      records: [
        { key: Buffer.from("k"), value: Buffer.from("now"), headers },
        { value: Buffer.from("later"), deliverAt: dueMs, scheduleId: "s" },
        {},
      ],
    });
    expect(results).toMatchObject([
      { offset: 0 },
      { offset: 2, scheduled: { id: "s", deliverAt: dueMs } },
      { offset: 1 },
    ]);
    const fetch = client.bidi(`${RECORDS}/Fetch`);
    fetch.stream.write({ open: { encoding: 1 } });
    fetch.stream.write({ assign: { partitions: [{ topic, position: { earliest: true } }] } });
    fetch.stream.write({ credit: { records: 100, bytes: 1_000_000 } });
    await fetch.find((message) => recordsOf(message).some(({ offset }) => offset === 3));
    expect(Date.now()).toBeGreaterThanOrEqual(dueMs);
    const records = fetch.messages.flatMap(recordsOf);
    expect(records).toMatchObject([
      { offset: 0, key: Buffer.from("k"), value: Buffer.from("now"), headers },
      { offset: 1 },
      { offset: 3, value: Buffer.from("later"), scheduled: { offset: 2, deliverAt: dueMs } },
    ]);
    expect(records[1]?.["value"]).toBeUndefined();
    fetch.stream.end();
  });

  it("go in as batches and come out as they are on disk", async () => {
    const topic = await newTopic();
    const timestamp = Date.now();
    const batch = (text: string) =>
      buildBatch([{ timestamp, key: undefined, value: Buffer.from(text) }]);
    const produce = client.bidi(`${RECORDS}/Produce`);
    produce.stream.write({ open: { clientId: "test" } });
    await produce.find(has("credit"));
    for (const [id, text] of ["one", "two", "three"].entries())
      produce.stream.write({ batch: { id, topic, partition: 0, batch: batch(text) } });
    produce.stream.end();
    expect((await produce.status).code).toBe(0);
    const acks = produce.messages.filter(has("ack")).map(({ ack }) => ack as Json);
    expect(acks.map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 2]);

    const fetch = client.bidi(`${RECORDS}/Fetch`);
    fetch.stream.write({ open: { untilEnd: true } });
    fetch.stream.write({ assign: { partitions: [{ topic, position: { earliest: true } }] } });
    fetch.stream.write({ credit: { records: 100, bytes: 1_000_000 } });
    expect((await fetch.status).code).toBe(0);
    const deliveries = fetch.messages.map(({ delivery }) => delivery as Json);
    const bytes = Buffer.concat(deliveries.flatMap((one) => one["batches"] as Buffer[]));
    const values: string[] = [];
    for (let position = 0; position < bytes.length; ) {
      const view = new BatchView(bytes, position);
      values.push(...readRecords(view).map(({ value }) => String(value)));
      position += view.sizeBytes;
    }
    expect(values).toEqual(["one", "two", "three"]);
    expect(deliveries.at(-1)).toMatchObject({ nextOffset: 3, highWatermark: 3 });
  });

  it("are delivered to a group within its credits, and committed", async () => {
    const topic = await newTopic();
    const records = Array.from({ length: 5 }, (_, index) => ({ value: Buffer.from([index]) }));
    await client.unary(`${RECORDS}/Publish`, { topic, records });
    const group = `group-of-${topic}`;
    const member = client.bidi(`${RECORDS}/Subscribe`);
    const start = { earliest: true };
    member.stream.write({ open: { group, topics: [topic], start, encoding: 1 } });
    const { assigned } = await member.find(has("assigned"));
    expect(assigned).toMatchObject({ added: [{ topic, partition: 0, offset: 0 }] });
    member.stream.write({ credit: { records: 2, bytes: 10_000 } });
    await member.find((message) => recordsOf(message).some(({ offset }) => offset === 1));
    const { generation } = assigned as { generation: number };
    const offsets = [{ topic, partition: 0, offset: 2 }];
    member.stream.write({ commit: { id: 7, generation, offsets } });
    const { commitResult } = await member.find(has("commitResult"));
    expect(commitResult).toEqual({ id: 7 });
    expect(member.messages.flatMap(recordsOf)).toHaveLength(2);
    member.stream.write({ leave: {} });
    expect((await member.status).code).toBe(0);
    const committed = await client.unary("/tidemark.v1.GroupService/FetchOffsets", { group });
    expect(committed["offsets"]).toEqual(offsets);
  });

  it("are compressed on the way where the client wants it", async () => {
    const topic = await newTopic();
    const gzip = { "grpc.default_compression_algorithm": compressionAlgorithms.gzip };
    const zipping = await ReflectedClient.connect(broker.address, { channel: gzip });
    const value = Buffer.alloc(1_000_000, "compressible ");
    const { results } = await zipping.unary(`${RECORDS}/Publish`, { topic, records: [{ value }] });
    expect(results).toMatchObject([{ offset: 0 }]);
    const fetch = zipping.bidi(`${RECORDS}/Fetch`);
    fetch.stream.write({ open: { encoding: 1, untilEnd: true } });
    fetch.stream.write({ assign: { partitions: [{ topic, position: { earliest: true } }] } });
    fetch.stream.write({ credit: { records: 10, bytes: 10_000_000 } });
    expect((await fetch.status).code).toBe(0);
    expect(value.equals(fetch.messages.flatMap(recordsOf)[0]?.["value"] as Buffer)).toBe(true);
    zipping.close();
  });
});

const recordsOf = (message: Json): Json[] =>
  ((message["delivery"] as Json | undefined)?.["records"] ?? []) as Json[];

describe("the end of a call", () => {
  it("comes at its deadline, kept by the client and by the broker", async () => {
    const call = client.bidi(`${RECORDS}/Fetch`, { deadline: Date.now() + 100 });
    call.stream.write({ open: {} });
    expect((await call.status).code).toBe(4);
    const http = new Http2Client(broker.url);
    const headers = { "content-type": "application/grpc", te: "trailers", "grpc-timeout": "50m" };
    const { trailers } = await http.open(`${RECORDS}/Fetch`, headers);
    expect(trailers).toMatchObject({ "grpc-status": "4", "tidemark-error": "DEADLINE_EXCEEDED" });
    http.close();
  });

  it("frees what it held when the client cancels", async () => {
    const topic = await newTopic();
    const idle = await streams("fetch");
    const calls = Array.from({ length: 3 }, () => client.bidi(`${RECORDS}/Fetch`));
    for (const { stream } of calls) {
      stream.write({ open: { encoding: 1 } });
      stream.write({ assign: { partitions: [{ topic, position: { earliest: true } }] } });
      stream.write({ credit: { records: 1, bytes: 1_000 } });
    }
    await client.unary(`${RECORDS}/Publish`, { topic, records: [{ value: Buffer.from("x") }] });
    await Promise.all(calls.map((call) => call.find(has("delivery"))));
    expect(await streams("fetch")).toBe(idle + 3);
    for (const { stream } of calls) stream.cancel();
    const codes = await Promise.all(calls.map(async ({ status }) => (await status).code));
    expect(codes).toEqual([1, 1, 1]);
    await expect.poll(() => streams("fetch")).toBe(idle);
  });

  it("of a member that is gone leaves its partitions to another", async () => {
    const topic = await newTopic();
    const open = { open: { group: `left-${topic}`, topics: [topic], sessionTimeoutMs: 1_000 } };
    const first = client.bidi(`${RECORDS}/Subscribe`);
    first.stream.write(open);
    await first.find(has("assigned"));
    const second = client.bidi(`${RECORDS}/Subscribe`);
    second.stream.write(open);
    await second.find(has("joined"));
    first.stream.cancel();
    await second.find(has("assigned"));
    second.stream.cancel();
  });
});

async function streams(kind: string): Promise<number> {
  const text = await (await fetch(`${broker.url}/metrics`)).text();
  return Number(
    new RegExp(`^tidemark_streams\\{kind="${kind}"\\} (\\d+)`, "m").exec(text)?.[1] ?? 0,
  );
}

it("works over TLS, and says when the certificate is not trusted", async () => {
  const certificate = writeCertificate();
  const args = ["--tls-cert", certificate.cert, "--tls-key", certificate.key];
  const secure = await BrokerProcess.start({ args });
  try {
    const trusted = credentials.createSsl(Buffer.from(certificate.pem));
    const calling = await ReflectedClient.connect(secure.address, { credentials: trusted });
    expect(await calling.unary(`${HEALTH}/Check`, {})).toEqual({ status: "SERVING" });
    calling.close();
    const strict = ReflectedClient.connect(secure.address, {
      credentials: credentials.createSsl(),
    });
    const failure = (await strict.catch((error: unknown) => error)) as ServiceError;
    expect(failure.code).toBe(14);
    const cleartext = ReflectedClient.connect(secure.address);
    await expect(cleartext).rejects.toMatchObject({
      code: 7,
      details: expect.stringContaining("not secure enough") as unknown,
    });
  } finally {
    await secure.dispose();
    certificate.remove();
  }
});
