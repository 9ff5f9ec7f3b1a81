import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { majority, majorityValue, tally } from "../../src/raft/quorum.ts";

const voters = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 7 });

describe("majorities", () => {
  test("two of them always have a node in common, and none is larger than needed", () => {
    for (let count = 1; count < 20; count++) {
      expect(2 * majority(count)).toBeGreaterThan(count);
      expect(2 * (majority(count) - 1)).toBeLessThanOrEqual(count);
    }
  });

  test("the value of a majority is the greatest that enough nodes have", () => {
    fc.assert(
      fc.property(
        voters,
        fc.array(fc.nat(9), { minLength: 21, maxLength: 21 }),
        (nodes, values) => {
          const found = majorityValue(nodes, (node) => values[node]!);
          const having = (least: number): number =>
            nodes.filter((node) => values[node]! >= least).length;
          if (nodes.length === 0) {
            expect(found).toBe(0);
            return;
          }
          expect(having(found)).toBeGreaterThanOrEqual(majority(nodes.length));
          expect(having(found + 1)).toBeLessThan(majority(nodes.length));
        },
      ),
    );
  });

  test("an election is won by a majority, lost once none is possible, and open between", () => {
    fc.assert(
      fc.property(
        voters,
        fc.dictionary(fc.integer({ min: 1, max: 20 }).map(String), fc.boolean()),
        (nodes, answers) => {
          const votes = new Map(
            Object.entries(answers).map(([node, vote]) => [Number(node), vote]),
          );
          const count = (vote: boolean): number =>
            nodes.filter((node) => votes.get(node) === vote).length;
          const needed = majority(nodes.length);
          const expected =
            count(true) >= needed ? "won" : nodes.length - count(false) < needed ? "lost" : "open";
          expect(tally(nodes, votes)).toBe(expected);
        },
      ),
    );
    expect(tally([], new Map([[1, true]]))).toBe("lost");
  });
});
