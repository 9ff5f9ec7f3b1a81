/**
 * What `/v1/cluster` and `/v1/topics` say of a cluster, and what is wrong with it. Decides nothing: it
 * only adds up.
 */
import type { BrokerHttp } from "./broker-http.ts";

export interface BrokerLine {
  readonly id: number;
  readonly address: string;
  readonly rack: string;
  readonly state: string;
  readonly epoch?: number;
  readonly isController?: boolean;
  /** It is to be emptied. */
  readonly leaving?: boolean;
  readonly leaders?: number;
  readonly replicas?: number;
  /** Of its wall clock, against the active controller's. */
  readonly skewMs?: number;
  /** Metadata that it has not replayed. */
  readonly lagEntries?: number;
}

export interface ControllerLine {
  readonly id: number;
  readonly voter?: boolean;
  /** Entries of the metadata log that it does not have. */
  readonly lag?: number;
}

/** A partition that gets other replicas. */
export interface MovingLine {
  readonly topic: string;
  readonly partition: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly arrived: readonly number[];
  readonly copies?: readonly {
    readonly broker: number;
    readonly copiedBytes: number;
    readonly totalBytes: number;
  }[];
  readonly bytesPerSecondMax?: number;
}

export interface ClusterLine {
  readonly clusterId: string;
  /** The active one; below 0 or missing: none is known. */
  readonly controller?: number | null;
  readonly brokers: readonly BrokerLine[];
  readonly controllers?: readonly ControllerLine[];
  readonly moving?: readonly MovingLine[];
}

export interface PartitionLine {
  readonly partition: number;
  readonly leader?: number | null;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly highWatermark?: number;
  readonly sizeBytes?: number;
  readonly replicaLag?: readonly {
    readonly broker: number;
    readonly lagOffsets?: number;
    readonly lagMs?: number;
  }[];
  readonly error?: { readonly code: string; readonly message: string };
}

export interface TopicLine {
  readonly name: string;
  readonly partitions: readonly PartitionLine[];
}

export interface ClusterView {
  readonly cluster: ClusterLine;
  readonly topics: readonly TopicLine[];
}

export type Trouble = "no leader" | "under-replicated" | "out of service";

export interface TroubledPartition {
  readonly topic: string;
  readonly partition: number;
  readonly trouble: Trouble;
  readonly leader: number | undefined;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly detail: string | undefined;
}

export interface BrokerSums {
  readonly leaders: number;
  readonly replicas: number;
  /** Replicas that are not in sync. */
  readonly outOfSync: number;
  /** Offsets that its followers are behind, in all partitions; undefined: nobody said. */
  readonly lagOffsets: number | undefined;
}

export interface ClusterHealth {
  readonly partitions: number;
  readonly withoutLeader: number;
  readonly underReplicated: number;
  readonly outOfService: number;
  readonly troubled: readonly TroubledPartition[];
  readonly brokers: ReadonlyMap<number, BrokerSums>;
}

/** Internal topics too: groups cannot work without theirs. */
export async function readView(http: BrokerHttp): Promise<ClusterView> {
  const [cluster, topics] = await Promise.all([
    http.get("/v1/cluster"),
    http.get("/v1/topics?internal=true"),
  ]);
  return { cluster: cluster as ClusterLine, topics: topics as readonly TopicLine[] };
}

/** Undefined: nobody decides now, as far as the broker that was asked knows. */
export function activeController({ controller }: ClusterLine): number | undefined {
  return controller === undefined || controller === null || controller < 0 ? undefined : controller;
}

export function healthOf({ topics }: Pick<ClusterView, "topics">): ClusterHealth {
  const troubled: TroubledPartition[] = [];
  const brokers = new Map<number, { -readonly [Name in keyof BrokerSums]: BrokerSums[Name] }>();
  const sumsOf = (id: number) => {
    const sums = brokers.get(id) ?? {
      leaders: 0,
      replicas: 0,
      outOfSync: 0,
      lagOffsets: undefined,
    };
    brokers.set(id, sums);
    return sums;
  };
  let partitions = 0;
  for (const topic of topics) {
    for (const line of topic.partitions) {
      partitions += 1;
      const leader = leaderOf(line);
      if (leader !== undefined) sumsOf(leader).leaders += 1;
      for (const id of line.replicas) {
        const sums = sumsOf(id);
        sums.replicas += 1;
        if (!line.isr.includes(id)) sums.outOfSync += 1;
      }
      for (const { broker, lagOffsets = 0 } of line.replicaLag ?? []) {
        const sums = sumsOf(broker);
        sums.lagOffsets = (sums.lagOffsets ?? 0) + lagOffsets;
      }
      const trouble = troubleOf(line);
      if (trouble === undefined) continue;
      const { partition, replicas, isr, error } = line;
      const place = { topic: topic.name, partition, leader, replicas, isr };
      troubled.push({ ...place, trouble, detail: error?.message });
    }
  }
  const count = (trouble: Trouble): number =>
    troubled.filter((each) => each.trouble === trouble).length;
  return {
    partitions,
    withoutLeader: count("no leader"),
    underReplicated: count("under-replicated"),
    outOfService: count("out of service"),
    troubled,
    brokers,
  };
}

/** The worst that can be said of it. */
function troubleOf(line: PartitionLine): Trouble | undefined {
  if (leaderOf(line) === undefined) return "no leader";
  if (line.error !== undefined) return "out of service";
  return line.isr.length < line.replicas.length ? "under-replicated" : undefined;
}

/** Brokers have numbers from 0 on, so only what is negative or missing means that there is none. */
function leaderOf({ leader }: PartitionLine): number | undefined {
  return leader === undefined || leader === null || leader < 0 ? undefined : leader;
}

/** One line: all is well, or how many partitions are not. */
export function healthText(health: ClusterHealth): string {
  const { partitions, withoutLeader, underReplicated, outOfService } = health;
  const all = `${partitions} partition${partitions === 1 ? "" : "s"}`;
  const wrong = [
    [withoutLeader, "without a leader"],
    [outOfService, "out of service"],
    [underReplicated, "under-replicated"],
  ] as const;
  const parts = wrong.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return parts.length === 0 ? `${all}, all in sync` : `${all}: ${parts.join(", ")}`;
}
