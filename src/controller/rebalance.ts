/**
 * A plan that gives every broker its share with few moves: only what somebody has too much of goes, so a
 * new broker gets about its share and nothing moves between the others. Brokers that are to leave give
 * everything away; those that are fenced for now keep what they have and get nothing. Pure: it says what
 * to do, somebody else does it. What is moving already counts as arrived.
 *
 * 1 Replicas on brokers that leave (or are unknown) go to where they fit best.
 * 2 While two brokers differ by more than TOLERANCE, one replica moves from the fuller to the emptier: of the
 *   topic that is spread worst over the two. No move puts two replicas of a partition into one rack that
 *   were in two.
 * 3 Preferred leaders change places within their replicas, which moves no data.
 */
import type { BrokerState, ClusterImage } from "./cluster-image.ts";
import { Load } from "./load.ts";
import { racksOf } from "./placement.ts";

export interface PlannedPartition {
  readonly topicId: string;
  readonly partition: number;
  readonly before: readonly number[];
  /** The preferred leader comes first. */
  readonly replicas: readonly number[];
}

/** Less is not worth the copying: of what a broker has on average, but one replica at least. */
const TOLERANCE = 0.05;

interface Draft {
  readonly topicId: string;
  readonly partition: number;
  readonly before: readonly number[];
  replicas: number[];
}

/** What changes, by topic and partition. `drain`: brokers that are to hold nothing any more. */
export function planRebalance(
  image: ClusterImage,
  options: { readonly drain?: readonly number[] } = {},
): readonly PlannedPartition[] {
  const plan = new Rebalance(image, new Set(options.drain));
  if (plan.isWithoutBrokers) return [];
  plan.evacuate();
  plan.level();
  plan.levelLeaders();
  return plan.changes();
}

class Rebalance {
  readonly #racks: ReadonlyMap<number, string>;
  /** Those that stay and are there. */
  readonly #brokers: readonly number[];
  readonly #fenced = new Set<number>();
  readonly #load: Load;
  readonly #drafts: Draft[] = [];
  readonly #held = new Map<number, Set<Draft>>();

