/** The trace of a request goes on in its records, unless they bring a trace of their own. */
import { HEADER_TRACEPARENT, HEADER_TRACESTATE } from "../../model/headers.ts";
import type { RecordHeader, RecordInput } from "../../model/records.ts";
import { readTraceContext } from "../../telemetry/trace-context.ts";
import type { Exchange } from "../exchange.ts";

export type TraceHeaders = readonly RecordHeader[] | undefined;

export function traceHeadersOf(exchange: Exchange): TraceHeaders {
  const parent = exchange.headers["traceparent"];
  if (parent === undefined) return undefined;
  const value = Buffer.from(parent, "latin1");
  if (readTraceContext(value) === undefined) return undefined;
  const headers: RecordHeader[] = [{ key: HEADER_TRACEPARENT, value }];
  const state = exchange.headers["tracestate"];
  if (state !== undefined)
    headers.push({ key: HEADER_TRACESTATE, value: Buffer.from(state, "latin1") });
  return headers;
}

export function withTrace(record: RecordInput, trace: TraceHeaders): RecordInput {
  if (trace === undefined) return record;
  const own = record.headers ?? [];
  if (own.some((header) => header.key === HEADER_TRACEPARENT)) return record;
  return { ...record, headers: [...own, ...trace] };
}
