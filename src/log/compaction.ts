/**
 * Decides which segments a compaction covers and whether it pays. Pure; what is shadowed, and what a
 * tombstone is, is `replication/`'s to know.
 */
import { COMPACTION_DIRTY_SHARE_MIN } from "../model/limits.ts";
import type { SegmentFacts } from "./retention.ts";

export interface CompactionPolicy {
  readonly tombstoneRetentionMs: number;
  /** Records younger than this are left alone. */
  readonly compactionLagMinMs: number;
}

/** Readable closed segments from the oldest on, up to the first that is too young. */
export function compactable<Facts extends SegmentFacts>(
  segments: readonly Facts[],
  logStartOffset: number,
  policy: CompactionPolicy,
  nowMs: number,
): Facts[] {
  const closed = segments.slice(0, -1).filter(({ endOffset }) => endOffset > logStartOffset);
  const latestMs = nowMs - policy.compactionLagMinMs;
  const young = closed.findIndex(
    ({ maxTimeMs }) => policy.compactionLagMinMs > 0 && maxTimeMs > latestMs,
  );
  return young < 0 ? closed : closed.slice(0, young);
}

/** The tombstones of a segment are old enough to go: older records of their keys are gone for long. */
export function tombstonesExpired(
  { cleaning }: SegmentFacts,
  policy: CompactionPolicy,
  nowMs: number,
): boolean {
  const { kind, compactedMs, tombstones } = cleaning;
  if (kind !== "compacted" || tombstones === 0) return false;
  return nowMs - compactedMs >= policy.tombstoneRetentionMs;
}

/**
 * Whether to compact `range` now: enough of it was never compacted, or tombstones are to go. All of it
 * is copied, so a byte is copied once for each byte that comes to it, or less.
 */
export function paysToCompact(
  range: readonly SegmentFacts[],
  policy: CompactionPolicy,
  nowMs: number,
): boolean {
  let dirty = 0;
  let bytes = 0;
  for (const { sizeBytes, cleaning } of range) {
    bytes += sizeBytes;
    if (cleaning.kind !== "compacted") dirty += sizeBytes;
  }
  if (dirty > 0 && dirty >= bytes * COMPACTION_DIRTY_SHARE_MIN) return true;
  return range.some((segment) => tombstonesExpired(segment, policy, nowMs));
}
