/**
 * One look at one partition: moves the log start as its retention says, and frees what lies before
 * and nothing pins. Every step is durable before the next one begins, so that a crash anywhere leaves
 * a log whose fold is the same (docs/retention.md).
 */
import type { MessageHashKey } from "../dedup/message-hash.ts";
import type { CompactionPolicy } from "../log/compaction.ts";
import {
  holdsGarbage,
  type PastSegment,
  paysToClean,
  type RetentionPolicy,
  retainedFrom,
  shouldClose,
} from "../log/retention.ts";
import type { Segment } from "../log/segment.ts";
import { compactPartition, pinnedJob, toCompact } from "./compact-partition.ts";
import type { Replica } from "./replica.ts";

export interface CleaningPolicy extends RetentionPolicy {
  readonly segmentMs: number;
  /** Undefined: the partition is not compacted. */
  readonly compaction?: CompactionPolicy | undefined;
}

export interface CleaningWork {
  readonly policy: CleaningPolicy;
  readonly nowMs: number;
  /** Random, another one each time. */
  readonly hashKey: () => MessageHashKey;
  /** For the keys of one round of a compaction; absent: COMPACTION_MAP_BYTES_MAX. */
  readonly keysBytesMax?: number;
  /** Waits until so many more bytes may be read and written. */
  readonly pace: (bytes: number) => Promise<void>;
  readonly stopped: () => boolean;
  /** Lets others have the event loop. */
  readonly nextTurn: () => Promise<void>;
}

export interface CleaningReport {
  readonly freedBytes: number;
  readonly rewrittenBytes: number;
}

/** Segments whose waiting records are counted in one turn: a tenth of a millisecond each, at worst. */
const COUNTED_AT_ONCE = 8;
const NOTHING: CleaningReport = { freedBytes: 0, rewrittenBytes: 0 };

export async function cleanPartition(
  replica: Replica,
  work: CleaningWork,
): Promise<CleaningReport> {
  const { log } = replica;
  const { policy, nowMs } = work;
  const active = log.segments.at(-1)!;
  if (shouldClose(active, policy, nowMs)) await log.upkeep.closeActive();
  // A follower's log begins where its leader's does.
  const leads = replica.role.kind === "leader";
  const from = leads
    ? retainedFrom(log.segments, log.logStartOffset, policy, nowMs)
    : log.logStartOffset;
  const target = Math.min(from, replica.highWatermark);
  const moves = target > log.logStartOffset;
  const frees = moves || paysToClean(await pastSegments(replica, work, cleanable(replica)));
  if (!frees && toCompact(replica, work).length === 0) return NOTHING;
  const folded = await replica.storeViews();
  if (replica.closed !== undefined) return NOTHING;
  const before = log.sizeBytes;
  await log.deleteBefore(target, firstPinned(replica, folded));
  let rewrittenBytes = await cleanPast(replica, work, folded);
  rewrittenBytes += await compactPartition(replica, work, folded);
  return { freedBytes: before - log.sizeBytes, rewrittenBytes };
}

const cleanable = ({ log, cleanableOffset }: Replica): number =>
  Math.min(log.logStartOffset, cleanableOffset);

/** Below it nothing waits, and the stored views need none of it. */
function firstPinned({ schedule, highWatermark }: Replica, folded: number): number {
  return Math.min(schedule.firstPendingOffset ?? highWatermark, folded);
}

/** Closed segments that end at or below `until`, with what of them waits. */
async function pastSegments(
  { log, schedule }: Replica,
  work: CleaningWork,
  until: number,
): Promise<(PastSegment & { readonly segment: Segment })[]> {
  const past = log.segments.slice(0, -1).filter(({ endOffset }) => endOffset <= until);
  const found: (PastSegment & { readonly segment: Segment })[] = [];
  for (const segment of past) {
    const { baseOffset, endOffset, sizeBytes, firstTimeMs, maxTimeMs } = segment;
    const { cleaning, scheduledCount } = segment;
    const pendingCount = schedule.pendingIn(baseOffset, endOffset);
    const facts = { baseOffset, endOffset, sizeBytes, firstTimeMs, maxTimeMs };
    found.push({ segment, ...facts, cleaning, scheduledCount, pendingCount });
    if (found.length % COUNTED_AT_ONCE === 0) await work.nextTurn();
  }
  return found;
}

/**
 * The oldest first, all of them: when a segment's settlements go, no older one holds what they
 * settled. What is settled after the pass began has its settlement above `folded`.
 */
async function cleanPast(replica: Replica, work: CleaningWork, folded: number): Promise<number> {
  const { log, schedule } = replica;
  const past = await pastSegments(replica, work, Math.min(cleanable(replica), folded));
  if (!paysToClean(past)) return 0;
  let rewrittenBytes = 0;
  await log.upkeep.willClean(past.at(-1)!.endOffset);
  for (const one of past) {
    // Looked at again: what was pending when the pass began may be settled by now.
    const { segment } = one;
    const { baseOffset, endOffset } = segment;
    const pendingCount = schedule.pendingIn(baseOffset, endOffset);
    if (!holdsGarbage({ ...one, pendingCount })) continue;
    const whole = await log.upkeep.rewrite(segment, pinnedJob(replica, segment, work));
    // The order is what matters: nothing after what could not be cleaned.
    if (!whole) break;
    rewrittenBytes += log.segments.find((now) => now.baseOffset === baseOffset)?.sizeBytes ?? 0;
  }
  return rewrittenBytes;
}
