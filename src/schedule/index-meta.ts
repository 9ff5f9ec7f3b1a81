/**
 * The index's root value, rewritten in every commit: how far the log is folded, and which runs count.
 * What is not named here is garbage of an interrupted merge. Body: JSON, since it is small and grows.
 */
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import type { IdHashKey } from "./id-hash.ts";
import { KIND_DUE, KIND_ID, KIND_META } from "./index-keys.ts";
import type { Run } from "../runs/run.ts";
import type { DoomedRun } from "../runs/run-removal.ts";
import { newValue, SEAL_BYTES, seal, unseal } from "../runs/sealed-value.ts";

export interface StoredRun {
  readonly number: number;
  readonly level: number;
  readonly firstSegment: number;
  readonly segments: number;
}

/** What a commit to the store changes as a whole. */
export interface IndexState {
  /** The fold of the log below it is in the store. */
  readonly appliedOffset: number;
  /** Leader epoch of the last record below `appliedOffset`; −1 where there is none. */
  readonly appliedEpoch: number;
  readonly due: readonly Run[];
  readonly ids: readonly Run[];
  /** Runs whose pages are to be deleted. */
  readonly doomed: readonly DoomedRun[];
  /** Runs that are being written: after a crash they have no owner, so they are stored as doomed. */
  readonly building: readonly DoomedRun[];
}

export interface IndexMeta {
  readonly appliedOffset: number;
  readonly appliedEpoch: number;
  readonly hashKey: IdHashKey;
  readonly nextRun: number;
  readonly due: readonly StoredRun[];
  readonly ids: readonly StoredRun[];
  readonly doomed: readonly DoomedRun[];
}

export function storedRun(run: Run): StoredRun {
  const { number, level, firstSegment, segments } = run;
  return { number, level, firstSegment, segments: segments.length };
}

export function encodeMeta(key: Uint8Array, meta: IndexMeta): Buffer {
  const text = JSON.stringify(meta);
  const sizeBytes = Buffer.byteLength(text);
  const value = newValue(KIND_META, 0, SEAL_BYTES + sizeBytes);
  value.write(text, SEAL_BYTES);
  return seal(key, value);
}

export function decodeMeta(key: Uint8Array, bytes: Uint8Array): IndexMeta {
  const value = unseal(KIND_META, key, bytes);
  let meta: unknown;
  try {
    meta = JSON.parse(value.toString("utf8", SEAL_BYTES));
  } catch {
    throw new ScheduleIndexDamaged("does not parse", key);
  }
  if (!isMeta(meta)) throw new ScheduleIndexDamaged("is not what this version writes", key);
  return meta;
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);

function isMeta(value: unknown): value is IndexMeta {
  if (typeof value !== "object" || value === null) return false;
  const meta = value as Partial<IndexMeta>;
  return (
    isNumber(meta.appliedOffset) &&
    isNumber(meta.appliedEpoch) &&
    isNumber(meta.nextRun) &&
    Array.isArray(meta.hashKey) &&
    meta.hashKey.every(isNumber) &&
    Array.isArray(meta.due) &&
    meta.due.every(isStoredRun) &&
    Array.isArray(meta.ids) &&
    meta.ids.every(isStoredRun) &&
    Array.isArray(meta.doomed) &&
    meta.doomed.every(
      ({ kind, number }) => (kind === KIND_DUE || kind === KIND_ID) && isNumber(number),
    )
  );
}

function isStoredRun(run: StoredRun): boolean {
  return [run.number, run.level, run.firstSegment, run.segments].every(isNumber);
}
