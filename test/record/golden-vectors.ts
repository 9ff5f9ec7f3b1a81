/** The shape of the files in test/golden/record, and the vectors of ours that are written there. */
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildBatch, type RecordToBuild } from "../../src/record/build.ts";
import { buildControlBatch, CONTROL_CANCEL, CONTROL_RESCHEDULE } from "../../src/record/control.ts";
import * as layout from "../../src/record/layout.ts";
import { readRecords } from "../../src/record/records.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { BatchView } from "../../src/record/view.ts";
import { sealed } from "./samples.ts";

export interface GoldenVector {
  readonly name: string;
  /** Hex. */
  readonly batch: string;
  readonly fields: GoldenFields;
  readonly records: readonly GoldenRecord[];
}

export type GoldenFields = Readonly<Record<string, number | string | boolean>>;

/** Bytes in hex; null: absent. */
export interface GoldenRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

export interface RefusedVector {
  readonly name: string;
  readonly batch: string;
  /** Where it is refused: by a broker that gets it, or by whoever decodes its records. */
  readonly stage: "validate" | "decode";
  readonly code: string;
}

const place = (file: string) => new URL(`../golden/record/${file}.json`, import.meta.url);

export function readGolden(file: string): unknown {
  return JSON.parse(readFileSync(place(file), "utf8"));
}

/** One vector a line. */
export function writeGolden(file: string, vectors: readonly unknown[]): void {
  const lines = vectors.map((vector) => JSON.stringify(vector)).join(",\n");
  writeFileSync(place(file), `[\n${lines}\n]\n`);
}

const text = (value: string) => Buffer.from(value);
const header = (key: string, value: string) => ({ key, value: text(value) });
const T = 1_700_000_000_000;

const waiting: readonly RecordToBuild[] = [
  { timestamp: T + 5_000, key: text("k"), value: text("in five seconds") },
  {
    timestamp: T + 31_536_000_000,
    value: text("in a year"),
    headers: [header("tidemark-schedule-id", "invoice-7"), header("tidemark-message-id", "m-1")],
  },
  { timestamp: T - 1, value: text("already due") },
];

const released: readonly RecordToBuild[] = waiting.map((record, index) => ({
  ...record,
  headers: [
    ...(record.headers ?? []),
    header("tidemark-scheduled-offset", String(4_294_967_296 + index)),
  ],
}));

const many = Array.from({ length: 40 }, (_, index) => ({
  timestamp: T + index,
  key: text(`key-${index % 7}`),
  value: text(`{"n":${index},"text":"the same words over and over"}`),
  headers: [header("n", String(index))],
}));

function at(batch: Buffer, baseOffset: number, leaderEpoch: number): Buffer {
  stampBatch(batch, 0, baseOffset, leaderEpoch);
  return batch;
}

const { SCHEDULED, RELEASED } = layout;

/** What Tidemark adds to Kafka's format, and what its own encoders write. */
export function ourBatches(): Readonly<Record<string, () => Buffer>> {
  const cancelled = [{ value: Buffer.from("0000000000000007", "hex") }];
  return {
    scheduled: () => buildBatch(waiting, { attributes: SCHEDULED, baseTimestamp: T }),
    "scheduled-without-ids": () =>
      buildBatch(waiting.slice(0, 1), { attributes: SCHEDULED, baseTimestamp: T }),
    "scheduled-idempotent": () =>
      buildBatch(waiting, {
        attributes: SCHEDULED,
        baseTimestamp: T,
        producerId: 1,
        producerEpoch: 0,
        baseSequence: 0,
      }),
    released: () => at(buildBatch(released, { attributes: RELEASED }), 4_294_967_300, 5),
    "message-ids": () =>
      buildBatch([
        { timestamp: T, value: text("a"), headers: [header("tidemark-message-id", "1")] },
        { timestamp: T, value: text("b"), headers: [header("tidemark-message-id", "2")] },
      ]),
    "control-cancel": () => at(buildControlBatch(CONTROL_CANCEL, cancelled, T), 12, 1),
    "control-reschedule": () => at(buildControlBatch(CONTROL_RESCHEDULE, cancelled, T), 13, 1),
    gzip: () => buildBatch(many, { compression: "gzip" }),
    snappy: () => buildBatch(many, { compression: "snappy" }),
    lz4: () => buildBatch(many, { compression: "lz4" }),
    zstd: () => buildBatch(many, { compression: "zstd" }),
  };
}

/** `changed` after which only length and CRC are put right. */
function spoilt(change: (batch: Buffer) => void): Buffer {
  const batch = buildBatch(many.slice(0, 3));
  change(batch);
  return sealed(batch);
}

/** A batch of one record whose records field is this instead. */
function filled(codec: layout.CompressionName, stream: Buffer): Buffer {
  const head = buildBatch(many.slice(0, 1)).subarray(0, layout.HEADER_BYTES);
  const batch = Buffer.concat([head, stream]);
  batch.writeInt16BE(layout.Compression[codec], layout.ATTRIBUTES_AT);
  return sealed(batch);
}

const BOMB_BYTES = 16 * 1024 * 1024 + 1;

