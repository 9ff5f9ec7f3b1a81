/** Where readers begin, and when it pays to clean. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_TIME } from "../../src/log/batch-fields.ts";
import {
  type PastSegment,
  paysToClean,
  retainedFrom,
  shouldClose,
} from "../../src/log/retention.ts";
import { WHOLE } from "../../src/log/segment.ts";

const NOW_MS = 1_000_000;
const NO_LIMIT = { retentionMs: -1, retentionBytes: -1 };

/** Ten offsets each, of so many bytes and with records up to so long ago. */
function segments(...shapes: readonly (readonly [sizeBytes: number, ageMs: number])[]) {
  return shapes.map(([sizeBytes, ageMs], index) => ({
    baseOffset: index * 10,
    endOffset: index * 10 + 10,
    sizeBytes,
    firstTimeMs: NOW_MS - ageMs,
    maxTimeMs: NOW_MS - ageMs,
    cleaning: WHOLE,
    scheduledCount: 0,
  }));
}

describe("retention", () => {
  it("keeps everything where there is no limit", () => {
    expect(retainedFrom(segments([5, 9_000], [5, 1]), 0, NO_LIMIT, NOW_MS)).toBe(0);
  });

  it("moves past segments whose latest record is too old, and stops at the first that is not", () => {
    const log = segments([5, 900], [5, 501], [5, 500], [5, 800], [5, 0]);
    expect(retainedFrom(log, 0, { ...NO_LIMIT, retentionMs: 500 }, NOW_MS)).toBe(20);
  });

  it("never moves past the active segment, and never back", () => {
    const log = segments([5, 900], [5, 900]);
    expect(retainedFrom(log, 0, { ...NO_LIMIT, retentionMs: 1 }, NOW_MS)).toBe(10);
    expect(retainedFrom(log, 15, { ...NO_LIMIT, retentionMs: 1 }, NOW_MS)).toBe(15);
  });

  it("lets the oldest go while the rest still has the size to keep", () => {
    const log = segments([10, 0], [10, 0], [10, 0], [5, 0]);
    const from = (retentionBytes: number) =>
      retainedFrom(log, 0, { ...NO_LIMIT, retentionBytes }, NOW_MS);
    expect([from(36), from(26), from(25), from(16), from(15), from(0)]).toEqual([
      0, 0, 10, 10, 20, 30,
    ]);
  });

  it("does not count what lies below the log start", () => {
    const log = segments([1_000, 0], [10, 0], [5, 0]);
    expect(retainedFrom(log, 10, { ...NO_LIMIT, retentionBytes: 15 }, NOW_MS)).toBe(10);
  });

  it("closes a quiet segment when it is old enough, or past retention", () => {
    const policy = { ...NO_LIMIT, segmentMs: 500 };
    const [old] = segments([5, 500]);
    const [young] = segments([5, 499]);
    expect(shouldClose(old!, policy, NOW_MS)).toBe(true);
    expect(shouldClose(young!, policy, NOW_MS)).toBe(false);
    expect(shouldClose(young!, { ...policy, retentionMs: 100 }, NOW_MS)).toBe(true);
    expect(shouldClose({ ...old!, sizeBytes: 0 }, policy, NOW_MS)).toBe(false);
    expect(shouldClose({ ...old!, firstTimeMs: NO_TIME }, policy, NOW_MS)).toBe(false);
  });

  it("copies two bytes at most for each that passes retention, whatever waits", () => {
    const life = fc.array(
      fc.record({ sizeBytes: fc.integer({ min: 1, max: 100 }), settled: fc.nat(3) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(life, (rounds) => {
        let past: PastSegment[] = [];
        let passed = 0;
        let copied = 0;
        for (const { sizeBytes, settled } of rounds) {
          // A segment passes; some of what older ones hold is settled meanwhile, the rest waits on.
          const [one] = segments([sizeBytes, 0]);
          past = past.map((segment) => ({
            ...segment,
            pendingCount: Math.max(0, segment.pendingCount - settled),
          }));
          past.push({ ...one!, scheduledCount: sizeBytes, pendingCount: sizeBytes });
          passed += sizeBytes;
          if (!paysToClean(past)) continue;
          past = past.map((segment) => {
            if (
              segment.cleaning.kind === "pinned" &&
              segment.pendingCount === segment.scheduledCount
            ) {
              return segment;
            }
            if (segment.cleaning.kind === "pinned") copied += segment.sizeBytes;
            const { pendingCount } = segment;
            // A byte a record.
            return {
              ...segment,
              cleaning: { ...WHOLE, kind: "pinned" },
              scheduledCount: pendingCount,
              sizeBytes: pendingCount,
            };
          });
        }
        expect(copied).toBeLessThanOrEqual(2 * passed);
      }),
      { numRuns: 300 },
    );
  });
});
