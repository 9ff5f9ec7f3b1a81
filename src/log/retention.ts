/**
 * Decides where readers begin, by the age and size of segments, and whether it pays to clean what
 * lies before. Pure; it knows nothing of what is pinned but how much.
 */
import { NO_TIME } from "./batch-fields.ts";
import type { CleanState } from "./segment.ts";

/** What the decisions need to know of a segment. */
export interface SegmentFacts {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly sizeBytes: number;
  /** Record times; NO_TIME where it holds no record that has one. */
  readonly firstTimeMs: number;
  readonly maxTimeMs: number;
  readonly cleaning: CleanState;
  readonly scheduledCount: number;
}

/** −1: without a limit. */
export interface RetentionPolicy {
  readonly retentionMs: number;
  readonly retentionBytes: number;
}

/**
 * The offset at which readers should begin: the end of the last of the oldest segments that are all
 * too old, or too much. The last of `segments` is the active one, which stays. Sizes count from the
 * log start: what waits below it takes nothing from what readers may keep.
 */
export function retainedFrom(
  segments: readonly SegmentFacts[],
  logStartOffset: number,
  policy: RetentionPolicy,
  nowMs: number,
): number {
  const { retentionMs, retentionBytes } = policy;
  const readable = segments.filter(({ endOffset }) => endOffset > logStartOffset);
  let bytes = readable.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let from = logStartOffset;
  for (const segment of readable.slice(0, -1)) {
    const tooOld = retentionMs >= 0 && segment.maxTimeMs < nowMs - retentionMs;
    const tooMuch = retentionBytes >= 0 && bytes - segment.sizeBytes >= retentionBytes;
    if (!tooOld && !tooMuch) break;
    bytes -= segment.sizeBytes;
    from = segment.endOffset;
  }
  return from;
}

/** A quiet partition appends nothing that would close its active segment: whether time does. */
export function shouldClose(
  active: SegmentFacts,
  policy: RetentionPolicy & { readonly segmentMs: number },
  nowMs: number,
): boolean {
  if (active.sizeBytes === 0 || active.firstTimeMs === NO_TIME) return false;
  if (nowMs - active.firstTimeMs >= policy.segmentMs) return true;
  return policy.retentionMs >= 0 && active.maxTimeMs < nowMs - policy.retentionMs;
}

export interface PastSegment extends SegmentFacts {
  /** Of its SCHEDULED records, those that still wait. */
  readonly pendingCount: number;
}

/** It holds SCHEDULED records that are settled, or was never cleaned. */
export function holdsGarbage({ cleaning, scheduledCount, pendingCount }: PastSegment): boolean {
  return cleaning.kind !== "pinned" || scheduledCount > pendingCount;
}

/**
 * Whether to clean what lies below the log start now. All of it is cleaned or nothing (docs/retention.md),
 * so what was cleaned before is copied again: only when what goes is worth half of that. So every
 * byte that passes retention costs two copied ones at most, however much waits.
 */
export function paysToClean(past: readonly PastSegment[]): boolean {
  let goes = 0;
  let copied = 0;
  for (const segment of past) {
    const { sizeBytes, cleaning, scheduledCount, pendingCount } = segment;
    if (!holdsGarbage(segment)) continue;
    if (cleaning.kind !== "pinned") goes += sizeBytes;
    else {
      goes += sizeBytes * (1 - pendingCount / scheduledCount);
      copied += sizeBytes;
    }
  }
  return goes > 0 && 2 * goes >= copied;
}
