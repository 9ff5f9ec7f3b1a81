/**
 * Reads the fields of a batch where it lies; copies nothing and checks nothing: the bytes have
 * passed `validateProducedBatch` or `checkStoredBatch`.
 */
import { readInt16, readInt32, readInt64, readUint32 } from "../lib/bytes.ts";
import { type LeaderEpoch, leaderEpoch, type Offset, offset } from "../model/ids.ts";
import * as at from "./layout.ts";

/** The whole batch, with the bytes its length field does not count. */
export function batchSizeAt(buffer: Uint8Array, position: number): number {
  return readInt32(buffer, position + at.LENGTH_AT) + at.LEADING_BYTES;
}

export function baseOffsetAt(buffer: Uint8Array, position: number): Offset {
  return offset(readInt64(buffer, position));
}

/** One past the batch's last offset. */
export function nextOffsetAt(buffer: Uint8Array, position: number): Offset {
  const lastDelta = readInt32(buffer, position + at.LAST_OFFSET_DELTA_AT);
  return offset(readInt64(buffer, position) + lastDelta + 1);
}

export function attributesAt(buffer: Uint8Array, position: number): number {
  return readInt16(buffer, position + at.ATTRIBUTES_AT);
}

export function recordCountAt(buffer: Uint8Array, position: number): number {
  return readInt32(buffer, position + at.RECORD_COUNT_AT);
}

/** Epoch milliseconds; of a compressed batch its producer's word. */
export function maxTimestampAt(buffer: Uint8Array, position: number): number {
  return readInt64(buffer, position + at.MAX_TIMESTAMP_AT);
}

/** Readers see it: neither waiting nor the broker's own. */
export function isVisibleAt(buffer: Uint8Array, position: number): boolean {
  return (attributesAt(buffer, position) & (at.SCHEDULED | at.CONTROL)) === 0;
}

/** Some record of it may expire. */
export function hasTtlAt(buffer: Uint8Array, position: number): boolean {
  return (attributesAt(buffer, position) & at.TTL) !== 0;
}

export class BatchView {
  readonly buffer: Buffer;
  readonly position: number;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.position = position;
  }

  get baseOffset(): Offset {
    return baseOffsetAt(this.buffer, this.position);
  }
  /** The whole batch, with the bytes its length field does not count. */
  get sizeBytes(): number {
    return batchSizeAt(this.buffer, this.position);
  }
  get leaderEpoch(): LeaderEpoch {
    return leaderEpoch(readInt32(this.buffer, this.position + at.LEADER_EPOCH_AT));
  }
  get magic(): number {
    return this.buffer[this.position + at.MAGIC_AT]!;
  }
  get crc(): number {
    return readUint32(this.buffer, this.position + at.CRC_AT);
  }
  get attributes(): number {
    return attributesAt(this.buffer, this.position);
  }
  get lastOffsetDelta(): number {
    return readInt32(this.buffer, this.position + at.LAST_OFFSET_DELTA_AT);
  }
  get lastOffset(): Offset {
    return offset(this.baseOffset + this.lastOffsetDelta);
  }
  /** One past the last offset: where the next batch may begin. */
  get nextOffset(): Offset {
    return nextOffsetAt(this.buffer, this.position);
  }
  /** Epoch milliseconds. In a SCHEDULED batch: when it was built. */
  get baseTimestamp(): number {
    return readInt64(this.buffer, this.position + at.BASE_TIMESTAMP_AT);
  }
  /** Epoch milliseconds. In a SCHEDULED batch: the latest due time. */
  get maxTimestamp(): number {
    return maxTimestampAt(this.buffer, this.position);
  }
  /** −1: the producer is not idempotent. */
  get producerId(): number {
    return readInt64(this.buffer, this.position + at.PRODUCER_ID_AT);
  }
  get producerEpoch(): number {
    return readInt16(this.buffer, this.position + at.PRODUCER_EPOCH_AT);
  }
  get baseSequence(): number {
    return readInt32(this.buffer, this.position + at.BASE_SEQUENCE_AT);
  }
  get recordCount(): number {
    return recordCountAt(this.buffer, this.position);
  }
  /** A code of `Compression`, or 5 to 7 where the bytes were not checked. */
  get compression(): number {
    return this.attributes & at.COMPRESSION_MASK;
  }
  get isScheduled(): boolean {
    return (this.attributes & at.SCHEDULED) !== 0;
  }
  get isReleased(): boolean {
    return (this.attributes & at.RELEASED) !== 0;
  }
  get isControl(): boolean {
    return (this.attributes & at.CONTROL) !== 0;
  }
  get isRecurring(): boolean {
    return (this.attributes & at.RECURRING) !== 0;
  }
  get hasIds(): boolean {
    return (this.attributes & at.IDS) !== 0;
  }
  /** It held more records than it does, once. */
  get isCleaned(): boolean {
    return (this.attributes & at.CLEANED) !== 0;
  }
  get hasTtl(): boolean {
    return hasTtlAt(this.buffer, this.position);
  }
  /** Readers see it: neither waiting nor the broker's own. */
  get isVisible(): boolean {
    return isVisibleAt(this.buffer, this.position);
  }
  /** The whole batch; the same memory. */
  get bytes(): Buffer {
    return this.buffer.subarray(this.position, this.position + this.sizeBytes);
  }
}
