/**
 * Builds one record batch (see layout.ts) in one growing buffer, with room before it for the
 * envelope that carries it: from `append` to the socket a record is copied once and no object is
 * made for it.
 */
import type { BufferPool } from "../bytes/buffer-pool.ts";
import { crc32c } from "../bytes/crc32c.ts";
import { writeInt64 } from "../bytes/int64.ts";
import { utf8Bytes, writeUtf8 } from "../bytes/text.ts";
import { varintBytes, varlongBytes, writeVarint, writeVarlong } from "../bytes/varint.ts";
import { TidemarkError } from "../errors.ts";
import * as limits from "../limits.ts";
import type { HeaderList } from "./headers.ts";
import * as at from "./layout.ts";

/** gRPC prefix, message and field tags, a topic name and id of the greatest length: 320 at most. */
export const ENVELOPE_BYTES_MAX = 384;
const RECORDS_START = ENVELOPE_BYTES_MAX + at.BATCH_HEADER_BYTES;

export type Payload = string | Uint8Array | null | undefined;

const payloadBytes = (payload: Payload): number =>
  payload == null ? -1 : typeof payload === "string" ? utf8Bytes(payload) : payload.length;

export class BatchBuilder {
  readonly baseTimestamp: number;
  /** `SCHEDULED`, `IDS`; the compression bits are added where the batch is compressed. */
  attributes: number;
  count = 0;
  readonly #pool: BufferPool;
  readonly #sizeBytesMax: number;
  readonly #trusted: boolean;
  #buffer: Buffer;
  #position = RECORDS_START;
  #maxTimestamp = -1;

  /**
   * `sizeBytesMax`: a batch above it holds a single record. `trusted`: the records come from a
   * broker, which may write more into them than a client may.
   */
  constructor(
    pool: BufferPool,
    sizeBytesMax: number,
    baseTimestamp: number,
    attributes = 0,
    trusted = false,
  ) {
    this.#pool = pool;
    this.#sizeBytesMax = sizeBytesMax;
    this.baseTimestamp = baseTimestamp;
    this.attributes = attributes;
    this.#trusted = trusted;
    this.#buffer = pool.take(0);
  }

  /** Of the batch as it would go now, without the envelope. */
  get sizeBytes(): number {
    return this.#position - ENVELOPE_BYTES_MAX;
  }

