/** The limits of one record, for records that come one by one rather than in a batch. */
import { TidemarkError } from "../model/errors.ts";
import { BROKER_HEADERS } from "../model/headers.ts";
import * as limits from "../model/limits.ts";
import { bodyBytes, type RecordToBuild } from "./build-record.ts";

/** Throws RECORD_TOO_LARGE or INVALID_RECORD; what passes also passes `validateProducedBatch`. */
export function checkRecordBounds(record: RecordToBuild): void {
  const { key, headers } = record;
  if (key !== undefined && key.length > limits.RECORD_KEY_BYTES_MAX) {
    tooLarge("key", key.length, limits.RECORD_KEY_BYTES_MAX);
  }
  if (headers !== undefined) checkHeaders(headers);
  // Deltas are not known yet: the longest they can be.
  const size = bodyBytes(record, Number.MAX_SAFE_INTEGER, limits.BATCH_RECORDS_MAX);
  if (size > limits.RECORD_BYTES_MAX) tooLarge("record", size, limits.RECORD_BYTES_MAX);
}

function checkHeaders(headers: NonNullable<RecordToBuild["headers"]>): void {
  if (headers.length > limits.RECORD_HEADERS_MAX) {
    invalid(`it has ${headers.length} headers, at most ${limits.RECORD_HEADERS_MAX} are allowed`);
  }
  for (const { key, value } of headers) {
    const nameBytes = Buffer.byteLength(key, "utf8");
    if (nameBytes > limits.RECORD_HEADER_NAME_BYTES_MAX) {
      const max = limits.RECORD_HEADER_NAME_BYTES_MAX;
      invalid(`a header name has ${nameBytes} bytes, at most ${max} are allowed`);
    }
    if (BROKER_HEADERS.has(key)) invalid(`header ${key} is set by the broker alone; remove it`);
    if (value.length > limits.RECORD_HEADER_VALUE_BYTES_MAX) {
      tooLarge(`value of header ${key}`, value.length, limits.RECORD_HEADER_VALUE_BYTES_MAX);
    }
  }
}

function tooLarge(what: string, size: number, max: number): never {
  throw new TidemarkError(
    "RECORD_TOO_LARGE",
    `The ${what} has ${size} bytes, at most ${max} are allowed.`,
  );
}

function invalid(message: string): never {
  throw new TidemarkError("INVALID_RECORD", `Record refused: ${message}.`);
}
