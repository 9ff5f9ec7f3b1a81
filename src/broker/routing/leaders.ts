/**
 * Who leads a partition, as far as this node knows. Must never say that a topic is unknown before it has
 * caught up with the metadata.
 */
import type { ClusterImage } from "../../controller/cluster-image.ts";
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import type { PartitionId } from "../../model/ids.ts";
import type { Clock } from "../../platform/clock.ts";
import type { PeerTarget } from "../../platform/network.ts";
import type { Replica } from "../../replication/replica.ts";
import type { HeldTopic, Replicas } from "../replicas.ts";
import { Attempts } from "./attempts.ts";

export type Route =
  | { readonly kind: "here"; readonly replica: Replica }
  | { readonly kind: "there"; readonly target: PeerTarget };

export interface LeadersParts {
  readonly clock: Clock;
  readonly brokerId: number;
  readonly replicas: Replicas;
  /** By the metadata as replayed here. */
  readonly exists: (topic: string, partition: number | undefined) => boolean;
  /** By the metadata as replayed here; undefined: nobody. */
  readonly leaderOf: (topicId: string, partition: number) => PeerTarget | undefined;
  /** Resolves when all that was committed before is replayed here. */
  readonly catchUp: () => Promise<void>;
}

/** Partitions of a topic that one broker leads. */
export interface Share {
  readonly target: PeerTarget;
  readonly partitions: readonly number[];
}

export interface Shares {
  readonly here: readonly number[];
  readonly there: readonly Share[];
  /** Set: some partition is nobody's now, and why. */
  readonly absent: TidemarkError | undefined;
}

export class Leaders {
  readonly #parts: LeadersParts;

  constructor(parts: LeadersParts) {
    this.#parts = parts;
  }

  /** Resolves when all that was committed of the metadata before is replayed here. */
  catchUp(): Promise<void> {
    return this.#parts.catchUp();
  }

  /** Without waiting for what it may not have heard of yet. */
  knows(topic: string): boolean {
    return this.#parts.replicas.has(topic);
  }

  /** Rejects with UNKNOWN_TOPIC, or UNKNOWN_PARTITION, where that is so for the cluster. */
  async known(topic: string, partition?: number): Promise<HeldTopic> {
    const { clock, replicas, catchUp, exists } = this.#parts;
    const find = () => {
      const found = replicas.has(topic) ? replicas.topic(topic) : undefined;
      return partition === undefined || found?.partitions.has(partition) ? found : undefined;
    };
    const found = find();
    if (found !== undefined) return found;
    await catchUp();
    // The metadata may be ahead of what this node has made of it.
    const attempts = new Attempts(clock, () => undefined);
    while (find() === undefined && exists(topic, partition)) {
      if (await attempts.another()) continue;
      throw new TidemarkError("LEADER_NOT_READY", `topic "${topic}" is being opened`);
    }
    if (partition !== undefined) replicas.held(topic, partition);
    return replicas.topic(topic);
  }

  /** Throws where nobody leads it now, or where it is this node's and out of service. */
  route(topic: string, partition: number, topicId?: string): Route {
    const { replicas, brokerId, leaderOf } = this.#parts;
    const { id } = replicas.topic(topic);
    const held = replicas.held(topic, partition);
    const isOther = topicId !== undefined && topicId !== "" && topicId !== id;
    if (held.kind === "serving" || isOther) {
      return { kind: "here", replica: replicas.serving(topic, partition, topicId) };
    }
    if (held.error.code !== "NOT_LEADER") throw held.error;
    const target = leaderOf(id, partition);
    // It is about to lead here, or nobody does.
    if (target === undefined || target.brokerId === brokerId) throw held.error;
    return { kind: "there", target };
  }

  /** The broker that leads it by the metadata; undefined: nobody, or it is gone. */
  leaderNow({ topicId, partition }: PartitionId): number | undefined {
    return this.#parts.leaderOf(topicId, partition)?.brokerId;
  }

  /** All partitions of a topic by who leads them. */
  shares(topic: string): Shares {
    const here: number[] = [];
    const there = new Map<number, { target: PeerTarget; partitions: number[] }>();
    let absent: TidemarkError | undefined;
    for (const [partition] of this.#parts.replicas.topic(topic).partitions) {
      try {
        const route = this.route(topic, partition);
        if (route.kind === "here") {
          here.push(partition);
          continue;
        }
        const { target } = route;
        const share = there.get(target.brokerId);
        if (share === undefined) there.set(target.brokerId, { target, partitions: [partition] });
        else share.partitions.push(partition);
      } catch (error) {
        absent ??= toTidemarkError(error, "looking for the leader failed");
      }
    }
    return { here, there: [...there.values()], absent };
  }
}

/** As the metadata says. */
export function asIn(image: ClusterImage): Pick<LeadersParts, "exists" | "leaderOf"> {
  return {
    exists: (name, partition = 0) => image.topicByName(name)?.partitions[partition] !== undefined,
    leaderOf: (topicId, partition) => {
      const leader = image.partition(topicId, partition)?.leader;
      const broker = leader === undefined ? undefined : image.broker(leader);
      return broker && { brokerId: broker.id, address: broker.address };
    },
  };
}
