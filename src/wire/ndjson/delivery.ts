/** Records on their way out: as lines of JSON, as bare values, or as server-sent events. */
import type { TidemarkError } from "../../model/errors.ts";
import type { ConsumedRecord } from "../../model/records.ts";
import { recordText } from "../json/delivery.ts";
import { errorText } from "../json/status.ts";

export interface DeliveryFormat {
  readonly contentType: string;
  /** False: an error among the records could not be told from one; the stream is cut instead. */
  readonly tellsErrors: boolean;
  /** `eventId` is asked for only where the format has ids. */
  records(records: readonly ConsumedRecord[], eventId: (record: ConsumedRecord) => string): Buffer;
  error(error: TidemarkError, line: number | undefined): Buffer;
  /** Where to go on; undefined: the format has no room for it. */
  readonly cursor: ((cursor: string) => Buffer) | undefined;
}

export const LINES_TYPE = "application/x-ndjson";
const NEWLINE = Buffer.from("\n");

export const jsonLines: DeliveryFormat = {
  contentType: LINES_TYPE,
  tellsErrors: true,
  records(records) {
    let text = "";
    for (const record of records) text += `${recordText(record)}\n`;
    return Buffer.from(text, "utf8");
  },
  error: (error, line) => Buffer.from(`${errorText(error, line)}\n`, "utf8"),
  cursor: (cursor) => Buffer.from(`${JSON.stringify({ cursor })}\n`, "utf8"),
};

/** Nothing but values: bytes as stored, a newline after each. A tombstone is an empty line. */
export const valueLines: DeliveryFormat = {
  contentType: "application/octet-stream",
  tellsErrors: false,
  records: (records) =>
    Buffer.concat(
      records.flatMap(({ value }) => (value === undefined ? [NEWLINE] : [value, NEWLINE])),
    ),
  error: () => Buffer.alloc(0),
  cursor: undefined,
};

const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, " ");

export const events: DeliveryFormat = {
  contentType: "text/event-stream",
  tellsErrors: true,
  records(records, eventId) {
    let text = "";
    for (const record of records) text += `id: ${eventId(record)}\ndata: ${recordText(record)}\n\n`;
    return Buffer.from(text, "utf8");
  },
  error: (error, line) =>
    Buffer.from(`event: error\ndata: ${oneLine(errorText(error, line))}\n\n`, "utf8"),
  cursor: (cursor) => Buffer.from(`event: cursor\ndata: ${JSON.stringify({ cursor })}\n\n`, "utf8"),
};

/** Says nothing, keeps proxies from closing a quiet stream. */
export const EVENT_COMMENT = Buffer.from(":\n\n");
