import { describe, expect, test } from "vitest";
import {
  alterInSync,
  elect,
  leaderStartedAnew,
  type PartitionLeadership,
  preferLeader,
} from "../../src/controller/partition-election.ts";

const healthy: PartitionLeadership = {
  replicas: [1, 2, 3],
  inSync: [1, 2, 3],
  eligible: [],
  leader: 1,
  leaderEpoch: 4,
  partitionEpoch: 9,
};
const alive =
  (...brokers: number[]) =>
  (id: number): boolean =>
    brokers.includes(id);

describe("who may lead", () => {
  test("the first replica in sync that lives, in a new epoch", () => {
    expect(elect(healthy, 2, alive(2, 3))).toEqual({
      ...healthy,
      inSync: [2, 3],
      leader: 2,
      leaderEpoch: 5,
      partitionEpoch: 10,
    });
  });

  test("a follower that dies leaves the set and the leader stays", () => {
    expect(elect(healthy, 2, alive(1, 3))).toMatchObject({
      inSync: [1, 3],
      leader: 1,
      leaderEpoch: 4,
      partitionEpoch: 10,
    });
    expect(elect(healthy, 2, alive(1, 2, 3))).toBeUndefined();
  });

  test("the last replica standing is followed by those that fell out since (KIP-966)", () => {
    const alone = elect(healthy, 2, alive(3))!;
    expect(alone).toMatchObject({ inSync: [3], eligible: [1, 2], leader: 3 });
    const nobody = elect(alone, 2, alive())!;
    expect(nobody).toMatchObject({ inSync: [3], eligible: [1, 2], leader: undefined });
    const back = elect(nobody, 2, alive(2))!;
    expect(back).toMatchObject({ inSync: [2], eligible: [3, 1], leader: 2 });
    expect(back.leaderEpoch).toBe(alone.leaderEpoch + 2);
  });

  test("nobody else is ever elected", () => {
    const state = { ...healthy, inSync: [1, 2] };
    expect(elect(state, 2, alive(3))).toMatchObject({ leader: undefined, inSync: [1, 2] });
  });

  test("enough members make the eligible forgotten", () => {
    const alone = { ...healthy, inSync: [1], eligible: [2, 3] };
    const request = { broker: 1, leaderEpoch: 4, partitionEpoch: 9, inSync: [1, 3] };
    expect(alterInSync(alone, request, 2, alive(1, 3))).toMatchObject({
      inSync: [1, 3],
      eligible: [],
      leaderEpoch: 4,
      partitionEpoch: 10,
    });
  });

  test("only the leader of this epoch changes the set, and what is refused can never come later", () => {
    const request = { broker: 1, leaderEpoch: 4, partitionEpoch: 9, inSync: [1, 2] };
    const everybody = alive(1, 2, 3);
    expect(alterInSync(healthy, { ...request, broker: 2 }, 2, everybody)).toBeUndefined();
    expect(alterInSync(healthy, { ...request, leaderEpoch: 3 }, 2, everybody)).toBeUndefined();
    expect(alterInSync(healthy, { ...request, partitionEpoch: 8 }, 2, everybody)).toBeUndefined();
    const without3 = { ...healthy, inSync: [1, 2] };
    const dead = { ...request, inSync: [1, 2, 3] };
    expect(alterInSync(without3, dead, 2, alive(1, 2))).toEqual({
      ...without3,
      partitionEpoch: 10,
    });
    const stranger = { ...request, inSync: [1, 7] };
    expect(alterInSync(without3, stranger, 2, everybody)?.inSync).toEqual([1, 2]);
  });

  test("the preferred leader returns once it is in sync, and a new process leads in a new epoch", () => {
    const moved = { ...healthy, leader: 2 };
    expect(preferLeader(moved, alive(1, 2))).toMatchObject({ leader: 1, leaderEpoch: 5 });
    expect(preferLeader({ ...moved, inSync: [2, 3] }, alive(1, 2))).toBeUndefined();
    expect(preferLeader(moved, alive(2))).toBeUndefined();
    expect(leaderStartedAnew(healthy, 1)).toMatchObject({ leader: 1, leaderEpoch: 5 });
    expect(leaderStartedAnew(healthy, 2)).toBeUndefined();
  });
});
