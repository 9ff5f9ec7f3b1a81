/**
 * Mangled batches: whatever arrives, nothing but a TidemarkError is thrown, and nothing is
 * allocated out of proportion to what arrived (P5, P7).
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../src/model/limits.ts";
import { buildBatch } from "../../src/record/build.ts";
import { readControlRecords } from "../../src/record/control.ts";
import { keepRecords } from "../../src/record/drop.ts";
import {
  ATTRIBUTES_AT,
  COMPRESSION_NAMES,
  CONTROL,
  HEADER_BYTES,
  LAST_OFFSET_DELTA_AT,
  RECORD_COUNT_AT,
  SCHEDULED,
} from "../../src/record/layout.ts";
import { decompressedView, readRecords } from "../../src/record/records.ts";
import { checkStoredBatch, validateProducedBatch } from "../../src/record/validate.ts";
import { BatchView } from "../../src/record/view.ts";
import { records, sealed } from "./samples.ts";

/** What happens to a batch on its way: bytes changed, put in, taken out, or its end cut off. */
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "flip", "insert", "remove", "cut"),
    where: fc.nat(),
    byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
  }),
  { minLength: 1, maxLength: 6 },
);

function mangle(batch: Buffer, steps: typeof damage extends fc.Arbitrary<infer T> ? T : never) {
  let bytes = batch;
  for (const { kind, where, byte } of steps) {
    const at = where % Math.max(bytes.length, 1);
    if (kind === "set") bytes[at] = byte;
    else if (kind === "flip") bytes[at]! ^= 1 << (byte & 7);
    else if (kind === "cut") bytes = bytes.subarray(0, Math.max(at, 1));
    else {
      const rest = bytes.subarray(kind === "remove" ? at + 1 : at);
      const added = kind === "insert" ? [Buffer.from([byte])] : [];
      bytes = Buffer.concat([bytes.subarray(0, at), ...added, rest]);
    }
  }
  return bytes;
}

/**
 * A failure is reported with its seed at once: shrinking batches of many records takes minutes. To
 * shrink it, run the seed without `endOnFailure`.
 */
const runs = (numRuns: number) => ({ numRuns, endOnFailure: true });

/** Nothing else may come out. */
function typed(attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
  }
}

/** Everything that reads a batch. */
function readEverything(batch: Buffer): void {
  typed(() => validateProducedBatch(Buffer.from(batch)));
  typed(() => checkStoredBatch(batch, 0, batch.length));
  if (batch.length < HEADER_BYTES) return;
  const view = new BatchView(batch);
  typed(() => {
    const plain = decompressedView(view);
    expect(plain.buffer.length).toBeLessThanOrEqual(
      Math.max(BATCH_DECOMPRESSED_BYTES_MAX + HEADER_BYTES, batch.length),
    );
  });
  typed(() => {
    for (const record of readRecords(view)) {
      expect(record.position + record.sizeBytes).toBeLessThanOrEqual(record.buffer.length);
      record.header("tidemark-message-id");
      for (const header of record.headers()) expect(header.value.length).toBeGreaterThanOrEqual(0);
      const size = (record.key?.length ?? 0) + (record.value?.length ?? 0);
      expect(size).toBeLessThanOrEqual(record.sizeBytes);
    }
  });
  typed(() => readControlRecords(view));
  if (checkStoredBatch(batch, 0, batch.length).kind === "ok") {
    typed(() => keepRecords(view, () => true));
  }
}

describe("a mangled batch", () => {
  it.each(COMPRESSION_NAMES)("compressed by %s throws nothing but a TidemarkError", (codec) => {
    fc.assert(
      fc.property(records, damage, fc.boolean(), (input, steps, control) => {
        const attributes = control ? CONTROL : 0;
        const batch = mangle(buildBatch(input, { compression: codec, attributes }), steps);
        readEverything(batch);
        // With its CRC made right the damage gets as far as the walkers and decoders.
        if (batch.length >= HEADER_BYTES) readEverything(sealed(batch));
      }),
      runs(500),
    );
  });

  it("of arbitrary bytes throws nothing but a TidemarkError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 5 }), (bytes, codec) => {
        const batch = Buffer.from(bytes);
        readEverything(batch);
        if (batch.length < HEADER_BYTES) return;
        batch[16] = 2;
        batch[22] = codec;
        readEverything(sealed(batch));
      }),
      runs(1_000),
    );
  });

  it("accepted by the validator decodes, record by record", () => {
    fc.assert(
      fc.property(records, damage, (input, steps) => {
        const batch = mangle(buildBatch(input), steps);
        if (batch.length < HEADER_BYTES) return;
        sealed(batch);
        let view: BatchView;
        try {
          view = validateProducedBatch(batch);
        } catch {
          return;
        }
        if (view.compression !== 0) return;
        const decoded = readRecords(view);
        expect(decoded).toHaveLength(view.recordCount);
        for (const record of decoded) record.headers();
      }),
      runs(1_000),
    );
  });

  it("costs memory in proportion: counts and lengths that lie allocate nothing", () => {
    const batch = buildBatch([{ timestamp: 1, value: Buffer.from("x") }]);
    batch.writeInt32BE(0x7fff_ffff, RECORD_COUNT_AT);
    batch.writeInt32BE(0x7fff_fffe, LAST_OFFSET_DELTA_AT);
    sealed(batch);
    readEverything(batch);
    const before = allocated();
    readEverything(batch);
    // Views, errors and their stacks; a count of 2^31 believed would be gigabytes.
    expect(allocated() - before).toBeLessThan(4 * 1024 * 1024);
  });

  it("that is SCHEDULED and compressed is refused by every reader, not asserted about", () => {
    const batch = buildBatch([{ timestamp: 1 }], { compression: "gzip" });
    batch.writeInt16BE(SCHEDULED | 1, ATTRIBUTES_AT);
    const view = new BatchView(sealed(batch));
    const refusal = expect.objectContaining({ code: "CORRUPT_BATCH" });
    expect(() => readRecords(view)).toThrow(refusal);
    expect(() => keepRecords(view, () => true)).toThrow(refusal);
  });
});

/** Of this thread alone: the process's own size moves with whatever other tests do. */
function allocated(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
