import { createServer } from "node:http2";
import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeHeaderBlock,
  encodeInteger,
  FRAME_HEADER_BYTES,
  FRAME_PAYLOAD_BYTES_MAX,
  frame,
  FrameFlag,
  FrameType,
  goawayFrame,
  headersFrames,
  readFrameHeader,
} from "../../../src/server/transport/frames.ts";

describe("frames", () => {
  it("reads back the header that it writes", () => {
    const bytes = frame(0xff, 0x81, 0x7fff_ffff, Buffer.alloc(300));
    expect(readFrameHeader(bytes, 0)).toEqual({
      payloadBytes: 300,
      type: 0xff,
      flags: 0x81,
      streamId: 0x7fff_ffff,
    });
    expect(readFrameHeader(bytes.subarray(0, 8), 0)).toBeUndefined();
  });

  it("splits a long block into CONTINUATIONs of legal size", () => {
    const block = Buffer.alloc(2 * FRAME_PAYLOAD_BYTES_MAX + 1, 7);
    const bytes = headersFrames(1, block);
    const seen: [number, number, number][] = [];
    for (let position = 0; position < bytes.length; ) {
      const header = readFrameHeader(bytes, position);
      if (header === undefined) throw new Error("torn frame");
      seen.push([header.type, header.flags, header.payloadBytes]);
      position += FRAME_HEADER_BYTES + header.payloadBytes;
    }
    expect(seen).toEqual([
      [FrameType.HEADERS, FrameFlag.END_STREAM, FRAME_PAYLOAD_BYTES_MAX],
      [FrameType.CONTINUATION, 0, FRAME_PAYLOAD_BYTES_MAX],
      [FrameType.CONTINUATION, FrameFlag.END_HEADERS, 1],
    ]);
  });

  it("says why in a GOAWAY", () => {
    const bytes = goawayFrame(3, 12, "wrong");
    expect(bytes.subarray(FRAME_HEADER_BYTES).toString("hex")).toBe("000000030000000c77726f6e67");
  });
});

describe("HPACK literals", () => {
  it("encodes integers as RFC 7541 C.1 does, with a 7-bit prefix", () => {
    expect(encodeInteger(10)).toEqual([10]);
    expect(encodeInteger(126)).toEqual([126]);
    expect(encodeInteger(127)).toEqual([127, 0]);
    expect(encodeInteger(200)).toEqual([127, 73]);
    expect(encodeInteger(1337)).toEqual([127, 0xba, 0x09]);
  });

  it("encodes integers that decode to themselves", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (value) => {
        const bytes = encodeInteger(value);
        let decoded = bytes[0] ?? 0;
        bytes.slice(1).forEach((byte, index) => {
          decoded += (byte & 0x7f) * 128 ** index;
        });
        expect(decoded).toBe(value);
      }),
    );
  });

  it("is what nghttp2 reads", async () => {
    const long = "v".repeat(20_000);
    const server = createServer({ maxHeaderListPairs: 200 });
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const block = encodeHeaderBlock([
      [":method", "GET"],
      [":path", "/p?q=1"],
      [":scheme", "http"],
      [":authority", "host"],
      ["x-long", long],
      ["x-bytes", "\u00e9"],
    ]);
    const seen = new Promise<Record<string, unknown>>((resolve) => {
      server.on("stream", (stream, headers) => {
        stream.close();
        resolve(headers);
      });
    });
    const raw = connect(port, "127.0.0.1");
    raw.on("error", () => {});
    raw.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    raw.write(frame(FrameType.SETTINGS, 0, 0, Buffer.alloc(0)));
    raw.write(headersFrames(1, block));
    const headers = await seen;
    expect(headers[":path"]).toBe("/p?q=1");
    expect(headers["x-long"]).toBe(long);
    expect(headers["x-bytes"]).toBe("\u00e9");
    raw.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
