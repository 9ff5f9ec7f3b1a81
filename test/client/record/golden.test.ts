/** The client's codec against the vectors that the broker's and Apache Kafka's codec agree on. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BufferPool } from "../../../clients/typescript/src/bytes/buffer-pool.ts";
import { TidemarkError } from "../../../clients/typescript/src/errors.ts";
import {
  BatchBuilder,
  ENVELOPE_BYTES_MAX,
} from "../../../clients/typescript/src/record/batch-builder.ts";
import { BatchReader } from "../../../clients/typescript/src/record/batch-reader.ts";
import type { ConsumerRecord } from "../../../clients/typescript/src/record/consumer-record.ts";

interface Vector {
  readonly name: string;
  readonly batch: string;
  readonly fields: Readonly<Record<string, number>> & { readonly compression: string };
  readonly records: readonly {
    readonly offset: number;
    readonly timestamp: number;
    readonly key: string | null;
    readonly value: string | null;
    readonly headers: readonly (readonly [string, string | null])[];
  }[];
}

const load = <T>(file: string): T[] =>
  JSON.parse(readFileSync(new URL(`../../golden/record/${file}`, import.meta.url), "utf8")) as T[];
const vectors = [...load<Vector>("kafka-clients.json"), ...load<Vector>("tidemark.json")];

const INVISIBLE = 0x20 | 0x80;
const hex = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");

function readAll(batch: Buffer): ConsumerRecord[] {
  const reader = new BatchReader("t", 0, batch, 0);
  const records: ConsumerRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) {
    records.push(record);
  }
  return records;
}

describe("reading", () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    const records = readAll(Buffer.from(vector.batch, "hex")).map((record) => ({
      offset: record.offset,
      timestamp: record.timestamp,
      key: hex(record.key),
      value: hex(record.value),
      headers: record.headers.map(({ key, value }) => [key, hex(value)]),
    }));
    const visible = (vector.fields["attributes"]! & INVISIBLE) === 0;
    // A header without a value and one with an empty value look alike to applications.
    const expected = vector.records.map(({ headers, ...rest }) => ({
      ...rest,
      headers: headers.map(([name, value]) => [name, value ?? ""]),
    }));
    expect(records).toEqual(visible ? expected : []);
  });
});

/** What a producer cannot say: control batches, holes, a leader's times, null header values. */
const canBuild = ({ fields, records }: Vector): boolean =>
  fields.compression === "none" &&
  (fields["attributes"]! & ~(0x80 | 0x200)) === 0 &&
  records.length > 0 &&
  fields["recordCount"] === fields["lastOffset"]! - fields["baseOffset"]! + 1 &&
  records.every(({ headers }) => headers.every(([, value]) => value !== null));

describe("building gives the same bytes, but for what the broker stamps", () => {
  const buildable = vectors.filter(canBuild);
  it.each(buildable.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    const { fields, records } = vector;
    const bytes = (text: string | null): Buffer | null =>
      text === null ? null : Buffer.from(text, "hex");
    const [pool, time, attributes] = [
      new BufferPool(),
      fields["baseTimestamp"]!,
      fields["attributes"]!,
    ];
    const builder = new BatchBuilder(pool, 1 << 20, time, attributes, true);
    for (const { timestamp, key, value, headers } of records) {
      const list = headers.flatMap(([name, text]) => [name, bytes(text)!]);
      expect(builder.append(timestamp, bytes(key), bytes(value), list)).toBe(true);
    }
    const built = builder.build();
    built.stamp(fields["producerId"]!, fields["producerEpoch"]!, fields["baseSequence"]!);
    const mine = built.buffer.subarray(ENVELOPE_BYTES_MAX, built.end);
    const theirs = Buffer.from(vector.batch, "hex");
    // Base offset and leader epoch are the broker's.
    theirs.copy(mine, 0, 0, 8);
    theirs.copy(mine, 12, 12, 16);
    expect(mine.toString("hex")).toBe(vector.batch);
  });

  it("covers the vectors it should", () => expect(buildable.length).toBeGreaterThan(5));
});

describe("what is spoilt is refused with a typed error", () => {
  const spoilt = load<{ readonly name: string; readonly batch: string }>("refused.json");
  it.each(spoilt.map(({ name, batch }) => [name, batch] as const))("%s", (_name, batch) => {
    try {
      for (const record of readAll(Buffer.from(batch, "hex"))) void record.headers;
    } catch (error) {
      expect(error).toBeInstanceOf(TidemarkError);
    }
  });
});
