import { gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import * as fc from "fast-check";
import { compressFrameSync } from "lz4-napi";
import { compressSync } from "snappy";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../src/model/limits.ts";
import { compress, decompress } from "../../src/record/compression/codecs.ts";
import { lz4Bytes } from "../../src/record/compression/lz4.ts";
import { zstdBytesMax } from "../../src/record/compression/zstd.ts";
import { Compression, type CompressionName } from "../../src/record/layout.ts";

// Which decoder ran: a bomb must be refused by what was read of it, before any decoder allocates.
const decoded = vi.hoisted(() => [] as string[]);
vi.mock("@toondepauw/node-zstd", async (original) => {
  const actual = await original<typeof import("@toondepauw/node-zstd")>();
  class Decoder extends actual.Decoder {
    override decodeSync(data: Buffer): Buffer {
      decoded.push("zstd");
      return super.decodeSync(data);
    }
  }
  return { ...actual, Decoder };
});
vi.mock("lz4-napi", async (original) => {
  const actual = await original<typeof import("lz4-napi")>();
  const decompressFrameSync = (data: Buffer) => {
    decoded.push("lz4");
    return actual.decompressFrameSync(data);
  };
  return { ...actual, decompressFrameSync };
});
vi.mock("snappy", async (original) => {
  const actual = await original<typeof import("snappy")>();
  const uncompressSync = (data: Buffer) => {
    decoded.push("snappy");
    return actual.uncompressSync(data);
  };
  return { ...actual, uncompressSync };
});
beforeEach(() => {
  decoded.length = 0;
});

const codecs: readonly CompressionName[] = ["gzip", "snappy", "lz4", "zstd"];
const { gzip, snappy, lz4, zstd } = Compression;

/** Bytes that compress: a few words over and over, and bytes that do not. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 9_000 }))
        .map(([word, count]) => Buffer.alloc(word.length * count, word)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts));

function codeOf(code: number, stream: Buffer): string {
  try {
    decompress(code, stream);
    return "ok";
  } catch (error) {
    if (error instanceof TidemarkError) return error.code;
    throw error;
  }
}

describe.each(codecs)("%s", (codec) => {
  it("gives back what went in", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        expect(decompress(Compression[codec], compress(codec, bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("takes the largest content there may be, and refuses one byte more (P5)", () => {
    const largest = Buffer.alloc(BATCH_DECOMPRESSED_BYTES_MAX, "all work and no play ");
    const stream = compress(codec, largest);
    expect(decompress(Compression[codec], stream).equals(largest)).toBe(true);
    // Else the bomb tests below would prove nothing.
    if (codec !== "gzip") expect(decoded).toContain(codec);
    const larger = compress(codec, Buffer.alloc(largest.length + 1, "all work and no play "));
    expect(codeOf(Compression[codec], larger)).toBe("RECORD_TOO_LARGE");
  });

  it("says CORRUPT_BATCH of a stream that is cut off anywhere (P7)", () => {
    const stream = compress(codec, Buffer.from("some words, some words, some words"));
    for (let length = 0; length < stream.length; length++) {
      // Xerial is a row of blocks: cut at its header it is a row of none.
      const expected = codec === "snappy" && length === 16 ? "ok" : "CORRUPT_BATCH";
      const code = codeOf(Compression[codec], stream.subarray(0, length));
      expect([length, code]).toEqual([length, expected]);
    }
  });
});

describe("bounds known before the decoder runs (P5)", () => {
  it("are exact for lz4", () => {
    fc.assert(
      fc.property(content, fc.boolean(), (bytes, sums) => {
        const options = { contentChecksum: sums, blockChecksums: sums };
        expect(lz4Bytes(compressFrameSync(bytes, options))).toBe(bytes.length);
      }),
    );
  });

  it("are the content rounded up to a block for zstd, at every level", () => {
    fc.assert(
      fc.property(content, fc.constantFrom(1, 3, 9, 16), (bytes, level) => {
        const bound = zstdBytesMax(new Encoder(level).encodeSync(bytes));
        expect(bound).toBeGreaterThanOrEqual(bytes.length);
        expect(bound).toBeLessThanOrEqual(bytes.length + 128 * 1024);
      }),
      { numRuns: 50 },
    );
  });
});

describe("bombs (P5, P7)", () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024);

  /** A zstd frame of run-length blocks: 128 KiB in four bytes. */
  const runs = (count: number) =>
    Buffer.concat([
      Buffer.from("28b52ffd0058", "hex"),
      ...Array.from({ length: count }, (_, index) =>
        Buffer.from([index === count - 1 ? 3 : 2, 0, 0x10, 0]),
      ),
    ]);

  it.each([
    ["gzip", gzip, () => gzipSync(zeros, { level: 1 })],
    ["lz4", lz4, () => compressFrameSync(zeros)],
    ["zstd", zstd, () => new Encoder(1).encodeSync(zeros)],
    ["zstd, 4 GiB of runs", zstd, () => runs(32_768)],
    ["zstd, many frames", zstd, () => Buffer.concat(Array.from({ length: 200 }, () => runs(1)))],
    ["raw snappy", snappy, () => compressSync(zeros)],
    ["xerial snappy", snappy, () => compress("snappy", zeros.subarray(0, 20_000_000))],
    ["snappy that says 4 GiB", snappy, () => Buffer.from("ffffffff0f00", "hex")],
  ])("%s is refused before it goes off", (_, code, make) => {
    const bomb = make();
    expect(codeOf(code, bomb)).toBe("RECORD_TOO_LARGE");
    expect(decoded).toEqual([]);
  });

  it("a frame whose content size lies gains nothing by it", () => {
    // Single segment, content size 1: the block says 128 KiB.
    const lying = Buffer.from("28b52ffd200103001000", "hex");
    expect(codeOf(zstd, lying)).toBe("CORRUPT_BATCH");
    const large = Buffer.from("28b52ffda0ffffff7f0100000000", "hex");
    expect(codeOf(zstd, large)).toBe("RECORD_TOO_LARGE");
  });

  it("snappy that says more than its bytes can hold is corrupt", () => {
    expect(codeOf(snappy, Buffer.from("8080800400", "hex"))).toBe("CORRUPT_BATCH");
  });
});

describe("other writers' streams", () => {
  const words = Buffer.from("these are the words of another client, twice over. ".repeat(2_000));

  it("raw snappy reads like xerial", () => {
    expect(decompress(snappy, compressSync(words)).equals(words)).toBe(true);
  });

  it("a zstd window above all content is narrowed, not refused", () => {
    const stream = new Encoder(3).encodeSync(words);
    expect(stream[5]! >> 3).toBeLessThan(14);
    stream[5] = 21 << 3; // 2 GiB, more than the decoder would reserve
    expect(decompress(zstd, stream).equals(words)).toBe(true);
  });

  it("zstd frames may follow each other, or skip bytes", () => {
    const skip = Buffer.from("502a4d1803000000aabbcc", "hex");
    const one = new Encoder(3).encodeSync(words);
    const both = decompress(zstd, Buffer.concat([one, skip, one]));
    expect(both.equals(Buffer.concat([words, words]))).toBe(true);
  });

  it("an lz4 frame must be the only one: a second would be lost silently", () => {
    const one = compressFrameSync(words);
    expect(codeOf(lz4, Buffer.concat([one, one]))).toBe("CORRUPT_BATCH");
  });
});
