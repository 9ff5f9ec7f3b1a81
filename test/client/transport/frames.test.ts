/** Messages come out of DATA frames as they went in, however they were cut. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { frame, FrameReader } from "../../../clients/typescript/src/transport/frames.ts";

it("reads messages from chunks cut anywhere", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 90 })), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map(frame));
      const received: Buffer[] = [];
      const reader = new FrameReader((message) => received.push(message));
      let position = 0;
      for (let turn = 0; position < bytes.length; turn++) {
        const end = position + (cuts[turn % Math.max(cuts.length, 1)] ?? 7);
        reader.push(bytes.subarray(position, end));
        position = end;
      }
      expect(reader.atBoundary).toBe(true);
      expect(received.map((message) => message.toString("hex"))).toEqual(
        sent.map((message) => Buffer.from(message).toString("hex")),
      );
    }),
  );
});

it("refuses an announced message above the limit before it allocates", () => {
  const reader = new FrameReader(() => undefined);
  expect(() => reader.push(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]))).toThrowError(
    expect.objectContaining({ code: "REQUEST_TOO_LARGE" }),
  );
});

it("refuses a compressed message that nobody asked for", () => {
  const reader = new FrameReader(() => undefined);
  expect(() => reader.push(Buffer.from([1, 0, 0, 0, 0]))).toThrowError(
    expect.objectContaining({ code: "UNSUPPORTED_ENCODING" }),
  );
});
