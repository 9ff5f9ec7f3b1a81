/** How long a record lives: from its timestamp (of a released one its due time) on. */
import { HEADER_TTL_MS } from "../model/headers.ts";
import { forEachHeader } from "./header-walk.ts";
import type { RecordView } from "./record-view.ts";
import type { BatchView } from "./view.ts";

const NAME = Buffer.from(HEADER_TTL_MS);
/** More milliseconds than a double holds exactly are no number of them. */
const DIGITS_MAX = 16;

/** Epoch milliseconds; `Infinity`: for ever, also where the header makes no sense. */
export function expiresAtMs(record: RecordView): number {
  const header = record.header(HEADER_TTL_MS);
  if (header === undefined) return Number.POSITIVE_INFINITY;
  return record.timestamp + lifetimeAt(header, 0, header.length);
}

/** The records whose lifetime is over, by offset delta; throws as `forEachRecord` does. */
export function expiredIndexes(view: BatchView, nowMs: number): number[] {
  const expired: number[] = [];
  forEachHeader(view, NAME, (index, timestamp, buffer, start, end) => {
    if (start >= 0 && timestamp + lifetimeAt(buffer, start, end) <= nowMs) expired.push(index);
  });
  return expired;
}

/** Those whose lifetime makes no sense. */
export function forEachBadLifetime(
  view: BatchView,
  visit: (index: number, text: string) => void,
): void {
  forEachHeader(view, NAME, (index, _timestamp, buffer, start, end) => {
    if (start < 0 || Number.isFinite(lifetimeAt(buffer, start, end))) return;
    visit(index, buffer.toString("latin1", start, Math.min(end, start + 2 * DIGITS_MAX)));
  });
}

/** Milliseconds, decimal text without a zero before it; `Infinity` where it is none. */
function lifetimeAt(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > DIGITS_MAX || bytes[start] === 0x30) {
    return Number.POSITIVE_INFINITY;
  }
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number.POSITIVE_INFINITY;
    value = value * 10 + digit;
  }
  return value;
}
