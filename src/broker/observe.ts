/** What a node tells of itself: metrics always, spans where somebody traces. */
import { DedupBudget } from "../dedup/dedup-budget.ts";
import { TidemarkError } from "../model/errors.ts";
import { BATCH_RECORDS_MAX } from "../model/limits.ts";
import type { ProduceBatchResult } from "../model/records.ts";
import type { Clock } from "../platform/clock.ts";
import { HEADER_BYTES } from "../record/layout.ts";
import { countedMost } from "../schedule/count-due.ts";
import { BatchView } from "../record/view.ts";
import type { ReleaseObserver } from "../replication/release-loop.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { tracingEnabled } from "../telemetry/spans.ts";
import type { AppendBudget } from "./append-budget.ts";
import type { Delivery } from "./api.ts";
import type { CleanerObserver } from "./cleaner.ts";
import type { ReplicationObserver } from "./replication.ts";
import type { DeadLettersObserver } from "./dead-letters.ts";
import type { LateObserver } from "./late-policies.ts";
import type { Records } from "./records.ts";
import type { Replicas } from "./replicas.ts";
import type { SchedulesObserver } from "./schedules.ts";
import { traceAppend, traceDelivery, traceRelease } from "./traces.ts";

export type Appended = (result: ProduceBatchResult | TidemarkError) => void;

export interface RecordsObserver {
  /** A client's batch came; what it returns is told how it ended. */
  appending(topic: string, partition: number, batch: Buffer): Appended;
  /** Records that came no further than to be looked at. */
  refused(error: TidemarkError, records: number): void;
  delivered(delivery: Delivery, group: string | undefined): void;
  creditGranted(side: "producer" | "consumer", bytes: number): void;
  /** Records that a consumer of a queue group spoke of; `lost` of them it did not hold. */
  settled(verb: "ack" | "nack" | "extend" | "lost", records: number): void;
  /** Records that a group passes over. */
  expired(topic: string, records: number): void;
}

export interface Observed {
  readonly records: RecordsObserver;
  readonly schedules: SchedulesObserver;
  readonly deadLetters: DeadLettersObserver;
  readonly late: LateObserver;
  /** What all partitions may remember of message ids. */
  readonly dedup: DedupBudget;
  readonly cleaning: CleanerObserver;
  readonly replication: ReplicationObserver;
  releases(topic: string, partition: number): ReleaseObserver;
}

export function observeBroker(
  metrics: Metrics,
  replicas: Replicas,
  budget: AppendBudget,
  clock: Clock,
  log: Log,
): Observed {
  const dedup = new DedupBudget((count) => {
    metrics.messageIdsForgotten.add(count);
    log.warnOften("message ids", "too many message ids: the oldest are forgotten early", { count });
  });
  metrics.onCollect(() => {
    fillGauges(metrics, replicas, budget, clock);
    metrics.messageIds.set(dedup.count);
  });
  return {
    dedup,
    records: observeRecords(metrics, clock),
    schedules: {
      cancelled: (topic, count) => metrics.cancelledRecords.of(topic).add(count),
      rescheduled: (topic) => metrics.rescheduledRecords.of(topic).add(),
    },
    deadLetters: {
      deadLettered: (topic, reason, count) =>
        metrics.deadLetteredRecords.of(topic, reason).add(count),
    },
    late: {
      late: (topic, outcome, count) => metrics.lateRecords.of(topic, outcome).add(count),
    },
    cleaning: observeCleaning(metrics, log),
    replication: {
      sent: (bytes) => metrics.replicatedBytes.of("sent").add(bytes),
      received: (bytes) => metrics.replicatedBytes.of("received").add(bytes),
    },
    releases: (topic, partition) => observeReleases(metrics, log, topic, partition),
  };
}

/** What can be counted only once everything is there. */
export function observeClients(
  metrics: Metrics,
  records: Records,
  groups: {
    readonly groupCount: number;
    readonly memberCount: number;
  },
): void {
  metrics.onCollect(() => {
    for (const [kind, count] of Object.entries(records.openStreams)) {
      metrics.streams.of(kind).set(count);
    }
    const { producer, consumer } = records.creditBytes;
    metrics.creditsOutstanding.of("producer").set(producer);
    metrics.creditsOutstanding.of("consumer").set(consumer);
    metrics.groups.set(groups.groupCount);
    metrics.groupMembers.set(groups.memberCount);
  });
}

function observeRecords(metrics: Metrics, clock: Clock): RecordsObserver {
  const granted = {
    producer: metrics.creditsGranted.of("producer"),
    consumer: metrics.creditsGranted.of("consumer"),
  };
  return {
    appending(topic, partition, batch) {
      const arrivedMs = clock.monotonicMs();
      const endSpan = tracingEnabled() ? traceAppend(topic, partition, batch) : undefined;
      return (result) => {
        metrics.acknowledgeTime.record((clock.monotonicMs() - arrivedMs) / 1_000);
        countAppend(metrics, topic, batch, result);
        endSpan?.(result);
      };
    },
    delivered(delivery, group) {
      metrics.consumedRecords.of(delivery.topic).add(delivery.recordCount);
      metrics.consumedBytes.of(delivery.topic).add(delivery.sizeBytes);
      let again = 0;
      for (const { deliveries = 1 } of delivery.records) if (deliveries > 1) again += 1;
      if (again > 0) metrics.redeliveredRecords.of(delivery.topic).add(again);
      if (delivery.recordCount > 0 && tracingEnabled()) traceDelivery(delivery, group);
    },
    settled: (verb, records) => metrics.settledRecords.of(verb).add(records),
    expired: (topic, records) => metrics.expiredRecords.of(topic).add(records),
    refused: ({ code }, records) => metrics.refusedRecords.of(code).add(records),
    creditGranted: (side, bytes) => granted[side].add(bytes),
  };
}

