/**
 * One record where it lies in its (uncompressed) batch. Key, value and headers are cut out when
 * they are asked for and share the batch's memory; they are as read-only as it is.
 */
import { VarintReader } from "../lib/varint.ts";
import { corrupt } from "./corrupt.ts";

export interface RecordHeader {
  readonly key: string;
  /** Empty also where the bytes say "no value", which Kafka allows and nobody means. */
  readonly value: Buffer;
}

/** Where the parts of a record are. `…Length` −1: the part is absent, not empty. */
export interface RecordParts {
  /** Of the record with its length varint, in `buffer`. */
  position: number;
  sizeBytes: number;
  /** Of the key length: what follows is the same wherever the record is copied to. */
  payloadAt: number;
  keyAt: number;
  keyLength: number;
  valueAt: number;
  valueLength: number;
  headerCount: number;
  headerCountAt: number;
  /** Of the first header's name length. */
  headersAt: number;
}

export class RecordView implements Readonly<RecordParts> {
  /** The batch; where it was compressed, the decompressed one. */
  readonly buffer: Buffer;
  /** Offset delta: the record's offset is the batch's base offset plus this. */
  readonly index: number;
  /** Epoch milliseconds; of a scheduled record, its due time. */
  readonly timestamp: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly payloadAt: number;
  readonly keyAt: number;
  readonly keyLength: number;
  readonly valueAt: number;
  readonly valueLength: number;
  readonly headerCount: number;
  readonly headerCountAt: number;
  readonly headersAt: number;

  constructor(buffer: Buffer, index: number, timestamp: number, parts: Readonly<RecordParts>) {
    this.buffer = buffer;
    this.index = index;
    this.timestamp = timestamp;
    this.position = parts.position;
    this.sizeBytes = parts.sizeBytes;
    this.payloadAt = parts.payloadAt;
    this.keyAt = parts.keyAt;
    this.keyLength = parts.keyLength;
    this.valueAt = parts.valueAt;
    this.valueLength = parts.valueLength;
    this.headerCount = parts.headerCount;
    this.headerCountAt = parts.headerCountAt;
    this.headersAt = parts.headersAt;
  }

  get key(): Buffer | undefined {
    if (this.keyLength < 0) return undefined;
    return this.buffer.subarray(this.keyAt, this.keyAt + this.keyLength);
  }

  /** `undefined`: a tombstone. */
  get value(): Buffer | undefined {
    if (this.valueLength < 0) return undefined;
    return this.buffer.subarray(this.valueAt, this.valueAt + this.valueLength);
  }

  /** The record with its length varint. */
  get bytes(): Buffer {
    return this.buffer.subarray(this.position, this.position + this.sizeBytes);
  }

  /** In the order they were set; names may repeat. */
  headers(): RecordHeader[] {
    const headers: RecordHeader[] = [];
    this.#forEachHeader((nameAt, nameLength, valueAt, valueEnd) => {
      headers.push({
        key: this.buffer.toString("utf8", nameAt, nameAt + nameLength),
        value: this.buffer.subarray(valueAt, valueEnd),
      });
    });
    return headers;
  }

  /** The last header of that (ASCII) name. */
  header(name: string): Buffer | undefined {
    if (this.headerCount === 0) return undefined;
    let found: Buffer | undefined;
    this.#forEachHeader((nameAt, nameLength, valueAt, valueEnd) => {
      if (nameLength !== name.length) return;
      for (let index = 0; index < nameLength; index++) {
        if (this.buffer[nameAt + index] !== name.charCodeAt(index)) return;
      }
      found = this.buffer.subarray(valueAt, valueEnd);
    });
    return found;
  }

  #forEachHeader(
    visit: (nameAt: number, nameLength: number, valueAt: number, valueEnd: number) => void,
  ): void {
    const end = this.position + this.sizeBytes;
    const reader = new VarintReader(this.buffer, this.headersAt, end, corrupt);
    for (let header = 0; header < this.headerCount; header++) {
      const nameLength = reader.varint();
      const nameAt = reader.position;
      reader.position += nameLength;
      if (nameLength < 0 || reader.position > end) {
        corrupt(`a header name has ${nameLength} bytes`, this.index);
      }
      const valueLength = reader.varint();
      const valueAt = reader.position;
      reader.position += Math.max(valueLength, 0);
      if (valueLength < -1 || reader.position > end) {
        corrupt(`a header value has ${valueLength} bytes`, this.index);
      }
      visit(nameAt, nameLength, valueAt, reader.position);
    }
    if (reader.position !== end) {
      corrupt(`${end - reader.position} bytes follow its headers`, this.index);
    }
  }
}
