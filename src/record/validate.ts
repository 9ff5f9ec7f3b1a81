/**
 * Judges a batch that a client sent, before it may touch a log: form, CRC, what clients may set,
 * and every record's lengths and deltas. Decodes no payload and never decompresses.
 *
 * Time is not judged here, because no clock is: the partition compares `maxTimestamp` (checked to
 * be the records' own where the batch is not compressed) with now.
 */
import { readInt32, readUint32 } from "../lib/bytes.ts";
import { crc32c } from "../lib/crc32c.ts";
import { TidemarkError } from "../model/errors.ts";
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX, DUE_TIME_MAX_MS } from "../model/limits.ts";
import { codecName } from "./compression/codecs.ts";
import { corrupt } from "./corrupt.ts";
import * as at from "./layout.ts";
import { BatchView } from "./view.ts";
import { walkRecords } from "./walk.ts";

export { checkStoredBatch, type StoredBatchCheck } from "./check-stored-batch.ts";

/**
 * `buffer` is one whole batch and nothing else. Throws CORRUPT_BATCH, RECORD_TOO_LARGE,
 * UNSUPPORTED_COMPRESSION, INVALID_RECORD, INVALID_TIMESTAMP or INVALID_DUE_TIME.
 */
export function validateProducedBatch(buffer: Buffer): BatchView {
  checkFrame(buffer);
  const view = new BatchView(buffer);
  checkAttributes(view.attributes);
  checkCount(view.recordCount, view.lastOffsetDelta);
  checkProducer(view);
  checkHeaderTimes(view);
  if (view.compression === at.Compression.none) {
    const walked = walkRecords(buffer, at.HEADER_BYTES, buffer.length, view.recordCount);
    checkRecordTimes(view, walked.minTimestampDelta, walked.maxTimestampDelta);
  }
  return view;
}

function checkFrame(buffer: Buffer): void {
  const size = buffer.length;
  if (size < at.HEADER_BYTES) {
    corrupt(`${size} bytes are less than a batch header of ${at.HEADER_BYTES}`);
  }
  if (size > BATCH_BYTES_MAX) {
    throw new TidemarkError(
      "RECORD_TOO_LARGE",
      `Batch refused: it has ${size} bytes, at most ${BATCH_BYTES_MAX} are allowed; ` +
        "send less in one batch.",
    );
  }
  const magic = buffer[at.MAGIC_AT];
  if (magic !== at.MAGIC) corrupt(`its magic is ${magic}; send RecordBatch version ${at.MAGIC}`);
  const said = readInt32(buffer, at.LENGTH_AT) + at.LEADING_BYTES;
  if (said !== size) corrupt(`its length field makes it ${said} bytes, ${size} came`);
  const expected = readUint32(buffer, at.CRC_AT);
  if (crc32c(buffer.subarray(at.ATTRIBUTES_AT)) !== expected) {
    corrupt("its CRC-32C does not match its bytes; they changed on the way, send it again");
  }
}

function checkAttributes(attributes: number): void {
  const foreign = attributes & ~at.CLIENT_ATTRIBUTES & 0xffff;
  if (foreign !== 0) {
    invalid(`attribute bits 0x${foreign.toString(16)} are not a client's to set`);
  }
  const codec = attributes & at.COMPRESSION_MASK;
  codecName(codec); // throws for one that nobody knows
  if ((attributes & at.SCHEDULED) === 0) return;
  if (codec !== 0) invalid("scheduled records are never compressed; send them uncompressed");
  if ((attributes & at.TIMESTAMP_LOG_APPEND) !== 0) {
    invalid(
      "log-append time cannot be asked for scheduled records: their timestamp is the due time",
    );
  }
}

function checkCount(count: number, lastOffsetDelta: number): void {
  if (count < 1) corrupt(`its record count is ${count}`);
  if (count !== lastOffsetDelta + 1) {
    corrupt(`${count} records and a last offset delta of ${lastOffsetDelta} contradict each other`);
  }
  if (count > BATCH_RECORDS_MAX) {
    throw new TidemarkError(
      "RECORD_TOO_LARGE",
      `Batch refused: it has ${count} records, at most ${BATCH_RECORDS_MAX} are allowed.`,
    );
  }
}

/** All three or none; what is given must be exact as a number. */
function checkProducer(view: BatchView): void {
  const { producerId, producerEpoch, baseSequence } = view;
  if (producerId === -1 && producerEpoch === -1 && baseSequence === -1) return;
  if (
    !Number.isSafeInteger(producerId) ||
    producerId < 0 ||
    producerEpoch < 0 ||
    baseSequence < 0
  ) {
    invalid(
      `producer id ${producerId}, epoch ${producerEpoch} and sequence ${baseSequence} ` +
        "must be all set, or all -1",
    );
  }
}

function checkHeaderTimes(view: BatchView): void {
  const { baseTimestamp, maxTimestamp } = view;
  if (isTime(baseTimestamp) && isTime(maxTimestamp)) return;
  throw new TidemarkError(
    timeError(view),
    `Batch refused: base timestamp ${baseTimestamp} and max timestamp ${maxTimestamp} ` +
      `must lie between 0 and ${DUE_TIME_MAX_MS} epoch milliseconds.`,
  );
}

function checkRecordTimes(view: BatchView, minDelta: number, maxDelta: number): void {
  const { baseTimestamp, maxTimestamp, attributes } = view;
  // Readers then take the max timestamp for every record, and the deltas mean nothing.
  if ((attributes & at.TIMESTAMP_LOG_APPEND) !== 0) return;
  const earliest = baseTimestamp + minDelta;
  const latest = baseTimestamp + maxDelta;
  if (!isTime(earliest) || !isTime(latest)) {
    const scheduled = (attributes & at.SCHEDULED) !== 0;
    throw new TidemarkError(
      scheduled ? "INVALID_DUE_TIME" : "INVALID_TIMESTAMP",
      `Batch refused: record ${scheduled ? "due times" : "timestamps"} run from ${earliest} to ` +
        `${latest}; they must lie between 0 and ${DUE_TIME_MAX_MS} epoch milliseconds.`,
    );
  }
  if (latest !== maxTimestamp) {
    corrupt(`its max timestamp is ${maxTimestamp}, its records' is ${latest}`);
  }
}

const isTime = (ms: number): boolean => ms >= 0 && ms <= DUE_TIME_MAX_MS;

function invalid(message: string): never {
  throw new TidemarkError("INVALID_RECORD", `Batch refused: ${message}.`);
}

/** The timestamps of a scheduled batch are due times. */
const timeError = (view: BatchView) =>
  view.isScheduled ? "INVALID_DUE_TIME" : "INVALID_TIMESTAMP";
