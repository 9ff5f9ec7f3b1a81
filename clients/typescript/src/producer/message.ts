/** Judges a message before it is buffered and works out its headers, due time and partition. */
import { utf8Bytes } from "../bytes/text.ts";
import { TidemarkError } from "../errors.ts";
import { DUE_TIME_MAX_MS, ID_BYTES_MAX } from "../limits.ts";
import {
  HEADER_MESSAGE_ID,
  HEADER_ON_CONFLICT,
  HEADER_SCHEDULE_ID,
  HEADER_TTL_MS,
  type HeaderList,
  headerList,
  NO_HEADERS,
} from "../record/headers.ts";
import { IDS, TTL } from "../record/layout.ts";
import { partitionOfKey } from "../record/murmur2.ts";
import type { MessageBody } from "./types.ts";

const isTime = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= DUE_TIME_MAX_MS;

/** Epoch milliseconds of the due time; `undefined`: the record does not wait. */
export function dueTimeOf(message: MessageBody, brokerNowMs: number): number | undefined {
  const { deliverAt, delayMs } = message;
  if (deliverAt == null && delayMs == null) {
    if (message.scheduleId == null && message.onConflict == null) return undefined;
    throw new TidemarkError(
      "INVALID_DUE_TIME",
      "scheduleId and onConflict belong to scheduled records: give deliverAt or delayMs too.",
    );
  }
  if (deliverAt != null && delayMs != null) {
    throw new TidemarkError("INVALID_DUE_TIME", "Give deliverAt or delayMs, not both.");
  }
  if (delayMs != null && !(delayMs >= 0)) {
    throw new TidemarkError("INVALID_DUE_TIME", `delayMs is ${delayMs}; it counts from 0.`);
  }
  const dueMs = deliverAt == null ? Math.ceil(brokerNowMs + delayMs!) : Number(deliverAt);
  if (!isTime(dueMs)) {
    throw new TidemarkError(
      "INVALID_DUE_TIME",
      `The due time ${dueMs} is not a whole number of epoch milliseconds up to the year 9999.`,
    );
  }
  return dueMs;
}

/** Epoch milliseconds of a record that does not wait. */
export function timestampOf(message: MessageBody, brokerNowMs: number): number {
  if (message.timestamp == null) return brokerNowMs;
  const timestamp = Number(message.timestamp);
  if (isTime(timestamp)) return timestamp;
  throw new TidemarkError(
    "INVALID_TIMESTAMP",
    `timestamp ${timestamp} is not a whole number of epoch milliseconds from 0 on.`,
  );
}

/** The message's own headers and those that carry its ids, conflict rule and lifetime. */
export function headersOf(message: MessageBody): HeaderList {
  const { headers, messageId, scheduleId, onConflict, ttlMs } = message;
  if (headers == null && messageId == null && scheduleId == null && ttlMs == null) {
    return NO_HEADERS;
  }
  const list = headerList(headers);
  if (messageId != null) list.push(HEADER_MESSAGE_ID, checkedId("messageId", messageId));
  if (scheduleId != null) list.push(HEADER_SCHEDULE_ID, checkedId("scheduleId", scheduleId));
  if (onConflict != null && onConflict !== "reject") list.push(HEADER_ON_CONFLICT, onConflict);
  if (ttlMs != null) {
    if (!Number.isSafeInteger(ttlMs) || ttlMs < 1) {
      throw new TidemarkError("INVALID_RECORD", `ttlMs is ${ttlMs}; it is a whole number from 1.`);
    }
    list.push(HEADER_TTL_MS, String(ttlMs));
  }
  return list;
}

/** What the batch must say of its headers, also where the application wrote them itself. */
export function attributesOf(headers: HeaderList): number {
  let attributes = 0;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (name === HEADER_MESSAGE_ID || name === HEADER_SCHEDULE_ID) attributes |= IDS;
    else if (name === HEADER_TTL_MS) attributes |= TTL;
  }
  return attributes;
}

function checkedId(field: "messageId" | "scheduleId", id: string): string {
  const bytes = utf8Bytes(id);
  if (bytes >= 1 && bytes <= ID_BYTES_MAX && !(field === "scheduleId" && /^\d+:\d+$/.test(id))) {
    return id;
  }
  throw new TidemarkError(
    field === "scheduleId" ? "INVALID_SCHEDULE_ID" : "INVALID_RECORD",
    `${field} ${JSON.stringify(id.slice(0, 40))} must have 1 to ${ID_BYTES_MAX} bytes` +
      `${field === "scheduleId" ? " and not be of the form digits:digits" : ""}.`,
  );
}

const scratch = Buffer.alloc(4096);

/** By key, else message id, else schedule id; `undefined`: none of them, any partition will do. */
export function partitionOf(message: MessageBody, partitionCount: number): number | undefined {
  const name = message.key ?? message.messageId ?? message.scheduleId;
  if (name == null) return undefined;
  if (partitionCount === 1) return 0;
  if (typeof name !== "string") return partitionOfKey(name, partitionCount);
  if (name.length * 3 > scratch.length) return partitionOfKey(Buffer.from(name), partitionCount);
  return partitionOfKey(scratch, partitionCount, scratch.write(name, 0, "utf8"));
}
