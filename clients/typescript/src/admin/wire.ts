/** From the schema's messages to what the admin tells. */
import { tidemark } from "../generated/tidemark.js";
import { fromWireError } from "../transport/status.ts";
import type {
  PutGroup,
  QueueSettings,
  GroupDescription,
  Misfire,
  PendingRecord,
  RecurrenceState,
  TopicDescription,
} from "./types.ts";

export function toTopic(topic: tidemark.v1.Topic): TopicDescription {
  const { name, id, config, internal, pending } = topic;
  return {
    name,
    id,
    config: { ...config },
    internal,
    pending,
    nextDue: topic.nextDue ?? undefined,
    overdue: topic.overdue,
    partitions: topic.partitions.map((each) => ({
      partition: each.partition,
      leader: each.leader,
      leaderEpoch: each.leaderEpoch,
      replicas: [...each.replicas],
      isr: [...each.isr],
      logStartOffset: each.logStartOffset,
      highWatermark: each.highWatermark,
      pending: each.pending,
      scheduleStartOffset: each.scheduleStartOffset,
      sizeBytes: each.sizeBytes,
      pinnedBytes: each.pinnedBytes,
      nextDue: each.nextDue ?? undefined,
      overdue: each.overdue,
      error: each.error == null ? undefined : fromWireError(each.error),
    })),
  };
}

const STREAM = tidemark.v1.GroupMode.GROUP_MODE_STREAM;
const QUEUE = tidemark.v1.GroupMode.GROUP_MODE_QUEUE;

export function toGroup(group: tidemark.v1.Group): GroupDescription {
  const { name, state, generation } = group;
  return {
    name,
    mode: group.mode === QUEUE ? "queue" : "stream",
    state,
    generation,
    members: group.members.map(({ id, clientId, address, partitions, inFlight }) => ({
      id,
      clientId,
      address,
      partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
      inFlight,
    })),
    partitions: group.partitions.map((each) => ({
      topic: each.topic,
      partition: each.partition,
      committed: each.committed ?? undefined,
      highWatermark: each.highWatermark,
      lag: each.lag,
      lagMs: each.lagMs ?? undefined,
      memberId: each.memberId === "" ? undefined : each.memberId,
      inFlight: each.inFlight,
      waiting: each.waiting,
      redelivered: each.redelivered,
      deadLettered: each.deadLettered,
      expired: each.expired,
    })),
    settings: group.settings == null ? undefined : toSettings(group.settings),
  };
}

const toSettings = (settings: tidemark.v1.QueueSettings): QueueSettings => ({
  ackTimeoutMs: settings.ackTimeoutMs ?? 0,
  deliveriesMax: settings.deliveriesMax ?? 0,
  retryBackoffMs: settings.retryBackoffMs ?? 0,
  retryBackoffMaxMs: settings.retryBackoffMaxMs ?? 0,
  deadLetterTopic: settings.deadLetterTopic ?? undefined,
  keyOrder: settings.keyOrder ?? false,
});

export const fromPutGroup = ({
  group,
  mode,
  settings,
}: PutGroup): tidemark.v1.PutGroupRequest.$Properties => ({
  group,
  mode: mode === undefined ? 0 : mode === "queue" ? QUEUE : STREAM,
  ...(settings === undefined ? {} : { settings }),
});

export function toPending(record: tidemark.v1.PendingRecord): PendingRecord {
  const { id, partition, offset, deliverAt, key, recurring } = record;
  return {
    id,
    partition,
    offset,
    deliverAt: deliverAt ?? undefined,
    key: key == null ? null : (key as Buffer),
    headers: record.headers.map(({ key, value }) => ({ key, value })),
    recurring,
    recurrence: record.recurrence == null ? undefined : toRecurrence(record.recurrence),
  };
}

/** By the numbers of the schema. */
export const MISFIRES: readonly Misfire[] = ["fireOnce", "skip", "fireAll"];

function toRecurrence(recurrence: tidemark.v1.Recurrence): RecurrenceState {
  return {
    cron: recurrence.cron ?? undefined,
    everyMs: recurrence.everyMs ?? undefined,
    timeZone: recurrence.timeZone ?? undefined,
    start: recurrence.start ?? undefined,
    end: recurrence.end ?? undefined,
    maxCount: recurrence.maxCount ?? undefined,
    misfire: MISFIRES[recurrence.misfire] ?? "fireOnce",
    paused: recurrence.paused === true,
    firings: recurrence.firings,
    nextDue: recurrence.nextDue ?? undefined,
  };
}
