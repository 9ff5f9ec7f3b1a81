import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as bytes from "../../src/lib/bytes.ts";

const safe = fc.maxSafeInteger();

describe("integers", () => {
  it("agree with Buffer's own, wherever they stand", () => {
    fc.assert(
      fc.property(safe, fc.integer(), fc.integer({ min: -32768, max: 32767 }), (a, b, c) => {
        const buffer = Buffer.alloc(20);
        bytes.writeInt64(buffer, 1, a);
        bytes.writeInt32(buffer, 9, b);
        bytes.writeInt16(buffer, 13, c);
        expect(buffer.readBigInt64BE(1)).toBe(BigInt(a));
        expect(buffer.readInt32BE(9)).toBe(b);
        expect(buffer.readInt16BE(13)).toBe(c);
        expect(bytes.readInt64(buffer, 1)).toBe(a);
        expect(bytes.readInt32(buffer, 9)).toBe(b);
        expect(bytes.readUint32(buffer, 9)).toBe(b >>> 0);
        expect(bytes.readInt16(buffer, 13)).toBe(c);
      }),
    );
  });

  it("show that a 64-bit integer is beyond what a number holds", () => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64BE(2n ** 53n);
    expect(Number.isSafeInteger(bytes.readInt64(buffer, 0))).toBe(false);
    buffer.writeBigInt64BE(-(2n ** 63n));
    expect(Number.isSafeInteger(bytes.readInt64(buffer, 0))).toBe(false);
  });
});

describe("byte strings", () => {
  it("concatenates, and leaves a single Buffer where it is", () => {
    const one = Buffer.from("one");
    expect(bytes.concat([one])).toBe(one);
    expect(bytes.concat([one, new Uint8Array([33])]).toString()).toBe("one!");
    expect(bytes.concat([])).toHaveLength(0);
  });

  it("compares as unsigned bytes, prefixes first", () => {
    expect(bytes.compare(Buffer.from([0x80]), Buffer.from([0x7f]))).toBe(1);
    expect(bytes.compare(Buffer.from("ab"), Buffer.from("abc"))).toBe(-1);
    expect(bytes.equal(Buffer.from("ab"), new Uint8Array([97, 98]))).toBe(true);
    expect(bytes.equal(Buffer.from("ab"), Buffer.from("abc"))).toBe(false);
  });

  it("shows a Uint8Array as a Buffer without copying", () => {
    const array = new Uint8Array([1, 2, 3]).subarray(1);
    const buffer = bytes.asBuffer(array);
    array[0] = 9;
    expect([...buffer]).toEqual([9, 3]);
  });
});
