/** ClusterService: tidemark.v1 ↔ the broker's words. */
import { MOVES_AT_ONCE_MAX } from "../../model/cluster-limits.ts";
import type { AcceptLoss, Rebalance } from "../../model/descriptions.ts";
import type { tidemark } from "../generated/tidemark.js";
import { invalid, nonZero } from "./decode.ts";

export function rebalanceOf(message: tidemark.v1.RebalanceRequest): Rebalance {
  const { drain, dryRun } = message;
  const atOnce = nonZero(message.atOnce);
  if (atOnce !== undefined && (atOnce < 1 || atOnce > MOVES_AT_ONCE_MAX)) {
    throw invalid(`at_once must be from 1 to ${MOVES_AT_ONCE_MAX}, not ${atOnce}`);
  }
  return { drain, dryRun, atOnce, replicationFactor: nonZero(message.replicationFactor) };
}

export function acceptLossOf(message: tidemark.v1.AcceptLossRequest): AcceptLoss {
  const { topic, partition, leader, loseRecords } = message;
  return { topic, partition, leader: leader ?? undefined, loseRecords };
}
