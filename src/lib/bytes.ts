/**
 * Big-endian integers and small byte-string operations. Reads do not check bounds: callers have
 * checked the length of what they read, once, for all fields.
 */

const TWO_32 = 2 ** 32;

export const EMPTY_BYTES: Buffer = Buffer.alloc(0);

export function readInt16(bytes: Uint8Array, position: number): number {
  return ((bytes[position]! << 24) >> 16) | bytes[position + 1]!;
}

export function readInt32(bytes: Uint8Array, position: number): number {
  return (
    (bytes[position]! << 24) |
    (bytes[position + 1]! << 16) |
    (bytes[position + 2]! << 8) |
    bytes[position + 3]!
  );
}

export function readUint32(bytes: Uint8Array, position: number): number {
  return readInt32(bytes, position) >>> 0;
}

/**
 * A signed 64-bit integer as a number: exact within ±(2^53 − 1), rounded beyond. Where the bytes
 * come from outside, `Number.isSafeInteger` of the result is the caller's check.
 */
export function readInt64(bytes: Uint8Array, position: number): number {
  return readInt32(bytes, position) * TWO_32 + readUint32(bytes, position + 4);
}

export function writeInt16(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >> 8;
  bytes[position + 1] = value;
}

/** Also writes unsigned values up to 2^32 − 1. */
export function writeInt32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >> 24;
  bytes[position + 1] = value >> 16;
  bytes[position + 2] = value >> 8;
  bytes[position + 3] = value;
}

/** `value` is a safe integer. */
export function writeInt64(bytes: Uint8Array, position: number, value: number): void {
  writeInt32(bytes, position, Math.floor(value / TWO_32));
  writeInt32(bytes, position + 4, value % TWO_32);
}

/** One copy; a single chunk that already is a Buffer is returned as it is. */
export function concat(chunks: readonly Uint8Array[]): Buffer {
  const first = chunks[0];
  if (chunks.length === 1 && Buffer.isBuffer(first)) return first;
  return Buffer.concat(chunks);
}

export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && Buffer.compare(left, right) === 0;
}

/** Order of unsigned bytes; a prefix comes before what it begins. */
export function compare(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
