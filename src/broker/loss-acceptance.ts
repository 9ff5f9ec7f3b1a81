/**
 * A partition that nobody can lead, as all that have what was acknowledged are gone for good: says which replica has
 * how much, and lets one of them begin with that. Only where a person says that records may be lost; never by itself.
 */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import type { PartitionState } from "../controller/cluster-image.ts";
import { settledReplicas } from "../controller/moves.ts";
import { FACTS_TIMEOUT_MS } from "../model/cluster-limits.ts";
import {
  type AcceptedLoss,
  type AcceptLoss,
  NO_LEADER,
  type ReplicaEnd,
} from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import type { RequestContext } from "./api.ts";
import type { Replicas } from "./replicas.ts";
import { peerMethod, type PeerRequests } from "./routing/peer-requests.ts";

export interface LossAcceptanceParts {
  readonly brokerId: number;
  readonly metadata: Pick<MetadataNode, "image" | "submit" | "catchUp">;
  readonly peers: Pick<PeerRequests, "ask" | "serve">;
  readonly replicas: Pick<Replicas, "find">;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Undefined: it has no replica that could lead. */
type LogEnd = { readonly endOffset: number; readonly lastEpoch: number } | undefined;

const LOG_END = peerMethod<Place, { readonly end: LogEnd }>("logEnd");

export class LossAcceptance {
  readonly #parts: LossAcceptanceParts;

  constructor(parts: LossAcceptanceParts) {
    this.#parts = parts;
    parts.peers.serve(LOG_END, async (_context, place) => ({ end: this.#here(place) }));
  }

  /** Throws PARTITION_HAS_LEADER where there is nothing to decide. */
  async accept(context: RequestContext, request: AcceptLoss): Promise<AcceptedLoss> {
    const { topic, partition, loseRecords = false } = request;
    const { metadata } = this.#parts;
    await metadata.catchUp();
    const { topicId, state } = this.#leaderless(request);
    const replicas = await Promise.all(
      state.replicas.map((id) => this.#replicaEnd(context, request, state, id)),
    );
    const leader = chosen(replicas, request.leader);
    const answer = { topic, partition, leader: leader ?? NO_LEADER, replicas };
    if (!loseRecords) return { ...answer, accepted: false };
    if (leader === undefined) throw nobodyThere(request, state);
    const settled = settledReplicas(state);
    const others = settled.filter((id) => id !== leader);
    const wanted = [leader, ...others].slice(0, Math.max(settled.length, 1));
    const change = { topicId, partition, replicas: wanted, acceptLoss: true };
    await metadata.submit({ type: "reassign", changes: [change] });
    return { ...answer, accepted: true };
  }

  #leaderless({ topic: name, partition }: Place): {
    readonly topicId: string;
    readonly state: PartitionState;
  } {
    const topic = this.#parts.metadata.image.topicByName(name);
    if (topic === undefined)
      throw new TidemarkError("UNKNOWN_TOPIC", `there is no topic "${name}"`);
    const state = topic.partitions[partition];
    if (state === undefined) {
      throw new TidemarkError("UNKNOWN_PARTITION", `"${name}" has no partition ${partition}`);
    }
    if (state.leader !== undefined) {
      throw new TidemarkError(
        "PARTITION_HAS_LEADER",
        `broker ${state.leader} leads partition ${partition} of "${name}"; nothing was changed`,
      );
    }
    return { topicId: topic.id, state };
  }

  async #replicaEnd(
    context: RequestContext,
    place: Place,
    { inSync, lost = [] }: PartitionState,
    broker: number,
  ): Promise<ReplicaEnd> {
    const end = await this.#askEnd(context, place, broker);
    return {
      broker,
      inSync: inSync.includes(broker),
      lostDisk: lost.includes(broker),
      ...(end === undefined ? {} : { endOffset: end.endOffset, lastEpoch: end.lastEpoch }),
    };
  }

  async #askEnd(context: RequestContext, place: Place, brokerId: number): Promise<LogEnd> {
    const { metadata, peers } = this.#parts;
    if (brokerId === this.#parts.brokerId) return this.#here(place);
    const { address, state } = metadata.image.broker(brokerId) ?? {};
    if (address === undefined || state === "fenced") return undefined;
    const { topic, partition } = place;
    try {
      const target = { brokerId, address };
      const asked = { topic, partition };
      return (await peers.ask(target, LOG_END, context, asked, FACTS_TIMEOUT_MS)).end;
    } catch (error) {
      if (error instanceof TidemarkError) return undefined;
      throw error;
    }
  }

  #here({ topic, partition }: Place): LogEnd {
    const replica = this.#parts.replicas.find(topic, partition)?.replica;
    if (replica === undefined || replica.closed !== undefined) return undefined;
    const { endOffset, lastEpoch } = replica;
    return { endOffset, lastEpoch };
  }
}

/** What was appended under a later leader counts for more than any number of records before it. */
function chosen(replicas: readonly ReplicaEnd[], wanted: number | undefined): number | undefined {
  const there = replicas.filter(({ endOffset }) => endOffset !== undefined);
  if (wanted !== undefined) {
    if (there.some(({ broker }) => broker === wanted)) return wanted;
    throw new TidemarkError(
      "INVALID_REQUEST",
      `broker ${wanted} has no replica that could lead, or does not answer`,
    );
  }
  const most = there.reduce<ReplicaEnd | undefined>((best, each) => {
    return best === undefined || hasMore(each, best) ? each : best;
  }, undefined);
  return most?.broker;
}

function hasMore(one: ReplicaEnd, other: ReplicaEnd): boolean {
  const [epoch, otherEpoch] = [one.lastEpoch ?? -1, other.lastEpoch ?? -1];
  if (epoch !== otherEpoch) return epoch > otherEpoch;
  return (one.endOffset ?? 0) > (other.endOffset ?? 0);
}

function nobodyThere({ topic, partition }: Place, { replicas }: PartitionState): TidemarkError {
  return new TidemarkError(
    "PEER_UNREACHABLE",
    `none of the replicas of partition ${partition} of "${topic}" is there ` +
      `(brokers ${replicas.join(", ")}): start one of them`,
  );
}
