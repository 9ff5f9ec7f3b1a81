/** What applies to a topic: its own settings over the broker's. */
import type { Config } from "../config/settings.ts";
import type { TopicState } from "../controller/cluster-image.ts";
import { minInsyncReplicasOf } from "../controller/cluster-state.ts";
import type { LogOptions } from "../log/log-options.ts";
import { deadLetterTopicOf } from "../model/dead-letter.ts";
import { type TopicConfig, withTopicDefaults } from "../model/topic-config.ts";
import type { LatePolicy } from "../replication/late-records.ts";
import { INTERNAL_SEGMENT_BYTES_MAX } from "../model/limits.ts";
import { isInternalTopic, OFFSETS_TOPIC } from "../model/names.ts";
import type { CleaningPolicy } from "../replication/clean-partition.ts";
import type { ReplicaSettings } from "../replication/replica.ts";

export interface BrokerSettings {
  logOptions(topic: TopicState, partitions: number): LogOptions;
  /** Of logs that hold no topic of a user's. */
  internalLogOptions(): LogOptions;
  replicaSettings(
    topic: TopicState,
  ): Pick<ReplicaSettings, "maxRecordBytes" | "scheduleDelayMaxMs" | "dedupWindowMs">;
  minInsyncReplicas(topic: TopicState): number;
  /** Undefined: late records are released. */
  latePolicy(topic: TopicState): LatePolicy | undefined;
  cleaningPolicy(topic: TopicState): CleaningPolicy;
  /** Everything that has a value: what was set, the defaults, the broker's. */
  effectiveConfig(topic: TopicState): TopicConfig;
}

/** `config` is read at each use: some settings change while the broker runs. */
export function brokerSettings(config: () => Config): BrokerSettings {
  const base = (): Omit<LogOptions, "cacheBytes"> => {
    const { segmentBytes, segmentMs, indexIntervalBytes, groupCommitBytes } = config();
    const { flush, flushIntervalMs: intervalMs } = config();
    const mode: LogOptions["flush"] =
      flush === "interval" ? { mode: "interval", intervalMs } : { mode: "sync" };
    return { segmentBytes, segmentMs, indexIntervalBytes, groupCommitBytes, flush: mode };
  };
  const replicaSettings = ({ config: own }: TopicState) => ({
    maxRecordBytes: own.maxRecordBytes ?? config().maxRecordBytes,
    scheduleDelayMaxMs: own.scheduleDelayMaxMs ?? config().scheduleDelayMax,
    dedupWindowMs: withTopicDefaults(own).dedupWindowMs ?? 0,
  });
  return {
    logOptions({ name, config: own }, partitions) {
      const options = base();
      const segmentBytes = own.segmentBytes ?? options.segmentBytes;
      const segmentBytesMax = isInternalTopic(name) ? INTERNAL_SEGMENT_BYTES_MAX : Infinity;
      return {
        ...options,
        segmentBytes: Math.min(segmentBytes, segmentBytesMax),
        segmentMs: own.segmentMs ?? options.segmentMs,
        cacheBytes: cacheShare(config(), partitions),
      };
    },
    internalLogOptions: () => ({ ...base(), flush: { mode: "sync" }, cacheBytes: 0 }),
    replicaSettings,
    minInsyncReplicas: minInsyncReplicasOf,
    latePolicy({ name, config: own }) {
      const { latePolicy, lateAfterMs = 0, deadLetterTopic } = withTopicDefaults(own);
      if (latePolicy === "drop") return { kind: "drop", lateAfterMs };
      const to = deadLetterTopicOf(name, deadLetterTopic);
      // Dead letters that are late have nowhere to go: they are released.
      if (latePolicy !== "deadLetter" || to === undefined) return undefined;
      return { kind: "deadLetter", lateAfterMs, to };
    },
    cleaningPolicy: (topic) => cleaningPolicy(topic, config()),
    effectiveConfig(topic) {
      const { segmentBytes, segmentMs, retentionMs, retentionBytes } = config();
      return {
        ...withTopicDefaults(topic.config),
        segmentBytes: topic.config.segmentBytes ?? segmentBytes,
        segmentMs: topic.config.segmentMs ?? segmentMs,
        retentionMs: topic.config.retentionMs ?? retentionMs,
        retentionBytes: topic.config.retentionBytes ?? retentionBytes,
        ...replicaSettings(topic),
        minInsyncReplicas: minInsyncReplicasOf(topic),
      };
    },
  };
}

const FOR_EVER = { retentionMs: -1, retentionBytes: -1 };

function cleaningPolicy(topic: TopicState, config: Config): CleaningPolicy {
  const own = withTopicDefaults(topic.config);
  const { cleanupPolicy = "delete", tombstoneRetentionMs = 0, compactionLagMinMs = 0 } = own;
  const segmentMs = own.segmentMs ?? config.segmentMs;
  const compaction = { tombstoneRetentionMs, compactionLagMinMs };
  // What the broker writes for itself never goes by age; offsets are read by key alone.
  if (topic.name === OFFSETS_TOPIC) return { ...FOR_EVER, segmentMs, compaction };
  if (isInternalTopic(topic.name)) return { ...FOR_EVER, segmentMs };
  if (cleanupPolicy === "compact") return { ...FOR_EVER, segmentMs, compaction };
  return {
    retentionMs: own.retentionMs ?? config.retentionMs,
    retentionBytes: own.retentionBytes ?? config.retentionBytes,
    segmentMs,
    compaction: cleanupPolicy === "delete" ? undefined : compaction,
  };
}

/** The tail cache is shared out evenly, so that all of it together keeps its bound. */
export function cacheShare(config: Config, partitions: number): number {
  const share = Math.floor(config.tailCacheBytes / Math.max(partitions, 1));
  return Math.min(config.tailCachePartitionBytes, share);
}

/** For what is asked at each batch: worked out once for each state of a topic, which never changes. */
export function rememberedByTopic<T>(make: (topic: TopicState) => T): (topic: TopicState) => T {
  const known = new WeakMap<TopicState, T>();
  return (topic) => {
    const before = known.get(topic);
    if (before !== undefined) return before;
    const made = make(topic);
    known.set(topic, made);
    return made;
  };
}
