import { describe, expect, it } from "vitest";
import { HTTP2_PREFACE, sniff } from "../../../src/server/transport/sniff.ts";

describe("sniff", () => {
  it("knows HTTP/2 with prior knowledge by four bytes and waits for them", () => {
    expect(sniff(HTTP2_PREFACE)).toBe("http2");
    for (let length = 0; length < 4; length += 1) {
      expect(sniff(HTTP2_PREFACE.subarray(0, length))).toBe("more");
    }
    expect(sniff(HTTP2_PREFACE.subarray(0, 4))).toBe("http2");
  });

  it("takes methods that begin like the preface for HTTP/1", () => {
    for (const text of ["PUT /", "PR", "PRO", "POST", "G", "get"]) {
      const expected = text === "PR" ? "more" : "http1";
      expect(sniff(Buffer.from(text))).toBe(expected);
    }
  });

  it("knows a ClientHello by its record header", () => {
    expect(sniff(Buffer.of(0x16))).toBe("more");
    expect(sniff(Buffer.of(0x16, 0x03, 0x01))).toBe("tls");
    expect(sniff(Buffer.of(0x16, 0x09))).toBe("unknown");
  });

  it("calls everything else unknown at its first byte", () => {
    for (const first of [0x00, 0x0a, 0x20, 0x30, 0x7b, 0x80, 0xff]) {
      expect(sniff(Buffer.of(first))).toBe("unknown");
    }
  });
});
