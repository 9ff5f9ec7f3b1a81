/** One connected trace: send → append → wait for the due time → release → deliver → process. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpanKind, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { Tidemark } from "@tidemark/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBroker } from "../../src/broker/broker.ts";
import { type RunningNode, startNode } from "../../src/cli/node.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import { fromFlags } from "../../src/config/sources.ts";
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { createHandler } from "../../src/server/routes.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { BrokerProcess } from "./harness/broker-process.ts";
import { until } from "./harness/until.ts";

const TOPIC = "traced";
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

let root: string;
let node: RunningNode;

beforeAll(async () => {
  provider.register();
  root = mkdtempSync(join(tmpdir(), "tidemark-trace-"));
  const flags = { dataDir: [join(root, "data")], listen: ["127.0.0.1:0"] };
  const log = createLog({
    format: "text",
    level: () => "error",
    wallMs: () => Date.now(),
    write: (line) => process.stderr.write(line),
  });
  const assembly = { startBroker, createHandler, openStore: openLmdbStore };
  node = await startNode(resolveConfig([fromFlags(flags, [])]), log, assembly);
});

afterAll(async () => {
  await node.stop(1_000);
  await provider.shutdown();
  trace.disable();
  rmSync(root, { recursive: true, force: true });
});

const spans = (name: string): ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === `${name} ${TOPIC}`);

describe("a scheduled record", () => {
  it("is one trace from its producer to its consumer", async () => {
    await using tidemark = new Tidemark({ brokers: [`127.0.0.1:${node.addresses[0]?.port}`] });
    await tidemark.admin().createTopic({ name: TOPIC });
    const producer = tidemark.producer();
    const tracer = trace.getTracer("test");
    const own = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;
    await tracer.startActiveSpan("order", async (order) => {
      await producer.send({ topic: TOPIC, value: "due", delayMs: 300 });
      await producer.send({ topic: TOPIC, value: "mine", headers: { traceparent: own } });
      order.end();
    });
    const consumer = tidemark.consumer({ group: "g", topics: TOPIC, from: "earliest" });
    const carried = new Map<string, string>();
    for await (const record of consumer) {
      const header = record.headers.find(({ key }) => key === "traceparent");
      const value = record.text ?? "";
      carried.set(value, Buffer.from(header?.value ?? []).toString());
      await consumer.process(record, () => undefined);
      if (carried.size === 2) break;
    }
    await consumer.close();
    await until("the broker's spans", () => spans("deliver").length >= 2);

    const order = exporter.getFinishedSpans().find(({ name }) => name === "order")!;
    const { traceId } = order.spanContext();
    const [send] = spans("send").filter((span) => span.spanContext().traceId === traceId);
    expect(send?.kind).toBe(SpanKind.PRODUCER);
    expect(send?.parentSpanContext?.spanId).toBe(order.spanContext().spanId);
    const sendId = send!.spanContext().spanId;
    expect(carried.get("due")).toBe(`00-${traceId}-${sendId}-01`);
    for (const name of ["append", "release", "deliver"]) {
      const found = spans(name).filter((span) => span.spanContext().traceId === traceId);
      expect(found, name).not.toHaveLength(0);
      expect(found[0]?.parentSpanContext?.spanId, name).toBe(sendId);
      expect(found[0]?.attributes).toMatchObject({
        "messaging.system": "tidemark",
        "messaging.operation.name": name,
        "messaging.destination.name": TOPIC,
        "messaging.destination.partition.id": "0",
        "messaging.batch.message_count": 1,
      });
    }
    const linked = spans("process").flatMap(({ links }) =>
      links.map(({ context }) => context.spanId),
    );
    expect(linked).toContain(sendId);
    // What the application set itself is never overwritten.
    expect(carried.get("mine")).toBe(own);
    expect(linked).toContain("cd".repeat(8));
  });
});

describe("tidemark serve --otlp-endpoint", () => {
  it("exports traces and metrics", async () => {
    const paths = new Set<string>();
    const collector: Server = createServer((request, response) => {
      paths.add(request.url ?? "");
      request.resume().on("end", () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    const { port } = collector.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const broker = await BrokerProcess.start({
      args: ["--otlp-endpoint", endpoint, "--set", "otlpIntervalMs=1s"],
    });
    try {
      const post = (path: string, body: unknown) =>
        fetch(`${broker.url}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      await post("/v1/topics", { name: "t" });
      const traceparent = `00-${"12".repeat(16)}-${"34".repeat(8)}-01`;
      await post("/v1/topics/t/records", { value: "v", headers: { traceparent } });
      await until("traces and metrics", () => paths.has("/v1/traces") && paths.has("/v1/metrics"));
    } finally {
      await broker.dispose();
      collector.close();
    }
  });
});
