/**
 * Publishes records that came without a codec: builds the batches here, one per partition and kind,
 * and maps their outcomes back to the records, in order.
 */
import { TidemarkError } from "../model/errors.ts";
import {
  BROKER_HEADERS,
  HEADER_MESSAGE_ID,
  HEADER_ON_CONFLICT,
  HEADER_SCHEDULE_ID,
  HEADER_TTL_MS,
} from "../model/headers.ts";
import { DUE_TIME_MAX_MS, MESSAGE_ID_BYTES_MAX } from "../model/limits.ts";
import type {
  Acks,
  ProduceBatchResult,
  RecordHeader,
  RecordInput,
  RecordResult,
} from "../model/records.ts";
import { checkTimestamp, scheduleIdProblem } from "../partition/admission.ts";
import type { Clock } from "../platform/clock.ts";
import { checkRecordBounds } from "../record/bounds.ts";
import { type BatchOptions, BatchBuilder, type RecordToBuild } from "../record/build.ts";
import { SCHEDULED } from "../record/layout.ts";
import { partitionForKey } from "../record/partitioner.ts";
import { recordTooLarge } from "../replication/record-sizes.ts";
import { appendBatch, asTidemarkError } from "./produce.ts";
import type { AppendBudget } from "./append-budget.ts";
import type { RecordsObserver } from "./observe.ts";
import type { Replicas } from "./replicas.ts";
import { type GoOn, roomToSchedule } from "./room.ts";

/** Records of one call are cut into batches of about this size. */
const BATCH_BYTES = 1024 * 1024;

interface Placed {
  readonly index: number;
  readonly record: RecordToBuild;
  readonly scheduleId: string | undefined;
}

/** The batches of one partition and kind, in the order of their records. */
class Pile {
  readonly partition: number;
  readonly scheduled: boolean;
  /** Some record has a message id. */
  hasIds = false;
  readonly batches: { readonly builder: BatchBuilder; readonly placed: Placed[] }[] = [];
  readonly #options: BatchOptions;
  readonly #maxRecordBytes: number;

  constructor(partition: number, scheduled: boolean, nowMs: number, maxRecordBytes: number) {
    this.partition = partition;
    this.scheduled = scheduled;
    this.#maxRecordBytes = maxRecordBytes;
    this.#options = { baseTimestamp: nowMs, attributes: scheduled ? SCHEDULED : 0 };
  }