  constructor(image: ClusterImage, leaving: ReadonlySet<number>) {
    this.#racks = racksOf(image, ({ roles }) => roles.includes("broker"));
    const stays = ({ id, leaving: leaves }: BrokerState) => !leaves && !leaving.has(id);
    const staying = [...image.brokers].filter((each) => stays(each) && this.#racks.has(each.id));
    for (const { id, state } of staying) if (state === "fenced") this.#fenced.add(id);
    this.#brokers = staying
      .map(({ id }) => id)
      .filter((id) => !this.#fenced.has(id))
      .sort((a, b) => a - b);
    this.#load = new Load();
    for (const { id: topicId, partitions } of image.topics) {
      for (const { partition, replicas: now, target, lost } of partitions) {
        const replicas = target ?? now;
        this.#load.add(topicId, replicas);
        // There is nothing that could be copied: a person has to decide about it alone.
        if (lost !== undefined) continue;
        const draft = { topicId, partition, before: replicas, replicas: [...replicas] };
        this.#drafts.push(draft);
        for (const broker of replicas) this.#heldBy(broker).add(draft);
      }
    }
  }

  get isWithoutBrokers(): boolean {
    return this.#brokers.length === 0;
  }

  evacuate(): void {
    const stays = new Set([...this.#brokers, ...this.#fenced]);
    for (const draft of this.#drafts) {
      for (const from of draft.replicas.slice()) {
        if (stays.has(from)) continue;
        const to = this.#fullnessOrder().find((broker) => this.#fits(draft, from, broker));
        const anywhere = this.#fullnessOrder().find((broker) => !draft.replicas.includes(broker));
        const target = to ?? anywhere;
        // Fewer brokers stay than the partition has replicas: it keeps what it has.
        if (target !== undefined) this.#move(draft, from, target);
      }
    }
  }

  level(): void {
    const held = this.#brokers.reduce((sum, broker) => sum + this.#load.replicas(broker), 0);
    const average = held / this.#brokers.length;
    const slack = Math.max(Math.floor(average * TOLERANCE), 1);
    // Every move makes the fullest and the emptiest more alike, so this comes to an end.
    for (;;) {
      const order = this.#fullnessOrder();
      if (!this.#levelOnce(order, slack)) return;
    }
  }

  /** By hill climbing: each exchange brings two brokers' leaders closer together. */
  levelLeaders(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const draft of this.#drafts) {
        const [leader] = draft.replicas;
        const heir = this.#leastLeading(draft.replicas);
        const stays = this.#brokers.includes(leader!) || heir === leader;
        if (stays && this.#load.leaders(leader!) - this.#load.leaders(heir) < 2) continue;
        this.#load.addLeader(leader!, -1);
        this.#load.addLeader(heir, 1);
        draft.replicas = [heir, ...draft.replicas.filter((broker) => broker !== heir)];
        changed = true;
      }
    }
  }

  changes(): PlannedPartition[] {
    return this.#drafts.filter(({ before, replicas }) =>
      before.some((broker, at) => replicas[at] !== broker),
    );
  }

  #levelOnce(order: readonly number[], slack: number): boolean {
    for (let full = order.length - 1; full > 0; full--) {
      const from = order[full]!;
      for (const to of order) {
        if (this.#load.replicas(from) - this.#load.replicas(to) <= slack) break;
        const draft = this.#bestToMove(from, to);
        if (draft === undefined) continue;
        this.#move(draft, from, to);
        return true;
      }
    }
    return false;
  }

  /** Of the topic that `from` has most more of than `to`. */
  #bestToMove(from: number, to: number): Draft | undefined {
    let best: Draft | undefined;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (const draft of this.#heldBy(from)) {
      if (!this.#fits(draft, from, to) || this.#waits(draft)) continue;
      const { topicId } = draft;
      const gain = this.#load.ofTopic(topicId, from) - this.#load.ofTopic(topicId, to);
      if (gain > bestGain) [best, bestGain] = [draft, gain];
    }
    return best;
  }

  /** A move is over once all replicas are in sync: with a fenced one that is not before it comes back. */
  #waits({ replicas }: Draft): boolean {
    return replicas.some((broker) => this.#fenced.has(broker));
  }

  #fits({ replicas }: Draft, from: number, to: number): boolean {
    if (replicas.includes(to)) return false;
    const others = replicas.filter((broker) => broker !== from);
    const rackOf = (broker: number): string | undefined => this.#racks.get(broker);
    const taken = others.map(rackOf);
    return !taken.includes(rackOf(to)) || taken.includes(rackOf(from));
  }

  /** Emptiest first. */
  #fullnessOrder(): readonly number[] {
    return [...this.#brokers].sort(
      (a, b) => this.#load.replicas(a) - this.#load.replicas(b) || a - b,
    );
  }

  #leastLeading(replicas: readonly number[]): number {
    const stays = replicas.filter((broker) => this.#brokers.includes(broker));
    let least = stays[0] ?? replicas[0]!;
    for (const broker of stays) {
      if (this.#load.leaders(broker) < this.#load.leaders(least)) least = broker;
    }
    return least;
  }

  #move(draft: Draft, from: number, to: number): void {
    const at = draft.replicas.indexOf(from);
    draft.replicas[at] = to;
    this.#heldBy(from).delete(draft);
    this.#heldBy(to).add(draft);
    this.#load.addReplica(draft.topicId, from, -1);
    this.#load.addReplica(draft.topicId, to);
    if (at === 0) {
      this.#load.addLeader(from, -1);
      this.#load.addLeader(to, 1);
    }
  }

  #heldBy(broker: number): Set<Draft> {
    let held = this.#held.get(broker);
    if (held === undefined) this.#held.set(broker, (held = new Set()));
    return held;
  }
}
