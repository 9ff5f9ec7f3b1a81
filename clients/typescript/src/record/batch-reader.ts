/**
 * Walks the records of one batch (see layout.ts) that the broker sent. Checks the CRC and every
 * length before it is used: bytes that lie are `CORRUPT_BATCH`, never a wrong record.
 */
import { crc32c } from "../bytes/crc32c.ts";
import { readInt64 } from "../bytes/int64.ts";
import { Cursor } from "../bytes/varint.ts";
import { TidemarkError } from "../errors.ts";
import { decompress } from "./compression.ts";
import { ConsumerRecord, type RecordSource } from "./consumer-record.ts";
import * as at from "./layout.ts";

/** Bytes of the batch at `position`, leading fields included. */
export function batchSizeAt(buffer: Buffer, position: number): number {
  const available = buffer.length - position;
  const size = available < at.BATCH_HEADER_BYTES ? -1 : buffer.readInt32BE(position + at.LENGTH_AT);
  const sizeBytes = size + at.LEADING_BYTES;
  if (sizeBytes < at.BATCH_HEADER_BYTES || sizeBytes > available) {
    corrupt(`a batch of ${sizeBytes} bytes where ${available} have come`);
  }
  return sizeBytes;
}

function corrupt(reason: string): never {
  throw new TidemarkError("CORRUPT_BATCH", `The broker's bytes are not a record batch: ${reason}.`);
}

/** A length that leads beyond the bytes, or a number that none can hold. */
function typed(error: unknown): TidemarkError {
  if (error instanceof TidemarkError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const text = `The broker's bytes are not a record batch: ${reason}.`;
  return new TidemarkError("CORRUPT_BATCH", text, {}, { cause: error });
}

function int64At(buffer: Buffer, position: number): number {
  try {
    return readInt64(buffer, position);
  } catch (error) {
    throw typed(error);
  }
}

export class BatchReader {
  readonly baseOffset: number;
  /** One past the batch's last offset. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly count: number;
  readonly #source: RecordSource;
  readonly #baseTimestamp: number;
  /** Set: every record has this timestamp, given by the broker. */
  readonly #appendTimestamp: number | undefined;
  readonly #cursor: Cursor;
  readonly #end: number;
  #read = 0;

  constructor(topic: string, partition: number, buffer: Buffer, position: number) {
    this.sizeBytes = batchSizeAt(buffer, position);
    const end = position + this.sizeBytes;
    if (buffer[position + at.MAGIC_AT] !== at.MAGIC) corrupt(`its magic is not ${at.MAGIC}`);
    if (
      crc32c(buffer, position + at.ATTRIBUTES_AT, end) !== buffer.readUInt32BE(position + at.CRC_AT)
    ) {
      corrupt("its CRC does not match");
    }
    const attributes = buffer.readInt16BE(position + at.ATTRIBUTES_AT);
    this.baseOffset = int64At(buffer, position);
    this.nextOffset = this.baseOffset + buffer.readInt32BE(position + at.LAST_OFFSET_DELTA_AT) + 1;
    this.#baseTimestamp = int64At(buffer, position + at.BASE_TIMESTAMP_AT);
    if ((attributes & at.TIMESTAMP_LOG_APPEND) !== 0) {
      this.#appendTimestamp = int64At(buffer, position + at.MAX_TIMESTAMP_AT);
    }
    // What nobody may see is passed over, should a broker ever send it.
    const visible = (attributes & (at.CONTROL | at.SCHEDULED)) === 0;
    this.count = visible ? buffer.readInt32BE(position + at.RECORD_COUNT_AT) : 0;

    const codec = attributes & at.COMPRESSION_MASK;
    let bytes = buffer;
    let recordsAt = position + at.BATCH_HEADER_BYTES;
    this.#end = end;
    if (codec !== 0 && visible) {
      bytes = decompress(codec, buffer.subarray(recordsAt, end));
      recordsAt = 0;
      this.#end = bytes.length;
    }
    this.#cursor = new Cursor(bytes, recordsAt);
    const released = (attributes & at.RELEASED) !== 0;
    this.#source = { topic, partition, buffer: bytes, released };
  }

  /** The next record, `undefined` after the last. */
  next(): ConsumerRecord | undefined {
    if (this.#read >= this.count) return undefined;
    this.#read++;
    try {
      return this.#decode();
    } catch (error) {
      throw typed(error);
    }
  }

  #decode(): ConsumerRecord {
    const cursor = this.#cursor;
    const bodyBytes = cursor.varint();
    const bodyAt = cursor.position;
    const end = bodyAt + bodyBytes;
    if (bodyBytes < 6 || end > this.#end) corrupt(`record ${this.#read - 1} ends beyond it`);
    cursor.position = bodyAt + 1;
    const timestampDelta = cursor.varlong();
    const offsetDelta = cursor.varint();
    const keyBytes = cursor.varint();
    const keyAt = cursor.position;
    if (keyBytes > 0) cursor.position = keyAt + keyBytes;
    if (cursor.position >= end) corrupt(`record ${this.#read - 1} has a key longer than itself`);
    const valueBytes = cursor.varint();
    const valueAt = cursor.position;
    if (valueAt + valueBytes >= end || keyBytes < -1 || valueBytes < -1 || offsetDelta < 0) {
      corrupt(`record ${this.#read - 1} has a field longer than itself`);
    }
    cursor.position = end;
    return new ConsumerRecord(
      this.#source,
      this.baseOffset + offsetDelta,
      this.#appendTimestamp ?? this.#baseTimestamp + timestampDelta,
      keyAt,
      keyBytes,
      valueAt,
      valueBytes,
    );
  }
}
