/** Zigzag varints of record batches and plain varints of protobuf, on bytes in place. */

const TWO_27 = 2 ** 27;
const TWO_55 = 2 ** 55;

const isInt32 = (value: number): boolean => value === value >> 0;

/** Bytes of an unsigned 32-bit varint. */
export function uvarintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

export function writeUvarint(bytes: Uint8Array, position: number, value: number): number {
  while (value >= 0x80) {
    bytes[position++] = value | 0x80;
    value >>>= 7;
  }
  bytes[position++] = value;
  return position;
}

/** Bytes of a 32-bit zigzag varint. */
export function varintBytes(value: number): number {
  return uvarintBytes(((value << 1) ^ (value >> 31)) >>> 0);
}

export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  return writeUvarint(bytes, position, ((value << 1) ^ (value >> 31)) >>> 0);
}

/** Bytes of a safe integer as a 64-bit zigzag varint. */
export function varlongBytes(value: number): number {
  if (isInt32(value)) return varintBytes(value);
  const half = value >= 0 ? value : -1 - value;
  let bytes = 5;
  for (let limit = 2 ** 34; half >= limit; limit *= 128) bytes++;
  return bytes;
}

export function writeVarlong(bytes: Uint8Array, position: number, value: number): number {
  if (isInt32(value)) return writeVarint(bytes, position, value);
  // The code is 2·half + sign; its low 28 bits first, then the rest, all exact in a double.
  const half = value >= 0 ? value : -1 - value;
  let low = ((half % TWO_27) << 1) | (value < 0 ? 1 : 0);
  for (let group = 0; group < 4; group++) {
    bytes[position++] = low | 0x80;
    low >>>= 7;
  }
  let high = Math.floor(half / TWO_27);
  while (high >= 0x80) {
    bytes[position++] = (high & 0x7f) | 0x80;
    high = Math.floor(high / 128);
  }
  bytes[position++] = high;
  return position;
}

/** Where reading stands. One cursor serves a whole batch: no object per number read. */
export class Cursor {
  bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  /** A 32-bit zigzag varint. Beyond the end or longer than five bytes: a `RangeError`. */
  varint(): number {
    const bytes = this.bytes;
    let position = this.position;
    let byte = bytes[position++]!;
    let zigzag = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28) throw new RangeError("a varint is longer than 32 bits");
      byte = bytes[position++]!;
      zigzag |= (byte & 0x7f) << shift;
    }
    if (position > bytes.length) throw new RangeError("the bytes end inside a varint");
    this.position = position;
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A 64-bit zigzag varint as a safe integer; what does not fit is a `RangeError`. */
  varlong(): number {
    const bytes = this.bytes;
    let position = this.position;
    let byte = bytes[position++]!;
    let low = byte & 0x7f;
    let middle = 0;
    let high = 0;
    for (let group = 1; byte >= 0x80; group++) {
      if (group > 9) throw new RangeError("a varint is longer than 64 bits");
      byte = bytes[position++]!;
      if (group < 4) low |= (byte & 0x7f) << (7 * group);
      else if (group < 8) middle |= (byte & 0x7f) << (7 * (group - 4));
      else high |= (byte & 0x7f) << (7 * (group - 8));
    }
    if (position > bytes.length) throw new RangeError("the bytes end inside a varint");
    this.position = position;
    const half = high * TWO_55 + middle * TWO_27 + (low >>> 1);
    if (half > Number.MAX_SAFE_INTEGER) throw new RangeError("an integer is beyond 2^53 - 1");
    return (low & 1) === 0 ? half : -1 - half;
  }
}
