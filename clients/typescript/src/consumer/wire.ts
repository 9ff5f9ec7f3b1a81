/** Between the schema's messages and the consumer's own. */
import { BufferPool } from "../bytes/buffer-pool.ts";
import { writeInt64 } from "../bytes/int64.ts";
import type { tidemark } from "../generated/tidemark.js";
import { BatchBuilder, ENVELOPE_BYTES_MAX } from "../record/batch-builder.ts";
import { RELEASED } from "../record/layout.ts";
import type { WireDelivery } from "./types.ts";

type Delivery = tidemark.v1.Delivery;

/** `messageBytes`: what carried it. */
export function toDelivery(delivery: Delivery, messageBytes: number): WireDelivery {
  const { topic, partition, nextOffset, highWatermark, recordCount } = delivery;
  const decoded = delivery.records.length > 0;
  const batches = decoded
    ? [...delivery.batches, ...delivery.records.map(encodeRecord)]
    : delivery.batches;
  const batchBytes = delivery.batches.reduce((sum, batch) => sum + batch.length, 0);
  const sizeBytes = decoded ? messageBytes : batchBytes;
  return { topic, partition, batches, nextOffset, highWatermark, recordCount, sizeBytes };
}

/**
 * A record that came decoded, as a batch of its own: there is one way to read records. They come so
 * where a whole batch does not fit into the credits, so a few at a time.
 */
function encodeRecord(record: tidemark.v1.ConsumedRecord): Buffer {
  const attributes = record.scheduled == null ? 0 : RELEASED;
  const timestamp = record.timestamp;
  const builder = new BatchBuilder(new BufferPool(), Infinity, timestamp, attributes);
  const headers = record.headers.flatMap(({ key, value }) => [key, value]);
  builder.append(timestamp, record.key, record.value, headers);
  const built = builder.build();
  built.stamp(-1, -1, -1);
  const batch = built.buffer.subarray(ENVELOPE_BYTES_MAX, built.end);
  writeInt64(batch, 0, record.offset);
  return batch;
}
