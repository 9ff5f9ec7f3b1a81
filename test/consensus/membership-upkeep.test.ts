import { describe, expect, it } from "vitest";
import { membershipChanges, type MembershipWanted } from "../../src/consensus/membership-upkeep.ts";

const set = (...nodes: number[]): ReadonlySet<number> => new Set(nodes);

function changes(some: Partial<MembershipWanted>): string[] {
  const wanted = {
    membership: { voters: [1, 2, 3], learners: [] },
    leader: 1,
    controllers: set(1, 2, 3),
    brokers: set(1, 2, 3),
    lost: [],
    present: set(1, 2, 3),
    ...some,
  };
  return membershipChanges(wanted).map(({ kind, node }) => `${kind} ${node}`);
}

const members = (voters: number[], learners: number[] = []) => ({ voters, learners });

describe("the membership that the leader wants", () => {
  it("is that the named nodes vote and registered brokers learn", () => {
    expect(changes({})).toEqual([]);
    expect(changes({ brokers: set(1, 2, 3, 4) })).toEqual(["addLearner 4"]);
    expect(changes({ membership: members([1]) })).toEqual(["addLearner 2", "addLearner 3"]);
    expect(changes({ membership: members([1], [2, 3]) })).toEqual(["promote 2", "promote 3"]);
    expect(changes({ membership: members([1], [2, 3]), present: set(1, 3) })).toEqual([
      "promote 3",
    ]);
    expect(changes({ membership: members([1, 2, 3], [7]) })).toEqual(["remove 7"]);
  });

  it("takes no vote from a node for being away", () => {
    expect(changes({ present: set(1, 2) })).toEqual([]);
    expect(changes({ present: set(1) })).toEqual([]);
  });

  it("takes in anew who lost its disk, if the others can do without it", () => {
    expect(changes({ lost: [3] })).toEqual(["remove 3"]);
    expect(changes({ lost: [3], present: set(1, 3) })).toEqual([]);
    expect(changes({ membership: members([1, 2]), lost: [] })).toEqual(["addLearner 3"]);
  });

  it("replaces a controller once its successor votes, and not before", () => {
    const controllers = set(1, 2, 4);
    const brokers = set(1, 2, 3, 4);
    const named = { controllers, brokers };
    expect(changes(named)).toEqual(["addLearner 4"]);
    const present = set(1, 2, 4);
    const next = members([1, 2, 3, 4]);
    expect(changes({ ...named, membership: next, present })).toEqual(["demote 3"]);
    const gone = { controllers, brokers: set(1, 2, 4), membership: next, present };
    expect(changes(gone)).toEqual(["remove 3"]);
    expect(changes({ ...named, membership: next, present: set(1, 2) })).toEqual(["demote 3"]);
    expect(changes({ ...named, membership: next, present: set(1, 3) })).toEqual([]);
  });

  it("takes nobody out where the settings name nobody, and never itself", () => {
    expect(changes({ controllers: set() })).toEqual([]);
    expect(changes({ controllers: set(2, 3), membership: members([1, 2, 3]) })).toEqual([]);
  });
});
