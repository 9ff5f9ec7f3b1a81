/** What the whole log of a topic, once read, says of order. */
import { forEachRecord } from "../../../src/record/records.ts";
import { BatchView } from "../../../src/record/view.ts";
import { PromiseBroken, type Seen } from "./oracle.ts";

const SCHEDULED_OFFSET = "tidemark-scheduled-offset";

/** A producer's records are in the order in which it sent them, whatever was sent again. */
export function checkProducedOrder(all: readonly Seen[]): void {
  const last = new Map<number, string>();
  for (const { partition, value } of all) {
    if (!value.startsWith("p")) continue;
    const before = last.get(partition) ?? "";
    if (value < before) throw new PromiseBroken(`P2: ${value} comes after ${before}`);
    last.set(partition, value);
  }
}

/** Whole batches; what is in one release was due at one time: by due time, then scheduled offset. */
export function checkReleasedOrder(chunks: readonly Uint8Array[]): number {
  let batches = 0;
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const view = new BatchView(bytes, at);
      at += view.sizeBytes;
      if (!view.isReleased) continue;
      batches += 1;
      checkBatch(view);
    }
  }
  return batches;
}

function checkBatch(view: BatchView): void {
  let [beforeMs, before] = [-1, -1];
  forEachRecord(view, (record) => {
    const offset = Number(record.header(SCHEDULED_OFFSET)?.toString());
    const { timestamp } = record;
    if (timestamp < beforeMs || (timestamp === beforeMs && offset <= before)) {
      const places = `${offset}, due at ${timestamp}, after ${before}, due at ${beforeMs}`;
      throw new PromiseBroken(`P4: one release holds ${places}`);
    }
    [beforeMs, before] = [timestamp, offset];
  });
}
