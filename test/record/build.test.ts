import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchBuilder, buildBatch, type RecordToBuild } from "../../src/record/build.ts";
import { checkRecordBounds } from "../../src/record/bounds.ts";
import { keepRecords } from "../../src/record/drop.ts";
import * as layout from "../../src/record/layout.ts";
import { readRecords } from "../../src/record/records.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { checkStoredBatch, validateProducedBatch } from "../../src/record/validate.ts";
import { BatchView } from "../../src/record/view.ts";
import { plainRecords, records } from "./samples.ts";

const plain = ({ timestamp, key, value, headers }: RecordToBuild) => ({
  timestamp,
  key: key && Buffer.from(key),
  value: value && Buffer.from(value),
  headers: (headers ?? []).map((header) => ({
    key: header.key,
    value: Buffer.from(header.value),
  })),
});

const decoded = (batch: Buffer) =>
  readRecords(new BatchView(batch)).map((record) => ({
    timestamp: record.timestamp,
    key: record.key,
    value: record.value,
    headers: record.headers(),
  }));

describe("a built batch", () => {
  it("passes the validator and decodes to what went in", () => {
    fc.assert(
      fc.property(records, fc.constantFrom(...layout.COMPRESSION_NAMES), (input, compression) => {
        const builder = new BatchBuilder({ compression });
        for (const record of input) {
          checkRecordBounds(record);
          const expected = builder.sizeWith(record);
          expect(builder.append(record)).toBe(expected);
        }
        const batch = builder.build();
        if (compression === "none") expect(batch.length).toBe(builder.sizeBytes);
        const view = validateProducedBatch(batch);
        expect(view.recordCount).toBe(input.length);
        expect(view.maxTimestamp).toBe(Math.max(...input.map(({ timestamp }) => timestamp)));
        expect(view.baseTimestamp).toBe(input[0]?.timestamp);
        expect(decoded(batch)).toEqual(input.map(plain));
      }),
    );
  });

  it("carries its producer, attributes and place", () => {
    const batch = buildBatch(plainRecords(3), {
      producerId: 2 ** 40,
      producerEpoch: 7,
      baseSequence: 11,
      attributes: layout.SCHEDULED,
      baseTimestamp: 5,
    });
    stampBatch(batch, 0, 2 ** 50, 9);
    const view = new BatchView(batch);
    expect(view).toMatchObject({
      baseOffset: 2 ** 50,
      lastOffset: 2 ** 50 + 2,
      nextOffset: 2 ** 50 + 3,
      leaderEpoch: 9,
      magic: 2,
      producerId: 2 ** 40,
      producerEpoch: 7,
      baseSequence: 11,
      recordCount: 3,
      baseTimestamp: 5,
      isScheduled: true,
      isVisible: false,
      isControl: false,
      isReleased: false,
      hasIds: false,
    });
    expect(checkStoredBatch(batch, 0, batch.length)).toEqual({
      kind: "ok",
      sizeBytes: batch.length,
    });
  });

  it("says IDS where a header is an id, and only there", () => {
    const withHeader = (key: string) =>
      new BatchView(buildBatch([{ timestamp: 1, headers: [{ key, value: Buffer.from("x") }] }]));
    expect(withHeader("tidemark-message-id").hasIds).toBe(true);
    expect(withHeader("tidemark-schedule-id").hasIds).toBe(true);
    expect(withHeader("tidemark-ttl-ms").hasIds).toBe(false);
  });

  it("refuses to go back in offset deltas, or to compress what waits", () => {
    const builder = new BatchBuilder();
    builder.append({ timestamp: 1, offsetDelta: 4 });
    expect(() => builder.append({ timestamp: 1, offsetDelta: 4 })).toThrow("does not follow");
    expect(() => new BatchBuilder({ attributes: layout.SCHEDULED, compression: "gzip" })).toThrow(
      "never compressed",
    );
  });
});

describe("copied records", () => {
  it("keep key, value and headers byte for byte, with headers added", () => {
    const extra = { key: "tidemark-scheduled-offset", value: Buffer.from("42") };
    fc.assert(
      fc.property(records, (input) => {
        const source = readRecords(new BatchView(buildBatch(input)));
        const builder = new BatchBuilder({ attributes: layout.RELEASED });
        for (const record of source) builder.appendCopy(record, { headers: [extra], timestamp: 3 });
        const expected = input.map(plain).map((record) => ({
          ...record,
          timestamp: 3,
          headers: [...record.headers, extra],
        }));
        const batch = builder.build();
        expect(decoded(batch)).toEqual(expected);
        expect(batch.length).toBe(builder.sizeBytes);
        for (const record of readRecords(new BatchView(batch))) {
          expect(record.header(extra.key)).toEqual(extra.value);
        }
      }),
    );
  });

  it("leave holes where records are dropped: offsets and sequences stay", () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.boolean()), (input, kept) => {
        const keep = input.map(() => kept.next().value as boolean);
        const original = buildBatch(input, { producerId: 5, producerEpoch: 0, baseSequence: 8 });
        stampBatch(original, 0, 1000, 3);
        const batch = keepRecords(new BatchView(original), ({ index }) => keep[index] ?? false);
        const view = new BatchView(batch);
        expect(checkStoredBatch(batch, 0, batch.length).kind).toBe("ok");
        expect(view.nextOffset).toBe(1000 + input.length);
        expect(view).toMatchObject({ leaderEpoch: 3, producerId: 5, baseSequence: 8 });
        const expected = input.map(plain).filter((_, index) => keep[index]);
        expect(decoded(batch)).toEqual(expected);
        expect(readRecords(view).map(({ index }) => index)).toEqual(
          [...keep.keys()].filter((index) => keep[index]),
        );
      }),
    );
  });
});
