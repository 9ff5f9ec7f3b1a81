import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divergenceAt, type EpochEnd, truncationPoint } from "../../src/partition/divergence.ts";

/** A log as the epochs of its entries, ascending. */
function epochsOf(log: readonly number[]) {
  return {
    endOf(epoch: number, end: number): EpochEnd | undefined {
      for (let at = Math.min(end, log.length) - 1; at >= 0; at--) {
        if (log[at]! <= epoch) return { epoch: log[at]!, endOffset: at + 1 };
      }
      return undefined;
    },
  };
}

const tail = fc
  .array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 })
  .map((epochs) => epochs.sort((a, b) => a - b));

describe("where two logs part", () => {
  test("the follower comes to a prefix of the leader's log, one epoch a round", () => {
    fc.assert(
      fc.property(tail, tail, tail, (shared, ofLeader, ofFollower) => {
        // After the part in common each has epochs of its own: one leader an epoch, so none twice.
        const last = shared.at(-1) ?? 0;
        const leader = [...shared, ...ofLeader.map((epoch) => last + 1 + 2 * epoch)];
        const follower = [...shared, ...ofFollower.map((epoch) => last + 2 + 2 * epoch)];
        let end = follower.length;
        const rounds = new Set(follower.slice(shared.length)).size + 1;
        for (let round = 0; round <= rounds; round++) {
          const log = follower.slice(0, end);
          const answer = divergenceAt(epochsOf(leader), leader.length, end, log.at(-1) ?? -1);
          if (answer === undefined) break;
          const cut = truncationPoint(epochsOf(log), end, answer);
          expect(cut).toBeLessThan(end);
          end = cut;
        }
        // What both have of one leader is kept, and nothing else.
        expect(end).toBe(shared.length);
      }),
    );
  });

  test("a follower that is only behind keeps everything", () => {
    const leader = [1, 1, 2, 2, 4];
    for (let end = 0; end <= leader.length; end++) {
      const lastEpoch = leader[end - 1] ?? -1;
      expect(divergenceAt(epochsOf(leader), leader.length, end, lastEpoch)).toBeUndefined();
    }
  });

  test("nobody agrees on what the leader's disk may refuse yet (P2)", () => {
    // The leader has 1 1 1 2 2, of which its file holds the first `written`.
    const [whole, written] = [[1, 1, 1, 2, 2], 2];
    for (let end = 0; end <= whole.length; end++) {
      const follower = whole.slice(0, end);
      let kept = end;
      for (;;) {
        const log = follower.slice(0, kept);
        const answer = divergenceAt(epochsOf(whole), written, kept, log.at(-1) ?? -1);
        if (answer === undefined) break;
        const cut = truncationPoint(epochsOf(log), kept, answer);
        expect(cut).toBeLessThan(kept);
        kept = cut;
      }
      expect(kept).toBe(Math.min(end, written));
    }
  });

  test("the picture of the source file", () => {
    const leader = epochsOf([1, 1, 1, 2, 2, 4, 4]);
    const follower = epochsOf([1, 1, 1, 2, 2, 3, 3]);
    const answer = divergenceAt(leader, 7, 7, 3);
    expect(answer).toEqual({ epoch: 2, endOffset: 5 });
    expect(truncationPoint(follower, 7, answer!)).toBe(5);
  });
});
