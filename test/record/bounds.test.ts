import { describe, expect, it } from "vitest";
import * as limits from "../../src/model/limits.ts";
import { checkRecordBounds } from "../../src/record/bounds.ts";
import { buildBatch, type RecordToBuild } from "../../src/record/build.ts";
import { validateProducedBatch } from "../../src/record/validate.ts";

const refusal = (code: string) => expect.objectContaining({ code });
const header = (key: string, bytes = 0) => ({ key, value: Buffer.alloc(bytes) });
const headers = (count: number) => Array.from({ length: count }, () => header("a"));

describe("one record's limits (P5, P7)", () => {
  const largest: readonly (readonly [string, Partial<RecordToBuild>])[] = [
    ["key", { key: Buffer.alloc(limits.RECORD_KEY_BYTES_MAX) }],
    ["headers", { headers: headers(limits.RECORD_HEADERS_MAX) }],
    ["header name", { headers: [header("é".repeat(limits.RECORD_HEADER_NAME_BYTES_MAX / 2))] }],
    ["header value", { headers: [header("a", limits.RECORD_HEADER_VALUE_BYTES_MAX)] }],
    ["record", { value: Buffer.alloc(limits.RECORD_BYTES_MAX - 32) }],
  ];
  it.each(largest)("the largest %s passes here and in a batch", (_, part) => {
    const record = { timestamp: 1, ...part };
    checkRecordBounds(record);
    expect(validateProducedBatch(buildBatch([record])).recordCount).toBe(1);
  });

  const beyond: readonly (readonly [string, string, Partial<RecordToBuild>])[] = [
    ["RECORD_TOO_LARGE", "key", { key: Buffer.alloc(limits.RECORD_KEY_BYTES_MAX + 1) }],
    ["INVALID_RECORD", "headers", { headers: headers(limits.RECORD_HEADERS_MAX + 1) }],
    [
      "INVALID_RECORD",
      "header name",
      { headers: [header(`${"é".repeat(limits.RECORD_HEADER_NAME_BYTES_MAX / 2)}a`)] },
    ],
    [
      "RECORD_TOO_LARGE",
      "header value",
      { headers: [header("a", limits.RECORD_HEADER_VALUE_BYTES_MAX + 1)] },
    ],
    ["RECORD_TOO_LARGE", "record", { value: Buffer.alloc(limits.RECORD_BYTES_MAX) }],
    ["INVALID_RECORD", "broker's header", { headers: [header("tidemark-scheduled-offset")] }],
  ];
  it.each(beyond)("%s for a %s beyond, here as in a batch", (code, _, part) => {
    const record = { timestamp: 1, ...part };
    expect(() => checkRecordBounds(record)).toThrow(refusal(code));
    expect(() => validateProducedBatch(buildBatch([record]))).toThrow(refusal(code));
  });
});
