import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assertMembership,
  changeMembership,
  type MembershipChange,
} from "../../src/raft/membership.ts";
import { majority } from "../../src/raft/quorum.ts";
import type { Membership } from "../../src/raft/types.ts";

const change = fc.record({
  kind: fc.constantFrom<MembershipChange["kind"][]>("addLearner", "promote", "demote", "remove"),
  node: fc.integer({ min: 1, max: 6 }),
});

describe("changes of membership", () => {
  test("majorities before and after one change always have a node in common", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let membership: Membership = { voters: [1, 2, 3], learners: [] };
        for (const one of changes) {
          const next = changeMembership(membership, one);
          if ("refused" in next) continue;
          assertMembership(next);
          const { voters: before } = membership;
          const both = before.filter((node) => next.voters.includes(node)).length;
          // What is left out of each majority is too little to hold the other.
          const total = before.length + next.voters.length - both;
          expect(majority(before.length) + majority(next.voters.length)).toBeGreaterThan(total);
          membership = next;
        }
        expect(membership.voters.length).toBeGreaterThan(0);
      }),
    );
  });

  test("each refusal says why", () => {
    const alone: Membership = { voters: [1], learners: [2] };
    const refused = (kind: MembershipChange["kind"], node: number): unknown =>
      changeMembership(alone, { kind, node });
    expect(refused("remove", 1)).toEqual({ refused: "node 1 is the only voter" });
    expect(refused("demote", 1)).toEqual({ refused: "node 1 is the only voter" });
    expect(refused("promote", 1)).toEqual({ refused: "node 1 is no learner" });
    expect(refused("addLearner", 2)).toEqual({ refused: "node 2 takes part already" });
    expect(refused("remove", 3)).toEqual({ refused: "node 3 takes no part" });
    expect(refused("promote", 2)).toEqual({ voters: [1, 2], learners: [] });
  });
});
