/**
 * How a seed's broker is cut: every other one works on its index in slices of a few entries, so that
 * merges, evictions and far reads happen with a hundred records, and some have no cache.
 */
import type { Config } from "../../../src/config/settings.ts";
import { SCHEDULE_SIZES, type ScheduleSizes } from "../../../src/schedule/sizes.ts";
import type { SimRandom } from "../platform/sim-random.ts";

const FULL: ScheduleSizes = { ...SCHEDULE_SIZES };
const TINY: ScheduleSizes = {
  ...FULL,
  nearMax: 8,
  sliceEvents: 3,
  sliceApplied: 4,
  sliceChunks: 2,
  sliceMerged: 5,
  sliceDeletes: 2,
  sliceHydrated: 2,
  sliceReads: 2,
  listSlice: 2,
  listLooks: 3,
};

/** The sizes are the module's own: one simulation at a time in a process. */
export function drawSizes(random: SimRandom): Partial<Config> {
  Object.assign(SCHEDULE_SIZES, random.chance(0.5) ? TINY : FULL);
  return random.chance(0.3) ? { tailCacheBytes: 0 } : {};
}

/** For whoever comes after it in the same process. */
export function restoreSizes(): void {
  Object.assign(SCHEDULE_SIZES, FULL);
}
