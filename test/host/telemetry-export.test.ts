import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { observeProcess } from "../../src/host/process-metrics.ts";
import { startTelemetryExport } from "../../src/host/telemetry-export.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { endSpan, startSpan, tracingEnabled } from "../../src/telemetry/spans.ts";

const lines: string[] = [];
const log = createLog({
  format: "text",
  level: () => "warn",
  wallMs: () => Date.now(),
  write: (line) => lines.push(line),
});
const servers: Server[] = [];
afterEach(() => {
  trace.disable();
  for (const server of servers.splice(0)) server.close();
});

describe("Prometheus text", () => {
  it("has counters, gauges and cumulative buckets with help, type and labels", async () => {
    const metrics = createMetrics();
    metrics.producedRecords.of('odd"name').add(3);
    metrics.lateness.record(0.0004);
    metrics.lateness.record(0.5, 2);
    metrics.lateness.record(99_999);
    const telemetry = await startTelemetryExport({ metrics, log, otlp: undefined });
    const text = await telemetry.metricsText();
    expect(text).toContain("# TYPE tidemark_produced_records_total counter\n");
    expect(text).toContain('tidemark_produced_records_total{topic="odd\\"name"} 3\n');
    expect(text).toContain('tidemark_lateness_seconds_bucket{le="0.0005"} 1\n');
    expect(text).toContain('tidemark_lateness_seconds_bucket{le="0.5"} 3\n');
    expect(text).toContain('tidemark_lateness_seconds_bucket{le="3600"} 3\n');
    expect(text).toContain('tidemark_lateness_seconds_bucket{le="+Inf"} 4\n');
    expect(text).toContain("tidemark_lateness_seconds_count 4\n");
    expect(text).toContain("tidemark_early_records_total 0\n");
    expect(text).not.toContain("otel_scope");
  });

  it("tells what the process costs", async () => {
    const metrics = createMetrics();
    const stop = observeProcess(metrics);
    const telemetry = await startTelemetryExport({ metrics, log, otlp: undefined });
    const text = await telemetry.metricsText();
    expect(text).toMatch(/tidemark_process_memory_bytes\{area="rss"\} \d{7,}/);
    expect(text).toMatch(/tidemark_process_event_loop_delay_seconds\{quantile="0.99"\} /);
    expect(text).toMatch(/tidemark_build_info\{version="\d+\.\d+\.\d+",node="v\d+/);
    stop();
  });
});

async function collector(status = 200): Promise<{ url: string; received: Map<string, Buffer> }> {
  const received = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.set(request.url ?? "", Buffer.concat(chunks));
      response.writeHead(status, { "content-type": "application/x-protobuf" }).end();
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

describe("OTLP", () => {
  it("sends spans and metrics, the last of them at the stop", async () => {
    const { url, received } = await collector();
    const metrics = createMetrics();
    const otlp = { endpoint: url, intervalMs: 60_000, instanceId: "c-1" };
    const telemetry = await startTelemetryExport({ metrics, log, otlp });
    expect(tracingEnabled()).toBe(true);
    endSpan(startSpan({ operation: "append", topic: "t", partition: 0, recordCount: 1 }, []));
    metrics.releasedRecords.of("t").add(1);
    await telemetry.stop();
    expect(received.get("/v1/traces")?.includes("append t")).toBe(true);
    expect(received.get("/v1/metrics")?.includes("tidemark.released.records")).toBe(true);
    expect(tracingEnabled()).toBe(false);
  });

  it("says so when the collector refuses", async () => {
    const { url } = await collector(400);
    const metrics = createMetrics();
    const otlp = { endpoint: url, intervalMs: 1_000, instanceId: "c-1" };
    const telemetry = await startTelemetryExport({ metrics, log, otlp });
    lines.length = 0;
    await telemetry.stop();
    expect(lines.join("")).toContain("telemetry export");
  });
});
