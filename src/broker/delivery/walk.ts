/**
 * Picks out of stored bytes what a reader may see and has credit for: runs of visible batches as
 * slices of the same memory, or single decoded records where a whole batch is too much. Pure.
 */
import { TidemarkError } from "../../model/errors.ts";
import {
  baseOffsetAt,
  batchSizeAt,
  BatchView,
  hasTtlAt,
  isVisibleAt,
  maxTimestampAt,
  nextOffsetAt,
  recordCountAt,
} from "../../record/view.ts";
import { keepRecords } from "../../record/drop.ts";
import { expiredIndexes } from "../../record/lifetime.ts";
import type { ConsumedRecord } from "../api.ts";
import { type Decoded, decodeBatch } from "./decode.ts";

export interface WalkRequest {
  readonly topic: string;
  readonly partition: number;
  /** First offset wanted. */
  readonly from: number;
  /** Exclusive: the high watermark or the reader's own end. */
  readonly until: number;
  /** See `DecodeBounds`. */
  readonly untilTimeMs?: number | undefined;
  readonly readyTimeMs?: number | undefined;
  /** Set: records whose lifetime is over by then are left out. Epoch milliseconds. */
  readonly livingAtMs?: number | undefined;
  readonly recordsMax: number;
  readonly bytesMax: number;
  readonly encoding: "batch" | "records";
}

export interface Walked {
  batches: Buffer[];
  records: ConsumedRecord[];
  recordCount: number;
  sizeBytes: number;
  nextOffset: number;
  /** Set where credit ended the walk: what the next record needs. */
  neededBytes: number;
  /** The reader has everything it wanted. */
  ended: boolean;
  /** Set where a record that is not due yet ended the walk: its time. */
  headTimeMs: number | undefined;
  /** Records below `nextOffset` that were left out. */
  expired: Expired[];
}

/** What one batch lost. */
export interface Expired {
  readonly view: BatchView;
  /** Ascending. */
  readonly offsets: readonly number[];
}

/** `chunks` hold whole batches in offset order; the first may begin below `from`. */
export function walkBatches(chunks: readonly Buffer[], request: WalkRequest): Walked {
  const walked: Walked = {
    batches: [],
    records: [],
    recordCount: 0,
    sizeBytes: 0,
    nextOffset: request.from,
    neededBytes: 0,
    ended: false,
    headTimeMs: undefined,
    expired: NONE_EXPIRED,
  };
  for (const chunk of chunks) if (!walkChunk(chunk, request, walked)) break;
  if (walked.expired.length > 0) walked.expired = passedOf(walked);
  return walked;
}

const NONE_EXPIRED: Expired[] = [];

/** Credit may have ended the walk before some of them. */
function passedOf({ expired, nextOffset }: Walked): Expired[] {
  return expired
    .map(({ view, offsets }) => ({ view, offsets: offsets.filter((at) => at < nextOffset) }))
    .filter(({ offsets }) => offsets.length > 0);
}

/** False: the walk is over. */
function walkChunk(chunk: Buffer, request: WalkRequest, walked: Walked): boolean {
  let runStart = -1;
  let position = 0;
  let goOn = true;
  while (position < chunk.length) {
    const size = batchSizeAt(chunk, position);
    const next = nextOffsetAt(chunk, position);
    const base = baseOffsetAt(chunk, position);
    if (base >= request.until) {
      goOn = false;
      break;
    }
    const visible = next > walked.nextOffset && isVisibleAt(chunk, position);
    const living =
      visible && request.livingAtMs !== undefined && hasTtlAt(chunk, position)
        ? livingPart(new BatchView(chunk, position), request, walked)
        : undefined;
    if (living !== undefined) {
      if (runStart >= 0) walked.batches.push(chunk.subarray(runStart, position));
      runStart = -1;
      if (!walkChunk(living, { ...request, livingAtMs: undefined }, walked)) return false;
      position += size;
      continue;
    }
    const count = visible ? countWanted(chunk, position, base, next, request, walked) : 0;
    const whole =
      request.encoding === "batch" &&
      fits(walked, request, count, size) &&
      next <= request.until &&
      isWithinTimes(chunk, position, request);
    if (count > 0 && whole) {
      if (runStart < 0) runStart = position;
      walked.recordCount += count;
      walked.sizeBytes += size;
    } else {
      if (runStart >= 0) walked.batches.push(chunk.subarray(runStart, position));
      runStart = -1;
      if (count > 0 && !walkRecords(chunk, position, request, walked)) return false;
    }
    walked.nextOffset = Math.max(walked.nextOffset, Math.min(next, request.until));
    position += size;
  }
  if (runStart >= 0) walked.batches.push(chunk.subarray(runStart, position));
  return goOn;
}

