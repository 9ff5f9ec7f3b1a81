/** The stock gRPC client against the real port: calls, streams, errors that leave others alone (P7). */
import { compressionAlgorithms, type Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consumed, delivery } from "../../server/routes/fake-broker.ts";
import { TestClient } from "./support/grpc-client.ts";
import { serve, until } from "./support/served.ts";

const RECORDS = "tidemark/v1/records.proto";
const PUBLISH = "/tidemark.v1.RecordService/Publish";

let served: Awaited<ReturnType<typeof serve>>;
let client: TestClient;
beforeAll(async () => {
  served = await serve("t");
  client = new TestClient(served.address, RECORDS);
});
afterAll(async () => {
  client.close();
  await served.listener.close();
});

interface Failure {
  code: number;
  details: string;
  metadata: Metadata;
}

describe("grpc-js", () => {
  test("publishes, compressed or not", async () => {
    const records = [{ value: Buffer.from("x".repeat(5_000)) }];
    const plain = await client.unary(PUBLISH, { topic: "t", records });
    expect(plain["results"]).toMatchObject([{ partition: 0, offset: 0 }]);
    const gzip = new TestClient(served.address, RECORDS, {
      "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
    });
    const zipped = await gzip.unary(PUBLISH, { topic: "t", records });
    expect(zipped["results"]).toMatchObject([{ offset: 1 }]);
    expect(served.broker.topicsByName.get("t")?.[1]?.value).toHaveLength(5_000);
    gzip.close();
  });

  test("gets status, message, code and details of an error", async () => {
    const failure = (await client
      .unary(PUBLISH, { topic: "grün", records: [] })
      .catch((error: unknown) => error)) as Failure;
    expect([failure.code, failure.details]).toEqual([5, "no topic grün"]);
    expect(failure.metadata.get("tidemark-error")).toEqual(["UNKNOWN_TOPIC"]);
    expect(failure.metadata.get("grpc-status-details-bin")[0]).toBeInstanceOf(Buffer);
  });

  test("sees deadlines kept by the broker", async () => {
    served.broker.gate = new Promise(() => {});
    const deadline = new Date(Date.now() + 100);
    const failure = client.unary(PUBLISH, { topic: "t", records: [] }, { deadline });
    await expect(failure).rejects.toMatchObject({ code: 4 });
    served.broker.gate = undefined;
  });

  test("produces on a stream and hears acknowledgements and credits", async () => {
    const { stream, messages, status } = client.bidi("/tidemark.v1.RecordService/Produce");
    stream.write({ open: { clientId: "c" } });
    const batch = Buffer.alloc(300_000, 1);
    for (let id = 1; id <= 20; id++) stream.write({ batch: { id, topic: "t", batch } });
    await until(() => served.broker.produces[0]?.batches.length === 20);
    const [opened] = served.broker.produces;
    expect(opened?.batches.every((one) => batch.equals(one.batch))).toBe(true);
    opened?.sink.credit(5, 500);
    for (let id = 1; id <= 20; id++)
      opened?.sink.ack(id, { baseOffset: id * 10, duplicate: false, exceptions: [] });
    stream.end();
    await until(() => opened?.calls.includes("finish") === true);
    opened?.sink.end(undefined);
    expect((await status).code).toBe(0);
    expect(messages).toHaveLength(21);
    expect(messages[20]).toMatchObject({ ack: { id: 20, baseOffset: 200 } });
  });

  test("fetches batches and records", async () => {
    const { stream, messages, status } = client.bidi("/tidemark.v1.RecordService/Fetch");
    stream.write({ open: { encoding: 1, untilEnd: true } });
    stream.write({ assign: { partitions: [{ topic: "t", position: { earliest: true } }] } });
    stream.write({ credit: { records: 10, bytes: 10_000_000 } });
    await until(() => served.broker.fetches[0]?.calls.length === 1);
    const [opened] = served.broker.fetches;
    const batches = [Buffer.alloc(2_000_000, 3), Buffer.from("small")];
    opened?.sink.deliver(delivery([], { batches, nextOffset: 7 }));
    opened?.sink.deliver(delivery([consumed(7, "seven")]));
    opened?.sink.end(undefined);
    expect((await status).code).toBe(0);
    const [first, second] = messages.map(
      (message) => message["delivery"] as { batches: Buffer[]; records: object[] },
    );
    expect(first?.batches.map((one, index) => one.equals(batches[index] as Buffer))).toEqual([
      true,
      true,
    ]);
    expect(second?.records).toMatchObject([{ offset: 7, value: Buffer.from("seven") }]);
  });

  test("reads the schema by reflection, and health", async () => {
    const version = "v1";
    const file = `grpc/reflection/${version}/reflection.proto`;
    const reflection = new TestClient(served.address, file);
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const { stream, messages, status } = reflection.bidi(path);
    stream.end({ listServices: "" });
    expect((await status).code).toBe(0);
    expect(JSON.stringify(messages)).toContain("tidemark.v1.ScheduleService");
    reflection.close();
    const health = new TestClient(served.address, "grpc/health/v1/health.proto");
    expect(await health.unary("/grpc.health.v1.Health/Check", {})).toEqual({ status: 1 });
    health.close();
  });

  test("understands what the port itself refuses", async () => {
    const elsewhere = { "grpc.default_authority": "elsewhere.example" };
    const stranger = new TestClient(served.address, RECORDS, elsewhere);
    const failure = stranger.unary(PUBLISH, { topic: "t" });
    const { code, metadata } = (await failure.catch((error: unknown) => error)) as Failure;
    expect([code, metadata.get("tidemark-error")]).toEqual([7, ["FORBIDDEN_ORIGIN"]]);
    stranger.close();
  });

  test("is told what it did wrong while its other streams go on", async () => {
    const good = client.bidi("/tidemark.v1.RecordService/Fetch");
    good.stream.write({ open: {} });
    const before = served.broker.fetches.length;
    await until(() => served.broker.fetches.length > before);
    const bad = client.bidi("/tidemark.v1.RecordService/Produce");
    bad.stream.write({ batch: { id: 1 } });
    const { code, metadata } = await bad.status;
    expect([code, metadata.get("tidemark-error")]).toEqual([3, ["INVALID_REQUEST"]]);
    served.broker.fetches.at(-1)?.sink.deliver(delivery([consumed(1, "on")]));
    await until(() => good.messages.length === 1);
    good.stream.cancel();
    await until(() => served.broker.fetches.at(-1)?.calls.includes("close") === true);
  });
});
