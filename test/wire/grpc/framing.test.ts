/** gRPC framing: any split gives the same messages; nothing is allocated on a prefix's word (P5, P7). */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { frame, MessageSplitter } from "../../../src/wire/grpc/framing.ts";

function split(chunks: readonly Buffer[], maxBytes = 1 << 20) {
  const messages: { bytes: Buffer; compressed: boolean }[] = [];
  const splitter = new MessageSplitter(maxBytes, (bytes, compressed) =>
    messages.push({ bytes, compressed }),
  );
  for (const chunk of chunks) splitter.push(chunk);
  return { messages, splitter };
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe("message splitter", () => {
  test("finds the same messages however the bytes are cut", () => {
    const messages = fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean()), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 30 }), (sent, places) => {
        const stream = Buffer.concat(sent.map(([bytes, compressed]) => frame(bytes, compressed)));
        const { messages: got, splitter } = split(cut(stream, places));
        splitter.finish();
        expect(got.map(({ bytes, compressed }) => [[...bytes], compressed])).toEqual(
          sent.map(([bytes, compressed]) => [[...bytes], compressed]),
        );
      }),
    );
  });

  test("assembles a large message from many chunks", () => {
    const message = Buffer.alloc(3_000_000, 7);
    message.writeUInt32BE(42, 2_999_000);
    const stream = frame(message);
    const places = Array.from({ length: 183 }, (_, index) => index * 16_384);
    const { messages } = split(cut(stream, places), 1 << 22);
    expect(messages[0]?.bytes.equals(message)).toBe(true);
  });

  test("refuses a length above the limit before any of it has come", () => {
    const prefix = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
    expect(() => split([prefix])).toThrow(
      expect.objectContaining({ code: "REQUEST_TOO_LARGE" }) as Error,
    );
    expect(() => split([prefix.subarray(0, 2), prefix.subarray(2)])).toThrow(TidemarkError);
  });

  test("holds little for a message of which little has come", () => {
    const { splitter } = split([], 1 << 30);
    const before = process.memoryUsage().arrayBuffers;
    splitter.push(Buffer.from([0, 0x3f, 0xff, 0xff, 0xff, 1, 2, 3]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  });

  test("refuses an unknown flag", () => {
    expect(() => split([Buffer.from([2, 0, 0, 0, 0])])).toThrow(
      expect.objectContaining({ code: "INVALID_REQUEST" }) as Error,
    );
  });

  test("names a truncated prefix and a truncated message", () => {
    for (const bytes of [
      [0, 0],
      [0, 0, 0, 0, 3, 1],
    ]) {
      const { splitter } = split([Buffer.from(bytes)]);
      expect(() => splitter.finish()).toThrow(
        expect.objectContaining({ code: "TRUNCATED_MESSAGE" }) as Error,
      );
    }
  });

  test("does not copy a message that fills its chunk, and copies one that would pin it", () => {
    const large = frame(Buffer.alloc(60_000, 1));
    const [kept] = split([large]).messages;
    expect(kept?.bytes.buffer).toBe(large.buffer);
    const chunk = Buffer.concat([frame(Buffer.from("small")), Buffer.alloc(0)], 65_536);
    const small = split([chunk.subarray(0, 10)]).messages[0];
    expect(small?.bytes.toString()).toBe("small");
    expect(small?.bytes.buffer).not.toBe(chunk.buffer);
  });
});
