/** Changes of a cluster as JSON. */
import { MOVES_AT_ONCE_MAX } from "../../model/cluster-limits.ts";
import { REPLICAS_MAX } from "../../model/limits.ts";
import type { AcceptLoss, Rebalance } from "../../model/descriptions.ts";
import { Fields } from "./fields.ts";

const REBALANCE: ReadonlySet<string> = new Set(["drain", "replicationFactor", "dryRun", "atOnce"]);
const DRAIN: ReadonlySet<string> = new Set(["broker", "cancel"]);
const REMOVE: ReadonlySet<string> = new Set(["broker"]);
const ACCEPT_LOSS: ReadonlySet<string> = new Set(["topic", "partition", "leader", "loseRecords"]);
const ELECT: ReadonlySet<string> = new Set();
const BROKER_ID_MAX = 2 ** 31 - 1;

export function rebalanceOf(value: unknown): Rebalance {
  const fields = new Fields(value, REBALANCE, "the request", "INVALID_REQUEST");
  return {
    drain: brokersOf(fields),
    replicationFactor: fields.integer("replicationFactor", 1, REPLICAS_MAX),
    dryRun: fields.flag("dryRun"),
    atOnce: fields.integer("atOnce", 1, MOVES_AT_ONCE_MAX),
  };
}

function brokersOf(fields: Fields): readonly number[] | undefined {
  const ids = fields.get("drain");
  if (ids === undefined || ids === null) return undefined;
  const isId = (id: unknown): boolean =>
    Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) <= BROKER_ID_MAX;
  if (Array.isArray(ids) && ids.every(isId)) return ids as number[];
  throw fields.refuse("drain", "must be an array of broker ids");
}

export function drainOf(value: unknown): { readonly broker: number; readonly drain: boolean } {
  const fields = new Fields(value, DRAIN, "the request", "INVALID_REQUEST");
  return { broker: brokerOf(fields), drain: fields.flag("cancel") !== true };
}

export function removeOf(value: unknown): { readonly broker: number } {
  return { broker: brokerOf(new Fields(value, REMOVE, "the request", "INVALID_REQUEST")) };
}

export function acceptLossOf(value: unknown): AcceptLoss {
  const fields = new Fields(value, ACCEPT_LOSS, "the request", "INVALID_REQUEST");
  const topic = fields.text("topic");
  const partition = fields.integer("partition", 0);
  if (topic === undefined) throw fields.refuse("topic", "is missing");
  if (partition === undefined) throw fields.refuse("partition", "is missing");
  const leader = fields.integer("leader", 0, BROKER_ID_MAX);
  return { topic, partition, leader, loseRecords: fields.flag("loseRecords") };
}

/** Has nothing to say. */
export function electOf(value: unknown): void {
  void new Fields(value, ELECT, "the request", "INVALID_REQUEST");
}

function brokerOf(fields: Fields): number {
  const broker = fields.integer("broker", 0, BROKER_ID_MAX);
  if (broker === undefined) throw fields.refuse("broker", "is missing");
  return broker;
}
