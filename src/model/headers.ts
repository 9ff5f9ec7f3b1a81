/** Record header names that mean something to the broker. */
export const HEADER_MESSAGE_ID = "tidemark-message-id";
export const HEADER_SCHEDULE_ID = "tidemark-schedule-id";
export const HEADER_TTL_MS = "tidemark-ttl-ms";
/** Set by the broker on a released record: the offset at which it was scheduled, as decimal text. */
export const HEADER_SCHEDULED_OFFSET = "tidemark-scheduled-offset";
/** How `onConflict` travels with a scheduled record: `reject` (absent), `replace` or `keep`. */
export const HEADER_ON_CONFLICT = "tidemark-on-conflict";
export const HEADER_CONTENT_TYPE = "content-type";
export const HEADER_TRACEPARENT = "traceparent";
export const HEADER_TRACESTATE = "tracestate";
/** Headers that only the broker may set. */
export const BROKER_HEADERS: ReadonlySet<string> = new Set([HEADER_SCHEDULED_OFFSET]);
