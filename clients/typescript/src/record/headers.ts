/** Record headers: how applications write them, and the names that mean something to the broker. */

export const HEADER_MESSAGE_ID = "tidemark-message-id";
export const HEADER_SCHEDULE_ID = "tidemark-schedule-id";
export const HEADER_TTL_MS = "tidemark-ttl-ms";
export const HEADER_SCHEDULED_OFFSET = "tidemark-scheduled-offset";
export const HEADER_FIRING = "tidemark-firing";
export const HEADER_ON_CONFLICT = "tidemark-on-conflict";

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array;
}

/** `{name: value}`, or a list of pairs where order matters or a name repeats. Text goes as UTF-8. */
export type HeadersInput = Readonly<Record<string, string | Uint8Array>> | HeaderPairs;
export type HeaderPairs = readonly (readonly [name: string, value: string | Uint8Array])[];

/** Names and values in turn: the shape that the batch builder walks without making objects. */
export type HeaderList = (string | Uint8Array)[];

export const NO_HEADERS: HeaderList = [];

/** A fresh list; the caller may add to it. */
export function headerList(input: HeadersInput | undefined): HeaderList {
  const list: HeaderList = [];
  if (input === undefined) return list;
  const pairs = Array.isArray(input) ? (input as HeaderPairs) : Object.entries(input);
  for (const [name, value] of pairs) list.push(name, value);
  return list;
}
