/** How many replicas and leaders each broker has, in all and of each topic: what placement balances. */
import type { ClusterImage } from "./cluster-image.ts";

export class Load {
  readonly #replicas = new Map<number, number>();
  readonly #leaders = new Map<number, number>();
  readonly #ofTopic = new Map<string, Map<number, number>>();
  #total = 0;

  /** Of everything that is placed; the preferred leader is the first replica. */
  static of(image: ClusterImage): Load {
    const load = new Load();
    for (const { id, partitions } of image.topics) {
      for (const { replicas, target } of partitions) load.add(id, target ?? replicas);
    }
    return load;
  }

  get total(): number {
    return this.#total;
  }

  add(topicId: string, replicas: readonly number[]): void {
    for (const broker of replicas) this.addReplica(topicId, broker);
    const leader = replicas[0];
    if (leader !== undefined) this.addLeader(leader, 1);
  }

  addReplica(topicId: string, broker: number, by = 1): void {
    this.#total += by;
    count(this.#replicas, broker, by);
    let ofTopic = this.#ofTopic.get(topicId);
    if (ofTopic === undefined) this.#ofTopic.set(topicId, (ofTopic = new Map()));
    count(ofTopic, broker, by);
  }

  addLeader(broker: number, by: number): void {
    count(this.#leaders, broker, by);
  }

  replicas(broker: number): number {
    return this.#replicas.get(broker) ?? 0;
  }

  leaders(broker: number): number {
    return this.#leaders.get(broker) ?? 0;
  }

  ofTopic(topicId: string, broker: number): number {
    return this.#ofTopic.get(topicId)?.get(broker) ?? 0;
  }

  totalOfTopic(topicId: string): number {
    let total = 0;
    for (const replicas of this.#ofTopic.get(topicId)?.values() ?? []) total += replicas;
    return total;
  }
}

function count(counts: Map<number, number>, broker: number, by: number): void {
  counts.set(broker, (counts.get(broker) ?? 0) + by);
}
