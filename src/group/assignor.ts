/**
 * Shares the partitions of a group among its members: balanced, moving as little as possible, and
 * the same answer for the same input. It never gives a partition to a member that did not ask for
 * its topic.
 *
 * Worked example. a holds 0 1 2 3 4 of one topic, b holds 5; c joins. Kept: a 5, b 1, c 0. The
 * heaviest gives to the lightest until they differ by one at most: a→c 4, a→b 3, a→c 2. So a 0 1,
 * b 5 3, c 4 2: three partitions moved, which is the least that balances six among three.
 *
 * Where members ask for different topics a direct gift may be impossible although a chain works
 * (a→b of one topic, b→c of another): the search walks such chains. What remains is optimal: no
 * chain leads from any member to one that has at least two fewer (Harvey, Ladner, Lovász, Tamir:
 * "Semi-matchings for bipartite graphs and load balancing", 2003).
 */
import { assert } from "../lib/assert.ts";
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import { GROUP_ASSIGN_STEPS_MAX } from "../model/limits.ts";

export interface AssignorMember {
  readonly id: string;
  readonly topics: ReadonlySet<TopicId>;
}

export interface AssignorTopic {
  readonly id: TopicId;
  readonly partitions: number;
}

/** Members in the order they joined (ties go to the earlier); the answer maps partition keys. */
export function assign(
  members: readonly AssignorMember[],
  topics: readonly AssignorTopic[],
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const takers = topics.map((topic) =>
    members.flatMap((member, index) => (member.topics.has(topic.id) ? [index] : [])),
  );
  const shares = new Shares(members.length, takers);
  const indices = new Map(members.map((member, index) => [member.id, index]));
  const free: [topic: number, partition: number][] = [];
  topics.forEach(({ id: topicId, partitions }, topic) => {
    for (let partition = 0; partition < partitions; partition++) {
      const owner = indices.get(previous.get(partitionKey({ topicId, partition })) ?? "");
      const keeps = owner !== undefined && members[owner]!.topics.has(topicId);
      if (keeps) shares.give(owner, topic, partition);
      else free.push([topic, partition]);
    }
  });
  for (const [topic, partition] of free) shares.giveToLightest(topic, partition);
  shares.balance();
  const assignment = new Map<string, string>();
  members.forEach(({ id }, member) => {
    for (const [topic, partition] of shares.of(member)) {
      assignment.set(partitionKey({ topicId: topics[topic]!.id, partition }), id);
    }
  });
  return assignment;
}

const NOBODY = -1;

/** Members and topics by index. */
class Shares {
  /** By topic: the members who asked for it. */
  readonly #takers: readonly (readonly number[])[];
  /** By member: topic → partitions. The last one is given away first: newest come last. */
  readonly #held: readonly Map<number, number[]>[];
  readonly #loads: Int32Array;
  /** How the search reached a member: from whom, by a partition of which topic. */
  readonly #from: Int32Array;
  readonly #by: Int32Array;
  #stepsLeft = GROUP_ASSIGN_STEPS_MAX;

  constructor(members: number, takers: readonly (readonly number[])[]) {
    this.#takers = takers;
    this.#held = Array.from({ length: members }, () => new Map<number, number[]>());
    this.#loads = new Int32Array(members);
    this.#from = new Int32Array(members);
    this.#by = new Int32Array(members);
  }

  *of(member: number): Generator<[topic: number, partition: number]> {
    for (const [topic, partitions] of this.#held[member]!) {
      for (const partition of partitions) yield [topic, partition];
    }
  }

  give(member: number, topic: number, partition: number): void {
    const held = this.#held[member]!.get(topic);
    if (held === undefined) this.#held[member]!.set(topic, [partition]);
    else held.push(partition);
    this.#loads[member]!++;
  }

  giveToLightest(topic: number, partition: number): void {
    let lightest = NOBODY;
    for (const taker of this.#takers[topic]!) {
      if (lightest === NOBODY || this.#loads[taker]! < this.#loads[lightest]!) lightest = taker;
    }
    if (lightest !== NOBODY) this.give(lightest, topic, partition);
  }

  /** Repeats passes over the members, heaviest first, until a pass finds nothing to move. */
  balance(): void {
    for (let moved = true; moved && this.#stepsLeft > 0; ) {
      moved = false;
      const stuck = new Set<number>();
      for (;;) {
        const { source, least } = this.#heaviest(stuck);
        // Nobody is left who has at least two more than the lightest.
        if (source === NOBODY || this.#loads[source]! - least < 2 || this.#stepsLeft <= 0) break;
        const target = this.#search(source, least);
        if (target === NOBODY) {
          stuck.add(source);
        } else {
          this.#moveAlong(source, target);
          moved = true;
        }
      }
    }
  }

  /** The heaviest member that is not stuck, and the load of the lightest of all. */
  #heaviest(stuck: ReadonlySet<number>): { readonly source: number; readonly least: number } {
    const loads = this.#loads;
    let source = NOBODY;
    let most = NOBODY;
    let least = Number.POSITIVE_INFINITY;
    this.#stepsLeft -= loads.length;
    for (let member = 0; member < loads.length; member++) {
      const load = loads[member]!;
      if (load < least) least = load;
      if (load <= most || stuck.has(member)) continue;
      source = member;
      most = load;
    }
    return { source, least };
  }

  /**
   * Breadth first over "has a partition of a topic that the other one takes", to the lightest member
   * with at least two fewer than `source`. Nobody has fewer than `least`: that ends it early.
   */
  #search(source: number, least: number): number {
    const topicsSeen = new Set<number>();
    const queue = [source];
    this.#from.fill(NOBODY);
    let target = NOBODY;
    let bound = this.#loads[source]! - 1;
    for (const member of queue) {
      for (const [topic, partitions] of this.#held[member]!) {
        if (partitions.length === 0 || topicsSeen.has(topic)) continue;
        topicsSeen.add(topic);
        for (const taker of this.#takers[topic]!) {
          this.#stepsLeft--;
          if (taker === source || this.#from[taker] !== NOBODY) continue;
          this.#from[taker] = member;
          this.#by[taker] = topic;
          queue.push(taker);
          if (this.#loads[taker]! >= bound) continue;
          target = taker;
          bound = this.#loads[taker]!;
          if (bound === least) return target;
        }
      }
    }
    return target;
  }

  #moveAlong(source: number, target: number): void {
    for (let to = target; to !== source; ) {
      const from = this.#from[to]!;
      const topic = this.#by[to]!;
      const partition = this.#held[from]!.get(topic)?.pop();
      assert(partition !== undefined, "assignor: a member gives a partition that it has not");
      this.#loads[from]!--;
      this.give(to, topic, partition);
      to = from;
    }
  }
}
