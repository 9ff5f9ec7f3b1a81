/** The one table of metrics; the reference page is generated from it. Names are never reused. */

export interface MetricRow {
  /** OpenTelemetry name; see `prometheusName` for the other. */
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  /** UCUM: `s`, `By`, `1`, or an annotation such as `{record}`. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly bounds: readonly number[];
  readonly doc: string;
}

function counter<const L extends readonly string[] = []>(
  name: string,
  unit: string,
  doc: string,
  ...labels: L
) {
  return { name, kind: "counter", unit, labels, bounds: [], doc } as const;
}

function gauge<const L extends readonly string[] = []>(
  name: string,
  unit: string,
  doc: string,
  ...labels: L
) {
  return { name, kind: "gauge", unit, labels, bounds: [], doc } as const;
}

function histogram(name: string, unit: string, doc: string, bounds: readonly number[]) {
  return { name, kind: "histogram", unit, labels: [], bounds, doc } as const;
}

/** Half a millisecond is what one writes home about; an hour is what an outage leaves behind. */
const LATENESS_SECONDS = [
  0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.05, 0.1,
  0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];
/** From a fast NVMe's sync to a disk that hangs. */
const LATENCY_SECONDS = [
  0.0001, 0.0002, 0.0003, 0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025,
  0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
/** From a segment that is only removed to terabytes at the cleaner's pace. */
const CLEAN_SECONDS = [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000];
const GROUP_BYTES = Array.from({ length: 9 }, (_, index) => 256 * 4 ** index);
const GROUP_BATCHES = Array.from({ length: 11 }, (_, index) => 2 ** index);

export const METRICS = {
  producedRecords: counter(
    "tidemark.produced.records",
    "{record}",
    "Records appended for producers, scheduled ones included.",
    "topic",
  ),
  producedBytes: counter(
    "tidemark.produced.bytes",
    "By",
    "Bytes of batches appended for producers.",
    "topic",
  ),
  duplicateRecords: counter(
    "tidemark.duplicate.records",
    "{record}",
    "Records not appended because they were before: same sequence or message id.",
    "topic",
  ),
  refusedRecords: counter(
    "tidemark.refused.records",
    "{record}",
    "Records refused, by error code.",
    "code",
  ),
  consumedRecords: counter(
    "tidemark.consumed.records",
    "{record}",
    "Records handed to consumers.",
    "topic",
  ),
  consumedBytes: counter(
    "tidemark.consumed.bytes",
    "By",
    "Bytes handed to consumers, as charged to their credits.",
    "topic",
  ),
  redeliveredRecords: counter(
    "tidemark.redelivered.records",
    "{record}",
    "Deliveries to queue groups after a record's first.",
    "topic",
  ),
  settledRecords: counter(
    "tidemark.settled.records",
    "{record}",
    "What consumers of queue groups said of records, by what: ack, nack, extend, lost.",
    "verb",
  ),
  expiredRecords: counter(
    "tidemark.expired.records",
    "{record}",
    "Records that groups never got to see: past their lifetime, or cleaned away before.",
    "topic",
  ),
  inFlightRecords: gauge(
    "tidemark.in.flight.records",
    "{record}",
    "Records that consumers of a queue group hold.",
    "group",
  ),
  groupLag: gauge(
    "tidemark.group.lag.records",
    "{record}",
    "Records that a group has not committed or settled. Groups of the first 10,000 partitions.",
    "group",
  ),
  groupLagTime: gauge(
    "tidemark.group.lag.time",
    "s",
    "Age of the oldest of them, looked up every 10 s at most, for 100 groups that are behind.",
    "group",
  ),
  acknowledgeTime: histogram(
    "tidemark.acknowledge.time",
    "s",
    "From the arrival of a batch to its acknowledgement.",
    LATENCY_SECONDS,
  ),

  scheduledRecords: counter(
    "tidemark.scheduled.records",
    "{record}",
    "Records accepted with a due time.",
    "topic",
  ),
  releasedRecords: counter(
    "tidemark.released.records",
    "{record}",
    "Records released at their due time.",
    "topic",
  ),
  cancelledRecords: counter(
    "tidemark.cancelled.records",
    "{record}",
    "Pending records cancelled.",
    "topic",
  ),
  rescheduledRecords: counter(
    "tidemark.rescheduled.records",
    "{record}",
    "Pending records given another due time.",
    "topic",
  ),
  lateRecords: counter(
    "tidemark.late.records",
    "{record}",
    "Records too late when the broker came back, by what became of them: dropped, deadLettered.",
    "topic",
    "outcome",
  ),
  deadLetteredRecords: counter(
    "tidemark.dead.lettered.records",
    "{record}",
    "Records copied to a dead-letter topic, by their own topic and why.",
    "topic",
    "reason",
  ),
  firedRecords: counter(
    "tidemark.fired.records",
    "{record}",
    "Firings of recurring schedules; they are among the released records too.",
    "topic",
  ),
  misfires: counter(
    "tidemark.misfires",
    "{misfire}",
    "Times that a recurring schedule was found behind, each however many nominal times it had missed.",
    "topic",
  ),
  earlyRecords: counter(
    "tidemark.early.records",
    "{record}",
    "Records visible before their due time by this broker's clock. Always 0, or a promise is broken.",
  ),
  lateness: histogram(
    "tidemark.lateness",
    "s",
    "Visible time minus due time of released records.",
    LATENESS_SECONDS,
  ),
  pendingRecords: gauge(
    "tidemark.pending.records",
    "{record}",
    "Records that wait for their due time.",
    "topic",
  ),
  overdueRecords: gauge(
    "tidemark.overdue.records",
    "{record}",
    "Pending records whose due time has passed; at most 100,000 are counted.",
  ),
  nextDueTime: gauge(
    "tidemark.next.due.time",
    "s",
    "Unix time of the next due record; 0 where nothing is pending.",
  ),
  messageIds: gauge("tidemark.message.ids", "{id}", "Message ids remembered, over all partitions."),
  messageIdsForgotten: counter(
    "tidemark.message.ids.forgotten",
    "{id}",
    "Message ids forgotten before dedupWindowMs was over, because there were too many.",
  ),
  scheduleOverlayRecords: gauge(
    "tidemark.schedule.overlay.records",
    "{record}",
    "Changes of the pending index that are not in the store yet.",
  ),
  clockSteps: counter(
    "tidemark.clock.steps",
    "{step}",
    "Steps of the wall clock against the monotonic one.",
  ),

  flushTime: histogram(
    "tidemark.flush.time",
    "s",
    "One write and sync of a group of batches.",
    LATENCY_SECONDS,
  ),
  flushBytes: histogram("tidemark.flush.bytes", "By", "Bytes in one group.", GROUP_BYTES),
  flushBatches: histogram(
    "tidemark.flush.batches",
    "{batch}",
    "Batches in one group.",
    GROUP_BATCHES,
  ),
  appendQueueBytes: gauge("tidemark.append.queue.bytes", "By", "Appended and not yet on disk."),
  tailCacheBytes: gauge(
    "tidemark.tail.cache.bytes",
    "By",
    "Memory held for readers at the end of partitions.",
  ),
  cacheReadBytes: counter("tidemark.cache.read.bytes", "By", "Bytes read from the tail cache."),
  diskReadBytes: counter("tidemark.disk.read.bytes", "By", "Bytes of log read from disk."),
  logBytes: gauge("tidemark.log.bytes", "By", "Size of all partitions on disk.", "topic"),
  pinnedBytes: gauge(
    "tidemark.pinned.bytes",
    "By",
    "Of log.bytes, what readers are past and waiting records keep.",
    "topic",
  ),
  freedBytes: counter(
    "tidemark.freed.bytes",
    "By",
    "Bytes of log that retention and compaction took off the disk.",
    "topic",
  ),
  rewrittenBytes: counter(
    "tidemark.rewritten.bytes",
    "By",
    "Bytes of log that were copied to leave others out.",
    "topic",
  ),
  cleanTime: histogram(
    "tidemark.clean.time",
    "s",
    "One cleaning of one partition, waits for cleanerBytesPerSecond included.",
    CLEAN_SECONDS,
  ),
  diskFull: gauge("tidemark.disk.full", "1", "1 while the disk takes no more records."),
  damagedPartitions: gauge(
    "tidemark.damaged.partitions",
    "{partition}",
    "Partitions out of service because their log is damaged.",
  ),
  rebuildingPartitions: gauge(
    "tidemark.rebuilding.partitions",
    "{partition}",
    "Partitions that fold their log again before they are served.",
  ),

  brokers: gauge(
    "tidemark.brokers",
    "{broker}",
    "Brokers of the cluster: active, draining, or fenced because nobody hears of them.",
    "state",
  ),
  underReplicatedPartitions: gauge(
    "tidemark.underreplicated.partitions",
    "{partition}",
    "Partitions this broker leads that have replicas which are not in sync; those that are copied for a move do not count.",
  ),
  replicaLagRecords: gauge(
    "tidemark.replica.lag.records",
    "{record}",
    "Offsets that this broker has on disk as leader and a follower has not, over all partitions, by follower.",
    "broker",
  ),
  replicaLagBytes: gauge(
    "tidemark.replica.lag.bytes",
    "By",
    "About how many bytes of log those are: batches are taken to be spread evenly.",
    "broker",
  ),
  replicaLagTime: gauge(
    "tidemark.replica.lag.time",
    "s",
    "How long a follower has not had everything, of the partition where that is longest.",
    "broker",
  ),
  leaderlessPartitions: gauge(
    "tidemark.leaderless.partitions",
    "{partition}",
    "Partitions of the whole cluster that nobody leads.",
  ),
  movingPartitions: gauge(
    "tidemark.moving.partitions",
    "{partition}",
    "Partitions of the whole cluster that get other replicas.",
  ),
  moveRemainingBytes: gauge(
    "tidemark.move.remaining.bytes",
    "By",
    "What has yet to be copied to replicas that come, of the partitions that this broker leads.",
  ),
  leaderChanges: counter(
    "tidemark.leader.changes",
    "{change}",
    "Times a partition of the cluster got another leader, or lost it.",
  ),
  inSyncChanges: counter(
    "tidemark.insync.changes",
    "{change}",
    "Times the in-sync set of a partition that this broker leads changed: shrink or expand.",
    "direction",
  ),
  activeController: gauge(
    "tidemark.active.controller",
    "1",
    "1 while this node is the active controller: over all nodes the sum should be 1.",
  ),
  controllerId: gauge(
    "tidemark.controller.id",
    "1",
    "Id of the active controller as far as this node knows; -1: it knows of none.",
  ),
  controllerElections: counter(
    "tidemark.controller.elections",
    "{election}",
    "Times this node became the active controller.",
  ),
  brokerFencings: counter(
    "tidemark.broker.fencings",
    "{fencing}",
    "Times this node, as the active controller, fenced a broker: it stopped, died or was not heard of.",
  ),
  brokerActivations: counter(
    "tidemark.broker.activations",
    "{activation}",
    "Times this node, as the active controller, let a broker come back or join.",
  ),
  preferredElections: counter(
    "tidemark.preferred.elections",
    "{partition}",
    "Partitions that this node, as the active controller, gave back to their preferred leaders.",
  ),
  metadataLag: gauge(
    "tidemark.metadata.lag",
    "{entry}",
    "Entries of the metadata log that are committed, as far as this node knows, and not replayed here.",
  ),
  peerCalls: counter(
    "tidemark.peer.calls",
    "{call}",
    "Calls to other nodes: ok, or the code of the error.",
    "method",
    "outcome",
  ),

  topics: gauge("tidemark.topics", "{topic}", "Topics, internal ones not counted."),
  partitions: gauge("tidemark.partitions", "{partition}", "Partitions on this broker."),
  ledPartitions: gauge(
    "tidemark.led.partitions",
    "{partition}",
    "Partitions that this broker leads and serves.",
  ),
  replicatedBytes: counter(
    "tidemark.replicated.bytes",
    "By",
    "Batches between this broker and others; direction is sent (to followers) or received.",
    "direction",
  ),
  groups: gauge("tidemark.groups", "{group}", "Consumer groups."),
  groupMembers: gauge("tidemark.group.members", "{member}", "Members of all groups."),

  creditsGranted: counter(
    "tidemark.credits.granted",
    "By",
    "Credits granted: to producers by the broker, to the broker by consumers.",
    "side",
  ),
  creditsOutstanding: gauge(
    "tidemark.credits.outstanding",
    "By",
    "Credits granted and not used yet.",
    "side",
  ),
  memoryBudgetUsed: gauge(
    "tidemark.memory.budget.used",
    "By",
    "What producers' batches hold of produceMemoryBytes.",
  ),

  connections: gauge("tidemark.connections", "{connection}", "Open connections."),
  streams: gauge(
    "tidemark.streams",
    "{stream}",
    "Open streams of every dialect, by kind: produce, fetch, subscribe.",
    "kind",
  ),
  requests: counter(
    "tidemark.requests",
    "{request}",
    "Requests ended, by dialect and result code.",
    "dialect",
    "code",
  ),
  guardTrips: counter(
    "tidemark.guard.trips",
    "{trip}",
    "Connections or streams ended by a guard against abuse.",
    "guard",
  ),
  refusedConnections: counter(
    "tidemark.refused.connections",
    "{connection}",
    "Connections turned away: too many, or too many from one address.",
  ),
  exchanges: gauge("tidemark.exchanges", "{request}", "Requests under way, streams included."),
  requestMemory: gauge(
    "tidemark.request.memory",
    "By",
    "Request bytes held that nobody has taken yet.",
  ),

  memory: gauge("tidemark.process.memory", "By", "Memory of the process.", "area"),
  cpuTime: counter("tidemark.process.cpu.time", "s", "Processor time of the process.", "mode"),
  eventLoopDelay: gauge(
    "tidemark.process.event.loop.delay",
    "s",
    "How late the event loop was since the last collection.",
    "quantile",
  ),
  openFiles: gauge("tidemark.process.open.files", "{file}", "Open file descriptors (Linux)."),
  startTime: gauge("tidemark.process.start.time", "s", "Unix time of the start."),
  buildInfo: gauge("tidemark.build.info", "1", "Always 1.", "version", "node"),
} as const;

export type MetricName = keyof typeof METRICS;

const UNIT_SUFFIXES: Readonly<Record<string, string>> = { s: "seconds", By: "bytes" };

/** `tidemark.lateness` in seconds is `tidemark_lateness_seconds`; counters end in `_total`. */
export function prometheusName(row: MetricRow): string {
  const base = row.name.replaceAll(".", "_");
  const suffix = UNIT_SUFFIXES[row.unit];
  const withUnit = suffix === undefined || base.endsWith(suffix) ? base : `${base}_${suffix}`;
  return row.kind === "counter" ? `${withUnit}_total` : withUnit;
}
