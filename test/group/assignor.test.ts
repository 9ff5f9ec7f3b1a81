/** The assignor: balanced, sticky, deterministic, and never to who did not ask. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AssignorMember, AssignorTopic } from "../../src/group/assignor.ts";
import { assign } from "../../src/group/assignor.ts";
import type { TopicId } from "../../src/model/ids.ts";
import { partitionKey, topicId } from "../../src/model/ids.ts";

const TOPICS = ["a", "b", "c"].map((name) => topicId(name.repeat(32)));

const topics = fc
  .tuple(...TOPICS.map(() => fc.integer({ min: 1, max: 12 })))
  .map((counts) => TOPICS.map((id, index): AssignorTopic => ({ id, partitions: counts[index]! })));

/** Some of eight members, in some order, each with a subscription of its own. */
const members = (choice: fc.Arbitrary<readonly TopicId[]>) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 7 }), choice), {
      selector: ([index]) => index,
      minLength: 1,
    })
    .map((all) =>
      all.map(([index, ids]): AssignorMember => ({ id: `m${index}`, topics: new Set(ids) })),
    );

const everything = members(fc.constant(TOPICS));
const something = members(fc.subarray(TOPICS, { minLength: 1 }));

function loads(all: readonly AssignorMember[], assignment: ReadonlyMap<string, string>) {
  const counts = new Map(all.map(({ id }) => [id, 0]));
  for (const owner of assignment.values()) counts.set(owner, counts.get(owner)! + 1);
  return counts;
}

function topicOf(key: string): TopicId {
  return topicId(key.slice(0, 32));
}

/** The least that has to move: what is above each member's share, the larger shares to the larger. */
function leastMoves(
  all: readonly AssignorMember[],
  kept: ReadonlyMap<string, string>,
  total: number,
) {
  const counts = [...loads(all, kept).values()].sort((left, right) => right - left);
  const floor = Math.floor(total / all.length);
  const larger = total % all.length;
  return counts.reduce(
    (moves, count, index) => moves + Math.max(0, count - floor - (index < larger ? 1 : 0)),
    0,
  );
}

describe("assign", () => {
  it("gives each partition to exactly one member that asked for its topic", () => {
    fc.assert(
      fc.property(something, topics, (all, shape) => {
        const assignment = assign(all, shape, new Map());
        for (const topic of shape) {
          const takers = all.filter((member) => member.topics.has(topic.id)).map(({ id }) => id);
          for (let partition = 0; partition < topic.partitions; partition++) {
            const owner = assignment.get(partitionKey({ topicId: topic.id, partition }));
            if (takers.length === 0) expect(owner).toBeUndefined();
            else expect(takers).toContain(owner);
          }
        }
      }),
    );
  });

  it("balances within one and moves no more than it must where all read the same", () => {
    fc.assert(
      fc.property(everything, everything, topics, topics, (before, after, was, is) => {
        const previous = assign(before, was, new Map());
        const assignment = assign(after, is, previous);
        const counts = [...loads(after, assignment).values()];
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        const alive = new Set(after.map(({ id }) => id));
        const kept = new Map(
          [...previous].filter(([key, owner]) => assignment.has(key) && alive.has(owner)),
        );
        const moved = [...kept].filter(([key, owner]) => assignment.get(key) !== owner).length;
        expect(moved).toBe(leastMoves(after, kept, assignment.size));
      }),
    );
  });

  it("leaves no chain of gifts to a member with two fewer, whoever reads what", () => {
    fc.assert(
      fc.property(something, something, topics, (before, after, shape) => {
        const assignment = assign(after, shape, assign(before, shape, new Map()));
        const counts = loads(after, assignment);
        for (const { id: source } of after) {
          const reached = new Set([source]);
          for (const member of reached) {
            for (const [key, owner] of assignment) {
              if (owner !== member) continue;
              for (const taker of after) if (taker.topics.has(topicOf(key))) reached.add(taker.id);
            }
          }
          for (const taker of reached) {
            expect(counts.get(source)! - counts.get(taker)!).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it("moves nothing where nothing changed, and answers the same each time", () => {
    fc.assert(
      fc.property(something, topics, (all, shape) => {
        const first = assign(all, shape, new Map());
        expect(assign(all, shape, first)).toEqual(first);
        expect(assign(all, shape, new Map())).toEqual(first);
      }),
    );
  });

  it("works its example", () => {
    const all = ["a", "b", "c"].map((id) => ({ id, topics: new Set([TOPICS[0]!]) }));
    const key = (partition: number) => partitionKey({ topicId: TOPICS[0]!, partition });
    const previous = new Map([0, 1, 2, 3, 4].map((partition) => [key(partition), "a"]));
    previous.set(key(5), "b");
    const assignment = assign(all, [{ id: TOPICS[0]!, partitions: 6 }], previous);
    const of = (id: string) =>
      [0, 1, 2, 3, 4, 5].filter((each) => assignment.get(key(each)) === id);
    expect([of("a"), of("b"), of("c")]).toEqual([
      [0, 1],
      [3, 5],
      [2, 4],
    ]);
  });

  it("shares ten thousand partitions among a thousand members within its budget of steps", () => {
    const all = Array.from({ length: 1_000 }, (_, index) => ({
      id: `m${index}`,
      topics: new Set(TOPICS),
    }));
    const shape = TOPICS.map((id) => ({ id, partitions: 3_333 }));
    const first = assign(all.slice(0, 500), shape, new Map());
    const counts = [...loads(all, assign(all, shape, first)).values()];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});
