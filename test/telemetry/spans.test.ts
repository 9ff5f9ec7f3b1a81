import { trace, type SpanContext } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { afterEach, describe, expect, it } from "vitest";
import { endSpan, startSpan, tracingEnabled } from "../../src/telemetry/spans.ts";

const context = (digit: string): SpanContext => ({
  traceId: digit.repeat(32),
  spanId: digit.repeat(16),
  traceFlags: 1,
  isRemote: true,
});
const subject = { operation: "append", topic: "orders", partition: 3, recordCount: 2 } as const;

function record(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  return exporter;
}

describe("spans", () => {
  afterEach(() => trace.disable());

  it("know whether anybody listens", () => {
    expect(tracingEnabled()).toBe(false);
    record();
    expect(tracingEnabled()).toBe(true);
    trace.disable();
    expect(tracingEnabled()).toBe(false);
  });

  it("continue the trace of a single record", () => {
    const exporter = record();
    endSpan(startSpan({ ...subject, offset: 7, group: "g" }, [context("a")]));
    const [span] = exporter.getFinishedSpans();
    expect(span?.name).toBe("append orders");
    expect(span?.spanContext().traceId).toBe("a".repeat(32));
    expect(span?.parentSpanContext?.spanId).toBe("a".repeat(16));
    expect(span?.attributes).toEqual({
      "messaging.system": "tidemark",
      "messaging.operation.name": "append",
      "messaging.destination.name": "orders",
      "messaging.destination.partition.id": "3",
      "messaging.batch.message_count": 2,
      "messaging.consumer.group.name": "g",
      "tidemark.offset": 7,
    });
  });

  it("link to the traces of several records, and say what failed", () => {
    const exporter = record();
    const many = Array.from({ length: 500 }, () => context("b"));
    endSpan(startSpan(subject, many), { code: "STORAGE_FULL", message: "no space" });
    const [span] = exporter.getFinishedSpans();
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.links).toHaveLength(128);
    expect(span?.attributes["error.type"]).toBe("STORAGE_FULL");
    expect(span?.status).toEqual({ code: 2, message: "no space" });
  });
});