/** 129 run-length blocks of 128 KiB each: 17 MB in half a kilobyte. */
function zstdBomb(): Buffer {
  const block = (last: number) => Buffer.from([0x02 | last, 0x00, 0x10, 0x00]);
  const blocks = Array.from({ length: 129 }, (_, index) => block(index === 128 ? 1 : 0));
  return Buffer.concat([Buffer.from("28b52ffd0058", "hex"), ...blocks]);
}

/** Says 1 GiB, which the decoder would allocate at once. */
const snappyBomb = () => Buffer.from("808080800400", "hex");

type Refusal = readonly [stage: RefusedVector["stage"], code: string, batch: () => Buffer];

export function refusedBatches(): Readonly<Record<string, Refusal>> {
  const int16 = (position: number, value: number) => () =>
    spoilt((batch) => batch.writeInt16BE(value, position));
  const int32 = (position: number, value: number) => () =>
    spoilt((batch) => batch.writeInt32BE(value, position));
  const byte = (position: number, value: number) => () =>
    spoilt((batch) => batch.writeUInt8(value, position));
  const garbage = Buffer.from("this is no stream of any codec at all");
  return {
    crc: ["validate", "CORRUPT_BATCH", () => flipped()],
    "cut-off": ["validate", "CORRUPT_BATCH", () => spoilt(() => {}).subarray(0, 100)],
    magic: ["validate", "CORRUPT_BATCH", byte(layout.MAGIC_AT, 1)],
    "count-too-great": ["validate", "CORRUPT_BATCH", int32(layout.RECORD_COUNT_AT, 4)],
    "count-negative": ["validate", "CORRUPT_BATCH", int32(layout.RECORD_COUNT_AT, -1)],
    "last-offset-delta": ["validate", "CORRUPT_BATCH", int32(layout.LAST_OFFSET_DELTA_AT, 5)],
    "record-length": ["validate", "CORRUPT_BATCH", byte(61, 0x7e)],
    "record-attributes": ["validate", "INVALID_RECORD", byte(62, 1)],
    "offset-delta": ["validate", "CORRUPT_BATCH", byte(64, 2)],
    "key-length": ["validate", "CORRUPT_BATCH", byte(65, 3)],
    transactional: ["validate", "INVALID_RECORD", int16(layout.ATTRIBUTES_AT, 0x10)],
    control: ["validate", "INVALID_RECORD", int16(layout.ATTRIBUTES_AT, 0x20)],
    released: ["validate", "INVALID_RECORD", int16(layout.ATTRIBUTES_AT, 0x100)],
    "unknown-bit": ["validate", "INVALID_RECORD", int16(layout.ATTRIBUTES_AT, 0x400)],
    "unknown-codec": ["validate", "UNSUPPORTED_COMPRESSION", int16(layout.ATTRIBUTES_AT, 5)],
    "scheduled-gzip": ["validate", "INVALID_RECORD", int16(layout.ATTRIBUTES_AT, 0x81)],
    "half-a-producer": ["validate", "INVALID_RECORD", int16(layout.PRODUCER_EPOCH_AT, 1)],
    "broker-header": ["validate", "INVALID_RECORD", () => buildBatch(released)],
    "gzip-garbage": ["decode", "CORRUPT_BATCH", () => filled("gzip", garbage)],
    "snappy-garbage": ["decode", "CORRUPT_BATCH", () => filled("snappy", garbage)],
    "lz4-garbage": ["decode", "CORRUPT_BATCH", () => filled("lz4", garbage)],
    "zstd-garbage": ["decode", "CORRUPT_BATCH", () => filled("zstd", garbage)],
    "gzip-of-garbage": ["decode", "CORRUPT_BATCH", () => filled("gzip", gzipSync(garbage))],
    "gzip-bomb": ["decode", "RECORD_TOO_LARGE", () => filled("gzip", gzipSync(zeros()))],
    "snappy-bomb": ["decode", "RECORD_TOO_LARGE", () => filled("snappy", snappyBomb())],
    "zstd-bomb": ["decode", "RECORD_TOO_LARGE", () => filled("zstd", zstdBomb())],
  };
}

const zeros = () => Buffer.alloc(BOMB_BYTES);

function flipped(): Buffer {
  const batch = buildBatch(many.slice(0, 3));
  batch[batch.length - 1]! ^= 1;
  return batch;
}

/** As the vector files have it. */
export function fieldsOf(view: BatchView): GoldenFields {
  return {
    baseOffset: view.baseOffset,
    sizeBytes: view.sizeBytes,
    leaderEpoch: view.leaderEpoch,
    magic: view.magic,
    crc: view.crc,
    attributes: view.attributes,
    lastOffset: view.lastOffset,
    baseTimestamp: view.baseTimestamp,
    maxTimestamp: view.maxTimestamp,
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    recordCount: view.recordCount,
    compression: layout.COMPRESSION_NAMES[view.compression] ?? "unknown",
    isControl: view.isControl,
  };
}

export function recordsOf(view: BatchView): GoldenRecord[] {
  return readRecords(view).map((record) => ({
    offset: view.baseOffset + record.index,
    timestamp: record.timestamp,
    key: record.key?.toString("hex") ?? null,
    value: record.value?.toString("hex") ?? null,
    headers: record.headers().map(({ key, value }) => [key, value.toString("hex")]),
  }));
}
