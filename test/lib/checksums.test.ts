import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../src/lib/crc32c.ts";
import { murmur2 } from "../../src/lib/murmur2.ts";

describe("crc32c", () => {
  it("gives the values of RFC 3720 B.4", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe306_9283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a91_36aa);
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8_ab43);
    expect(crc32c(Buffer.alloc(0))).toBe(0);
  });

  it("goes on from the checksum of what came before", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (left, right) => {
        expect(crc32c(right, crc32c(left))).toBe(crc32c(Buffer.concat([left, right])));
      }),
    );
  });
});

describe("murmur2", () => {
  // From Apache Kafka, UtilsTest.testMurmur2.
  it.each([
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ])("of %s is Kafka's", (text, expected) => {
    expect(murmur2(Buffer.from(text))).toBe(expected);
  });
});
