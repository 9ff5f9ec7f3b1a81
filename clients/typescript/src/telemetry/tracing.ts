/**
 * Spans by the messaging conventions of OpenTelemetry (1.44), through its API alone: without an SDK
 * in the process `isEnabled` is false and nothing else here is called.
 */
import {
  type Attributes,
  context,
  type Context,
  type Link,
  propagation,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { TidemarkError } from "../errors.ts";
import type { HeaderList, RecordHeader } from "../record/headers.ts";

const NAME = "@tidemark/client";
const VERSION = "0.1.0";

let enabled = false;

/** Looks whether an SDK was registered since; cheap, but not for every record. */
export function refreshTracing(): boolean {
  if (!enabled) {
    const provider = trace.getTracerProvider();
    enabled =
      !(provider instanceof ProxyTracerProvider) ||
      provider.getDelegateTracer(NAME, VERSION) !== undefined;
  }
  return enabled;
}

export const isTracing = (): boolean => enabled;

const tracer = () => trace.getTracer(NAME, VERSION);

const listSetter: TextMapSetter<HeaderList> = {
  set: (list, name, value) => void list.push(name, value),
};

/** Context travels only where the application has not set one itself. */
function inject(from: Context, headers: HeaderList): void {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index] === "traceparent") return;
  }
  propagation.inject(from, headers, listSetter);
}

const base = (operation: string, type: string, topic: string): Attributes => ({
  "messaging.system": "tidemark",
  "messaging.operation.name": operation,
  "messaging.operation.type": type,
  "messaging.destination.name": topic,
});

/** Begins the span of a send; `headers` get its context. */
export function startSend(topic: string, headers: HeaderList | undefined): Span {
  const attributes = base("send", "send", topic);
  const span = tracer().startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes });
  if (headers !== undefined) injectSpan(span, headers);
  return span;
}

export function injectSpan(span: Span, headers: HeaderList): void {
  inject(trace.setSpan(context.active(), span), headers);
}

export function endSend(span: Span, partition: number, offset: number): void {
  span.setAttribute("messaging.destination.partition.id", String(partition));
  if (offset >= 0) span.setAttribute("messaging.tidemark.offset", offset);
  span.end();
}

export function failSpan(span: Span, error: unknown): void {
  const code = error instanceof TidemarkError ? error.code : errorName(error);
  span.setAttribute("error.type", code);
  const message = error instanceof Error ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : "_OTHER");

/** What of a record its spans speak of. */
export interface TracedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: readonly RecordHeader[];
}

const headersGetter: TextMapGetter<readonly RecordHeader[]> = {
  keys: (headers) => headers.map(({ key }) => key),
  get: (headers, name) => {
    const found = headers.findLast(({ key }) => key === name);
    return found === undefined ? undefined : Buffer.from(found.value).toString("utf8");
  },
};

/** The producer's span, as a link. */
function linkOf(record: TracedRecord): Link | undefined {
  const from = propagation.extract(context.active(), record.headers, headersGetter);
  const spanContext = trace.getSpanContext(from);
  // The active span is not the producer's.
  if (spanContext === undefined || spanContext === trace.getSpanContext(context.active())) {
    return undefined;
  }
  return { context: spanContext };
}

/** The span of a pull that gave `records` of one partition. Ended when it returns. */
export function recordReceive(
  topic: string,
  partition: number,
  group: string | undefined,
  records: readonly TracedRecord[],
): void {
  const attributes = base("receive", "receive", topic);
  attributes["messaging.destination.partition.id"] = String(partition);
  attributes["messaging.batch.message_count"] = records.length;
  if (group !== undefined) attributes["messaging.consumer.group.name"] = group;
  const links = records.map(linkOf).filter((link) => link !== undefined);
  tracer().startSpan(`receive ${topic}`, { kind: SpanKind.CLIENT, attributes, links }).end();
}

/** Runs `work` in a span of its own that links to the producer's. */
export async function processRecord<T>(
  record: TracedRecord,
  group: string | undefined,
  work: () => T | Promise<T>,
): Promise<T> {
  if (!refreshTracing()) return work();
  const attributes = base("process", "process", record.topic);
  attributes["messaging.destination.partition.id"] = String(record.partition);
  attributes["messaging.tidemark.offset"] = record.offset;
  if (group !== undefined) attributes["messaging.consumer.group.name"] = group;
  const link = linkOf(record);
  const links = link === undefined ? [] : [link];
  const options = { kind: SpanKind.CONSUMER, attributes, links };
  return tracer().startActiveSpan(`process ${record.topic}`, options, async (span) => {
    try {
      const result = await work();
      span.end();
      return result;
    } catch (error) {
      failSpan(span, error);
      throw error;
    }
  });
}
