/**
 * Who shall have which partition of a group. What a member holds may differ for a while: a
 * partition reaches its next holder only when the one before has let go of it.
 */
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import { assign } from "./assignor.ts";
import type { Catalogue, TopicEntry } from "./events.ts";
import type { Members } from "./members.ts";
import type { Holding, Ownership } from "./ownership.ts";

export type Grant = Pick<Holding, "topic" | "topicId" | "partition" | "memberId">;

export class Target {
  #owners = new Map<string, string>();
  #names: ReadonlySet<string> = new Set();
  #topics: readonly TopicEntry[] = [];

  get size(): number {
    return this.#owners.size;
  }

  /** After members, their subscriptions or topics changed. */
  update(members: Members, catalogue: Catalogue): void {
    const all = [...members.all()];
    this.#names = new Set(all.flatMap((member) => member.topics));
    this.#topics = this.#present(catalogue);
    const ids = new Map(this.#topics.map((topic) => [topic.name, topic.id]));
    const wanted = all.map(({ id, topics }) => ({
      id,
      topics: new Set(topics.flatMap((topic) => ids.get(topic) ?? [])),
    }));
    this.#owners = assign(wanted, this.#topics, this.#owners);
  }

  /** Were topics of the members created, deleted or enlarged? */
  isStale(catalogue: Catalogue): boolean {
    const present = this.#present(catalogue);
    return (
      present.length !== this.#topics.length ||
      present.some(({ id, partitions }, index) => {
        const before = this.#topics[index];
        return before?.id !== id || before.partitions !== partitions;
      })
    );
  }

  #present(catalogue: Catalogue): readonly TopicEntry[] {
    return [...this.#names].flatMap((name) => catalogue.byName(name) ?? []);
  }

  ownerOf(place: { readonly topicId: TopicId; readonly partition: number }): string | undefined {
    return this.#owners.get(partitionKey(place));
  }

  /** Free partitions whose next holder is there to take them. */
  vacant(members: Members, ownership: Ownership): Grant[] {
    const grants: Grant[] = [];
    // Whatever is held is also in the target, so equal sizes mean that nothing is free.
    if (this.#owners.size === ownership.size) return grants;
    for (const { id: topicId, name: topic, partitions } of this.#topics) {
      for (let partition = 0; partition < partitions; partition++) {
        const memberId = this.ownerOf({ topicId, partition });
        const member = memberId === undefined ? undefined : members.get(memberId);
        if (member?.session === undefined || ownership.get(topicId, partition)) continue;
        grants.push({ topic, topicId, partition, memberId: member.id });
      }
    }
    return grants;
  }

  /** Of these topics, how many partitions all members knew of when they subscribed. */
  knownPartitions(members: Members, topicIds: ReadonlySet<TopicId>): Map<TopicId, number> {
    const known = new Map<TopicId, number>();
    for (const topic of this.#topics) {
      if (!topicIds.has(topic.id)) continue;
      const seen = [...members.all()]
        .filter((member) => member.topics.includes(topic.name))
        .map((member) => member.subscribed.get(topic.id) ?? 0);
      known.set(topic.id, Math.min(topic.partitions, ...seen));
    }
    return known;
  }
}
