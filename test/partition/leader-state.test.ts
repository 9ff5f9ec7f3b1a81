/** Who counts for the high watermark, and who may come in or has to leave (P2, P3). */
import { describe, expect, test } from "vitest";
import { type LeaderParts, LeaderState } from "../../src/partition/leader-state.ts";

const parts: LeaderParts = {
  brokerId: 1,
  epochStartOffset: 10,
  replicas: [1, 2, 3],
  inSync: [1, 2, 3],
  partitionEpoch: 5,
  minInsyncReplicas: () => 2,
  highWatermark: 8,
  flushedEnd: 10,
  lagMaxMs: 100,
  nowMs: 0,
};

describe("a leader's view", () => {
  test("nothing moves before an entry of its own epoch is everywhere", () => {
    const leader = new LeaderState(parts);
    leader.flushed(12);
    expect(leader.fetched(2, 12, 12, 1)).toBe(false);
    expect(leader.fetched(3, 10, 12, 1)).toBe(false);
    expect([leader.highWatermark, leader.mayCommit]).toEqual([8, false]);
    expect(leader.fetched(3, 11, 12, 2)).toBe(true);
    expect([leader.highWatermark, leader.mayCommit]).toEqual([11, true]);
  });

  test("who falls behind is asked to leave, and counts until the controller agrees", () => {
    const leader = new LeaderState(parts);
    leader.flushed(12);
    leader.fetched(2, 12, 12, 90);
    expect(leader.propose(100)).toBeUndefined();
    const proposal = leader.propose(150);
    expect(proposal).toEqual({ inSync: [1, 2], partitionEpoch: 5 });
    expect(leader.outstanding).toBe(proposal);
    expect(leader.propose(151)).toBeUndefined();
    leader.fetched(2, 12, 12, 151);
    expect(leader.highWatermark).toBe(8);
    expect(leader.changed([1, 2], 6)).toBe(true);
    expect(leader.highWatermark).toBe(12);
  });

  test("who comes in counts from the moment it is asked for", () => {
    const leader = new LeaderState({ ...parts, inSync: [1, 2] });
    leader.flushed(12);
    leader.fetched(2, 12, 12, 1);
    leader.fetched(3, 12, 12, 1);
    expect(leader.propose(2)).toEqual({ inSync: [1, 2, 3], partitionEpoch: 5 });
    leader.flushed(20);
    leader.fetched(2, 20, 20, 3);
    expect(leader.highWatermark).toBe(12);
    leader.fetched(3, 20, 20, 4);
    expect(leader.highWatermark).toBe(20);
    // Refused: the epoch is another one, the members are the same.
    leader.changed([1, 2], 6);
    leader.flushed(30);
    leader.fetched(2, 30, 30, 5);
    expect(leader.highWatermark).toBe(30);
  });

  test("proposed members do not make up for too few committed ones", () => {
    const leader = new LeaderState({ ...parts, inSync: [1] });
    leader.flushed(12);
    leader.fetched(2, 12, 12, 1);
    expect(leader.propose(2)?.inSync).toEqual([1, 2]);
    // Until it agrees, the controller may elect 3, which has only what was committed before.
    expect(leader.highWatermark).toBe(8);
    leader.changed([1, 2], 6);
    expect(leader.highWatermark).toBe(12);
  });

  test("nobody comes in without all that was there before this leader, nor fenced", () => {
    const leader = new LeaderState({ ...parts, inSync: [1, 2] });
    leader.flushed(12);
    leader.fetched(2, 12, 12, 1);
    leader.fetched(3, 9, 9, 1);
    expect(leader.propose(2)).toBeUndefined();
    leader.fetched(3, 12, 12, 3);
    expect(leader.propose(4, new Set([3]))).toBeUndefined();
    expect(leader.propose(4)?.inSync).toEqual([1, 2, 3]);
  });

  test("old news changes nothing, and the high watermark never goes back", () => {
    const leader = new LeaderState(parts);
    leader.flushed(12);
    for (const id of [2, 3]) leader.fetched(id, 12, 12, 1);
    expect(leader.changed([1], 5)).toBe(false);
    expect(leader.inSync).toEqual([1, 2, 3]);
    leader.fetched(2, 3, 12, 2);
    leader.changed([1, 2], 7);
    expect(leader.highWatermark).toBe(12);
  });

  test("a follower that always lags by one fetch is in sync", () => {
    const leader = new LeaderState(parts);
    for (let end = 11; end < 40; end++) {
      leader.flushed(end);
      const nowMs = (end - 10) * 10;
      leader.fetched(2, end - 1, end, nowMs);
      leader.fetched(3, end, end, nowMs);
      expect(leader.propose(nowMs)).toBeUndefined();
    }
    expect(leader.highWatermark).toBe(38);
  });

  test("a single replica commits what it has flushed", () => {
    const alone = { ...parts, replicas: [1], inSync: [1], minInsyncReplicas: () => 1 };
    const leader = new LeaderState(alone);
    expect([leader.highWatermark, leader.mayCommit]).toEqual([10, true]);
  });
});