/**
 * The batch without its expired records, of the same offsets; undefined: none of those that are wanted
 * has expired, and the batch goes as it lies.
 */
function livingPart(view: BatchView, request: WalkRequest, walked: Walked): Buffer | undefined {
  const { baseOffset } = view;
  let expired: number[];
  try {
    expired = expiredIndexes(view, request.livingAtMs!);
  } catch (error) {
    // Its reader hears of it when it decodes the batch.
    if (!(error instanceof TidemarkError)) throw error;
    return undefined;
  }
  const offsets = expired
    .map((index) => baseOffset + index)
    .filter((offset) => offset >= walked.nextOffset && offset < request.until);
  if (offsets.length === 0) return undefined;
  walked.expired = [...walked.expired, { view, offsets }];
  const gone = new Set(expired);
  return keepRecords(view, ({ index }) => !gone.has(index));
}

/** Records of the batch at or after the place reached; an upper bound where it has holes. */
function countWanted(
  chunk: Buffer,
  position: number,
  base: number,
  next: number,
  request: WalkRequest,
  walked: Walked,
): number {
  const wanted = Math.min(next, request.until) - Math.max(base, walked.nextOffset);
  return Math.min(recordCountAt(chunk, position), wanted);
}

/** All of the batch is due, and before the end. */
function isWithinTimes(chunk: Buffer, position: number, request: WalkRequest): boolean {
  const { readyTimeMs, untilTimeMs } = request;
  if (readyTimeMs === undefined && untilTimeMs === undefined) return true;
  const latest = maxTimestampAt(chunk, position);
  return latest <= (readyTimeMs ?? latest) && latest < (untilTimeMs ?? Number.POSITIVE_INFINITY);
}

function fits(walked: Walked, request: WalkRequest, count: number, size: number): boolean {
  if (walked.records.length > 0) return false;
  return (
    walked.recordCount + count <= request.recordsMax && walked.sizeBytes + size <= request.bytesMax
  );
}

/** Decodes single records. False: credit ended, `nextOffset` is inside this batch. */
function walkRecords(
  chunk: Buffer,
  position: number,
  request: WalkRequest,
  walked: Walked,
): boolean {
  // One delivery is either whole batches or decoded records, so that their order stays plain.
  if (walked.batches.length > 0) return false;
  const decoded = decode(new BatchView(chunk, position), request, walked);
  if (decoded === undefined) return false;
  for (const record of decoded.records) walked.records.push(record);
  walked.recordCount += decoded.records.length;
  walked.sizeBytes += decoded.sizeBytes;
  walked.nextOffset = decoded.nextOffset;
  walked.neededBytes = decoded.refusedBytes;
  walked.ended = decoded.ended;
  walked.headTimeMs = decoded.headTimeMs;
  return decoded.refusedBytes === 0 && !decoded.ended && decoded.headTimeMs === undefined;
}

/**
 * Undefined: the batch does not decode, and what is before it goes out first. What a compressed batch
 * holds is its producer's word until somebody decodes it; that ends this reader alone, and tells it
 * from where to go on.
 */
function decode(view: BatchView, request: WalkRequest, walked: Walked): Decoded | undefined {
  const { topic, partition, until, untilTimeMs, readyTimeMs, recordsMax, bytesMax } = request;
  try {
    return decodeBatch(view, topic, partition, {
      from: walked.nextOffset,
      until,
      untilTimeMs,
      readyTimeMs,
      recordsMax: recordsMax - walked.recordCount,
      bytesMax: bytesMax - walked.sizeBytes,
    });
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    if (walked.recordCount > 0) return undefined;
    const { baseOffset, lastOffset, nextOffset } = view;
    throw new TidemarkError(
      error.code,
      `the batch at offsets ${baseOffset} to ${lastOffset} of ${topic}/${partition} cannot be ` +
        `decoded: ${error.message} Go on from offset ${nextOffset}.`,
      {},
      { cause: error },
    );
  }
}
