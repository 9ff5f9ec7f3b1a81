/** How much of the index's work is done at once. Tests make all of it small, to be at bounds often. */
import * as limits from "../model/limits.ts";

export interface ScheduleSizes {
  readonly nearMax: number;
  readonly commitRounds: number;
  readonly sliceEvents: number;
  readonly sliceApplied: number;
  readonly sliceChunks: number;
  readonly sliceMerged: number;
  readonly sliceDeletes: number;
  readonly sliceHydrated: number;
  readonly waitingBlockRows: number;
  readonly sliceWaiting: number;
  readonly sliceReads: number;
  readonly listSlice: number;
  readonly listLooks: number;
}

export const SCHEDULE_SIZES: ScheduleSizes = {
  nearMax: limits.SCHEDULE_NEAR_MAX,
  commitRounds: limits.SCHEDULE_COMMIT_ROUNDS,
  sliceEvents: limits.SCHEDULE_SLICE_EVENTS,
  sliceApplied: limits.SCHEDULE_SLICE_APPLIED,
  sliceChunks: limits.SCHEDULE_SLICE_CHUNKS,
  sliceMerged: limits.SCHEDULE_SLICE_MERGED,
  sliceDeletes: limits.VIEW_SLICE_DELETES,
  sliceHydrated: limits.SCHEDULE_SLICE_HYDRATED,
  waitingBlockRows: limits.SCHEDULE_WAITING_BLOCK_ROWS,
  sliceWaiting: limits.SCHEDULE_SLICE_WAITING,
  sliceReads: limits.SCHEDULE_SLICE_READS,
  listSlice: limits.SCHEDULE_LIST_SLICE,
  listLooks: limits.SCHEDULE_LIST_LOOKS,
};
