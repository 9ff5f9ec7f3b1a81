/** Big-endian 64-bit integers as safe numbers: BigInt would cost ten times as much. */

const TWO_32 = 2 ** 32;

/** A value beyond ±(2^53 − 1) is a `RangeError`: a number would lie. */
export function readInt64(bytes: Buffer, position: number): number {
  const value = bytes.readInt32BE(position) * TWO_32 + bytes.readUInt32BE(position + 4);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer ${value} is beyond 2^53 - 1`);
  return value;
}

export function writeInt64(bytes: Buffer, position: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  bytes.writeInt32BE(high, position);
  bytes.writeUInt32BE(value - high * TWO_32, position + 4);
}
