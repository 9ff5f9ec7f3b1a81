/** A record on its way out as one line of JSON. */
import { isUtf8 } from "node:buffer";
import { HEADER_CONTENT_TYPE } from "../../model/headers.ts";
import type { ConsumedRecord, RecordHeader } from "../../model/records.ts";
import { base64Of } from "./base64.ts";
import { compact } from "./source.ts";

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");

/** `"name":"…"` where the bytes are text, else `"nameBase64":"…"`. */
function bytesMember(name: string, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return `"${name}":null`;
  if (isUtf8(bytes)) return `"${name}":${JSON.stringify(text(bytes))}`;
  return `"${name}Base64":"${base64Of(bytes)}"`;
}

const isJsonType = (header: RecordHeader): boolean =>
  header.key === HEADER_CONTENT_TYPE && /^application\/json\s*(;|$)/i.test(text(header.value));

/** What was stored as JSON comes out as JSON, if it is; the header alone proves nothing. */
function valueMember(record: ConsumedRecord): string {
  const { value, headers } = record;
  if (value === undefined || headers.length === 0 || !headers.some(isJsonType) || !isUtf8(value))
    return bytesMember("value", value);
  const json = text(value);
  try {
    JSON.parse(json);
  } catch {
    return bytesMember("value", value);
  }
  return `"value":${compact(json)}`;
}

const headerValue = (value: Uint8Array): string =>
  isUtf8(value) ? JSON.stringify(text(value)) : `{"base64":"${base64Of(value)}"}`;

export function headersText(headers: readonly RecordHeader[]): string {
  if (headers.length === 0) return "{}";
  const byName = new Map<string, Uint8Array[]>();
  for (const { key, value } of headers) {
    const values = byName.get(key);
    if (values === undefined) byName.set(key, [value]);
    else values.push(value);
  }
  const members = [...byName].map(([name, values]) => {
    const single = values.length === 1 && isUtf8(values[0] as Uint8Array);
    const printed = values.map(headerValue).join(",");
    return `${JSON.stringify(name)}:${single ? printed : `[${printed}]`}`;
  });
  return `{${members.join(",")}}`;
}

export function recordText(record: ConsumedRecord): string {
  const { scheduled, deliveries, firstDeliveredAt } = record;
  let line = `{"topic":${JSON.stringify(record.topic)},"partition":${record.partition}`;
  line += `,"offset":${record.offset},"timestamp":${record.timestamp}`;
  line += `,${bytesMember("key", record.key)},${valueMember(record)}`;
  line += `,"headers":${headersText(record.headers)}`;
  if (scheduled !== undefined) line += `,"scheduled":${JSON.stringify(scheduled)}`;
  if (deliveries !== undefined) line += `,"deliveries":${deliveries}`;
  if (firstDeliveredAt !== undefined) line += `,"firstDeliveredAt":${firstDeliveredAt}`;
  return `${line}}`;
}

/** The key as schedules show it. */
export const keyMember = (key: Uint8Array | undefined): string => bytesMember("key", key);
