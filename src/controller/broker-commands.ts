/** Decides about brokers: who is registered, who is there, what that means for what they hold. Pure. */
import { TidemarkError } from "../model/errors.ts";
import { BROKERS_MAX } from "../model/limits.ts";
import type { BrokerState, ClusterImage } from "./cluster-image.ts";
import type { NodeRole } from "./cluster-state.ts";
import type { Decision } from "./decision.ts";
import type { MetadataRecord } from "./metadata-records.ts";
import { PartitionChanges, Standing } from "./partition-changes.ts";
import { lostDisk } from "./partition-election.ts";

export interface RegisterBroker {
  readonly id: number;
  /** Random, one for each run of the process: the same one again changes nothing. */
  readonly incarnation: string;
  /** Of its disk; empty: unknown. */
  readonly directoryId?: string;
  readonly address: string;
  readonly rack: string;
  readonly featureLevel?: number;
  readonly roles?: readonly NodeRole[];
}

/** What this version can do that others of the cluster may have to know of. */
export const FEATURE_LEVEL = 1;

const NOTHING: Decision<undefined> = { records: [], reply: undefined };

/**
 * The reply names the broker's epoch. It is fenced until it has replayed that, unless it is alone: then there
 * is nobody who could have led meanwhile.
 */
export function registerBroker(
  image: ClusterImage,
  command: RegisterBroker,
): Decision<{ readonly epoch: number }> {
  const { id, incarnation, directoryId = "" } = command;
  const before = image.broker(id);
  if (before?.replaced.includes(incarnation)) throw replacedError(id);
  if (before === undefined && image.brokerCount >= BROKERS_MAX) {
    throw new TidemarkError("OVERLOADED", `there are ${BROKERS_MAX} brokers already`);
  }
  if (before?.incarnation === incarnation) {
    const same = before.address === command.address && before.rack === command.rack;
    const records = same ? [] : [recordOf(command, before.state)];
    return { records, reply: { epoch: before.epoch } };
  }
  const known = before !== undefined && before.directoryId !== "" && directoryId !== "";
  const isNewDisk = known && before.directoryId !== directoryId;
  const alone = [...image.brokers].every((broker) => broker.id === id);
  const state = alone && !isNewDisk ? "active" : "fenced";
  const changes = new PartitionChanges(new Standing(image, { id, state }));
  if (isNewDisk) {
    for (const topic of image.topics) {
      for (const partition of topic.partitions) {
        if (partition.replicas.includes(id)) changes.set(topic, lostDisk(partition, id));
      }
    }
  }
  changes.electFor(image, id);
  const records = [recordOf(command, state), ...changes.records(image)];
  return { records, reply: { epoch: image.nextEpochOf(id) } };
}

/** It has replayed its registration: it may lead, and be in sync. */
export function brokerActive(
  image: ClusterImage,
  { id, epoch }: { readonly id: number; readonly epoch: number },
): Decision<undefined> {
  const broker = image.broker(id);
  if (broker?.epoch !== epoch || broker.state !== "fenced") return NOTHING;
  return toState(image, broker, broker.leaving ? "draining" : "active", broker.leaving);
}

/** Nothing is heard of it: what it led gets other leaders, and nobody waits for it any more. */
export function fenceBroker(
  image: ClusterImage,
  { id, epoch }: { readonly id: number; readonly epoch: number },
): Decision<undefined> {
  const broker = image.broker(id);
  if (broker?.epoch !== epoch || broker.state === "fenced") return NOTHING;
  return toState(image, broker, "fenced", broker.leaving);
}

export interface DrainBroker {
  readonly id: number;
  readonly drain: boolean;
  /**
   * Of a broker that is about to stop: for this run only. Without it a person wants the broker emptied: that
   * holds until it is taken back.
   */
  readonly epoch?: number;
}

/** Its leaderships go away, and no new ones and no new partitions come. */
export function drainBroker(image: ClusterImage, command: DrainBroker): Decision<undefined> {
  const { id, drain, epoch } = command;
  const broker = existing(image, id);
  if (epoch !== undefined && epoch !== broker.epoch) throw replacedError(id);
  const leaving = epoch === undefined ? drain : broker.leaving;
  const drains = drain || leaving;
  const state = broker.state === "fenced" ? "fenced" : drains ? "draining" : "active";
  if (state === broker.state && leaving === broker.leaving) return NOTHING;
  return toState(image, broker, state, leaving);
}

/** Forgets it, once it holds nothing. Removing one that is not there is done already. */
export function removeBroker(
  image: ClusterImage,
  { id }: { readonly id: number },
): Decision<undefined> {
  if (image.broker(id) === undefined) return NOTHING;
  let held = 0;
  for (const { partitions } of image.topics) {
    for (const { replicas } of partitions) if (replicas.includes(id)) held += 1;
  }
  if (held > 0) {
    throw new TidemarkError(
      "BROKER_NOT_EMPTY",
      `broker ${id} holds ${held} replicas; drain it and move them away first`,
    );
  }
  return { records: [{ type: "brokerRemoved", id }], reply: undefined };
}

export function replacedError(id: number): TidemarkError {
  return new TidemarkError(
    "BROKER_REPLACED",
    `another process has registered as broker ${id} since; each broker needs an id of its own`,
  );
}

export function existing(image: ClusterImage, id: number): BrokerState {
  const broker = image.broker(id);
  if (broker !== undefined) return broker;
  throw new TidemarkError("UNKNOWN_BROKER", `there is no broker ${id}`);
}

function toState(
  image: ClusterImage,
  { id }: BrokerState,
  state: BrokerState["state"],
  leaving: boolean,
): Decision<undefined> {
  const changes = new PartitionChanges(new Standing(image, { id, state }));
  changes.electFor(image, id);
  const record: MetadataRecord = { type: "brokerState", id, state, leaving };
  return { records: [record, ...changes.records(image)], reply: undefined };
}

function recordOf(command: RegisterBroker, state: BrokerState["state"]): MetadataRecord {
  const { id, incarnation, address, rack, directoryId, featureLevel, roles } = command;
  return {
    type: "broker",
    id,
    incarnation,
    address,
    rack,
    ...(directoryId === undefined ? {} : { directoryId }),
    ...(featureLevel === undefined ? {} : { featureLevel }),
    ...(roles === undefined ? {} : { roles }),
    ...(state === "fenced" ? { state } : {}),
  };
}
