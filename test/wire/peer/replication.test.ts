/** Words of a replication stream survive the wire; what is none ends the stream (P7). */
import { expect, test } from "vitest";
import {
  decodeFollowerWord,
  decodeLeaderWord,
  encodeBatches,
  encodeFollowerWord,
  encodeLeaderWord,
  type FollowerWord,
  type LeaderWord,
} from "../../../src/wire/peer/replication.ts";

const followerWords: FollowerWord[] = [
  {
    kind: "follow",
    request: {
      follow: 7,
      topicId: "0123456789abcdef0123456789abcdef",
      partition: 3,
      leaderEpoch: 0,
      endOffset: 2 ** 40,
      lastEpoch: -1,
      flushedOffset: 0,
      copyingSince: 12,
    },
  },
  { kind: "unfollow", follow: 9 },
  { kind: "flushed", ends: [] },
  {
    kind: "flushed",
    ends: [
      { follow: 0, flushedOffset: 0 },
      { follow: 4_000_000_000, flushedOffset: Number.MAX_SAFE_INTEGER },
    ],
  },
  { kind: "credit", bytes: 8_388_608 },
];

test.each(followerWords)("a follower's $kind comes out as it went in", (word) => {
  expect(decodeFollowerWord(Buffer.from(encodeFollowerWord(word)))).toEqual(word);
});

const leaderWords: Exclude<LeaderWord, { kind: "batches" }>[] = [
  { kind: "advanced", advances: [{ follow: 1, highWatermark: 0, logStartOffset: 0 }] },
  { kind: "diverged", follow: 2, end: { epoch: -1, endOffset: 0 } },
  { kind: "diverged", follow: 2, end: { epoch: 0, endOffset: 17 } },
  { kind: "refused", follow: 3, refusal: { kind: "notLeader" } },
  { kind: "refused", follow: 3, refusal: { kind: "unreadable" } },
  {
    kind: "refused",
    follow: 3,
    refusal: { kind: "startAnew", offset: 0, cleanedOffset: 0, producers: Buffer.alloc(0) },
  },
  {
    kind: "refused",
    follow: 3,
    refusal: { kind: "startAnew", offset: 5, cleanedOffset: 9, producers: Buffer.from("p") },
  },
];

test.each(leaderWords)("a leader's $kind comes out as it went in", (word) => {
  expect(decodeLeaderWord(Buffer.from(encodeLeaderWord(word)))).toEqual(word);
});

test.each([0, 1, 127, 128, 70_000])("batches of %i bytes come out in one piece", (size) => {
  const advance = { follow: 300, highWatermark: 2 ** 41, logStartOffset: 5 };
  const pieces = [Buffer.alloc(size, 1), Buffer.alloc(3, 2)];
  const message = encodeBatches(advance, pieces);
  const word = decodeLeaderWord(message);
  expect(word).toEqual({ kind: "batches", advance, batches: Buffer.concat(pieces) });
  // No copy: what the receiver keeps is the message itself.
  expect(word.kind === "batches" && word.batches.buffer).toBe(message.buffer);
});

test("bytes that are no word are refused as such", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("ffffff", "hex"), Buffer.from("0a05", "hex")]) {
    expect(() => decodeFollowerWord(bytes)).toThrow(RangeError);
    expect(() => decodeLeaderWord(bytes)).toThrow(RangeError);
  }
  const uneven = Buffer.from("1a0712010112040102030412", "hex");
  expect(() => decodeFollowerWord(uneven)).toThrow(RangeError);
});
