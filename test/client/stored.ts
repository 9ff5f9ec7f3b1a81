/** What a fake partition holds, read by the broker's own codec. */
import { forEachRecord } from "../../src/record/records.ts";
import { BatchView } from "../../src/record/view.ts";
import type { FakePartition } from "./fake-broker.ts";

export interface StoredRecord {
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly timestamp: number;
  readonly headers: readonly (readonly [string, string])[];
}

export function recordsOf(partition: FakePartition): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const bytes of partition.batches) {
    const view = new BatchView(bytes);
    forEachRecord(view, (record) => {
      records.push({
        key: record.key?.toString(),
        value: record.value?.toString(),
        timestamp: record.timestamp,
        headers: record
          .headers()
          .map(({ key, value }) => [key, Buffer.from(value).toString()] as const),
      });
    });
  }
  return records;
}
