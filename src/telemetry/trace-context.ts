/** W3C trace context in record headers: read cheaply, never rewritten. */
import { type SpanContext, TraceFlags, createTraceState } from "@opentelemetry/api";

/** `00-` 32 hex `-` 16 hex `-` 2 hex; later versions may append to it. */
const TRACEPARENT_BYTES = 55;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** W3C asks for at least 512 to be kept; above this a header is somebody's mistake. */
const TRACESTATE_BYTES_MAX = 1_024;
const LONGEST_BYTES = 256;

/** Undefined where the header is missing or no valid traceparent. */
export function readTraceContext(
  traceparent: Uint8Array | undefined,
  tracestate?: Uint8Array,
): SpanContext | undefined {
  if (traceparent === undefined) return undefined;
  const { byteLength } = traceparent;
  if (byteLength < TRACEPARENT_BYTES || byteLength > LONGEST_BYTES) return undefined;
  const match = TRACEPARENT.exec(asciiOf(traceparent));
  if (match === null) return undefined;
  const [, version, traceId = "", spanId = "", flags = "", rest] = match;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  if (tracestate === undefined || tracestate.byteLength > TRACESTATE_BYTES_MAX) return context;
  return { ...context, traceState: createTraceState(asciiOf(tracestate)) };
}

function asciiOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
