/**
 * Zigzag varints as in Protocol Buffers and Kafka records, up to 64 bits, without BigInt and
 * without allocating: the sign moves to bit 0, then seven bits a byte, least first, top bit = more
 * follows.
 *
 * Worked example: 150 → zigzag 300 = 0b10_0101100 → ac 02; −1 → zigzag 1 → 01.
 */

const TWO_27 = 2 ** 27;
const TWO_28 = 2 ** 28;
const TWO_55 = 2 ** 55;

/** Bytes of a 32-bit zigzag varint: 1 to 5. */
export function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < TWO_28 ? 4 : 5;
}

/** Bytes of a safe integer as a 64-bit zigzag varint: 1 to 8. */
export function varlongBytes(value: number): number {
  if (value === value >> 0) return varintBytes(value);
  // Half of the zigzag code, exact; the code itself may not fit into 53 bits.
  const half = value >= 0 ? value : -1 - value;
  let bytes = 5;
  for (let limit = 2 ** 34; half >= limit; limit *= 128) bytes++;
  return bytes;
}

/** Writes a 32-bit integer; returns the position after it. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  while (zigzag >= 0x80) {
    bytes[position++] = zigzag | 0x80;
    zigzag >>>= 7;
  }
  bytes[position++] = zigzag;
  return position;
}

/** Writes a safe integer; returns the position after it. */
export function writeVarlong(bytes: Uint8Array, position: number, value: number): number {
  if (value === value >> 0) return writeVarint(bytes, position, value);
  const sign = value < 0 ? 1 : 0;
  const half = sign === 0 ? value : -1 - value;
  // The zigzag code is 2·half + sign: its low 28 bits, then the rest.
  let low = ((half % TWO_27) << 1) | sign;
  for (let group = 0; group < 4; group++) {
    bytes[position++] = low | 0x80;
    low >>>= 7;
  }
  let high = Math.floor(half / TWO_27);
  while (high >= 0x80) {
    bytes[position++] = high | 0x80;
    high = Math.floor(high / 128);
  }
  bytes[position++] = high;
  return position;
}

/**
 * Reads varints one after another, never at or beyond `end`. What is truncated, longer than its
 * type or beyond ±(2^53 − 1) goes to `fail`, which throws the caller's own error.
 */
export class VarintReader {
  bytes: Uint8Array;
  position: number;
  end: number;
  readonly #fail: (message: string) => never;

  constructor(bytes: Uint8Array, position: number, end: number, fail: (message: string) => never) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.#fail = fail;
  }

  /** For one reader that serves many byte strings. */
  reset(bytes: Uint8Array, position: number, end: number): void {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** A 32-bit integer. */
  varint(): number {
    let zigzag = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.position >= this.end) this.#fail(`the varint at byte ${this.position} is cut off`);
      const byte = this.bytes[this.position++]!;
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift === 28 && byte > 0x0f) break;
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    return this.#fail(`the varint before byte ${this.position} is longer than 32 bits`);
  }

  /** A 64-bit integer, refused where a number cannot hold it exactly. */
  varlong(): number {
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let group = 0; group < 10; group++) {
      if (this.position >= this.end) this.#fail(`the varint at byte ${this.position} is cut off`);
      const byte = this.bytes[this.position++]!;
      if (group < 4) low |= (byte & 0x7f) << (7 * group);
      else if (group < 8) middle |= (byte & 0x7f) << (7 * (group - 4));
      else high |= (byte & 0x7f) << (7 * (group - 8));
      if (byte < 0x80) {
        const half = high * TWO_55 + middle * TWO_27 + (low >>> 1);
        if (half > Number.MAX_SAFE_INTEGER) break;
        return (low & 1) === 0 ? half : -1 - half;
      }
    }
    return this.#fail(`the varint before byte ${this.position} is beyond 2^53 - 1`);
  }
}
