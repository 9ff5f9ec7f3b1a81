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
import type { Acks, RecordHeader, RecordInput, RecordResult } from "../model/records.ts";
import { checkTimestamp, scheduleIdProblem } from "../partition/admission.ts";
import { checkRecordBounds } from "../record/bounds.ts";
import { type BatchOptions, BatchBuilder, type RecordToBuild } from "../record/build.ts";
import { SCHEDULED } from "../record/layout.ts";
import { partitionForKey } from "../record/partitioner.ts";
import { recordTooLarge } from "../replication/record-sizes.ts";
import { asTidemarkError } from "./produce.ts";
import type { RecordsObserver } from "./observe.ts";
import type { AppendRequest, BatchOutcome, BatchToAppend } from "./routing/append-here.ts";

/** Records of one call are cut into batches of about this size. */
const BATCH_BYTES = 1024 * 1024;

interface Placed {
  readonly index: number;
  readonly record: RecordToBuild;
  readonly scheduleId: string | undefined;
  /** It has a message id. */
  readonly hasId: boolean;
}

/** A batch, and whose records it holds. */
interface Built {
  readonly pile: Pile;
  readonly builder: BatchBuilder;
  readonly placed: readonly Placed[];
}

/** The batches of one partition and kind, in the order of their records. */
class Pile {
  readonly partition: number;
  readonly scheduled: boolean;
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

  /** A batch of those alone that have a message id; none where none has. */
  withIds(placed: readonly Placed[]): readonly Built[] {
    const some = placed.filter(({ hasId }) => hasId);
    if (some.length === 0) return [];
    const builder = new BatchBuilder(this.#options);
    for (const { record } of some) builder.append(record);
    return [{ pile: this, builder, placed: some }];
  }
}

export interface PublishRequest {
  readonly topic: string;
  readonly records: readonly RecordInput[];
  readonly acks?: Acks;
}

export interface PublishContext {
  readonly observer: RecordsObserver;
  readonly partitions: number;
  readonly maxRecordBytes: number;
  /** The topic remembers message ids: a record that has one is never kept twice. */
  readonly remembersIds: boolean;
  readonly nowMs: number;
  /** Picks the partition of the keyless records of this call: sticky within it. */
  readonly stickyPartition: number;
  /** Wherever the partitions are led. */
  readonly append: (request: AppendRequest) => Promise<readonly BatchOutcome[]>;
}

/** One result a record, in order. */
export async function publish(
  context: PublishContext,
  request: PublishRequest,
): Promise<readonly RecordResult[]> {
  const results = new Array<RecordResult>(request.records.length);
  const batches = [...pilesOf(context, request, results).values()].flatMap((pile) =>
    pile.batches.map(({ builder, placed }) => ({ pile, builder, placed })),
  );
  const again = await appendAll(context, request, batches, results);
  if (again.length > 0) await appendAll(context, request, again, results);
  return results;
}

/** What cannot be appended has its result already. */
function pilesOf(
  context: PublishContext,
  request: PublishRequest,
  results: RecordResult[],
): Map<number, Pile> {
  const piles = new Map<number, Pile>();
  for (const [index, input] of request.records.entries()) {
    try {
      const partition = choosePartition(input, context.partitions, context.stickyPartition);
      const placed = place(input, index, context.nowMs);
      const scheduled = isScheduled(input);
      const key = partition * 2 + (scheduled ? 1 : 0);
      let pile = piles.get(key);
      if (pile === undefined) {
        const { nowMs, maxRecordBytes } = context;
        piles.set(key, (pile = new Pile(partition, scheduled, nowMs, maxRecordBytes)));
      }
      pile.add(placed);
    } catch (error) {
      const refusal = asTidemarkError(error);
      context.observer.refused(refusal, 1);
      results[index] = { error: refusal };
    }
  }
  return piles;
}

/**
 * Returns what is to be appended once more: of batches of which nobody knows whether they were kept, the
 * records that are never kept twice.
 */
async function appendAll(
  context: PublishContext,
  request: PublishRequest,
  built: readonly Built[],
  results: RecordResult[],
): Promise<readonly Built[]> {
  const batches = built.map(({ pile, builder, placed }): BatchToAppend => {
    const withId = placed.filter(({ hasId }) => hasId).length;
    return {
      partition: pile.partition,
      batch: builder.build(),
      recordCount: placed.length,
      waits: pile.scheduled || withId > 0,
      repeatable: context.remembersIds && withId === placed.length,
    };
  });
  const { topic, acks = "all" } = request;
  const outcomes = await context.append({ topic, acks, batches });
  return built.flatMap((one, index) => {
    const outcome = outcomes[index]!;
    report(one.pile, one.placed, outcome, results);
    const isUnknown = outcome instanceof TidemarkError && outcome.code === "OUTCOME_UNKNOWN";
    if (!isUnknown || !context.remembersIds || batches[index]!.repeatable) return [];
    return one.pile.withIds(one.placed);
  });
}

/** What an earlier attempt may have done is not undone by one that did nothing. */
function refuse(results: RecordResult[], index: number, error: TidemarkError): void {
  const before = results[index];
  const isUnknown =
    before !== undefined && "error" in before && before.error.code === "OUTCOME_UNKNOWN";
  if (!isUnknown) results[index] = { error };
}

function report(
  pile: Pile,
  placed: readonly Placed[],
  outcome: BatchOutcome,
  results: RecordResult[],
): void {
  const { partition } = pile;
  for (const [delta, { index, record, scheduleId }] of placed.entries()) {
    if (outcome instanceof TidemarkError) {
      refuse(results, index, outcome);
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
    if (error !== undefined) refuse(results, index, error);
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
  const { scheduleId, messageId } = input;
  return { index, record, scheduleId, hasId: messageId !== undefined };
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
