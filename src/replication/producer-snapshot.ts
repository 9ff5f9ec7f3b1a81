/**
 * Producer states of one partition as of an offset, kept in the ordered store so that a start need
 * not read the whole log for them. A view: lost or damaged, it is rebuilt from the log.
 *
 * Value: 1 byte version, 4 bytes CRC-32C of the rest (big endian), then JSON
 * `{"offset": n, "producers": [[id, epoch, [[firstSequence, lastSequence, baseOffset, lastOffset, partial] …]] …]}`.
 */
import { crc32c } from "../lib/crc32c.ts";
import type { ProducerStates, RememberedBatch } from "../partition/producer-states.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";

const VERSION = 1;
const HEADER_BYTES = 5;

type BatchTuple = readonly [number, number, number, number, 0 | 1];

interface Stored {
  readonly offset: number;
  readonly producers: readonly (readonly [number, number, readonly BatchTuple[]])[];
}

/** Fills `states`; returns the offset from which the log must be replayed into them. */
export function loadProducers(
  store: OrderedStore,
  key: Uint8Array,
  states: ProducerStates,
): number {
  const stored = decode(store.get(key));
  if (stored === undefined) return 0;
  for (const [id, epoch, batches] of stored.producers) {
    states.restore(id, epoch, batches.map(fromTuple));
  }
  return stored.offset;
}

/** Keeps what is committed: batches below `highWatermark`. */
export async function saveProducers(
  store: OrderedStore,
  key: Uint8Array,
  states: ProducerStates,
  highWatermark: number,
): Promise<void> {
  const producers: Stored["producers"][number][] = [];
  for (const { id, epoch, batches } of states.entries()) {
    const committed = batches.filter((batch) => batch.lastOffset < highWatermark);
    if (committed.length > 0) producers.push([id, epoch, committed.map(toTuple)]);
  }
  const body = Buffer.from(JSON.stringify({ offset: highWatermark, producers } satisfies Stored));
  const value = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  value[0] = VERSION;
  value.writeUInt32BE(crc32c(body), 1);
  body.copy(value, HEADER_BYTES);
  await store.commit([{ key, value }]);
}

function decode(value: Uint8Array | undefined): Stored | undefined {
  if (value === undefined || value.length < HEADER_BYTES || value[0] !== VERSION) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const body = bytes.subarray(HEADER_BYTES);
  if (crc32c(body) !== bytes.readUInt32BE(1)) return undefined;
  return JSON.parse(body.toString("utf8")) as Stored;
}

function toTuple(batch: RememberedBatch): BatchTuple {
  const { firstSequence, lastSequence, baseOffset, lastOffset, partial } = batch;
  return [firstSequence, lastSequence, baseOffset, lastOffset, partial ? 1 : 0];
}

function fromTuple(tuple: BatchTuple): RememberedBatch {
  const [firstSequence, lastSequence, baseOffset, lastOffset, partial] = tuple;
  return { firstSequence, lastSequence, baseOffset, lastOffset, partial: partial === 1 };
}
