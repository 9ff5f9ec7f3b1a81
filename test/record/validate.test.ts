import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { BROKER_HEADERS } from "../../src/model/headers.ts";
import * as limits from "../../src/model/limits.ts";
import { BatchBuilder, buildBatch, type BatchOptions } from "../../src/record/build.ts";
import * as layout from "../../src/record/layout.ts";
import { checkStoredBatch, validateProducedBatch } from "../../src/record/validate.ts";
import { plainRecords, records, sealed } from "./samples.ts";

function codeOf(batch: Buffer): string {
  try {
    validateProducedBatch(batch);
    return "ok";
  } catch (error) {
    if (error instanceof TidemarkError) return error.code;
    throw error;
  }
}

/** A batch of three records after `change`, with length and CRC made right again. */
function changed(change: (batch: Buffer) => void, options: BatchOptions = {}): Buffer {
  const batch = buildBatch(plainRecords(3), options);
  change(batch);
  return sealed(batch);
}

const withRecord = (record: Parameters<BatchBuilder["append"]>[0]) => buildBatch([record]);

describe("what a client may send (P7)", () => {
  it("is refused with the code that says what is wrong", () => {
    const { length } = buildBatch(plainRecords(3));
    expect(codeOf(Buffer.alloc(0))).toBe("CORRUPT_BATCH");
    expect(codeOf(Buffer.alloc(length))).toBe("CORRUPT_BATCH");
    expect(codeOf(Buffer.alloc(limits.BATCH_BYTES_MAX + 1))).toBe("RECORD_TOO_LARGE");
    const attributes = (bits: number) =>
      changed((batch) => batch.writeUInt16BE(bits, layout.ATTRIBUTES_AT));
    for (const bit of [4, 5, 6, 8, 10, 11, 13, 14, 15]) {
      expect([bit, codeOf(attributes(1 << bit))]).toEqual([bit, "INVALID_RECORD"]);
    }
    for (const bit of [9, 12]) expect(codeOf(attributes(1 << bit))).toBe("ok");
    for (const codec of [5, 6, 7])
      expect(codeOf(attributes(codec))).toBe("UNSUPPORTED_COMPRESSION");
    for (const codec of [1, 2, 3, 4]) expect(codeOf(attributes(codec))).toBe("ok");
    expect(codeOf(attributes(layout.SCHEDULED | 1))).toBe("INVALID_RECORD");
    expect(codeOf(attributes(layout.SCHEDULED | 8))).toBe("INVALID_RECORD");
    expect(codeOf(attributes(layout.SCHEDULED))).toBe("ok");
  });

  it("is refused where counts, offsets, times or the producer contradict", () => {
    const int32 = (at: number, value: number) => changed((b) => b.writeInt32BE(value, at));
    expect(codeOf(int32(layout.RECORD_COUNT_AT, 2))).toBe("CORRUPT_BATCH");
    expect(codeOf(int32(layout.LAST_OFFSET_DELTA_AT, 3))).toBe("CORRUPT_BATCH");
    const count = (count: number) =>
      changed((batch) => {
        batch.writeInt32BE(count, layout.RECORD_COUNT_AT);
        batch.writeInt32BE(count - 1, layout.LAST_OFFSET_DELTA_AT);
      });
    for (const value of [0, 2, 4, -1]) expect(codeOf(count(value))).toBe("CORRUPT_BATCH");
    expect(codeOf(count(limits.BATCH_RECORDS_MAX + 1))).toBe("RECORD_TOO_LARGE");
    const time = (at: number, ms: bigint) => changed((b) => b.writeBigInt64BE(ms, at));
    expect(codeOf(time(layout.BASE_TIMESTAMP_AT, -1n))).toBe("INVALID_TIMESTAMP");
    expect(codeOf(time(layout.MAX_TIMESTAMP_AT, 2n ** 60n))).toBe("INVALID_TIMESTAMP");
    expect(codeOf(time(layout.MAX_TIMESTAMP_AT, 5n))).toBe("CORRUPT_BATCH");
    const early = { timestamp: -1, value: Buffer.from("x") };
    expect(codeOf(buildBatch([{ timestamp: 5 }, early]))).toBe("INVALID_TIMESTAMP");
    const scheduled = { attributes: layout.SCHEDULED, baseTimestamp: 5 };
    expect(codeOf(buildBatch([{ timestamp: 6 }, early], scheduled))).toBe("INVALID_DUE_TIME");
    expect(codeOf(changed(() => {}, { producerId: 5 }))).toBe("INVALID_RECORD");
    expect(codeOf(changed((b) => b.writeBigInt64BE(2n ** 60n, layout.PRODUCER_ID_AT)))).toBe(
      "INVALID_RECORD",
    );
  });

  it("is refused where a record is above a limit, naming the record", () => {
    const name = "n".repeat(limits.RECORD_HEADER_NAME_BYTES_MAX);
    const ok = Buffer.alloc(limits.RECORD_HEADER_VALUE_BYTES_MAX);
    const empty = { key: "a", value: Buffer.alloc(0) };
    const many = (count: number) => Array.from({ length: count }, () => empty);
    const timestamp = 1;
    expect(codeOf(withRecord({ timestamp, headers: [{ key: name, value: ok }] }))).toBe("ok");
    expect(codeOf(withRecord({ timestamp, headers: [{ key: `${name}n`, value: ok }] }))).toBe(
      "INVALID_RECORD",
    );
    const long = Buffer.alloc(ok.length + 1);
    expect(codeOf(withRecord({ timestamp, headers: [{ key: "a", value: long }] }))).toBe(
      "RECORD_TOO_LARGE",
    );
    expect(codeOf(withRecord({ timestamp, headers: many(limits.RECORD_HEADERS_MAX) }))).toBe("ok");
    expect(codeOf(withRecord({ timestamp, headers: many(limits.RECORD_HEADERS_MAX + 1) }))).toBe(
      "INVALID_RECORD",
    );
    const key = Buffer.alloc(limits.RECORD_KEY_BYTES_MAX);
    expect(codeOf(withRecord({ timestamp, key }))).toBe("ok");
    const large = buildBatch([{ timestamp }, { timestamp, key: Buffer.alloc(key.length + 1) }]);
    expect(() => validateProducedBatch(large)).toThrow("Record 1 of the batch: the key has 65537");
    expect(codeOf(withRecord({ timestamp, value: Buffer.alloc(limits.RECORD_BYTES_MAX) }))).toBe(
      "RECORD_TOO_LARGE",
    );
    const value = Buffer.alloc(limits.RECORD_BYTES_MAX - 32);
    expect(codeOf(withRecord({ timestamp, value }))).toBe("ok");
  });

  it("may not set the broker's own header", () => {
    const header = (key: string) =>
      codeOf(withRecord({ timestamp: 1, headers: [{ key, value: Buffer.from("1") }] }));
    for (const key of BROKER_HEADERS) expect(header(key)).toBe("INVALID_RECORD");
    expect(header("tidemark-scheduled-offse!")).toBe("ok");
  });

  it("is refused at any single changed byte below the CRC's cover (P7)", () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (input, where, flip) => {
        const batch = buildBatch(input);
        const at = 8 + (where % (batch.length - 8));
        // The leader epoch is the leader's to write: no CRC covers it.
        fc.pre(at < layout.LEADER_EPOCH_AT || at >= layout.MAGIC_AT);
        batch[at]! ^= flip;
        expect(codeOf(batch)).not.toBe("ok");
      }),
    );
  });
});

