/** How long a record lives: from its timestamp (of a released one its due time) on. */
import { HEADER_TTL_MS } from "../model/headers.ts";
import type { RecordView } from "./record-view.ts";

/** Epoch milliseconds; `Infinity`: for ever, also where the header makes no sense. */
export function expiresAtMs(record: RecordView): number {
  const header = record.header(HEADER_TTL_MS)?.toString("latin1");
  if (header === undefined || !/^[1-9]\d{0,15}$/.test(header)) return Number.POSITIVE_INFINITY;
  return record.timestamp + Number(header);
}