  /** Throws RECORD_TOO_LARGE here, where it is this record's alone and not its batch's. */
  add(placed: Placed): void {
    const last = this.batches.at(-1);
    const fits = last !== undefined && last.builder.sizeBytes < BATCH_BYTES;
    const batch = fits ? last : { builder: new BatchBuilder(this.#options), placed: [] };
    const { builder } = batch;
    const size = builder.sizeWith(placed.record) - builder.sizeBytes;
    if (size > this.#maxRecordBytes) throw recordTooLarge("the record", size, this.#maxRecordBytes);
    builder.append(placed.record);
    batch.placed.push(placed);
    if (!fits) this.batches.push(batch);
  }
}

export interface PublishRequest {
  readonly topic: string;
  readonly records: readonly RecordInput[];
  readonly acks?: Acks;
}

export interface PublishContext {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly observer: RecordsObserver;
  readonly budget: AppendBudget;
  readonly nowMs: number;
  /** Picks the partition of the keyless records of this call: sticky within it. */
  readonly stickyPartition: number;
  readonly goOn: GoOn;
}

/** One result a record, in order. Throws only where the topic is unknown. */
export async function publish(
  context: PublishContext,
  request: PublishRequest,
): Promise<readonly RecordResult[]> {
  const partitions = context.replicas.partitionCount(request.topic);
  const results = new Array<RecordResult>(request.records.length);
  const piles = new Map<number, Pile>();
  for (const [index, input] of request.records.entries()) {
    try {
      const partition = choosePartition(input, partitions, context.stickyPartition);
      const placed = place(input, index, context.nowMs);
      const scheduled = isScheduled(input);
      const key = partition * 2 + (scheduled ? 1 : 0);
      let pile = piles.get(key);
      if (pile === undefined) {
        const max = maxRecordBytes(context.replicas, request.topic, partition);
        piles.set(key, (pile = new Pile(partition, scheduled, context.nowMs, max)));
      }
      pile.add(placed);
      pile.hasIds ||= input.messageId !== undefined;
    } catch (error) {
      const refusal = asTidemarkError(error);
      context.observer.refused(refusal, 1);
      results[index] = { error: refusal };
    }
  }
  for (const { scheduled, hasIds, partition } of piles.values()) {
    if (!scheduled && !hasIds) continue;
    const held = context.replicas.find(request.topic, partition);
    if (held?.kind === "serving") {
      await roomToSchedule(context.clock, held.replica, context.goOn);
    }
  }
  const appended = [...piles.values()].flatMap((pile) =>
    appendPile(context, request, pile, results),
  );
  await Promise.all(appended);
  return results;
}

/** A partition that is out of service says so when it is appended to. */
function maxRecordBytes(replicas: Replicas, topic: string, partition: number): number {
  const held = replicas.find(topic, partition);
  return held?.kind === "serving" ? held.replica.maxRecordBytes : Infinity;
}

function appendPile(
  context: PublishContext,
  request: PublishRequest,
  pile: Pile,
  results: RecordResult[],
): Promise<void>[] {
  return pile.batches.map(
    ({ builder, placed }) =>
      new Promise<void>((resolve) => {
        const settle = (outcome: ProduceBatchResult | TidemarkError) => {
          report(pile, placed, outcome, results);
          resolve();
        };
        try {
          const replica = context.replicas.serving(request.topic, pile.partition);
          const { observer, budget } = context;
          const target = { replica, topic: request.topic, observer, budget };
          appendBatch(target, builder.build(), request.acks ?? "all", settle);
        } catch (error) {
          const refusal = asTidemarkError(error);
          context.observer.refused(refusal, placed.length);
          settle(refusal);
        }
      }),
  );
}

function report(
  pile: Pile,
  placed: readonly Placed[],
  outcome: ProduceBatchResult | TidemarkError,
  results: RecordResult[],
): void {
  const { partition } = pile;
  for (const [delta, { index, record, scheduleId }] of placed.entries()) {
    if (outcome instanceof TidemarkError) {
      results[index] = { error: outcome };
      continue;
    }
    const offset = outcome.baseOffset + delta;
    if (!pile.scheduled) results[index] = { partition, offset };
    else {
      const id = scheduleId ?? `${partition}:${offset}`;
      results[index] = { partition, offset, scheduled: { id, deliverAt: record.timestamp } };
    }
  }
  if (outcome instanceof TidemarkError) return;
  for (const { index: delta, error, duplicateOf, deliverAt } of outcome.exceptions) {
    const { index, scheduleId } = placed[delta]!;
    if (error !== undefined) results[index] = { error };
    else if (duplicateOf !== undefined) {
      const id = scheduleId ?? `${partition}:${duplicateOf}`;
      const scheduled = deliverAt === undefined ? {} : { scheduled: { id, deliverAt } };
      results[index] = { partition, offset: duplicateOf, duplicate: true, ...scheduled };
    }
  }
}

const isScheduled = (input: RecordInput): boolean =>
  input.deliverAt !== undefined || input.delayMs !== undefined;

function choosePartition(input: RecordInput, partitions: number, sticky: number): number {
  if (input.partition !== undefined) {
    if (input.partition >= 0 && input.partition < partitions) return input.partition;
    throw new TidemarkError(
      "UNKNOWN_PARTITION",
      `partition ${input.partition} is not one of the topic's 0 to ${partitions - 1}`,
    );
  }
  if (input.key !== undefined) return partitionForKey(input.key, partitions);
  const id = input.messageId ?? input.scheduleId;
  if (id !== undefined) return partitionForKey(Buffer.from(id), partitions);
  return sticky % partitions;
}

function place(input: RecordInput, index: number, nowMs: number): Placed {
  const headers = headersOf(input);
  const timestamp = timestampOf(input, nowMs);
  const record: RecordToBuild = { timestamp, key: input.key, value: input.value, headers };
  checkRecordBounds(record);
  return { index, record, scheduleId: input.scheduleId };
}

function timestampOf(input: RecordInput, nowMs: number): number {
  if (!isScheduled(input)) {
    if (input.scheduleId !== undefined) {
      throw invalid("scheduleId needs a due time: give deliverAt or delay too");
    }
    const timestamp = input.timestamp ?? nowMs;
    checkTimestamp(timestamp, nowMs);
    return timestamp;
  }
  if (input.deliverAt !== undefined && input.delayMs !== undefined) {
    throw new TidemarkError("INVALID_DUE_TIME", "give deliverAt or delay, not both");
  }
  const due = input.deliverAt ?? nowMs + (input.delayMs ?? 0);
  if (Number.isSafeInteger(due) && due >= 0 && due <= DUE_TIME_MAX_MS) return due;
  throw new TidemarkError(
    "INVALID_DUE_TIME",
    `due time ${due} is not a whole number of milliseconds between 1970 and 9999`,
  );
}

function headersOf(input: RecordInput): RecordHeader[] {
  const headers = [...(input.headers ?? [])];
  for (const { key } of headers) {
    if (BROKER_HEADERS.has(key)) throw invalid(`header ${key} is the broker's own`);
  }
  const text = (key: string, value: string) => headers.push({ key, value: Buffer.from(value) });
  if (input.messageId !== undefined) {
    const { length } = Buffer.from(input.messageId);
    if (length < 1 || length > MESSAGE_ID_BYTES_MAX) {
      throw invalid(`messageId has ${length} bytes; 1 to ${MESSAGE_ID_BYTES_MAX} are allowed`);
    }
    text(HEADER_MESSAGE_ID, input.messageId);
  }
  if (input.scheduleId !== undefined) {
    const problem = scheduleIdProblem(input.scheduleId);
    if (problem !== undefined) throw new TidemarkError("INVALID_SCHEDULE_ID", problem);
    text(HEADER_SCHEDULE_ID, input.scheduleId);
  }
  const { onConflict, ttlMs } = input;
  if (onConflict !== undefined && onConflict !== "reject") text(HEADER_ON_CONFLICT, onConflict);
  if (ttlMs !== undefined) {
    if (!Number.isSafeInteger(ttlMs) || ttlMs <= 0) throw invalid(`ttl of ${ttlMs} ms`);
    text(HEADER_TTL_MS, String(ttlMs));
  }
  return headers;
}

const invalid = (message: string): TidemarkError => new TidemarkError("INVALID_RECORD", message);
