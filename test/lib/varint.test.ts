import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as varint from "../../src/lib/varint.ts";

const fail = (message: string): never => {
  throw new RangeError(message);
};

/** The definition, on BigInt. */
function reference(value: bigint): Buffer {
  let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  while (zigzag >= 128n) {
    bytes.push(Number(zigzag & 127n) | 128);
    zigzag >>= 7n;
  }
  bytes.push(Number(zigzag));
  return Buffer.from(bytes);
}

const boundaries = [0, 31, 32, 33, 34, 35, 41, 48, 52].flatMap((bits) =>
  [-1, 0, 1].flatMap((step) => [2 ** bits + step, -(2 ** bits) + step]),
);
const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(...boundaries, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);

describe("varints", () => {
  it("are Kafka's, byte for byte, for 64 bits", () => {
    fc.assert(
      fc.property(safe, (value) => {
        const expected = reference(BigInt(value));
        const bytes = Buffer.alloc(12);
        expect(varint.writeVarlong(bytes, 1, value)).toBe(1 + expected.length);
        expect(bytes.subarray(1, 1 + expected.length)).toEqual(expected);
        expect(varint.varlongBytes(value)).toBe(expected.length);
        const reader = new varint.VarintReader(bytes, 1, 12, fail);
        expect(reader.varlong()).toBe(value);
        expect(reader.position).toBe(1 + expected.length);
      }),
    );
  });

  it("are Kafka's, byte for byte, for 32 bits", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const expected = reference(BigInt(value));
        const bytes = Buffer.alloc(8);
        expect(varint.writeVarint(bytes, 0, value)).toBe(expected.length);
        expect(bytes.subarray(0, expected.length)).toEqual(expected);
        expect(varint.varintBytes(value)).toBe(expected.length);
        expect(new varint.VarintReader(bytes, 0, 8, fail).varint()).toBe(value);
      }),
    );
  });

  it("that are cut off, too long or beyond 2^53 are refused", () => {
    const read = (hex: string, kind: "varint" | "varlong") => {
      const bytes = Buffer.from(hex, "hex");
      return new varint.VarintReader(bytes, 0, bytes.length, fail)[kind]();
    };
    expect(() => read("", "varint")).toThrow("cut off");
    expect(() => read("ffff", "varlong")).toThrow("cut off");
    expect(() => read("ffffffff1f", "varint")).toThrow("longer than 32 bits");
    expect(() => read("808080808000", "varint")).toThrow("longer than 32 bits");
    expect(() => read("ffffffffffffffffff01", "varlong")).toThrow("beyond 2^53");
    expect(() => read("8080808080808080808080", "varlong")).toThrow("beyond 2^53");
    expect(read("ffffffff0f", "varint")).toBe(-(2 ** 31));
    // Longer than needed is legal: Kafka's readers take it.
    expect(read("ac8200", "varint")).toBe(150);
  });
});
