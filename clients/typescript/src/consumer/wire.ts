/** Between the schema's messages and the consumer's own. */
import { BufferPool } from "../bytes/buffer-pool.ts";
import { writeInt64 } from "../bytes/int64.ts";
import type { tidemark } from "../generated/tidemark.js";
import { BatchBuilder, ENVELOPE_BYTES_MAX } from "../record/batch-builder.ts";
import { HEADER_FIRING, HEADER_SCHEDULED_OFFSET, type HeaderList } from "../record/headers.ts";
import { RELEASED } from "../record/layout.ts";
import type { WireDelivery } from "./types.ts";

type Delivery = tidemark.v1.Delivery;

export function toDelivery(delivery: Delivery): WireDelivery {
  const { topic, partition, nextOffset, highWatermark, recordCount, sizeBytes } = delivery;
  const decoded = delivery.records.map(encodeRecord);
  const batches = decoded.length > 0 ? [...delivery.batches, ...decoded] : delivery.batches;
  return { topic, partition, batches, nextOffset, highWatermark, recordCount, sizeBytes };
}

export function placeOf(place: "earliest" | "latest" | Date): tidemark.v1.Position.$Properties {
  if (place instanceof Date) return { timestamp: place.getTime() };
  return place === "earliest" ? { earliest: true } : { latest: true };
}

const pool = new BufferPool();

/**
 * A record that came decoded, as a batch of its own: there is one way to read records. They come so
 * where a whole batch does not fit into the credits, so a few at a time.
 */
function encodeRecord(record: tidemark.v1.ConsumedRecord): Buffer {
  const attributes = record.scheduled == null ? 0 : RELEASED;
  const timestamp = record.timestamp;
  const builder = new BatchBuilder(pool, Infinity, timestamp, attributes, true);
  builder.append(timestamp, record.key, record.value, headersOf(record));
  const built = builder.build();
  built.stamp(-1, -1, -1);
  // A copy made to measure: the records' views keep it for as long as the application likes.
  const batch = Buffer.from(built.buffer.subarray(ENVELOPE_BYTES_MAX, built.end));
  pool.give(built.buffer);
  writeInt64(batch, 0, record.offset);
  return batch;
}

/** As a batch has them: what the broker says in fields is in headers there. */
export function headersOf(record: tidemark.v1.ConsumedRecord): HeaderList {
  const headers: HeaderList = record.headers.flatMap(({ key, value }) => [key, value]);
  if (record.scheduled == null) return headers;
  const { offset, firing } = record.scheduled;
  headers.push(HEADER_SCHEDULED_OFFSET, String(offset));
  if (firing != null) headers.push(HEADER_FIRING, String(firing));
  return headers;
}
