/** Batches that the ceilings send: built beforehand, so that building costs a ceiling nothing. */
import { randomBytes } from "node:crypto";
import { buildBatch } from "../../src/record/build.ts";

export const BATCH_BYTES = 256 * 1024;

export interface BareBatch {
  readonly bytes: Buffer;
  readonly records: number;
}

/** As many records as fit into `batchBytes`, at least one. */
export function bareBatch(recordBytes: number, batchBytes = BATCH_BYTES): BareBatch {
  const count = Math.max(1, Math.floor((batchBytes - 61) / (recordBytes + 9)));
  const timestamp = Date.now();
  const records = Array.from({ length: count }, () => ({
    timestamp,
    key: undefined,
    value: randomBytes(recordBytes),
  }));
  return { bytes: buildBatch(records), records: count };
}

/** The message of the bare protocol: length (4), then the batch. */
export function bareMessage(batch: Buffer): Buffer {
  const message = Buffer.allocUnsafeSlow(4 + batch.length);
  message.writeUInt32BE(batch.length);
  batch.copy(message, 4);
  return message;
}
