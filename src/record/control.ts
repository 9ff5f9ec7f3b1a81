/**
 * Control batches: what the broker tells its own log. Key and value of each record:
 *
 * | key  |   | value |                      |
 * |-----:|---|------:|----------------------|
 * | 0: 2 | version, 0 | 0: 2 | version, 0 |
 * | 2: 2 | type       | 2:   | payload    |
 *
 * Kafka's types are below 1000 (0 abort, 1 commit); ours begin there. A reader that meets a type or
 * version it does not know stops the partition: the record changed state that it cannot follow.
 */
import { readInt16, writeInt16 } from "../lib/bytes.ts";
import { BatchBuilder } from "./build.ts";
import { corrupt } from "./corrupt.ts";
import { CONTROL } from "./layout.ts";
import { forEachRecord } from "./records.ts";
import type { BatchView } from "./view.ts";

/** Pending records were cancelled. */
export const CONTROL_CANCEL = 1000;
/** Pending records got another due time. */
export const CONTROL_RESCHEDULE = 1001;
/** 1002 is not in use. A leader of several replicas begins its epoch; says nothing of the schedule. */
export const CONTROL_LEADER = 1003;

const VERSION = 0;

export interface ControlRecord {
  /** Offset delta in its batch. */
  readonly index: number;
  readonly timestamp: number;
  readonly type: number;
  readonly version: number;
  readonly payload: Buffer;
}

/** `value` is the payload; its version is put before it. */
export function buildControlBatch(
  type: number,
  records: readonly { readonly value: Uint8Array }[],
  timestamp: number,
): Buffer {
  const key = Buffer.allocUnsafe(4);
  writeInt16(key, 0, VERSION);
  writeInt16(key, 2, type);
  const builder = new BatchBuilder({ attributes: CONTROL, baseTimestamp: timestamp });
  for (const { value } of records) {
    const versioned = Buffer.allocUnsafe(2 + value.length);
    writeInt16(versioned, 0, VERSION);
    versioned.set(value, 2);
    builder.append({ timestamp, key, value: versioned });
  }
  return builder.build();
}

export function readControlRecords(view: BatchView): ControlRecord[] {
  const records: ControlRecord[] = [];
  forEachRecord(view, ({ index, timestamp, key, value }) => {
    if (key === undefined || key.length < 4) corrupt("its control key is too short", index);
    if (value === undefined || value.length < 2) corrupt("its control value is too short", index);
    const version = readInt16(value, 0);
    if (readInt16(key, 0) !== VERSION || version !== VERSION) {
      corrupt(`its control version is newer than ${VERSION}; use the newer broker`, index);
    }
    records.push({
      index,
      timestamp,
      type: readInt16(key, 2),
      version,
      payload: value.subarray(2),
    });
  });
  return records;
}
