/** gRPC headers and trailers: timeouts, encodings, statuses that any client can read. */
import * as fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode, GrpcStatus, TidemarkError } from "../../../src/model/errors.ts";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import { acceptsGzip, parseEncoding } from "../../../src/wire/grpc/compression.ts";
import { decodeMessage } from "../../../src/wire/grpc/decode.ts";
import { parseConnectTimeout, parseTimeout } from "../../../src/wire/grpc/deadline.ts";
import { errorTrailers, percentEncode } from "../../../src/wire/grpc/status.ts";

describe("grpc-timeout", () => {
  test("knows every unit and never shortens", () => {
    expect(parseTimeout(undefined)).toBeUndefined();
    expect(
      ["2H", "3M", "4S", "500m", "1500u", "1n", "0S"].map((header) => parseTimeout(header)),
    ).toEqual([7_200_000, 180_000, 4_000, 500, 2, 1, 0]);
  });
  test("refuses what is none", () => {
    for (const header of ["", "5", "S", "-1S", "1.5S", "123456789S", "5s"])
      expect(() => parseTimeout(header)).toThrow(TidemarkError);
    expect(() => parseConnectTimeout("1s")).toThrow(TidemarkError);
    expect(parseConnectTimeout("1500")).toBe(1_500);
  });
});

describe("message encodings", () => {
  test("are gzip and identity", () => {
    expect(parseEncoding(undefined)).toBe("identity");
    expect(parseEncoding("gzip")).toBe("gzip");
    expect(() => parseEncoding("br")).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED_ENCODING" }) as Error,
    );
    expect(acceptsGzip("identity,deflate, gzip")).toBe(true);
    expect(acceptsGzip("identity,gzipped")).toBe(false);
    expect(acceptsGzip(undefined)).toBe(false);
  });
});

describe("field count", () => {
  const { FetchRequest, PublishRequest } = tidemark.v1;
  const decode = (type: string, bytes: Uint8Array) => () =>
    decodeMessage(`tidemark.v1.${type}`, tidemark.v1[type as "PublishRequest"], bytes);

  test("refuses many small fields, however deep, and lets a large one pass (P5)", () => {
    const records = Buffer.alloc(600_000);
    for (let at = 0; at < records.length; at += 2) records[at] = 0x12;
    const tooMany = expect.objectContaining({ code: "REQUEST_TOO_LARGE" }) as Error;
    expect(decode("PublishRequest", records)).toThrow(tooMany);
    const nested = FetchRequest.encode({
      assign: { partitions: Array.from({ length: 300_000 }, () => ({})) },
    }).finish();
    expect(decode("FetchRequest", nested)).toThrow(tooMany);
    const group = Buffer.concat([Buffer.from([0x7b, 0x7c]), records]);
    expect(decode("PublishRequest", group)).toThrow(TidemarkError);
    const large = PublishRequest.encode({ batch: Buffer.alloc(5_000_000, 0x12) }).finish();
    expect(decode("PublishRequest", large)).not.toThrow();
    const many = Array.from({ length: 10_000 }, () => ({ value: Buffer.alloc(60), partition: 1 }));
    const usual = PublishRequest.encode({ topic: "t", records: many }).finish();
    expect(decode("PublishRequest", usual)).not.toThrow();
  });

  test("throws nothing but typed errors, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const long = Buffer.concat([bytes, Buffer.alloc(500_001, 0x7a)]);
        try {
          decode("PublishRequest", long)();
        } catch (error) {
          expect(error).toBeInstanceOf(TidemarkError);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("error trailers", () => {
  test("carry status, percent-encoded message, code and details", () => {
    const trailers = errorTrailers(
      new TidemarkError("OFFSET_OUT_OF_RANGE", "Überlauf: 100%\n", {
        logStartOffset: 0,
        highWatermark: 7,
      }),
    );
    expect(trailers).toMatchObject({
      "grpc-status": "11",
      "grpc-message": "%C3%9Cberlauf: 100%25%0A",
      "tidemark-error": "OFFSET_OUT_OF_RANGE",
    });
    const reader = protobuf.Reader.create(
      Buffer.from(trailers["grpc-status-details-bin"] ?? "", "base64"),
    );
    expect([reader.uint32(), reader.int32()]).toEqual([8, GrpcStatus.OUT_OF_RANGE]);
    expect([reader.uint32(), reader.string()]).toEqual([18, "Überlauf: 100%\n"]);
    expect([reader.uint32(), reader.uint32() > 0]).toEqual([26, true]);
    expect([reader.uint32(), reader.string()]).toEqual([
      10,
      "type.googleapis.com/tidemark.v1.Error",
    ]);
    reader.uint32();
    expect(tidemark.v1.Error.decode(reader.bytes())).toMatchObject({
      code: "OFFSET_OUT_OF_RANGE",
      logStartOffset: 0,
      highWatermark: 7,
    });
  });

  test("exist for every code and stay within a header list", () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const trailers = errorTrailers(new TidemarkError(code, "ü\u{1f600}".repeat(100_000)));
      expect(Number(trailers["grpc-status"])).toBe(GrpcStatus[ERRORS[code].grpc]);
      expect(Object.values(trailers).join("").length).toBeLessThan(10_000);
      expect(trailers["grpc-message"]).toMatch(/^[ -~]*$/);
    }
  });

  test("leave printable ASCII as it is", () => {
    expect(percentEncode("a b~ 50%")).toBe("a b~ 50%25");
  });
});