describe("bytes from disk (P1, P7)", () => {
  it("are a prefix of a batch until they are whole", () => {
    const batch = buildBatch(plainRecords(2));
    for (let available = 0; available < batch.length; available++) {
      expect(checkStoredBatch(batch, 0, available)).toEqual({ kind: "truncated" });
    }
    expect(checkStoredBatch(batch, 0, batch.length + 9).kind).toBe("ok");
  });

  it("are damage where they are zeros, garbage or fail their CRC", () => {
    expect(checkStoredBatch(Buffer.alloc(4096), 0, 4096).kind).toBe("corrupt");
    expect(checkStoredBatch(Buffer.alloc(12), 0, 12).kind).toBe("corrupt");
    expect(checkStoredBatch(Buffer.alloc(4096, 0xff), 0, 4096).kind).toBe("corrupt");
    const batch = buildBatch(plainRecords(2));
    batch[batch.length - 1]! ^= 1;
    expect(checkStoredBatch(batch, 0, batch.length)).toMatchObject({
      kind: "corrupt",
      reason: expect.stringContaining("CRC"),
    });
  });

  it("are judged where they stand in a larger buffer", () => {
    const batch = buildBatch(plainRecords(2));
    const buffer = Buffer.concat([Buffer.alloc(7, 1), batch, Buffer.alloc(7, 1)]);
    expect(checkStoredBatch(buffer, 7, buffer.length - 7)).toEqual({
      kind: "ok",
      sizeBytes: batch.length,
    });
  });

  it("are damage where offsets are out of range, which no CRC covers", () => {
    const batch = buildBatch(plainRecords(2));
    for (const offset of [-1n, 2n ** 53n, 2n ** 62n]) {
      batch.writeBigInt64BE(offset, 0);
      expect(checkStoredBatch(batch, 0, batch.length).kind).toBe("corrupt");
    }
  });
});
