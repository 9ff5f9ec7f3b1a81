/** P3, P6: a reader gets every visible record once, in order, and never more than it has credit for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkBatches, type WalkRequest } from "../../src/broker/delivery/walk.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../src/model/limits.ts";
import { BatchBuilder } from "../../src/record/build.ts";
import { CONTROL, SCHEDULED } from "../../src/record/layout.ts";
import { readRecords } from "../../src/record/records.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { batchSizeAt, BatchView } from "../../src/record/view.ts";

interface Shape {
  readonly kind: "visible" | "scheduled" | "control";
  /** Value sizes; −1 leaves a hole at that offset. */
  readonly records: readonly number[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constantFrom(
    "visible" as const,
    "visible" as const,
    "scheduled" as const,
    "control" as const,
  ),
  records: fc.array(fc.integer({ min: -1, max: 40 }), { minLength: 1, maxLength: 6 }),
});

interface Built {
  readonly log: Buffer;
  readonly visible: readonly number[];
  readonly end: number;
}

function build(shapes: readonly Shape[]): Built {
  let offset = 0;
  const visible: number[] = [];
  const batches = shapes.map(({ kind, records }) => {
    const attributes = kind === "visible" ? 0 : kind === "scheduled" ? SCHEDULED : CONTROL;
    const builder = new BatchBuilder({
      baseTimestamp: 1,
      attributes,
      lastOffsetDelta: records.length - 1,
    });
    for (const [delta, size] of records.entries()) {
      if (size < 0) continue;
      builder.append({
        offsetDelta: delta,
        timestamp: 1,
        key: undefined,
        value: Buffer.alloc(size),
      });
      if (kind === "visible") visible.push(offset + delta);
    }
    const batch = builder.build();
    stampBatch(batch, 0, offset, 1);
    offset += records.length;
    return batch;
  });
  return { log: Buffer.concat(batches), visible, end: offset };
}

/** Offsets in what one walk returned, at or after `from`. */
function offsetsOf(walked: ReturnType<typeof walkBatches>, from: number): number[] {
  const offsets = walked.records.map(({ offset }) => offset);
  for (const chunk of walked.batches) {
    for (let position = 0; position < chunk.length; position += batchSizeAt(chunk, position)) {
      const view = new BatchView(chunk, position);
      offsets.push(...readRecords(view).map(({ index }) => view.baseOffset + index));
    }
  }
  return offsets.filter((offset) => offset >= from);
}

describe("walkBatches", () => {
  it("hands out every visible record once, in order, within any credit", () => {
    const credits = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 80, max: 600 })),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    const encoding = fc.constantFrom("batch" as const, "records" as const);
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 12 }), credits, encoding, (shapes, grants, how) => {
        const { log, visible, end } = build(shapes);
        const got: number[] = [];
        let from = 0;
        for (let round = 0; from < end && round < 1_000; round += 1) {
          const [recordsMax, bytesMax] = grants[round % grants.length]!;
          const request: WalkRequest = {
            topic: "t",
            partition: 0,
            from,
            until: end,
            recordsMax,
            bytesMax,
            encoding: how,
          };
          const walked = walkBatches([log], request);
          const offsets = offsetsOf(walked, from);
          expect(walked.recordCount).toBeGreaterThanOrEqual(offsets.length);
          expect(walked.recordCount).toBeLessThanOrEqual(recordsMax);
          expect(walked.sizeBytes).toBeLessThanOrEqual(bytesMax);
          expect(walked.nextOffset).toBeGreaterThan(from);
          got.push(...offsets);
          from = walked.nextOffset;
        }
        expect(got).toEqual(visible);
      }),
    );
  });

  it("stops at `until`, inside a batch too where records are decoded", () => {
    const { log } = build([{ kind: "visible", records: [1, 1, 1, 1] }]);
    const request = {
      topic: "t",
      partition: 0,
      recordsMax: 9,
      bytesMax: 999,
      encoding: "records",
    } as const;
    const walked = walkBatches([log], { ...request, from: 1, until: 3 });
    expect(walked.records.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(walked.nextOffset).toBe(3);
  });

  it("says what the next record needs where credit has bytes but not enough", () => {
    const { log } = build([{ kind: "visible", records: [40] }]);
    const request = { topic: "t", partition: 0, from: 0, until: 1, encoding: "batch" } as const;
    const walked = walkBatches([log], { ...request, recordsMax: 1, bytesMax: 5 });
    expect(walked.recordCount).toBe(0);
    expect(walked.neededBytes).toBeGreaterThan(40);
    expect(walked.nextOffset).toBe(0);
  });

  it("hands out what lies before a batch that does not decode, then says where to go on (P7)", () => {
    const good = build([{ kind: "visible", records: [1, 1] }]).log;
    const bomb = new BatchBuilder({ baseTimestamp: 1, compression: "gzip" });
    const value = Buffer.alloc(BATCH_DECOMPRESSED_BYTES_MAX);
    bomb.append({ timestamp: 1, key: undefined, value });
    const bad = bomb.build();
    stampBatch(bad, 0, 2, 1);
    const request = {
      topic: "t",
      partition: 0,
      until: 3,
      recordsMax: 9,
      bytesMax: 999,
      encoding: "records",
    } as const;
    const chunks = [good, bad];
    const walked = walkBatches(chunks, { ...request, from: 0 });
    expect(walked.records.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(walked.nextOffset).toBe(2);
    expect(() => walkBatches(chunks, { ...request, from: 2 })).toThrow(/t\/0 .* offset 3\.$/);
  });
});
