/**
 * Spans of the broker for records that carry a trace context: append, release, delivery. Reads the
 * contexts from record headers and never changes a header. Called only where somebody traces.
 */
import { type SpanContext } from "@opentelemetry/api";
import { TidemarkError } from "../model/errors.ts";
import { HEADER_TRACEPARENT, HEADER_TRACESTATE } from "../model/headers.ts";
import type { ProduceBatchResult } from "../model/records.ts";
import { forEachRecord } from "../record/records.ts";
import { batchSizeAt, BatchView } from "../record/view.ts";
import { endSpan, SPAN_LINKS_MAX, startSpan } from "../telemetry/spans.ts";
import { readTraceContext } from "../telemetry/trace-context.ts";
import type { Delivery } from "./api.ts";

/** What an append came to, told to its span; undefined where no record carries a context. */
export function traceAppend(
  topic: string,
  partition: number,
  batch: Buffer,
): ((result: ProduceBatchResult | TidemarkError) => void) | undefined {
  const contexts = contextsOf([batch]);
  if (contexts.length === 0) return undefined;
  const { recordCount } = new BatchView(batch);
  const span = startSpan({ operation: "append", topic, partition, recordCount }, contexts);
  return (result) => {
    if (result instanceof TidemarkError) return endSpan(span, result);
    span.setAttribute("tidemark.offset", result.baseOffset);
    endSpan(span);
  };
}

export function traceRelease(
  topic: string,
  partition: number,
  batch: Buffer,
  visibleAtMs: number,
): void {
  const contexts = contextsOf([batch]);
  if (contexts.length === 0) return;
  const { recordCount, baseOffset: offset, baseTimestamp } = new BatchView(batch);
  const attributes = { "tidemark.lateness_ms": visibleAtMs - baseTimestamp };
  const subject = {
    operation: "release",
    topic,
    partition,
    recordCount,
    offset,
    attributes,
  } as const;
  endSpan(startSpan(subject, contexts));
}

export function traceDelivery(delivery: Delivery, group: string | undefined): void {
  const { topic, partition, recordCount, batches, records } = delivery;
  const contexts = contextsOf(batches);
  for (const { headers } of records) {
    if (contexts.length >= SPAN_LINKS_MAX) break;
    const value = (name: string) => headers.find(({ key }) => key === name)?.value;
    const context = readTraceContext(value(HEADER_TRACEPARENT), value(HEADER_TRACESTATE));
    if (context !== undefined) contexts.push(context);
  }
  if (contexts.length === 0) return;
  const subject = { operation: "deliver", topic, partition, recordCount } as const;
  endSpan(startSpan(group === undefined ? subject : { ...subject, group }, contexts));
}

/** As many as a span may link to. A batch that does not decode here is somebody else's matter. */
function contextsOf(chunks: readonly Uint8Array[]): SpanContext[] {
  const contexts: SpanContext[] = [];
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let position = 0;
    while (position < bytes.length && contexts.length < SPAN_LINKS_MAX) {
      addContexts(new BatchView(bytes, position), contexts);
      position += batchSizeAt(bytes, position);
    }
  }
  return contexts;
}

function addContexts(view: BatchView, contexts: SpanContext[]): void {
  try {
    forEachRecord(view, (record) => {
      if (contexts.length >= SPAN_LINKS_MAX) return;
      const traceparent = record.header(HEADER_TRACEPARENT);
      const context = readTraceContext(traceparent, record.header(HEADER_TRACESTATE));
      if (context !== undefined) contexts.push(context);
    });
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
  }
}
