/**
 * The message ids of one batch as columns, and what is known of each: its first offset, or that the
 * batch itself brings it. One object serves a partition's batches in turn, so that a record costs no
 * object.
 */
import { MESSAGE_ID_BYTES_MAX } from "../model/limits.ts";
import { HEADER_MESSAGE_ID } from "../model/headers.ts";
import { forEachHeader } from "../record/header-walk.ts";
import type { BatchView } from "../record/view.ts";
import { IdTable } from "./id-table.ts";
import { hashMessageId, messageHash, type MessageHashKey } from "./message-hash.ts";

const NAME = Buffer.from(HEADER_MESSAGE_ID);
const ROWS_FIRST = 256;
/** Above it the columns are given back after their batch. */
const ROWS_KEPT_MAX = 16_384;

/** Told of an id that is none: it is not among the columns. */
export type BadId = (index: number, bytes: number) => void;

export class BatchIds {
  /** Offset deltas of the records that have an id, ascending. */
  indexes: Int32Array = new Int32Array(ROWS_FIRST);
  keys: Float64Array = new Float64Array(ROWS_FIRST);
  checks: Float64Array = new Float64Array(ROWS_FIRST);
  /** Where each id is remembered from; −1: it is not. */
  first: Float64Array = new Float64Array(ROWS_FIRST);
  count = 0;
  /** Of the rows claimed so far: what this batch brings. */
  #claimed = new IdTable();

  /** Replaces what is in it. Throws CORRUPT_BATCH where the batch does not decode. */
  read(view: BatchView, hashKey: MessageHashKey, bad?: BadId): void {
    if (this.keys.length > ROWS_KEPT_MAX) this.#resize(ROWS_FIRST);
    if (this.#claimed.keys.length > ROWS_KEPT_MAX) this.#claimed = new IdTable();
    this.#claimed.clear();
    this.count = 0;
    forEachHeader(view, NAME, (index, _timestamp, buffer, start, end) => {
      if (start < 0) return;
      if (end === start || end - start > MESSAGE_ID_BYTES_MAX) {
        bad?.(index, end - start);
        return;
      }
      hashMessageId(hashKey, buffer, start, end);
      this.#add(index, messageHash.first, messageHash.second);
    });
  }

  /** The offset that an earlier record of this batch has claimed the row's id for, or −1. */
  claimedBy(row: number): number {
    return this.#claimed.find(this.keys[row]!, this.checks[row]!);
  }

  /** The row's record stays in the batch, at `offset`. */
  claim(row: number, offset: number): void {
    this.#claimed.add(this.keys[row]!, this.checks[row]!, offset);
  }

  /** What was claimed: the ids that are to be remembered, in the order of their offsets. */
  get claimed(): IdTable {
    return this.#claimed;
  }

  #add(index: number, key: number, check: number): void {
    if (this.count === this.keys.length) this.#resize(2 * this.count);
    const row = this.count++;
    this.indexes[row] = index;
    this.keys[row] = key;
    this.checks[row] = check;
    this.first[row] = -1;
  }

  #resize(rows: number): void {
    const { indexes, keys, checks, first } = this;
    this.indexes = new Int32Array(rows);
    this.keys = new Float64Array(rows);
    this.checks = new Float64Array(rows);
    this.first = new Float64Array(rows);
    if (rows < keys.length) return;
    this.indexes.set(indexes);
    this.keys.set(keys);
    this.checks.set(checks);
    this.first.set(first);
  }
}
