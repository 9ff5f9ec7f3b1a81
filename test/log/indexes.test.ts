import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochIndex } from "../../src/log/epoch-index.ts";
import { OffsetIndex } from "../../src/log/offset-index.ts";
import { SegmentIndex } from "../../src/log/segment-index.ts";
import { TimeIndex } from "../../src/log/time-index.ts";
import { INDEX_ENTRIES_MAX } from "../../src/model/limits.ts";

const growing = fc
  .array(
    fc.record({ offset: fc.integer({ min: 1, max: 9 }), size: fc.integer({ min: 1, max: 99 }) }),
  )
  .map((steps) => {
    let offset = -1;
    let position = 0;
    return steps.map((step) => ({
      offset: (offset += step.offset),
      position: (position += step.size),
    }));
  });

describe("the offset index", () => {
  it("points at or before the batch that holds an offset, and survives its file", () => {
    fc.assert(
      fc.property(growing, (entries) => {
        const index = new OffsetIndex();
        for (const { offset, position } of entries) index.append(offset, position);
        const decoded = OffsetIndex.decode(index.encode(), 1e6)!;
        for (let offset = 0; offset <= (entries.at(-1)?.offset ?? 0) + 1; offset++) {
          const expected = entries.findLast((entry) => entry.offset <= offset)?.position ?? 0;
          expect(index.positionFor(offset)).toBe(expected);
          expect(decoded.positionFor(offset)).toBe(expected);
        }
      }),
    );
  });

  it("never grows beyond its bound and stays right (P5)", () => {
    const index = new SegmentIndex(1);
    let position = 0;
    const count = INDEX_ENTRIES_MAX * 9;
    for (let offset = 0; offset < count; offset++) {
      const batch = { relativeLastOffset: offset, position, sizeBytes: 100, timeMs: offset };
      index.observe(batch);
      position += 100;
    }
    expect(index.offsets.count).toBeLessThan(INDEX_ENTRIES_MAX);
    expect(index.times.count).toBeLessThan(INDEX_ENTRIES_MAX);
    expect(index.memoryBytes).toBeLessThan(INDEX_ENTRIES_MAX * 20 + 1);
    for (let offset = 0; offset < count; offset += 97) {
      const found = index.offsets.positionFor(offset);
      expect(found).toBeLessThanOrEqual(offset * 100);
      expect(found).toBeGreaterThan((offset - 40) * 100);
      expect(index.times.relativeOffsetFor(offset)).toBeLessThanOrEqual(offset);
    }
  });

  it("refuses a file that cannot be its own", () => {
    const index = new OffsetIndex();
    index.append(3, 100);
    index.append(7, 200);
    const bytes = index.encode();
    expect(OffsetIndex.decode(bytes, 200)).toBeUndefined();
    expect(OffsetIndex.decode(bytes.subarray(1), 1_000)).toBeUndefined();
    expect(OffsetIndex.decode(Buffer.concat([bytes, bytes]), 1_000)).toBeUndefined();
    expect(OffsetIndex.decode(Buffer.alloc(16), 1_000)).toBeUndefined();
    expect(TimeIndex.decode(Buffer.alloc(13))).toBeUndefined();
    expect(TimeIndex.decode(Buffer.alloc(24))).toBeUndefined();
  });
});

describe("the time index", () => {
  it("skips nothing as late as the time asked for, and survives its file", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(4), (times, every) => {
        const index = new SegmentIndex(every * 10);
        for (const [offset, timeMs] of times.entries()) {
          index.observe({
            relativeLastOffset: offset,
            position: offset * 10,
            sizeBytes: 10,
            timeMs,
          });
        }
        const decoded = TimeIndex.decode(index.times.encode())!;
        for (let timeMs = 0; timeMs <= 51; timeMs++) {
          const from = index.times.relativeOffsetFor(timeMs);
          expect(decoded.relativeOffsetFor(timeMs)).toBe(from);
          const first = times.findIndex((time) => time >= timeMs);
          if (first >= 0) expect(from).toBeLessThanOrEqual(first);
        }
      }),
    );
  });
});

describe("the epoch index", () => {
  const index = (): EpochIndex => {
    const epochs = new EpochIndex();
    for (const [epoch, offset] of [
      [2, 0],
      [2, 5],
      [3, 10],
      [7, 20],
    ] as const) {
      epochs.observe(epoch, offset);
    }
    return epochs;
  };

  it("knows where an epoch ends (KIP-101)", () => {
    const epochs = index();
    expect(epochs.endOf(1, 30)).toBeUndefined();
    expect(epochs.endOf(2, 30)).toEqual({ epoch: 2, endOffset: 10 });
    expect(epochs.endOf(5, 30)).toEqual({ epoch: 3, endOffset: 20 });
    expect(epochs.endOf(9, 30)).toEqual({ epoch: 7, endOffset: 30 });
    expect([0, 9, 10, 25].map((offset) => epochs.epochAt(offset))).toEqual([2, 2, 3, 7]);
  });

  it("follows the log when either end is cut", () => {
    const cut = index();
    cut.truncate(20);
    expect(cut.lastEpoch).toBe(3);
    cut.dropBefore(12);
    expect(cut.entries).toEqual([{ epoch: 3, startOffset: 10 }]);
    cut.truncate(0);
    expect(cut.lastEpoch).toBe(-1);
  });

  it("gives each segment its own part", () => {
    expect(index().within(5, 20)).toEqual([
      { epoch: 2, startOffset: 5 },
      { epoch: 3, startOffset: 10 },
    ]);
    expect(index().within(5, 5)).toEqual([]);
  });

  it("never goes back", () => {
    expect(() => index().observe(6, 30)).toThrow(/epoch 6/);
    expect(() => index().observe(8, 20)).toThrow(/epoch 8/);
  });
});