  /**
   * False: it does not fit any more; the batch is as it was, as it is after a throw
   * (`RECORD_TOO_LARGE`, `INVALID_RECORD`). `timestamp`: epoch milliseconds.
   */
  append(timestamp: number, key: Payload, value: Payload, headers: HeaderList): boolean {
    const timestampDelta = timestamp - this.baseTimestamp;
    const keyBytes = payloadBytes(key);
    const valueBytes = payloadBytes(value);
    let bodyBytes =
      1 + varlongBytes(timestampDelta) + varintBytes(this.count) + varintBytes(keyBytes);
    bodyBytes += (keyBytes > 0 ? keyBytes : 0) + varintBytes(valueBytes);
    bodyBytes += (valueBytes > 0 ? valueBytes : 0) + varintBytes(headers.length >> 1);
    if (headers.length > 0) bodyBytes += headersBytes(headers, this.#trusted);
    const large = bodyBytes > limits.RECORD_BYTES_MAX || keyBytes > limits.RECORD_KEY_BYTES_MAX;
    if (large && !this.#trusted) {
      tooLarge(bodyBytes, keyBytes);
    }
    const end = this.#position + varintBytes(bodyBytes) + bodyBytes;
    if (this.count > 0 && end - ENVELOPE_BYTES_MAX > this.#sizeBytesMax) return false;
    if (end > this.#buffer.length) this.#grow(end);

    const buffer = this.#buffer;
    let position = writeVarint(buffer, this.#position, bodyBytes);
    buffer[position++] = 0;
    position = writeVarlong(buffer, position, timestampDelta);
    position = writeVarint(buffer, position, this.count);
    position = this.#writePayload(position, key, keyBytes);
    position = this.#writePayload(position, value, valueBytes);
    position = writeVarint(buffer, position, headers.length >> 1);
    for (const part of headers) position = this.#writePayload(position, part, payloadBytes(part));
    this.#position = position;
    this.count++;
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    return true;
  }

  #writePayload(position: number, payload: Payload, byteLength: number): number {
    const buffer = this.#buffer;
    position = writeVarint(buffer, position, byteLength);
    if (payload == null) return position;
    if (typeof payload === "string") return writeUtf8(buffer, position, payload, byteLength);
    buffer.set(payload, position);
    return position + byteLength;
  }

  #grow(end: number): void {
    const larger = this.#pool.take(end);
    larger.set(this.#buffer.subarray(RECORDS_START, this.#position), RECORDS_START);
    this.#pool.give(this.#buffer);
    this.#buffer = larger;
  }

  /** Ends the batch. The builder must not be used again; identity and CRC come by `stamp`. */
  build(): BuiltBatch {
    const buffer = this.#buffer;
    const start = ENVELOPE_BYTES_MAX;
    buffer.fill(0, start, start + at.BATCH_HEADER_BYTES);
    buffer.writeInt32BE(-1, start + at.LEADER_EPOCH_AT);
    buffer[start + at.MAGIC_AT] = at.MAGIC;
    buffer.writeInt32BE(this.count - 1, start + at.LAST_OFFSET_DELTA_AT);
    writeInt64(buffer, start + at.BASE_TIMESTAMP_AT, this.baseTimestamp);
    writeInt64(buffer, start + at.MAX_TIMESTAMP_AT, this.#maxTimestamp);
    buffer.writeInt32BE(this.count, start + at.RECORD_COUNT_AT);
    return new BuiltBatch(buffer, this.#position, this.attributes);
  }
}

/** Of all names and values with their lengths. */
function headersBytes(headers: HeaderList, trusted: boolean): number {
  if (headers.length > limits.RECORD_HEADERS_MAX * 2 && !trusted) {
    throw new TidemarkError(
      "INVALID_RECORD",
      `A record has ${headers.length >> 1} headers; ${limits.RECORD_HEADERS_MAX} are the most.`,
    );
  }
  let total = 0;
  for (let index = 0; index < headers.length; index++) {
    const bytes = payloadBytes(headers[index]);
    const isName = (index & 1) === 0;
    const most = isName
      ? limits.RECORD_HEADER_NAME_BYTES_MAX
      : limits.RECORD_HEADER_VALUE_BYTES_MAX;
    if ((bytes > most || bytes < 0 || (isName && bytes === 0)) && !trusted) {
      throw new TidemarkError(
        "INVALID_RECORD",
        `The ${isName ? "name" : "value"} of header ${index >> 1} has ${bytes} bytes; ` +
          `${isName ? 1 : 0} to ${most} are allowed.`,
      );
    }
    total += varintBytes(bytes) + bytes;
  }
  return total;
}

function tooLarge(bodyBytes: number, keyBytes: number): never {
  const [what, bytes, most] =
    keyBytes > limits.RECORD_KEY_BYTES_MAX
      ? ["key", keyBytes, limits.RECORD_KEY_BYTES_MAX]
      : ["record", bodyBytes, limits.RECORD_BYTES_MAX];
  throw new TidemarkError(
    "RECORD_TOO_LARGE",
    `The ${what} has ${bytes} bytes; ${most} are the most. Keep large payloads elsewhere.`,
  );
}

/** A batch whose records stand; who sends it, and so its CRC, may still change. */
export class BuiltBatch {
  /** The batch is `buffer[ENVELOPE_BYTES_MAX, end)`. */
  buffer: Buffer;
  end: number;
  #attributes: number;

  constructor(buffer: Buffer, end: number, attributes: number) {
    this.buffer = buffer;
    this.end = end;
    this.#attributes = attributes;
  }

  get sizeBytes(): number {
    return this.end - ENVELOPE_BYTES_MAX;
  }

  /** The records' bytes, for compression. */
  get records(): Buffer {
    return this.buffer.subarray(RECORDS_START, this.end);
  }

  /** The same batch with its records compressed; the old buffer is free afterwards. */
  replaceRecords(compressed: Uint8Array, codec: number): void {
    const buffer = Buffer.allocUnsafeSlow(RECORDS_START + compressed.length);
    this.buffer.copy(buffer, ENVELOPE_BYTES_MAX, ENVELOPE_BYTES_MAX, RECORDS_START);
    buffer.set(compressed, RECORDS_START);
    this.buffer = buffer;
    this.end = buffer.length;
    this.#attributes |= codec;
  }

  /** Writes length, attributes, identity and CRC. −1, −1, −1: not idempotent. */
  stamp(producerId: number, producerEpoch: number, baseSequence: number): void {
    const { buffer, end } = this;
    const start = ENVELOPE_BYTES_MAX;
    buffer.writeInt32BE(this.sizeBytes - at.LEADING_BYTES, start + at.LENGTH_AT);
    buffer.writeInt16BE(this.#attributes, start + at.ATTRIBUTES_AT);
    writeInt64(buffer, start + at.PRODUCER_ID_AT, producerId);
    buffer.writeInt16BE(producerEpoch, start + at.PRODUCER_EPOCH_AT);
    buffer.writeInt32BE(baseSequence, start + at.BASE_SEQUENCE_AT);
    const crc = crc32c(buffer, start + at.ATTRIBUTES_AT, end);
    buffer.writeUInt32BE(crc, start + at.CRC_AT);
  }
}
