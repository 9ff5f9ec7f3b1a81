/** Properties of the record codec: what is built is read, by the broker too; what is mangled throws. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BufferPool } from "../../../clients/typescript/src/bytes/buffer-pool.ts";
import { crc32c } from "../../../clients/typescript/src/bytes/crc32c.ts";
import { utf8Bytes, writeUtf8 } from "../../../clients/typescript/src/bytes/text.ts";
import { Cursor, writeVarint, writeVarlong } from "../../../clients/typescript/src/bytes/varint.ts";
import { TidemarkError } from "../../../clients/typescript/src/errors.ts";
import {
  BatchBuilder,
  type BuiltBatch,
  ENVELOPE_BYTES_MAX,
} from "../../../clients/typescript/src/record/batch-builder.ts";
import { BatchReader } from "../../../clients/typescript/src/record/batch-reader.ts";
import { compress, decompress } from "../../../clients/typescript/src/record/compression.ts";
import { partitionOfKey } from "../../../clients/typescript/src/record/murmur2.ts";
import { crc32c as nativeCrc } from "../../../src/lib/crc32c.ts";
import { partitionForKey } from "../../../src/record/partitioner.ts";
import { validateProducedBatch } from "../../../src/record/validate.ts";

const payload = fc.option(
  fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" })),
);
const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 253_402_300_799_999 }),
  key: payload,
  value: payload,
  headers: fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 20 }), fc.uint8Array())),
});

function build(records: readonly (typeof record extends fc.Arbitrary<infer R> ? R : never)[]): {
  readonly built: BuiltBatch;
  readonly bytes: Buffer;
} {
  const builder = new BatchBuilder(new BufferPool(), 1 << 22, 1_700_000_000_000);
  for (const { timestamp, key, value, headers } of records) {
    builder.append(timestamp, key, value, headers.flat());
  }
  const built = builder.build();
  built.stamp(7, 1, 42);
  return { built, bytes: built.buffer.subarray(ENVELOPE_BYTES_MAX, built.end) };
}

const toHex = (value: string | Uint8Array | null): string | null =>
  value === null ? null : Buffer.from(value as string).toString("hex");

describe("batches", () => {
  it("that are built are valid to the broker and read back the same", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (records) => {
        const { bytes } = build(records);
        expect(validateProducedBatch(bytes).recordCount).toBe(records.length);
        const reader = new BatchReader("t", 3, bytes, 0);
        for (const { timestamp, key, value, headers } of records) {
          const read = reader.next()!;
          expect([read.timestamp, toHex(read.key), toHex(read.value)]).toEqual([
            timestamp,
            toHex(key),
            toHex(value),
          ]);
          expect(read.headers.map((header) => [header.key, toHex(header.value)])).toEqual(
            headers.map(([name, bytes]) => [name, toHex(bytes)]),
          );
        }
        expect(reader.next()).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it("that are mangled throw a typed error or read as records, never anything else", () => {
    const mangle = fc.tuple(
      fc.array(record, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(mangle, ([records, at, flip, mend]) => {
        const { bytes } = build(records);
        bytes[at % bytes.length]! ^= flip;
        // With a CRC that fits the mangled bytes, the lengths themselves are on trial.
        if (mend) bytes.writeUInt32BE(crc32c(bytes, 21), 17);
        try {
          const reader = new BatchReader("t", 0, bytes, 0);
          for (let read = reader.next(); read !== undefined; read = reader.next()) {
            void read.headers;
            void read.key;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(TidemarkError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("parts", () => {
  it("CRC-32C agrees with the broker's, at any alignment", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe306_9283);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, from) => {
        expect(crc32c(bytes, Math.min(from, bytes.length))).toBe(nativeCrc(bytes.subarray(from)));
      }),
    );
  });

  it("varints read back, and end where they end", () => {
    const bytes = Buffer.alloc(20);
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer(), (long, short) => {
        const middle = writeVarlong(bytes, 0, long);
        const end = writeVarint(bytes, middle, short);
        const cursor = new Cursor(bytes, 0);
        expect([cursor.varlong(), cursor.position, cursor.varint(), cursor.position]).toEqual([
          long,
          middle,
          short,
          end,
        ]);
      }),
    );
  });

  it("text is UTF-8", () => {
    const bytes = Buffer.alloc(2_000);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const length = utf8Bytes(text);
        expect(writeUtf8(bytes, 0, text, length)).toBe(length);
        expect(bytes.toString("hex", 0, length)).toBe(Buffer.from(text).toString("hex"));
      }),
    );
  });

  it("keys find the partition that the broker finds", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 1_000 }), (key, count) => {
        expect(partitionOfKey(key, count)).toBe(partitionForKey(key, count));
      }),
    );
  });
});

describe("compression", () => {
  const codecs = [
    ["gzip", 1],
    ["snappy", 2],
    ["lz4", 3],
    ["zstd", 4],
  ] as const;

  it.each(codecs)("%s gives back what it took", (_name, code) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        expect(decompress(code, compress(code, Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it.each(codecs)("a bomb in %s is RECORD_TOO_LARGE", (_name, code) => {
    const zeros = Buffer.alloc(17 << 20);
    const bomb = code === 1 ? gzipSync(zeros) : compress(code, zeros);
    expect(bomb.length).toBeLessThan(1 << 20);
    expect(() => decompress(code, bomb)).toThrowError(
      expect.objectContaining({ code: "RECORD_TOO_LARGE" }),
    );
  });

  it.each(codecs)("garbage in %s is a typed error", (_name, code) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decompress(code, Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(TidemarkError);
        }
      }),
    );
  });

  it("a codec that is none is UNSUPPORTED_COMPRESSION", () => {
    expect(() => decompress(6, Buffer.alloc(1))).toThrowError(
      expect.objectContaining({ code: "UNSUPPORTED_COMPRESSION" }),
    );
  });
});
