/**
 * The vectors that hold this codec, the SDK's and Apache Kafka's together; see the README beside
 * them. `REWRITE=1` writes ours again.
 */
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { BatchBuilder } from "../../src/record/build.ts";
import { keepRecords } from "../../src/record/drop.ts";
import { COMPRESSION_MASK, TIMESTAMP_LOG_APPEND } from "../../src/record/layout.ts";
import { decompressedView, readRecords } from "../../src/record/records.ts";
import { checkStoredBatch, validateProducedBatch } from "../../src/record/validate.ts";
import { BatchView } from "../../src/record/view.ts";
import type { GoldenRecord, GoldenVector, RefusedVector } from "./golden-vectors.ts";
import * as golden from "./golden-vectors.ts";

if (process.env["REWRITE"] === "1") {
  const ours = Object.entries(golden.ourBatches()).map(([name, make]) => {
    const view = new BatchView(make());
    const batch = view.bytes.toString("hex");
    return { name, batch, fields: golden.fieldsOf(view), records: golden.recordsOf(view) };
  });
  golden.writeGolden("tidemark", ours);
  const refused = Object.entries(golden.refusedBatches()).map(([name, [stage, code, make]]) => ({
    name,
    stage,
    code,
    batch: make().toString("hex"),
  }));
  golden.writeGolden("refused", refused);
}

const kafka = golden.readGolden("kafka-clients") as GoldenVector[];
const ours = golden.readGolden("tidemark") as GoldenVector[];
const refused = golden.readGolden("refused") as RefusedVector[];
const viewOf = ({ batch }: { readonly batch: string }) => new BatchView(Buffer.from(batch, "hex"));
const codeOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return "ok";
  } catch (error) {
    if (error instanceof TidemarkError) return error.code;
    throw error;
  }
};

const bytesOf = (hex: string | null) => (hex === null ? undefined : Buffer.from(hex, "hex"));

/** Where a header has no value we show an empty one. */
const shown = (records: readonly GoldenRecord[]) =>
  records.map((record) => ({
    ...record,
    headers: record.headers.map(([name, value]) => [name, value ?? ""]),
  }));

describe.each([
  ["Kafka's clients", kafka],
  ["Tidemark", ours],
])("batches written by %s", (_, vectors) => {
  it.each(vectors)("read as their writer reads them: $name", (vector) => {
    const view = viewOf(vector);
    expect(checkStoredBatch(view.buffer, 0, view.buffer.length).kind).toBe("ok");
    expect(golden.fieldsOf(view)).toEqual(vector.fields);
    expect(golden.recordsOf(view)).toEqual(shown(vector.records));
  });

  it.each(vectors)("are valid uncompressed too: $name", (vector) => {
    const plain = decompressedView(viewOf(vector));
    expect(checkStoredBatch(plain.buffer, 0, plain.buffer.length).kind).toBe("ok");
    expect(golden.recordsOf(plain)).toEqual(shown(vector.records));
  });
});

const uncompressed = [...kafka, ...ours].filter(
  ({ fields }) => (Number(fields["attributes"]) & (COMPRESSION_MASK | TIMESTAMP_LOG_APPEND)) === 0,
);

describe("the builder, byte for byte", () => {
  it.each(uncompressed)("copies what was written: $name", (vector) => {
    const copy = keepRecords(viewOf(vector), () => true);
    expect(copy.toString("hex")).toBe(vector.batch);
  });

  const rebuildable = uncompressed.filter(({ name }) => name !== "null-header-value");
  it.each(rebuildable)("writes what was written: $name", (vector) => {
    const view = viewOf(vector);
    const { baseOffset, leaderEpoch, attributes, lastOffsetDelta } = view;
    const { baseTimestamp, maxTimestamp, producerId, producerEpoch, baseSequence } = view;
    const builder = new BatchBuilder({
      baseOffset,
      leaderEpoch,
      attributes,
      lastOffsetDelta,
      baseTimestamp,
      maxTimestamp,
      producerId,
      producerEpoch,
      baseSequence,
    });
    for (const record of vector.records) {
      builder.append({
        offsetDelta: record.offset - baseOffset,
        timestamp: record.timestamp,
        key: bytesOf(record.key),
        value: bytesOf(record.value),
        headers: record.headers.map(([key, value]) => ({ key, value: bytesOf(value)! })),
      });
    }
    expect(builder.build().toString("hex")).toBe(vector.batch);
  });

  it("writes ours from their definitions", () => {
    const made = Object.entries(golden.ourBatches());
    expect(made.map(([name]) => name)).toEqual(ours.map(({ name }) => name));
    for (const [index, [name, make]] of made.entries()) {
      // A codec may compress better one day; what it gives must only decode to the same.
      const plain = decompressedView(new BatchView(make()));
      const expected = decompressedView(viewOf(ours[index]!));
      expect([name, plain.bytes.toString("hex")]).toEqual([name, expected.bytes.toString("hex")]);
    }
  });
});

describe("the validator", () => {
  // What only a broker writes: transactions, control records, and what cleaning leaves.
  const refusals: Readonly<Record<string, string>> = {
    transactional: "INVALID_RECORD",
    "control-commit": "INVALID_RECORD",
    "control-cancel": "INVALID_RECORD",
    "control-reschedule": "INVALID_RECORD",
    released: "INVALID_RECORD",
    holes: "CORRUPT_BATCH",
    empty: "CORRUPT_BATCH",
  };
  it.each([...kafka, ...ours])("takes what a client may send: $name", (vector) => {
    const code = codeOf(() => validateProducedBatch(viewOf(vector).buffer));
    expect(code).toBe(refusals[vector.name] ?? "ok");
  });

  it.each(refused)("refuses with its code (P7): $name", (vector) => {
    const batch = Buffer.from(vector.batch, "hex");
    const validated = codeOf(() => validateProducedBatch(batch));
    if (vector.stage === "validate") expect(validated).toBe(vector.code);
    else {
      expect(validated).toBe("ok");
      expect(codeOf(() => readRecords(new BatchView(batch)))).toBe(vector.code);
    }
  });
});
