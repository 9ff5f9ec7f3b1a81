import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, Message, MessageBody } from "../../../src/raft/types.ts";
import { decodeRaft, encodeRaft } from "../../../src/wire/peer/raft-codec.ts";

const number = fc.oneof(fc.nat(5), fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER));
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));
const nodes = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });
const membership = fc.record({ voters: nodes, learners: nodes });
const bool = fc.boolean();
const body = fc.oneof(
  fc.record({ kind: fc.constant("data" as const), data: bytes }),
  fc.record({ kind: fc.constant("membership" as const), membership }),
  fc.record({ kind: fc.constant("empty" as const) }),
);
const append = fc
  .record({
    previousIndex: fc.nat(),
    previousTerm: number,
    commitIndex: number,
    bodies: fc.array(fc.tuple(body, number), { maxLength: 4 }),
  })
  .map(({ previousIndex, previousTerm, commitIndex, bodies }): MessageBody => {
    const entries = bodies.map(
      ([one, term], at): Entry => ({ ...one, term, index: previousIndex + 1 + at }),
    );
    return { kind: "append", previousIndex, previousTerm, entries, commitIndex };
  });
const kind = <Kind extends MessageBody["kind"]>(name: Kind) => fc.constant(name);
const anyBody: fc.Arbitrary<MessageBody> = fc.oneof(
  append,
  fc.record({
    kind: kind("voteRequest"),
    pre: bool,
    lastIndex: number,
    lastTerm: number,
    transfer: bool,
  }),
  fc.record({ kind: kind("voteReply"), pre: bool, granted: bool }),
  fc.record({ kind: kind("appendAccepted"), matchIndex: number }),
  fc.record({
    kind: kind("appendRejected"),
    rejectedIndex: number,
    hintIndex: number,
    hintTerm: number,
  }),
  fc.record({ kind: kind("heartbeat"), commitIndex: number, round: number, lastIndex: number }),
  fc.record({
    kind: kind("heartbeatReply"),
    round: number,
    lastIndex: number,
    lost: bool,
    appliedIndex: number,
  }),
  fc.record({
    kind: kind("snapshotChunk"),
    index: number,
    snapshotTerm: number,
    membership,
    sizeBytes: number,
    position: number,
    chunk: bytes,
  }),
  fc.record({ kind: kind("snapshotReply"), index: number, receivedBytes: number }),
  fc.record({ kind: kind("timeoutNow") }),
  fc.record({ kind: kind("readRequest"), id: number }),
  fc.record({ kind: kind("readReply"), id: number, index: fc.option(number, { nil: undefined }) }),
  fc.record({ kind: kind("termIsOver") }),
);

describe("messages of the Raft group", () => {
  it("come out as they went in", () => {
    fc.assert(
      fc.property(anyBody, number, (message, term) => {
        const sent: Message = { ...message, from: 3, to: 4, term };
        expect(decodeRaft(Buffer.from(encodeRaft(sent)), 3, 4)).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what it does not know", () => {
    expect(() => decodeRaft(Buffer.from([8, 1]), 1, 2)).toThrow(/nothing that is known/);
    expect(() => decodeRaft(Buffer.from([255, 255]), 1, 2)).toThrow();
  });
});
