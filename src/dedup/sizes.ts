/** How much is done and kept at once. Tests make all of it small, to be at bounds often. */
import * as limits from "../model/limits.ts";

export interface DedupSizes {
  readonly tableRows: number;
  readonly tablesFrozenMax: number;
  readonly ageIds: number;
  readonly sliceEncoded: number;
  readonly sliceMerged: number;
  readonly mergeSlices: number;
  readonly sliceDeletes: number;
  readonly runsPerLevel: number;
  readonly offsetsUnstoredMax: number;
}

export const DEDUP_SIZES: DedupSizes = {
  tableRows: limits.DEDUP_TABLE_ROWS,
  tablesFrozenMax: limits.DEDUP_TABLES_FROZEN_MAX,
  ageIds: Math.floor(limits.DEDUP_IDS_MAX / limits.DEDUP_AGES_MAX),
  sliceEncoded: limits.DEDUP_SLICE_ENCODED,
  sliceMerged: limits.DEDUP_SLICE_MERGED,
  mergeSlices: limits.DEDUP_MERGE_SLICES,
  sliceDeletes: limits.VIEW_SLICE_DELETES,
  runsPerLevel: limits.DEDUP_RUNS_PER_LEVEL,
  offsetsUnstoredMax: limits.DEDUP_OFFSETS_UNSTORED_MAX,
};