function countAppend(
  metrics: Metrics,
  topic: string,
  batch: Buffer,
  result: ProduceBatchResult | TidemarkError,
): void {
  if (result instanceof TidemarkError) {
    // The count of a batch that is not what it says is not worth more than itself.
    const isSound = result.code !== "CORRUPT_BATCH" && batch.length >= HEADER_BYTES;
    const count = isSound ? new BatchView(batch).recordCount : 1;
    metrics.refusedRecords.of(result.code).add(Math.min(Math.max(count, 1), BATCH_RECORDS_MAX));
    return;
  }
  const view = new BatchView(batch);
  const { recordCount } = view;
  if (result.duplicate) {
    metrics.duplicateRecords.of(topic).add(recordCount);
    return;
  }
  for (const { error } of result.exceptions) {
    if (error !== undefined) metrics.refusedRecords.of(error.code).add();
    else metrics.duplicateRecords.of(topic).add();
  }
  const kept = recordCount - result.exceptions.length;
  metrics.producedRecords.of(topic).add(kept);
  metrics.producedBytes.of(topic).add(batch.length);
  if (view.isScheduled) metrics.scheduledRecords.of(topic).add(kept);
}

function observeReleases(
  metrics: Metrics,
  log: Log,
  topic: string,
  partition: number,
): ReleaseObserver {
  return {
    released(dueMs, visibleAtMs, batch) {
      metrics.releasedRecords.of(topic).add(dueMs.length);
      for (const due of dueMs) {
        const latenessMs = visibleAtMs - due;
        if (latenessMs < 0) metrics.earlyRecords.add();
        metrics.lateness.record(Math.max(latenessMs, 0) / 1_000);
      }
      if (tracingEnabled()) traceRelease(topic, partition, batch, visibleAtMs);
    },
    recurred(fired, missed) {
      metrics.firedRecords.of(topic).add(fired);
      metrics.misfires.of(topic).add(missed);
    },
    failed(error) {
      log.warnOften("release", "releasing due records failed; trying again", {
        topic,
        partition,
        error,
      });
    },
  };
}

function observeCleaning(metrics: Metrics, log: Log): CleanerObserver {
  return {
    cleaned(topic, partition, { freedBytes, rewrittenBytes }, tookMs) {
      metrics.freedBytes.of(topic).add(freedBytes);
      metrics.rewrittenBytes.of(topic).add(rewrittenBytes);
      metrics.cleanTime.record(tookMs / 1_000);
      log.debug("partition cleaned", { topic, partition, freedBytes, rewrittenBytes });
    },
    failed(topic, partition, error) {
      log.warnOften("cleaner", "cleaning a partition failed; trying again", {
        topic,
        partition,
        error,
      });
    },
  };
}

function fillGauges(
  metrics: Metrics,
  replicas: Replicas,
  budget: AppendBudget,
  clock: Clock,
): void {
  metrics.pendingRecords.clear();
  metrics.logBytes.clear();
  metrics.pinnedBytes.clear();
  const nowMs = clock.wallMs();
  let partitions = 0;
  let damaged = 0;
  let led = 0;
  let rebuilding = 0;
  let queued = 0;
  let cached = 0;
  let overlay = 0;
  let overdue = 0;
  const most = countedMost(replicas.partitionsHeld);
  let nextDueMs = Infinity;
  for (const { topic, held } of replicas.all()) {
    if (held.kind === "out" && held.elsewhere) continue;
    partitions += 1;
    if (held.kind === "out" && held.replica === undefined) {
      if (held.error.code === "SCHEDULE_REBUILDING") rebuilding += 1;
      else damaged += 1;
      continue;
    }
    const replica = held.replica!;
    const { log, schedule } = replica;
    metrics.logBytes.of(topic).add(log.sizeBytes);
    queued += log.queuedBytes;
    cached += log.cachedBytes;
    overlay += schedule.overlayCount;
    // What waits is counted once in a cluster, by the leader.
    if (held.kind === "out") {
      if (replica.closed !== undefined) damaged += 1;
      continue;
    }
    led += 1;
    metrics.pendingRecords.of(topic).add(schedule.count);
    metrics.pinnedBytes.of(topic).add(replica.pinnedBytes);
    nextDueMs = Math.min(nextDueMs, schedule.nextDueMs ?? Infinity);
    overdue += schedule.overdueCount(nowMs, most);
  }
  metrics.partitions.set(partitions);
  metrics.ledPartitions.set(led);
  metrics.topics.set(replicas.topicCount);
  metrics.damagedPartitions.set(damaged);
  metrics.rebuildingPartitions.set(rebuilding);
  metrics.appendQueueBytes.set(queued);
  metrics.tailCacheBytes.set(cached);
  metrics.scheduleOverlayRecords.set(overlay);
  metrics.overdueRecords.set(overdue);
  metrics.nextDueTime.set(Number.isFinite(nextDueMs) ? nextDueMs / 1_000 : 0);
  metrics.memoryBudgetUsed.set(budget.inFlightBytes);
}
