/**
 * What a person changes about a cluster: who holds what, who leaves, who leads. It plans and submits commands;
 * it decides nothing, and remembers nothing between two requests: what still has to move follows from the
 * image each time, so that whoever asks may stop and go on at any broker.
 */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { PartitionRef } from "../controller/partition-commands.ts";
import { nextMoves, planReplicationFactor } from "../controller/plan-moves.ts";
import { type PlannedPartition, planRebalance } from "../controller/rebalance.ts";
import type { AcceptedLoss, AcceptLoss, Rebalance, Rebalancing } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import { MOVES_AT_ONCE, MOVES_AT_ONCE_MAX } from "../model/cluster-limits.ts";
import type { ClusterApi, RequestContext } from "./api.ts";
import type { LossAcceptance } from "./loss-acceptance.ts";
import { movingIn, type MovesUnderWay } from "./moves-under-way.ts";

export interface ClusterChangesParts {
  readonly metadata: Pick<MetadataNode, "image" | "submit" | "catchUp">;
  readonly moves: Pick<MovesUnderWay, "describe">;
  readonly losses: Pick<LossAcceptance, "accept">;
}

export class ClusterChanges implements ClusterApi {
  readonly #metadata: Pick<MetadataNode, "image" | "submit" | "catchUp">;
  readonly #moves: Pick<MovesUnderWay, "describe">;
  readonly #losses: Pick<LossAcceptance, "accept">;

  constructor({ metadata, moves, losses }: ClusterChangesParts) {
    this.#metadata = metadata;
    this.#moves = moves;
    this.#losses = losses;
  }

  async rebalance(context: RequestContext, request: Rebalance): Promise<Rebalancing> {
    const { image } = this.#metadata;
    const { dryRun = false, atOnce = MOVES_AT_ONCE } = request;
    // An older picture would move again what has arrived.
    await this.#metadata.catchUp();
    const plan = planOf(image, request);
    const room = Math.min(atOnce, MOVES_AT_ONCE_MAX) - movingIn(image).length;
    const changes = dryRun ? [] : nextMoves(image, plan, Math.max(room, 0)).begin;
    if (changes.length > 0) await this.#metadata.submit({ type: "reassign", changes });
    const begun = new Set(changes.map(placeOf));
    return {
      planned: plan
        .filter((move) => !begun.has(placeOf(move)))
        .map(({ topicId, partition, before, replicas }) => ({
          topic: image.topicById(topicId)?.name ?? topicId,
          partition,
          from: before,
          to: replicas,
        })),
      started: changes.length,
      moving: await this.#moves.describe(context),
    };
  }

  async drain(
    _context: RequestContext,
    { broker, drain }: { readonly broker: number; readonly drain: boolean },
  ): Promise<void> {
    await this.#metadata.submit({ type: "drainBroker", id: broker, drain });
  }

  async remove(_context: RequestContext, { broker }: { readonly broker: number }): Promise<void> {
    await this.#metadata.submit({ type: "removeBroker", id: broker });
  }

  acceptLoss(context: RequestContext, request: AcceptLoss): Promise<AcceptedLoss> {
    return this.#losses.accept(context, request);
  }

  electPreferred(_context: RequestContext): Promise<number> {
    return this.#metadata.submit({ type: "electPreferred" });
  }
}

const placeOf = ({ topicId, partition }: PartitionRef): string => `${topicId}/${partition}`;

function planOf(image: ClusterImage, request: Rebalance): readonly PlannedPartition[] {
  const { drain = [], replicationFactor } = request;
  for (const id of drain) existing(image, id);
  if (replicationFactor === undefined) return planRebalance(image, { drain });
  const topicIds = [...image.topics].map(({ id }) => id);
  return planReplicationFactor(image, topicIds, replicationFactor);
}

function existing(image: ClusterImage, id: number): void {
  if (image.broker(id) !== undefined) return;
  const known = [...image.brokers].map((broker) => broker.id).join(", ");
  throw new TidemarkError("UNKNOWN_BROKER", `there is no broker ${id}; there are ${known}`);
}
