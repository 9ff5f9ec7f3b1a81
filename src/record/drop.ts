/**
 * Takes records out of a batch (duplicates, refused ones, what the cleaner removes). What remains
 * keeps its offsets and sequences: the batch covers the same range, with holes.
 */
import { BatchBuilder } from "./build.ts";
import { COMPRESSION_MASK, COMPRESSION_NAMES } from "./layout.ts";
import { decompressedView, forEachRecord, type RecordView } from "./records.ts";
import type { BatchView } from "./view.ts";

/**
 * A new batch of the records for which `keep` holds; none at all is a legal, empty batch. `view`
 * has passed `validateProducedBatch` or `checkStoredBatch`. Throws as `forEachRecord` does.
 */
export function keepRecords(view: BatchView, keep: (record: RecordView) => boolean): Buffer {
  const plain = decompressedView(view);
  const builder = new BatchBuilder({
    baseOffset: view.baseOffset,
    leaderEpoch: view.leaderEpoch,
    attributes: view.attributes & ~COMPRESSION_MASK,
    compression: COMPRESSION_NAMES[view.compression],
    lastOffsetDelta: view.lastOffsetDelta,
    baseTimestamp: view.baseTimestamp,
    maxTimestamp: view.maxTimestamp,
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
  });
  forEachRecord(plain, (record) => {
    if (keep(record)) builder.appendCopy(record, { offsetDelta: record.index });
  });
  return builder.build();
}
