/**
 * Spans of the broker by the messaging conventions 1.44 of OpenTelemetry: named
 * `{operation} {destination}`, system `tidemark`. Costs one comparison where nobody traces.
 */
import {
  type Attributes,
  type Link,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** What the API hands out while no SDK is registered: the same object for every proxy. */
const NO_PROVIDER = new ProxyTracerProvider().getDelegate();

/** A span may carry as many links by default in the SDKs; more are dropped there anyway. */
export const SPAN_LINKS_MAX = 128;

/** Somebody registered a tracer provider. Ask before reading headers for it. */
export function tracingEnabled(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== NO_PROVIDER;
}

/** `append`: a batch into the log. `release`: out of the schedule. `deliver`: to a consumer. */
export type SpanOperation = "append" | "release" | "deliver";

export interface SpanSubject {
  readonly operation: SpanOperation;
  readonly topic: string;
  readonly partition: number;
  readonly recordCount: number;
  /** First offset, where it is known at the start. */
  readonly offset?: number;
  readonly group?: string;
  /** `tidemark.*` attributes of the operation, such as lateness. */
  readonly attributes?: Attributes;
}

/**
 * One record's context becomes the parent, so that its trace goes on here; of several (a batch mixes
 * traces) each becomes a link.
 */
export function startSpan(subject: SpanSubject, contexts: readonly SpanContext[]): Span {
  const only = contexts.length === 1 ? contexts[0] : undefined;
  const parent = only === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, only);
  const links: Link[] =
    only === undefined ? contexts.slice(0, SPAN_LINKS_MAX).map((context) => ({ context })) : [];
  return trace.getTracer("tidemark").startSpan(
    `${subject.operation} ${subject.topic}`,
    {
      kind: SpanKind.INTERNAL,
      attributes: { ...messagingAttributes(subject), ...subject.attributes },
      links,
    },
    parent,
  );
}

function messagingAttributes(subject: SpanSubject): Attributes {
  return {
    "messaging.system": "tidemark",
    "messaging.operation.name": subject.operation,
    "messaging.destination.name": subject.topic,
    "messaging.destination.partition.id": String(subject.partition),
    "messaging.batch.message_count": subject.recordCount,
    ...(subject.group === undefined ? {} : { "messaging.consumer.group.name": subject.group }),
    ...(subject.offset === undefined ? {} : { "tidemark.offset": subject.offset }),
  };
}

/** Ends a span, as failed where there is an error. */
export function endSpan(span: Span, error?: { readonly code?: string; readonly message: string }) {
  if (error !== undefined) {
    span.setAttribute("error.type", error.code ?? "_OTHER");
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }
  span.end();
}
