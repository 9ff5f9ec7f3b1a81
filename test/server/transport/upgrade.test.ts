import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, FrameFlag, FrameType } from "../../../src/server/transport/frames.ts";
import { HTTP2_PREFACE } from "../../../src/server/transport/sniff.ts";
import { readUpgradeHead, spliceRequest } from "../../../src/server/transport/upgrade.ts";

const HEAD_MAX = 16_384;
const FIELDS = [
  "Host: localhost:9470",
  "Connection: Upgrade, HTTP2-Settings",
  "Upgrade: h2c",
  "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
  "Accept: */*",
];

function head(fields: readonly string[], line = "GET /v1/topics HTTP/1.1"): Buffer {
  return Buffer.from(`${line}\r\n${fields.join("\r\n")}\r\n\r\n`, "latin1");
}

describe("readUpgradeHead", () => {
  it("turns what curl --http2 sends into stream 1", () => {
    const result = readUpgradeHead(head(FIELDS), HEAD_MAX);
    if (result.kind !== "upgrade") throw new Error(result.kind);
    const text = result.request.toString("latin1");
    expect(text).toContain(":path\x0a/v1/topics");
    expect(text).toContain(":authority\x0elocalhost:9470");
    expect(text).toContain("accept\x03*/*");
    expect(text).not.toContain("upgrade");
    expect(result.request[4]).toBe(FrameFlag.END_STREAM | FrameFlag.END_HEADERS);
    expect(result.rest).toHaveLength(0);
  });

  it("waits for the whole head, whatever the pieces", () => {
    const bytes = head(FIELDS);
    for (let length = 1; length < bytes.length; length += 1) {
      expect(readUpgradeHead(bytes.subarray(0, length), HEAD_MAX).kind).toBe("more");
    }
  });

  it("keeps what came behind the head if it is a preface", () => {
    const preface = HTTP2_PREFACE.subarray(0, 10);
    const result = readUpgradeHead(Buffer.concat([head(FIELDS), preface]), HEAD_MAX);
    expect(result).toMatchObject({ kind: "upgrade", rest: preface });
  });

  const doubts: Record<string, Buffer> = {
    "no upgrade": head(["Host: a"]),
    "another protocol": head(FIELDS.map((field) => field.replace("h2c", "websocket"))),
    "no HTTP2-Settings": head(FIELDS.filter((field) => !field.startsWith("HTTP2"))),
    "two HTTP2-Settings": head([...FIELDS, "HTTP2-Settings: AAAA"]),
    "not named in Connection": head(FIELDS.map((f) => f.replace(", HTTP2-Settings", ""))),
    "two hosts": head([...FIELDS, "Host: b"]),
    "a body by length": head([...FIELDS, "Content-Length: 5"]),
    "a chunked body": head([...FIELDS, "Transfer-Encoding: chunked"]),
    "a folded line": head([...FIELDS, " folded"]),
    "a space before the colon": head([...FIELDS, "x : y"]),
    "HTTP/1.0": head(FIELDS, "GET / HTTP/1.0"),
    "an absolute target": head(FIELDS, "GET http://a/ HTTP/1.1"),
    "a pipelined request": Buffer.concat([head(FIELDS), head(FIELDS)]),
    "a head above the limit": head([...FIELDS, `x: ${"y".repeat(HEAD_MAX)}`]),
  };
  for (const [name, bytes] of Object.entries(doubts)) {
    it(`leaves ${name} to HTTP/1.1`, () => {
      expect(readUpgradeHead(bytes, HEAD_MAX).kind).toBe("http1");
    });
  }

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(200), (noise, cut) => {
        const bytes = Buffer.concat([head(FIELDS).subarray(0, cut), noise, head(FIELDS)]);
        expect(["more", "http1", "upgrade"]).toContain(readUpgradeHead(bytes, HEAD_MAX).kind);
      }),
    );
  });
});

describe("spliceRequest", () => {
  const settings = frame(FrameType.SETTINGS, 0, 0, Buffer.alloc(6));
  const request = Buffer.from("REQUEST");

  it("puts the request behind the first SETTINGS, however the bytes are cut", () => {
    const rest = Buffer.from("more frames");
    const start = Buffer.concat([HTTP2_PREFACE, settings]);
    for (let length = 1; length < start.length; length += 1) {
      expect(spliceRequest(start.subarray(0, length), request).kind).toBe("more");
    }
    expect(spliceRequest(Buffer.concat([start, rest]), request)).toEqual({
      kind: "ready",
      bytes: Buffer.concat([start, request, rest]),
    });
  });

  it("refuses what is no preface with SETTINGS", () => {
    const wrong = [
      Buffer.from("GET / HTTP/1.1"),
      Buffer.concat([HTTP2_PREFACE, frame(FrameType.HEADERS, 4, 1, Buffer.alloc(1))]),
      Buffer.concat([HTTP2_PREFACE, frame(FrameType.SETTINGS, FrameFlag.ACK, 0, Buffer.alloc(0))]),
      Buffer.concat([HTTP2_PREFACE, Buffer.of(0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0)]),
    ];
    for (const bytes of wrong) expect(spliceRequest(bytes, request).kind).toBe("broken");
  });
});
