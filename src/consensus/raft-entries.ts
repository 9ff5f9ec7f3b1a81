/**
 * Raft's entries as batches of the metadata log, and back. Raft's index is the offset plus one, Raft's
 * term the leader epoch. Never judges what an entry says.
 *
 *   entry        key          value
 *   data         none         the data
 *   empty        empty        none
 *   membership   membership   {"voters":[1,2,3],"learners":[4]}
 *
 * One entry is one batch, so that the log can be cut before any of them. A single broker of an earlier
 * version wrote several records to a batch: each is an entry.
 */
import { assert } from "../lib/assert.ts";
import type { Entry, EntryBody, Membership } from "../raft/types.ts";
import { BatchBuilder } from "../record/build.ts";
import { forEachRecord } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";

const EMPTY = "empty";
const MEMBERSHIP = "membership";

export function batchOf(entry: Entry, nowMs: number): Buffer {
  const builder = new BatchBuilder({
    baseTimestamp: nowMs,
    baseOffset: offsetOf(entry.index),
    leaderEpoch: entry.term,
  });
  builder.append({ timestamp: nowMs, ...recordOf(entry) });
  return builder.build();
}

/** The bytes are copied: the batch may be a part of something large. */
export function entriesOf(batch: BatchView): Entry[] {
  const term = batch.leaderEpoch;
  const entries: Entry[] = [];
  forEachRecord(batch, ({ index, key, value }) => {
    const body = bodyOf(key?.toString(), value);
    entries.push({ ...body, index: indexOf(batch.baseOffset + index), term });
  });
  return entries;
}

export const offsetOf = (index: number): number => index - 1;
export const indexOf = (offset: number): number => offset + 1;

function recordOf(entry: Entry): { key: Buffer | undefined; value: Uint8Array | undefined } {
  switch (entry.kind) {
    case "data":
      return { key: undefined, value: entry.data };
    case "empty":
      return { key: Buffer.from(EMPTY), value: undefined };
    case "membership":
      return {
        key: Buffer.from(MEMBERSHIP),
        value: Buffer.from(JSON.stringify(entry.membership)),
      };
  }
}

function bodyOf(key: string | undefined, value: Buffer | undefined): EntryBody {
  if (key === EMPTY) return { kind: "empty" };
  assert(value !== undefined, `an entry of the metadata log with key ${key} has no value`);
  if (key === undefined) return { kind: "data", data: Buffer.from(value) };
  assert(key === MEMBERSHIP, `unknown entry ${key} in the metadata log: it is of a newer version`);
  return { kind: "membership", membership: JSON.parse(value.toString()) as Membership };
}
