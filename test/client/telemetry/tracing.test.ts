/** Spans and their context on the way: made by the client, seen by the OpenTelemetry SDK. */
import { context, propagation, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { FakeBroker } from "../fake-broker.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
let broker: FakeBroker;
let client: Tidemark;

beforeAll(() => provider.register());
afterAll(() => {
  trace.disable();
  propagation.disable();
  context.disable();
});

beforeEach(async () => {
  exporter.reset();
  broker = await FakeBroker.start();
  client = new Tidemark({ brokers: broker.address });
});
afterEach(async () => {
  await client.close();
  await broker.stop();
});

const spanNamed = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name)!;

it("a send has a span whose context travels in the record, and processing links to it", async () => {
  await client.producer().send({ topic: "t", value: "x", headers: { own: "1" } });
  const send = spanNamed("send t");
  expect(send.attributes).toMatchObject({
    "messaging.system": "tidemark",
    "messaging.operation.name": "send",
    "messaging.operation.type": "send",
    "messaging.destination.name": "t",
    "messaging.destination.partition.id": "0",
    "messaging.tidemark.offset": 0,
  });
  const consumer = client.consumer({ group: "g", topics: "t", from: "earliest" });
  const { value: record } = await consumer[Symbol.asyncIterator]().next();
  const { traceId, spanId } = send.spanContext();
  expect(record!.header("traceparent")).toBe(`00-${traceId}-${spanId}-01`);
  expect(record!.header("own")).toBe("1");
  expect(await consumer.process(record!, () => "done")).toBe("done");
  const process = spanNamed("process t");
  expect(process.links.map((link) => link.context.spanId)).toEqual([spanId]);
  expect(process.attributes).toMatchObject({ "messaging.consumer.group.name": "g" });
});

it("never overwrites the context that the application set", async () => {
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  await client.producer().send({ topic: "t", value: "x", headers: { traceparent } });
  const consumer = client.consumer({ topic: "t", from: "earliest" });
  const { value: record } = await consumer[Symbol.asyncIterator]().next();
  expect(record!.headers.filter(({ key }) => key === "traceparent").length).toBe(1);
  expect(record!.header("traceparent")).toBe(traceparent);
});

it("sendMany has one span, carried by every record; a batch received links to it", async () => {
  await client.producer().sendMany("t", ["a", "b", "c"]);
  const send = spanNamed("send t");
  expect(send.attributes["messaging.batch.message_count"]).toBe(3);
  const batches = client.consumer({ topic: "t", from: "earliest" }).batches();
  await batches.next();
  const receive = spanNamed("receive t");
  expect(receive.attributes["messaging.batch.message_count"]).toBe(3);
  expect(receive.links[0]!.context.spanId).toBe(send.spanContext().spanId);
});

it("says why a send failed", async () => {
  const failed = client.producer().send({ topic: "nowhere", value: "x" });
  await expect(failed).rejects.toThrow();
  expect(spanNamed("send nowhere").attributes["error.type"]).toBe("UNKNOWN_TOPIC");
});
