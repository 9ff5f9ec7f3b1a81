/** Records and batches for tests, as fast-check arbitraries and as helpers that spoil them. */
import * as fc from "fast-check";
import { crc32c } from "../../src/lib/crc32c.ts";
import { writeInt32 } from "../../src/lib/bytes.ts";
import type { RecordToBuild } from "../../src/record/build.ts";
import { ATTRIBUTES_AT, CRC_AT, LENGTH_AT, LEADING_BYTES } from "../../src/record/layout.ts";

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

export const record: fc.Arbitrary<RecordToBuild> = fc.record({
  timestamp: fc.oneof(
    fc.integer({ min: 0, max: 1_000 }),
    fc.integer({ min: 0, max: 253_402_300_799_999 }),
  ),
  key: fc.option(bytes(40), { nil: undefined }),
  value: fc.option(bytes(300), { nil: undefined }),
  headers: fc.option(
    fc.array(fc.record({ key: fc.string({ unit: "grapheme", maxLength: 12 }), value: bytes(20) }), {
      maxLength: 4,
    }),
    { nil: undefined },
  ),
});

export const records = fc.array(record, { minLength: 1, maxLength: 20 });

/** Makes length and CRC right again after a test has changed bytes. */
export function sealed(batch: Buffer): Buffer {
  writeInt32(batch, LENGTH_AT, batch.length - LEADING_BYTES);
  writeInt32(batch, CRC_AT, crc32c(batch.subarray(ATTRIBUTES_AT)));
  return batch;
}

/** `count` records of 100-byte values, a few milliseconds apart. */
export function plainRecords(count: number, valueBytes = 100): RecordToBuild[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: 1_700_000_000_000 + index,
    value: Buffer.alloc(valueBytes, index),
  }));
}
