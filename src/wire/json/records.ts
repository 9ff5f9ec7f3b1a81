/**
 * Records on their way in as JSON, and the result of each. Text values are stored as their UTF-8,
 * other JSON as it was written, without white space, under `content-type: application/json`.
 */
import { TidemarkError } from "../../model/errors.ts";
import { HEADER_CONTENT_TYPE } from "../../model/headers.ts";
import type { RecordHeader, RecordInput, RecordResult } from "../../model/records.ts";
import { quote } from "../quote.ts";
import { bytesOfBase64 } from "./base64.ts";
import { Fields, isJsonObject, type JsonObject } from "./fields.ts";
import type { ParsedJson } from "./parse.ts";
import { compact, memberSource } from "./source.ts";
import { errorText } from "./status.ts";

const KNOWN: ReadonlySet<string> = new Set([
  "key",
  "keyBase64",
  "value",
  "valueBase64",
  "headers",
  "partition",
  "messageId",
  "deliverAt",
  "delay",
  "scheduleId",
  "onConflict",
  "ttl",
  "timestamp",
]);
const ON_CONFLICT = ["reject", "replace", "keep"] as const;
const PARTITION_MAX = 2 ** 31 - 1;

const CONTENT_TYPE_JSON: RecordHeader = {
  key: HEADER_CONTENT_TYPE,
  value: Buffer.from("application/json"),
};

const bytesOf = (text: string): Buffer => Buffer.from(text, "utf8");

/** Throws a TidemarkError that says which field and why; the caller knows the line. */
export function recordOf(json: ParsedJson): RecordInput {
  const fields = new Fields(json.value, KNOWN, "a record", "INVALID_RECORD");
  const deliverAt = fields.instant("deliverAt", "INVALID_DUE_TIME");
  const delayMs = fields.duration("delay", "INVALID_DUE_TIME");
  if (deliverAt !== undefined && delayMs !== undefined)
    throw new TidemarkError("INVALID_DUE_TIME", "deliverAt and delay are both given; choose one");
  const { value, headers } = valueOf(fields, json.text, headersOf(fields.object("headers")));
  return {
    key: keyOf(fields),
    value,
    headers,
    partition: fields.integer("partition", 0, PARTITION_MAX),
    messageId: fields.text("messageId"),
    deliverAt,
    delayMs,
    scheduleId: fields.text("scheduleId", "INVALID_SCHEDULE_ID"),
    onConflict: fields.oneOf("onConflict", ON_CONFLICT),
    ttlMs: fields.duration("ttl"),
    timestamp: fields.instant("timestamp", "INVALID_TIMESTAMP"),
  };
}

function keyOf(fields: Fields): Buffer | undefined {
  const text = fields.text("key");
  if (!fields.has("keyBase64")) return text === undefined ? undefined : bytesOf(text);
  if (text !== undefined) throw fields.refuse("key", "and keyBase64 are both given; choose one");
  return base64Field(fields, "keyBase64");
}

function base64Field(fields: Fields, name: string): Buffer | undefined {
  const text = fields.text(name);
  if (text === undefined) return undefined;
  return bytesOfBase64(text, () => fields.refuse(name, "is not valid base64"));
}

function valueOf(
  fields: Fields,
  source: string,
  headers: readonly RecordHeader[] | undefined,
): { value: Buffer | undefined; headers: readonly RecordHeader[] | undefined } {
  const value = fields.get("value");
  if (fields.has("valueBase64")) {
    if (value !== undefined)
      throw fields.refuse("value", "and valueBase64 are both given; choose one");
    return { value: base64Field(fields, "valueBase64"), headers };
  }
  if (typeof value === "string") return { value: bytesOf(value), headers };
  if (value === null) return { value: undefined, headers };
  if (value === undefined)
    throw fields.refuse("value", "is missing: give value, valueBase64, or null for a tombstone");
  const typed = headers?.some((header) => header.key === HEADER_CONTENT_TYPE) === true;
  return {
    value: bytesOf(compact(memberSource(source, "value") ?? JSON.stringify(value))),
    headers: typed ? headers : [...(headers ?? []), CONTENT_TYPE_JSON],
  };
}

function headersOf(object: JsonObject | undefined): RecordHeader[] | undefined {
  if (object === undefined) return undefined;
  const headers: RecordHeader[] = [];
  for (const [key, given] of Object.entries(object))
    for (const value of Array.isArray(given) ? (given as unknown[]) : [given])
      headers.push({ key, value: headerValue(key, value) });
  return headers;
}

function headerValue(name: string, value: unknown): Buffer {
  if (typeof value === "string") return bytesOf(value);
  const refuse = (): TidemarkError =>
    new TidemarkError(
      "INVALID_RECORD",
      `header ${quote(name)} must be text, {"base64":"…"}, or an array of these`,
    );
  if (!isJsonObject(value) || Object.keys(value).length !== 1) throw refuse();
  if (typeof value["base64"] !== "string") throw refuse();
  return bytesOfBase64(value["base64"], refuse);
}

/** `{"partition","offset"}` with what else is to say, or the error with its line. */
export function resultText(result: RecordResult, line: number | undefined): string {
  if ("error" in result) return errorText(result.error, line);
  const { partition, offset, duplicate, scheduled } = result;
  let text = `{"partition":${partition},"offset":${offset}`;
  if (scheduled !== undefined)
    text += `,"scheduled":{"id":${JSON.stringify(scheduled.id)},"deliverAt":${scheduled.deliverAt}}`;
  if (duplicate === true) text += ',"duplicate":true';
  return `${text}}`;
}
