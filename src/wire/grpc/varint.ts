/** Protobuf varints of safe integers: seven bits a byte, negative ones as 64-bit two's complement. */

export const VARINT_BYTES_MAX = 10;

export function varintLength(value: number): number {
  if (value < 0) return VARINT_BYTES_MAX;
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Returns the position behind what it wrote. */
export function writeVarint(target: Buffer, position: number, value: number): number {
  if (value < 0) return writeNegative(target, position, value);
  let rest = value;
  while (rest > 0x7fffffff) {
    target[position++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    target[position++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  target[position++] = rest;
  return position;
}

function writeNegative(target: Buffer, position: number, value: number): number {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let index = 0; index < VARINT_BYTES_MAX - 1; index++) {
    target[position++] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  target[position++] = Number(rest);
  return position;
}
