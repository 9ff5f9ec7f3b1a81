/**
 * Keys of one partition's remembered ids, and their root value, rewritten in every commit: how far the
 * log is folded, which runs count, and when their offsets were appended.
 *
 * | kind | then                        | value                                               |
 * |------|-----------------------------|-----------------------------------------------------|
 * | `M`  |                             | the root, JSON                                      |
 * | `H`  | run: 4, segment: 2, page: 2 | (first half of the hash, offset, second half)       |
 */
import type { RunForm } from "../runs/pair-page.ts";
import type { DoomedRun } from "../runs/run-removal.ts";
import { pairsIn, type Run } from "../runs/run.ts";
import { newValue, SEAL_BYTES, seal, unseal } from "../runs/sealed-value.ts";
import { ViewDamaged } from "../runs/view-damaged.ts";
import { ViewKeys } from "../runs/view-keys.ts";
import type { AppendTime } from "./append-times.ts";
import type { MessageHashKey } from "./message-hash.ts";

const KIND_META = 0x4d;
const KIND_HASH = 0x48;
export const HASH_RUNS: RunForm = { kind: KIND_HASH, filterBits: 16, wide: true };

export class IdKeys extends ViewKeys {
  readonly meta: Uint8Array;

  constructor(prefix: Uint8Array) {
    super(prefix);
    this.meta = this.ofKind(KIND_META, 0);
  }
}

/** A run of ids of one age. */
export interface IdRun {
  readonly run: Run;
  /** Grows with time; only runs of one age are merged. */
  readonly age: number;
  /** Its greatest offset. */
  readonly lastOffset: number;
  readonly pairs: number;
  /** Of its segments. */
  readonly lastKeys: Float64Array;
}

export function idRun(run: Run, age: number, lastOffset: number): IdRun {
  const lastKeys = Float64Array.from(run.segments, ({ lastKey }) => lastKey);
  return { run, age, lastOffset, pairs: pairsIn(run), lastKeys };
}

/** What a commit to the store changes as a whole. */
export interface IdsState {
  /** Every id below it is in the runs, unless it is forgotten. */
  readonly appliedOffset: number;
  readonly runs: readonly IdRun[];
  readonly doomed: readonly DoomedRun[];
  /** Being written by a merge: after a crash nobody owns them, so they are stored as doomed. */
  readonly building: readonly DoomedRun[];
}

export interface StoredIdRun {
  readonly number: number;
  readonly level: number;
  readonly segments: number;
  readonly age: number;
  readonly lastOffset: number;
}

export interface IdsMeta {
  readonly appliedOffset: number;
  readonly hashKey: MessageHashKey;
  readonly nextRun: number;
  /** The age that new runs belong to, and when it began. Epoch milliseconds. */
  readonly age: number;
  readonly ageBeganMs: number;
  readonly horizon: number;
  readonly times: readonly AppendTime[];
  readonly runs: readonly StoredIdRun[];
  readonly doomed: readonly DoomedRun[];
}

export function storedIdRun({ run, age, lastOffset }: IdRun): StoredIdRun {
  const { number, level, segments } = run;
  return { number, level, segments: segments.length, age, lastOffset };
}

export function encodeIdsMeta(key: Uint8Array, meta: IdsMeta): Buffer {
  const text = JSON.stringify(meta);
  const value = newValue(KIND_META, 0, SEAL_BYTES + Buffer.byteLength(text));
  value.write(text, SEAL_BYTES);
  return seal(key, value);
}

/** Throws ViewDamaged. */
export function decodeIdsMeta(key: Uint8Array, bytes: Uint8Array): IdsMeta {
  const value = unseal(KIND_META, key, bytes);
  let meta: unknown;
  try {
    meta = JSON.parse(value.toString("utf8", SEAL_BYTES));
  } catch {
    throw new ViewDamaged("does not parse", key);
  }
  if (!isMeta(meta)) throw new ViewDamaged("is not what this version writes", key);
  return meta;
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);

function isMeta(value: unknown): value is IdsMeta {
  if (typeof value !== "object" || value === null) return false;
  const meta = value as Partial<IdsMeta>;
  return (
    [meta.appliedOffset, meta.nextRun, meta.age, meta.ageBeganMs, meta.horizon].every(isNumber) &&
    isTuple(meta.hashKey, 4) &&
    Array.isArray(meta.times) &&
    meta.times.every((pair) => isTuple(pair, 2)) &&
    Array.isArray(meta.runs) &&
    meta.runs.every(isRun) &&
    Array.isArray(meta.doomed) &&
    meta.doomed.every(({ kind, number }) => kind === KIND_HASH && isNumber(number))
  );
}

function isTuple(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(isNumber);
}

function isRun({ number, level, segments, age, lastOffset }: StoredIdRun): boolean {
  return [number, level, segments, age, lastOffset].every(isNumber);
}
