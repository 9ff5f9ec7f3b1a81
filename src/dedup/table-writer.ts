/** Turns a table of ids into the pages of a run, in two kinds of slices: sorting, then encoding. */
import type { StoreWrite } from "../platform/ordered-store.ts";
import type { Run } from "../runs/run.ts";
import { RunWriter } from "../runs/run-writer.ts";
import type { ViewKeys } from "../runs/view-keys.ts";
import type { IdTable } from "./id-table.ts";
import { HASH_RUNS } from "./ids-meta.ts";
import { HASH_HALF_LIMIT } from "./message-hash.ts";

export class TableWriter {
  readonly #table: IdTable;
  readonly #order: Int32Array;
  readonly #writer: RunWriter;
  readonly #horizon: number;
  #at = 0;

  /** The table must not change any more. What lies below the horizon is left out. */
  constructor(table: IdTable, keys: ViewKeys, number: number, horizon: number) {
    this.#table = table;
    this.#horizon = horizon;
    this.#order = sortedRows(table);
    this.#writer = new RunWriter(HASH_RUNS, keys, number);
  }

  /** Encodes up to `most` rows; true at the end. */
  step(most: number): boolean {
    const { keys, offsets, checks } = this.#table;
    const until = Math.min(this.#at + most, this.#order.length);
    for (; this.#at < until; this.#at++) {
      const row = this.#order[this.#at]!;
      const offset = offsets[row]!;
      if (offset >= this.#horizon) this.#writer.add(keys[row]!, offset, checks[row]!);
    }
    return until === this.#order.length;
  }

  /** Undefined where everything is forgotten already. */
  finish(): { readonly run: Run | undefined; readonly writes: StoreWrite[] } {
    const run = this.#writer.finish(0);
    return { run, writes: this.#writer.takeWrites() };
  }
}

/** Rows by (key, offset): into one bucket a row by their keys, which are even, then past each other. */
function sortedRows({ keys, count }: IdTable): Int32Array {
  const order = new Int32Array(count);
  if (count === 0) return order;
  const perKey = count / HASH_HALF_LIMIT;
  const ends = new Int32Array(count);
  for (let row = 0; row < count; row++) ends[Math.floor(keys[row]! * perKey)]!++;
  for (let bucket = 1; bucket < count; bucket++) ends[bucket]! += ends[bucket - 1]!;
  for (let row = count - 1; row >= 0; row--) {
    order[--ends[Math.floor(keys[row]! * perKey)]!] = row;
  }
  // Rows of one bucket lie in the order of their offsets, which is kept where keys are the same.
  for (let at = 1; at < count; at++) {
    const row = order[at]!;
    const key = keys[row]!;
    let to = at;
    for (; to > 0 && keys[order[to - 1]!]! > key; to--) order[to] = order[to - 1]!;
    order[to] = row;
  }
  return order;
}
