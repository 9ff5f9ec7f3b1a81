/**
 * The envelope of every stored value: says what it is and that it is whole and at its own key.
 * Little-endian, and laid out so that a value is used where it lies, without decoding.
 *
 * | byte | size | field                                                            |
 * |-----:|-----:|------------------------------------------------------------------|
 * |    0 |    1 | format version, 2                                                |
 * |    1 |    1 | kind, as in the key                                              |
 * |    2 |    2 | count of what is in it                                           |
 * |    4 |    4 | CRC-32C of the key, then of the value with zeros in this field   |
 * |    8 |      | body                                                             |
 */
import { crc32c } from "../lib/crc32c.ts";
import { ViewDamaged } from "./view-damaged.ts";

export const SEAL_BYTES = 8;
const VERSION = 2;

/** Aligned to 8 bytes; the body is not cleared. */
export function newValue(kind: number, count: number, sizeBytes: number): Buffer {
  const value = aligned(Buffer.allocUnsafe(sizeBytes));
  value[0] = VERSION;
  value[1] = kind;
  value.writeUInt16LE(count, 2);
  value.writeUInt32LE(0, 4);
  return value;
}

/** Fills in the CRC; the value must not change after it. */
export function seal(key: Uint8Array, value: Buffer): Buffer {
  value.writeUInt32LE(crc32c(value, crc32c(key)), 4);
  return value;
}

/** The value, checked and aligned; throws ViewDamaged. Takes the bytes over. */
export function unseal(kind: number, key: Uint8Array, bytes: Uint8Array): Buffer {
  if (bytes.length < SEAL_BYTES) {
    throw new ViewDamaged(`has a value of ${bytes.length} bytes`, key);
  }
  const value = aligned(bytes);
  const expected = value.readUInt32LE(4);
  value.writeUInt32LE(0, 4);
  if (crc32c(value, crc32c(key)) !== expected) {
    throw new ViewDamaged("has a value whose CRC does not match", key);
  }
  if (value[0] !== VERSION || value[1] !== kind) {
    throw new ViewDamaged(
      `has a value of version ${value[0]} and kind ${value[1]}, wanted ${VERSION} and ${kind}`,
      key,
    );
  }
  return value;
}

export function countOf(value: Buffer): number {
  return value.readUInt16LE(2);
}

/** A body that says less than its count needs, although its CRC is right: written by other code. */
export function checkSize(value: Buffer, needed: number, key: Uint8Array): void {
  if (value.length < needed) {
    throw new ViewDamaged(`has ${value.length} bytes where ${needed} are needed`, key);
  }
}

function aligned(bytes: Uint8Array): Buffer {
  if ((bytes.byteOffset & 7) !== 0) {
    const copy = Buffer.allocUnsafeSlow(bytes.length);
    copy.set(bytes);
    return copy;
  }
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
