/** A group's reader gets what lives, once, and is told once of what it passes; others get all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkBatches, type WalkRequest } from "../../src/broker/delivery/walk.ts";
import { HEADER_TTL_MS } from "../../src/model/headers.ts";
import { buildBatch } from "../../src/record/build.ts";
import type { CompressionName } from "../../src/record/layout.ts";
import { readRecords } from "../../src/record/records.ts";
import { batchSizeAt, BatchView } from "../../src/record/view.ts";

const NOW_MS = 1_000;
const OPEN: WalkRequest = {
  topic: "t",
  partition: 0,
  from: 0,
  until: 0,
  recordsMax: 1_000,
  bytesMax: 1_000_000,
  encoding: "batch",
};

/** Of each record: for ever, over, or to be over later. */
type Life = "ever" | "over" | "later";
interface Shape {
  readonly lives: readonly Life[];
  readonly compression: CompressionName;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  lives: fc.array(fc.constantFrom<Life[]>("ever", "ever", "over", "later"), {
    minLength: 1,
    maxLength: 6,
  }),
  compression: fc.constantFrom<CompressionName[]>("none", "none", "none", "gzip"),
});

const TTL = { ever: undefined, over: "100", later: "9000" } as const;

function build(shapes: readonly Shape[]) {
  const lives: Life[] = [];
  const batches = shapes.map(({ lives: own, compression }) => {
    const baseOffset = lives.length;
    lives.push(...own);
    const records = own.map((life) => {
      const ttl = TTL[life];
      const headers = ttl === undefined ? [] : [{ key: HEADER_TTL_MS, value: Buffer.from(ttl) }];
      return { timestamp: NOW_MS - 100, value: Buffer.from(life), headers };
    });
    return buildBatch(records, { baseOffset, compression });
  });
  return { log: Buffer.concat(batches), lives };
}

function offsetsIn(chunks: readonly Buffer[], from: number): number[] {
  return chunks.flatMap((chunk) => {
    const offsets: number[] = [];
    for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
      const view = new BatchView(chunk, at);
      offsets.push(...readRecords(view).map(({ index }) => view.baseOffset + index));
    }
    return offsets.filter((offset) => offset >= from);
  });
}

/** Reads to the end as an engine does, with the same little credit each time. */
function readAll(log: Buffer, end: number, request: Partial<WalkRequest>) {
  const delivered: number[] = [];
  const expired: number[] = [];
  let from = 0;
  for (let round = 0; from < end; round++) {
    if (round > 1_000) throw new Error(`stuck at ${from}`);
    const walked = walkBatches([log], { ...OPEN, ...request, from, until: end });
    delivered.push(...offsetsIn(walked.batches, from), ...walked.records.map((r) => r.offset));
    for (const { offsets } of walked.expired) expired.push(...offsets);
    expect(Math.max(-1, ...expired)).toBeLessThan(walked.nextOffset);
    from = walked.nextOffset;
  }
  return { delivered, expired };
}

describe("a walk over records with lifetimes", () => {
  it("leaves out what has expired for a group, and nothing for others", () => {
    fc.assert(
      fc.property(
        fc.array(shape, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("batch" as const, "records" as const),
        fc.integer({ min: 1, max: 12 }),
        (shapes, encoding, recordsMax) => {
          const { log, lives } = build(shapes);
          const of = (wanted: (life: Life) => boolean) =>
            lives.flatMap((life, offset) => (wanted(life) ? [offset] : []));
          const group = { encoding, recordsMax, livingAtMs: NOW_MS };
          expect(readAll(log, lives.length, group)).toEqual({
            delivered: of((life) => life !== "over"),
            expired: of((life) => life === "over"),
          });
          expect(readAll(log, lives.length, { encoding, recordsMax }).delivered).toEqual(
            of(() => true),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("hands on the same memory where nothing has expired", () => {
    const { log } = build([
      { lives: ["ever", "later"], compression: "none" },
      { lives: ["later"], compression: "none" },
    ]);
    const { batches } = walkBatches([log], { ...OPEN, until: 3, livingAtMs: NOW_MS });
    expect(batches).toHaveLength(1);
    expect(batches[0]!.buffer).toBe(log.buffer);
    expect(batches[0]!).toHaveLength(log.length);
  });
});
