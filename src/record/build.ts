/**
 * Builds a batch: sizes are added up as records come, then everything is written into one
 * allocation of exactly that size. Keys, values, headers and copied records are kept by reference
 * until `build`: the caller must not change them before. Checks no limits; see `bounds.ts`.
 */
import { assert } from "../lib/assert.ts";
import { writeInt16, writeInt32, writeInt64 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { varintBytes } from "../lib/varint.ts";
import { HEADER_MESSAGE_ID, HEADER_SCHEDULE_ID, HEADER_TTL_MS } from "../model/headers.ts";
import {
  bodyBytes,
  type HeaderToBuild,
  NO_HEADERS,
  RecordCopy,
  type RecordToBuild,
  writeRecord,
} from "./build-record.ts";
import { compress } from "./compression/codecs.ts";
import * as at from "./layout.ts";
import type { RecordView } from "./record-view.ts";

export type { HeaderToBuild, RecordToBuild } from "./build-record.ts";

export interface BatchOptions {
  /** Epoch milliseconds. Absent: the first record's, which SCHEDULED batches must not rely on. */
  readonly baseTimestamp?: number | undefined;
  /** Bits other than the compression. IDS and TTL set themselves where an appended header asks for it. */
  readonly attributes?: number | undefined;
  readonly compression?: at.CompressionName | undefined;
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
  readonly baseSequence?: number | undefined;
  readonly baseOffset?: number | undefined;
  readonly leaderEpoch?: number | undefined;
  /** Where the batch reaches beyond its last record: a hole at its end. */
  readonly lastOffsetDelta?: number | undefined;
  /** Of a batch that has no record left to say it. */
  readonly maxTimestamp?: number | undefined;
}

export class BatchBuilder {
  readonly #options: BatchOptions;
  #attributes: number;
  #baseTimestamp: number | undefined;
  #maxTimestamp = Number.MIN_SAFE_INTEGER;
  #lastDelta = -1;
  #sizeBytes = at.HEADER_BYTES;
  // One entry a record in each.
  readonly #records: (RecordToBuild | RecordCopy)[] = [];
  readonly #timestamps: number[] = [];
  readonly #deltas: number[] = [];
  readonly #bodySizes: number[] = [];

  constructor(options: BatchOptions = {}) {
    this.#options = options;
    this.#attributes = options.attributes ?? 0;
    this.#baseTimestamp = options.baseTimestamp;
    const scheduled = (this.#attributes & at.SCHEDULED) !== 0;
    const codec = options.compression ?? "none";
    assert((this.#attributes & at.COMPRESSION_MASK) === 0, "compression is an option of its own");
    assert(!scheduled || codec === "none", "a SCHEDULED batch is never compressed");
    assert(
      !scheduled || this.#baseTimestamp !== undefined,
      "a SCHEDULED batch needs a base timestamp: its records carry due times",
    );
  }

  get count(): number {
    return this.#records.length;
  }

  /** Of the batch as it stands; before compression, where there is some. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** What `sizeBytes` would be with one more record. */
  sizeWith(record: RecordToBuild): number {
    const timestampDelta = record.timestamp - (this.#baseTimestamp ?? record.timestamp);
    const size = bodyBytes(record, timestampDelta, record.offsetDelta ?? this.#lastDelta + 1);
    return this.#sizeBytes + varintBytes(size) + size;
  }

  /** Returns the new `sizeBytes`. */
  append(record: RecordToBuild): number {
    const { headers } = record;
    if (headers !== undefined) this.#attributes |= attributesOf(headers);
    return this.#add(record, record.timestamp, record.offsetDelta ?? this.#lastDelta + 1);
  }

  /**
   * Takes over key, value and headers of a record byte for byte and adds `headers` after its own.
   * Leaves IDS and TTL as they are. Returns the new `sizeBytes`.
   */
  appendCopy(
    record: RecordView,
    change: {
      readonly timestamp?: number | undefined;
      readonly offsetDelta?: number | undefined;
      readonly headers?: readonly HeaderToBuild[] | undefined;
    } = {},
  ): number {
    const copy = new RecordCopy(record, change.headers ?? NO_HEADERS);
    const timestamp = change.timestamp ?? record.timestamp;
    return this.#add(copy, timestamp, change.offsetDelta ?? this.#lastDelta + 1);
  }

  build(): Buffer {
    const codec = this.#options.compression ?? "none";
    if (codec === "none") {
      const batch = Buffer.allocUnsafe(this.#sizeBytes);
      const end = this.#writeRecords(batch, at.HEADER_BYTES);
      assert(end === batch.length, `a batch of ${batch.length} bytes was filled up to ${end}`);
      return this.#finish(batch, codec);
    }
    const records = Buffer.allocUnsafe(this.#sizeBytes - at.HEADER_BYTES);
    this.#writeRecords(records, 0);
    const compressed = compress(codec, records);
    const batch = Buffer.allocUnsafe(at.HEADER_BYTES + compressed.length);
    batch.set(compressed, at.HEADER_BYTES);
    return this.#finish(batch, codec);
  }

  #add(record: RecordToBuild | RecordCopy, timestamp: number, offsetDelta: number): number {
    assert(
      offsetDelta > this.#lastDelta,
      () => `offset delta ${offsetDelta} does not follow ${this.#lastDelta}`,
    );
    this.#baseTimestamp ??= timestamp;
    const size = bodyBytes(record, timestamp - this.#baseTimestamp, offsetDelta);
    this.#records.push(record);
    this.#timestamps.push(timestamp);
    this.#deltas.push(offsetDelta);
    this.#bodySizes.push(size);
    this.#lastDelta = offsetDelta;
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    this.#sizeBytes += varintBytes(size) + size;
    return this.#sizeBytes;
  }

  #writeRecords(target: Buffer, start: number): number {
    const records = this.#records;
    const timestamps = this.#timestamps;
    const deltas = this.#deltas;
    const sizes = this.#bodySizes;
    const base = this.#baseTimestamp ?? 0;
    let position = start;
    for (let index = 0; index < records.length; index++) {
      const timestampDelta = timestamps[index]! - base;
      position = writeRecord(
        target,
        position,
        records[index]!,
        sizes[index]!,
        timestampDelta,
        deltas[index]!,
      );
    }
    return position;
  }

  #finish(batch: Buffer, codec: at.CompressionName): Buffer {
    const options = this.#options;
    const lastOffsetDelta = options.lastOffsetDelta ?? this.#lastDelta;
    assert(
      lastOffsetDelta >= Math.max(this.#lastDelta, 0),
      `a batch cannot end at delta ${lastOffsetDelta}`,
    );
    const baseTimestamp = this.#baseTimestamp ?? 0;
    return finishBatch(batch, {
      ...options,
      attributes: this.#attributes | at.Compression[codec],
      lastOffsetDelta,
      baseTimestamp,
      maxTimestamp: this.count === 0 ? (options.maxTimestamp ?? baseTimestamp) : this.#maxTimestamp,
      recordCount: this.count,
    });
  }
}

/** What the header of a batch says of its records. */
export interface BatchHeader extends Omit<BatchOptions, "compression"> {
  /** With the code of the compression. */
  readonly attributes: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly lastOffsetDelta: number;
  readonly recordCount: number;
}

/** Writes the header before records that are in their place, and the CRC over both. */
export function finishBatch(batch: Buffer, header: BatchHeader): Buffer {
  writeInt64(batch, at.BASE_OFFSET_AT, header.baseOffset ?? 0);
  writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
  writeInt32(batch, at.LEADER_EPOCH_AT, header.leaderEpoch ?? -1);
  batch[at.MAGIC_AT] = at.MAGIC;
  writeInt16(batch, at.ATTRIBUTES_AT, header.attributes);
  writeInt32(batch, at.LAST_OFFSET_DELTA_AT, header.lastOffsetDelta);
  writeInt64(batch, at.BASE_TIMESTAMP_AT, header.baseTimestamp);
  writeInt64(batch, at.MAX_TIMESTAMP_AT, header.maxTimestamp);
  writeInt64(batch, at.PRODUCER_ID_AT, header.producerId ?? -1);
  writeInt16(batch, at.PRODUCER_EPOCH_AT, header.producerEpoch ?? -1);
  writeInt32(batch, at.BASE_SEQUENCE_AT, header.baseSequence ?? -1);
  writeInt32(batch, at.RECORD_COUNT_AT, header.recordCount);
  writeInt32(batch, at.CRC_AT, crc32c(batch.subarray(at.ATTRIBUTES_AT)));
  return batch;
}

/** What a batch must say so that somebody looks for these headers. */
function attributesOf(headers: readonly HeaderToBuild[]): number {
  let attributes = 0;
  for (const { key } of headers) {
    if (key === HEADER_MESSAGE_ID || key === HEADER_SCHEDULE_ID) attributes |= at.IDS;
    else if (key === HEADER_TTL_MS) attributes |= at.TTL;
  }
  return attributes;
}

export function buildBatch(records: readonly RecordToBuild[], options: BatchOptions = {}): Buffer {
  const builder = new BatchBuilder(options);
  for (const record of records) builder.append(record);
  return builder.build();
}
