/** Sizes and bytes of one record as it goes into a batch: the builder's inner half. */
import { varintBytes, varlongBytes, writeVarint, writeVarlong } from "../lib/varint.ts";
import type { RecordView } from "./record-view.ts";

export interface HeaderToBuild {
  /** 1 to 256 bytes of UTF-8. */
  readonly key: string;
  readonly value: Uint8Array;
}

export interface RecordToBuild {
  /** Absent: one more than the record before. Grows from record to record. */
  readonly offsetDelta?: number | undefined;
  /** Epoch milliseconds; in a SCHEDULED batch, the due time. */
  readonly timestamp: number;
  readonly key?: Uint8Array | undefined;
  /** Absent: a tombstone. */
  readonly value?: Uint8Array | undefined;
  readonly headers?: readonly HeaderToBuild[] | undefined;
}

/** A record that is taken over from another batch as it is, with headers added at its end. */
export class RecordCopy {
  readonly source: RecordView;
  readonly headers: readonly HeaderToBuild[];
  constructor(source: RecordView, headers: readonly HeaderToBuild[]) {
    this.source = source;
    this.headers = headers;
  }
}

export const NO_HEADERS: readonly HeaderToBuild[] = [];

/** Bytes after the length varint. */
export function bodyBytes(
  record: RecordToBuild | RecordCopy,
  timestampDelta: number,
  offsetDelta: number,
): number {
  const lead = 1 + varlongBytes(timestampDelta) + varintBytes(offsetDelta);
  if (record instanceof RecordCopy) return lead + copiedBytes(record);
  const { key, value, headers } = record;
  return (
    lead +
    (key === undefined ? 1 : varintBytes(key.length) + key.length) +
    (value === undefined ? 1 : varintBytes(value.length) + value.length) +
    (headers === undefined ? 1 : varintBytes(headers.length) + headerBytes(headers))
  );
}

/** Writes a record whose body has `size` bytes; returns the position after it. */
export function writeRecord(
  target: Buffer,
  start: number,
  record: RecordToBuild | RecordCopy,
  size: number,
  timestampDelta: number,
  offsetDelta: number,
): number {
  let position = writeVarint(target, start, size);
  target[position++] = 0;
  position = writeVarlong(target, position, timestampDelta);
  position = writeVarint(target, position, offsetDelta);
  if (record instanceof RecordCopy) return writeCopy(target, position, record);
  position = writeBytes(target, position, record.key);
  position = writeBytes(target, position, record.value);
  const { headers } = record;
  if (headers === undefined) {
    target[position] = 0;
    return position + 1;
  }
  position = writeVarint(target, position, headers.length);
  return writeHeaders(target, position, headers);
}

function copiedBytes({ source, headers }: RecordCopy): number {
  const end = source.position + source.sizeBytes;
  const count = varintBytes(source.headerCount + headers.length);
  const payload = source.headerCountAt - source.payloadAt;
  return payload + count + (end - source.headersAt) + headerBytes(headers);
}

function writeCopy(target: Buffer, start: number, { source, headers }: RecordCopy): number {
  const { buffer, payloadAt, headerCountAt, headersAt } = source;
  let position = start + buffer.copy(target, start, payloadAt, headerCountAt);
  position = writeVarint(target, position, source.headerCount + headers.length);
  position += buffer.copy(target, position, headersAt, source.position + source.sizeBytes);
  return writeHeaders(target, position, headers);
}

function headerBytes(headers: readonly HeaderToBuild[]): number {
  let size = 0;
  for (const header of headers) {
    const name = nameBytes(header.key);
    size += varintBytes(name) + name + varintBytes(header.value.length) + header.value.length;
  }
  return size;
}

function writeHeaders(target: Buffer, start: number, headers: readonly HeaderToBuild[]): number {
  let position = start;
  for (const { key, value } of headers) {
    const size = nameBytes(key);
    position = writeVarint(target, position, size);
    if (size === key.length) {
      for (let index = 0; index < size; index++) target[position + index] = key.charCodeAt(index);
    } else {
      target.write(key, position, "utf8");
    }
    position = writeBytes(target, position + size, value);
  }
  return position;
}

/** Of the name in UTF-8; equal to its length only where it is ASCII. */
function nameBytes(name: string): number {
  for (let index = 0; index < name.length; index++) {
    if (name.charCodeAt(index) >= 0x80) return Buffer.byteLength(name, "utf8");
  }
  return name.length;
}

/** With its length before it. */
function writeBytes(target: Buffer, start: number, bytes: Uint8Array | undefined): number {
  if (bytes === undefined) {
    target[start] = 1; // −1
    return start + 1;
  }
  const size = bytes.length;
  const position = writeVarint(target, start, size);
  // A loop beats the call into the runtime for what most keys are.
  if (size <= 32)
    for (let index = 0; index < size; index++) target[position + index] = bytes[index]!;
  else target.set(bytes, position);
  return position + size;
}
