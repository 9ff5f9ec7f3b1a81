/** How `consume` prints a record. */
import type { ConsumerRecord } from "@tidemark/client";
import { escapeControl } from "../../telemetry/log-line.ts";
import { recordText } from "../../wire/json/delivery.ts";
import { UsageError } from "../failure.ts";
import type { Style } from "../style.ts";
import { showTime } from "../times.ts";

export type RecordFormat = (record: ConsumerRecord) => string | Uint8Array;

export const FORMATS = "line, value, key-value, json";
const NEWLINE = Buffer.from("\n");

export function formatOf(name: string, style: Style): RecordFormat {
  switch (name) {
    case "line":
      return (record) => `${line(record, style)}\n`;
    case "value":
      return ({ value }) => (value === null ? NEWLINE : Buffer.concat([value, NEWLINE]));
    case "key-value":
      return ({ keyText, text }) => `${keyText ?? ""}\t${text ?? ""}\n`;
    case "json":
      return (record) => `${json(record)}\n`;
    default:
      throw new UsageError(`--format ${name} is not known`, `Give one of ${FORMATS}.`);
  }
}

/** As the broker's HTTP has it: bytes that are no text in base64, JSON values as JSON. */
export function json(record: ConsumerRecord): string {
  const { topic, partition, offset, timestamp, key, value, headers, scheduled } = record;
  return recordText({
    topic,
    partition,
    offset,
    timestamp,
    key: key ?? undefined,
    value: value ?? undefined,
    headers,
    ...(scheduled === undefined ? {} : { scheduled }),
    ...(record.deliveries === 0 ? {} : { deliveries: record.deliveries }),
  });
}

/** What others wrote must not move the cursor of who reads. */
export function line(record: ConsumerRecord, style: Style): string {
  const { partition, offset, timestamp, keyText, text, scheduled } = record;
  const mark = scheduled === undefined ? "" : style.notable(" (scheduled)");
  const key = keyText === null ? "" : `${style.strong(escapeControl(keyText))}: `;
  const value = text === null ? style.faint("(tombstone)") : escapeControl(text);
  return `${style.faint(`${showTime(timestamp)} ${partition}:${offset}`)}${mark} ${key}${value}`;
}
