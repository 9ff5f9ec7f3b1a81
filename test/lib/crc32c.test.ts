/** Two ways to sum: what is short is summed here, what is long by native code. Both must agree. */
import { crc32c as native } from "@node-rs/crc32";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32c, crc32cOf } from "../../src/lib/crc32c.ts";

it("is what RFC 3720, B.4 says", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.alloc(0))).toBe(0);
});

it("is the same for all lengths, whoever sums, from wherever it goes on", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 600 }),
      fc.nat({ max: 600 }),
      fc.nat({ max: 0xffff_ffff }),
      (bytes, cut, previous) => {
        expect(crc32c(bytes, previous)).toBe(native(bytes, previous));
        const at = Math.min(cut, bytes.length);
        expect(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at)))).toBe(crc32c(bytes));
        expect(crc32cOf(bytes, at, bytes.length)).toBe(native(bytes.subarray(at)));
      },
    ),
  );
});
